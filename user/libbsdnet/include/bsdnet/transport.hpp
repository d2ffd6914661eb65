// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Transport of requests and replies: a generic netlink socket, or a fake kernel in tests.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace bsdnet {

/// One received datagram: a sequence of netlink messages.
using Datagram = std::vector<std::uint8_t>;

/// Sends datagrams to the kernel and receives them.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  /// Throws SystemError.
  virtual void send(std::span<const std::uint8_t> message) = 0;
  /// Waits for the next datagram. Throws SystemError, with ENOBUFS if messages were lost.
  virtual Datagram receive() = 0;
  /// Joins a multicast group.
  virtual void join(std::uint32_t group) = 0;
  /// For poll(); -1 for none.
  virtual int fd() const = 0;
};

/// A netlink socket of this network namespace, with extended acknowledgements and strict
/// checking. Throws SystemError.
std::unique_ptr<Transport> open_netlink();

}  // namespace bsdnet
