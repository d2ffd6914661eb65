// SPDX-License-Identifier: GPL-2.0
/// @file
/// Running in the background.
#pragma once

#include "unique_fd.hpp"

namespace bsdnet::dhcp {

/// Forks. The parent waits for the child's report and exits with it; only the child returns.
class Background {
 public:
  /// Throws SystemError.
  void fork();
  /// Ends the parent with @p status; the child continues without a terminal. Does nothing if fork()
  /// was not called or this was called before.
  void report(int status);

 private:
  UniqueFd pipe_;
};

}  // namespace bsdnet::dhcp
