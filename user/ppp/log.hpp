// SPDX-License-Identifier: GPL-2.0
/// @file
/// Messages on standard error: "bsdnet-ppp: eth0: ...".
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "bytes.hpp"

namespace bsdnet::ppp {

/// Writes one line. @param who  name of the interface
void log_line(const std::string& who, const std::string& message);

/// Sets the verbosity: 0 events, 1 also each packet and change of state.
void set_log_level(int level);
int log_level();

template <typename... T>
void log(const std::string& who, fmt::format_string<T...> format, T&&... args) {
  log_line(who, fmt::format(format, std::forward<T>(args)...));
}

/// Returns untrusted data as text of bounded length; bytes other than printable ASCII are
/// escaped as "\x07".
std::string printable(View data);

}  // namespace bsdnet::ppp
