// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Network namespaces by name, as `ip netns` keeps them.
#pragma once

#include <string>

namespace bsdnet {

/// Moves the calling thread into the namespace @p name (/var/run/netns/NAME), or into the
/// one at @p name if it is a path. Sockets opened afterwards belong there. Throws
/// ArgumentError where there is no such namespace, SystemError.
void enter_netns(const std::string& name);

}  // namespace bsdnet
