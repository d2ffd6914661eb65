// SPDX-License-Identifier: GPL-2.0
/// @file
/// Sockets of NETLINK_ROUTE.
///
/// A program gets a socket of NETLINK_USERSOCK, which behaves as the one that it asked for: names,
/// options and waiting are the kernel's. There is no kernel socket behind this protocol, so that
/// sending to port 0 fails with ECONNREFUSED; then the library answers the request, by sending from
/// the program's own socket to itself. Receiving calls show port 0 as the sender of such messages.
/// No other socket can send with this socket's port, so answers cannot be forged: messages of other
/// senders are dropped.
#pragma once

namespace bsdnet::run {

/// socket() of NETLINK_ROUTE.
int netlink_open(int type) noexcept;

/// Whether @p option of @p fd subscribes to a group: there are no notifications, and the protocol
/// lets nobody subscribe without privilege.
bool netlink_ignores(int fd, int option) noexcept;

}  // namespace bsdnet::run
