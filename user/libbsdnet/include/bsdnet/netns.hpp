// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Network namespaces by name, as `ip netns` keeps them.
#pragma once

#include <functional>
#include <string>

namespace bsdnet {

/// Moves the calling thread into the namespace @p name (/var/run/netns/NAME), or into the
/// one at @p name if it is a path. Sockets opened afterwards belong there. Throws
/// ArgumentError where there is no such namespace, SystemError.
void enter_netns(const std::string& name);
/// Calls @p fn in the namespace that was left by the first enter_netns(), or right here where
/// there was none. Not for several threads at once. Throws SystemError, and what @p fn throws.
void in_first_netns(const std::function<void()>& fn);

}  // namespace bsdnet
