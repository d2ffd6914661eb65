// SPDX-License-Identifier: GPL-2.0
#include "log.hpp"

#include <algorithm>
#include <cstdio>

namespace bsdnet::ppp {
namespace {

constexpr std::size_t kLongest = 128;  // of untrusted data, in bytes
int level = 0;

}  // namespace

void log_line(const std::string& who, const std::string& message) {
  fmt::print(stderr, "bsdnet-ppp: {}: {}\n", who, message);
}

void set_log_level(int value) {
  level = value;
}

int log_level() {
  return level;
}

std::string printable(View data) {
  std::string out;
  for (const std::uint8_t c : data.first(std::min(data.size(), kLongest)))
    out +=
        c >= 0x20 && c < 0x7f ? std::string(1, static_cast<char>(c)) : fmt::format("\\x{:02x}", c);
  return data.size() > kLongest ? out + "..." : out;
}

}  // namespace bsdnet::ppp
