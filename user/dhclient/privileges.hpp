// SPDX-License-Identifier: GPL-2.0
/// @file
/// Giving up privileges.
#pragma once

#include <string>

namespace bsdnet::dhcp {

/// Becomes @p user (empty: stays the same), which gets the directory @p directory, and keeps no
/// capabilities but those for sockets and the control channel. Throws ArgumentError (no such
/// user), SystemError.
void drop_privileges(const std::string& user, const std::string& directory);

}  // namespace bsdnet::dhcp
