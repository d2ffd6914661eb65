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
  /// What was received; views a buffer that the next call overwrites.
  struct Received {
    std::uint16_t protocol;  ///< ethertype or PPP protocol number
    Mac from;                ///< zero where the medium has no addresses
    View payload;
  };

  /// Binds to frames of @p ifl_index whose protocol begins with the first @p bits bits of
  /// @p protocol; throws SystemError.
  L2Socket(std::uint32_t ifl_index, std::uint16_t protocol, unsigned int bits);

  int fd() const { return fd_.get(); }
  /// The next frame; nothing where there is none now. Throws SystemError with ENETDOWN or
  /// ENODEV when the interface is gone.
  std::optional<Received> receive();
  /// Sends a frame. False where it could not be; as if it had got lost on the way.
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
  /// Hands all that has come to @p fn, at most so many that others get their turn.
  void receive(const std::function<void(const Mac&, const DiscoveryPacket&)>& fn);

 private:
  L2Socket socket_;
};

/// The control protocols of a PPP interface.
class PppSocket : public Link {
 public:
  // all protocols that have no entry of their own: unknown ones must be rejected
  explicit PppSocket(std::uint32_t ifl_index) : socket_(ifl_index, 0, 0) {}

  void send(std::uint16_t protocol, View payload) override;
  int fd() const { return socket_.fd(); }
  /// As DiscoverySocket's.
  void receive(const std::function<void(std::uint16_t, View)>& fn);

 private:
  L2Socket socket_;
};

}  // namespace bsdnet::ppp
