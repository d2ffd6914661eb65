// SPDX-License-Identifier: GPL-2.0
/// @file
/// Commands that run until they are interrupted.
#pragma once

#include <chrono>
#include <csignal>
#include <optional>

namespace bsdnet::ctl {

/// While it exists, SIGINT, SIGTERM and SIGHUP are blocked except in wait(), which they end.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

  /// Waits until @p fd is readable, if it is not -1, or until @p timeout has passed; false:
  /// interrupted.
  bool wait(int fd, std::optional<std::chrono::nanoseconds> timeout = std::nullopt) const;

 private:
  sigset_t before_{};
};

}  // namespace bsdnet::ctl
