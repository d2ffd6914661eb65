// SPDX-License-Identifier: GPL-2.0
/// @file
/// The L2 sockets of discovery and of a PPP interface.
#pragma once

#include "control_protocol.hpp"
#include "discovery.hpp"
#include "l2_socket.hpp"

namespace bsdnet::ppp {

/// Discovery on an Ethernet interface.
class DiscoverySocket : public DiscoveryPort {
 public:
  explicit DiscoverySocket(std::uint32_t ifl_index) : socket_(ifl_index, kDiscoveryEthertype, 16) {}

  void send(const Mac& to, const DiscoveryPacket& packet) override;
  int fd() const { return socket_.fd(); }
  /// Calls @p fn for received frames, a bounded number in one call.
  void receive(const std::function<void(const Mac&, const DiscoveryPacket&)>& fn);

 private:
  L2Socket socket_;
};

/// The control protocols of a PPP interface.
class PppSocket : public Link {
 public:
  // Binds to all protocols without a longer entry, since unknown ones must be rejected
  explicit PppSocket(std::uint32_t ifl_index) : socket_(ifl_index, 0, 0) {}

  void send(std::uint16_t protocol, View payload) override;
  int fd() const { return socket_.fd(); }
  /// Calls @p fn for received packets, a bounded number in one call.
  void receive(const std::function<void(std::uint16_t, View)>& fn);

 private:
  L2Socket socket_;
};

}  // namespace bsdnet::ppp
