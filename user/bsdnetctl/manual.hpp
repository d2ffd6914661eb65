// SPDX-License-Identifier: GPL-2.0
/// @file
/// The generated part of the manual bsdnetctl(8).
#pragma once

#include <string>

namespace bsdnet::ctl {

/// The syntax of all commands as mdoc(7) macros.
std::string manual_text();

}  // namespace bsdnet::ctl
