// SPDX-License-Identifier: GPL-2.0
/// @file
/// What the program has to say, on standard error, a line each: "bsdnet-ppp: eth0: ...".
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "bytes.hpp"

namespace bsdnet::ppp {

/// Writes one line. @param who  interface or session it is about
void log_line(const std::string& who, const std::string& message);

/// Nothing is written below this: 0 what people want to know, 1 every packet.
void set_log_level(int level);
int log_level();

template <typename... T>
void log(const std::string& who, fmt::format_string<T...> format, T&&... args) {
  log_line(who, fmt::format(format, std::forward<T>(args)...));
}

/// What a stranger sent, fit for a terminal and of bounded length: all but printable ASCII as
/// "\x07".
std::string printable(View data);

}  // namespace bsdnet::ppp
