// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Addresses of AF_BSDNET sockets.
#pragma once

#include <linux/bsdnet_socket.h>
#include <netinet/in.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bsdnet/address.hpp"

namespace bsdnet {

/// Address and port of an inet socket; throws ArgumentError if @p address is not IPv4.
sockaddr_in inet_sockaddr(const Address& address, std::uint16_t port);
/// From "192.0.2.1:53"; throws ArgumentError.
sockaddr_in parse_inet_sockaddr(std::string_view text);
/// "192.0.2.1:53"
std::string str(const sockaddr_in& address);

/// Address of an L2 socket (SK-8): all frames of the interface.
/// @param ifl_index  logical interface, see ifl_index()
sockaddr_bsdnet l2_sockaddr(std::uint32_t ifl_index);
/// The same for frames whose protocol begins with the first @p bits bits of @p proto;
/// throws ArgumentError if there are fewer.
sockaddr_bsdnet l2_sockaddr(std::uint32_t ifl_index, std::span<const std::uint8_t> proto,
                            unsigned int bits);
/// Destination of a frame to send; throws ArgumentError if @p to is too long.
void set_destination(sockaddr_bsdnet& address, const LinkAddress& to);
/// Source of a received frame.
LinkAddress source(const sockaddr_bsdnet& address);

}  // namespace bsdnet
