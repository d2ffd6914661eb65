// SPDX-License-Identifier: GPL-2.0
/// @file
/// An L2 socket of AF_BSDNET (af_bsdnet(7)): packets of one logical interface, without their
/// headers.
#pragma once

#include <optional>

#include "bsdnet/sockaddr.hpp"
#include "control_protocol.hpp"
#include "discovery.hpp"
#include "unique_fd.hpp"

namespace bsdnet::ppp {

class L2Socket {
 public:
  /// A received frame; payload is valid until the next call.
  struct Received {
    std::uint16_t protocol;  ///< ethertype or PPP protocol number
    Mac from;                ///< zero if the medium has no addresses
    View payload;
  };

  /// Binds to frames of @p ifl_index whose protocol begins with the first @p bits bits of
  /// @p protocol; throws SystemError.
  L2Socket(std::uint32_t ifl_index, std::uint16_t protocol, unsigned int bits);

  int fd() const { return fd_.get(); }
  /// Returns the next frame, or nothing if none is queued. Throws SystemError with ENETDOWN or
  /// ENODEV if the interface was deleted.
  std::optional<Received> receive();
  /// Sends a frame. Returns false, and logs the error, if it was not sent.
  bool send(std::uint16_t protocol, const Mac* to, View payload);

 private:
  std::uint32_t ifl_index_;
  UniqueFd fd_;
  Bytes buffer_;
};

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
