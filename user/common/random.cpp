// SPDX-License-Identifier: GPL-2.0
#include "random.hpp"

#include <sys/random.h>

#include <cerrno>

#include "bsdnet/error.hpp"

namespace bsdnet {

Bytes random_bytes(std::size_t n) {
  Bytes out(n);
  if (getrandom(out.data(), n, 0) != static_cast<ssize_t>(n)) throw SystemError("getrandom", errno);
  return out;
}

std::uint32_t random_magic() {
  for (;;)
    if (const std::uint32_t magic = load32(random_bytes(4)); magic != 0) return magic;
}

}  // namespace bsdnet
