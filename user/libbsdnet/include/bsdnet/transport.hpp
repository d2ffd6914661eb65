// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Where requests go and answers come from: a generic netlink socket, or in tests
/// whatever plays the kernel.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace bsdnet {

/// One received datagram: a row of netlink messages.
using Datagram = std::vector<std::uint8_t>;

/// Carries datagrams to the kernel and back.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  /// Throws SystemError.
  virtual void send(std::span<const std::uint8_t> message) = 0;
  /// The next datagram; waits for it. Throws SystemError, with ENOBUFS where messages were
  /// lost.
  virtual Datagram receive() = 0;
  /// Joins a multicast group.
  virtual void join(std::uint32_t group) = 0;
  /// For poll(); -1 for none.
  virtual int fd() const = 0;
};

/// A netlink socket of this network namespace, with extended acknowledgements and strict
/// checking on. Throws SystemError.
std::unique_ptr<Transport> open_netlink();

}  // namespace bsdnet
