// SPDX-License-Identifier: GPL-2.0
/// @file
/// Answers to the ioctls of netdevice(7).
#pragma once

#include <net/if.h>

#include <vector>

#include "bsdnet/interfaces.hpp"

namespace bsdnet::run {

/// What is done with an ioctl.
enum class Request {
  other,     ///< not about interfaces
  list,      ///< SIOCGIFCONF
  name,      ///< SIOCGIFNAME
  question,  ///< about the interface that ifr_name names
  refused,   ///< about a device of the host, or changes something
};

Request classify(unsigned long request) noexcept;

/// Fills @p out with the answer about @p interface; 0 or an errno. Which of several addresses is
/// meant says ifr_addr, as on Linux; else the first.
int fill(unsigned long request, const Interface& interface, ifreq& out);

/// Fills the list of SIOCGIFCONF: an entry for each address, cut to the size of the buffer; without
/// a buffer only the size.
void fill(const std::vector<Interface>& interfaces, ifconf& out);

}  // namespace bsdnet::run
