// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Logical interfaces with their addresses, as getifaddrs(3) gives those of the host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bsdnet/address.hpp"
#include "bsdnet/channel.hpp"

namespace bsdnet {

/// An IPv4 address of an interface and the prefix that is reached by it.
struct InterfaceAddress {
  Address local;
  Prefix dest;  ///< network or neighbour

  /// Last address of the network; nothing for a neighbour, and for prefixes of 31 and 32 bits.
  std::optional<Address> broadcast() const;
};

/// A logical interface.
struct Interface {
  std::uint32_t index = 0;
  std::string name;
  std::optional<std::uint32_t> instance;  ///< of its IPv4 family; nothing without one
  unsigned int flags = 0;                 ///< IFF_UP, IFF_RUNNING, ...
  std::uint16_t hardware = 0;             ///< ARPHRD_ETHER, ...
  std::uint32_t mtu = 0;                  ///< of its IPv4 family, else of the link
  LinkAddress lladdr;
  std::vector<InterfaceAddress> addresses;
};

/// The logical interfaces in the order of their indexes.
/// @param instance  only those whose IPv4 family is in this routing instance; nothing for all,
///                  also those without a family
/// Throws KernelError, SystemError, DecodeError.
std::vector<Interface> interfaces(Channel& channel, std::optional<std::uint32_t> instance = {});

/// The logical interface called @p name, without listing all. Throws KernelError, with ENODEV if
/// there is none, SystemError, DecodeError.
Interface find_interface(Channel& channel, std::string_view name);

}  // namespace bsdnet
