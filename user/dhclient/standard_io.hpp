// SPDX-License-Identifier: GPL-2.0
/// @file
/// Standard input and output of a program in the background.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include "unique_fd.hpp"

namespace bsdnet::dhcp {

/// Makes /dev/null of them, so that no process waits for their end.
inline void silence() {
  const UniqueFd null(open("/dev/null", O_RDWR | O_CLOEXEC));
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    dup2(null.get(), fd);
}

}  // namespace bsdnet::dhcp
