// SPDX-License-Identifier: GPL-2.0
/// @file
/// Messages on standard error, "bsdnet-ppp: eth0: ...", or in the system log.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "bytes.hpp"

namespace bsdnet {

/// Sets the name of the program, with which each line begins.
void set_log_name(const std::string& name);
/// Writes to syslog(3) from now on, for a program in the background.
void log_to_system();
/// Writes one line. @param who  name of the interface
void log_line(const std::string& who, const std::string& message);

/// Sets the verbosity: -1 nothing, 0 events, 1 also each packet and change of state.
void set_log_level(int level);
int log_level();

template <typename... T>
void log(const std::string& who, fmt::format_string<T...> format, T&&... args) {
  log_line(who, fmt::format(format, std::forward<T>(args)...));
}

/// Returns untrusted data as text of bounded length; bytes other than printable ASCII are
/// escaped as "\x07".
std::string printable(View data);

}  // namespace bsdnet
