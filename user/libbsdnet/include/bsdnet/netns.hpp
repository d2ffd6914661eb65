// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Network namespaces by name, as in `ip netns`.
#pragma once

#include <functional>
#include <string>

namespace bsdnet {

/// Moves the calling thread to the namespace @p name (/var/run/netns/NAME), or to the one at
/// @p name if it is a path. Sockets opened afterwards belong to it. Throws ArgumentError if
/// there is no such namespace, SystemError.
void enter_netns(const std::string& name);
/// Calls @p fn in the namespace of the process before the first enter_netns(). Not for several
/// threads at once. Throws SystemError, and the exceptions of @p fn.
void in_first_netns(const std::function<void()>& fn);

}  // namespace bsdnet
