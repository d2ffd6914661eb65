// SPDX-License-Identifier: GPL-2.0
/// @file
/// The client's port on one interface, with or without an address (SK-5, SK-6, SK-10).
#pragma once

#include <functional>

#include "bsdnet/socket.hpp"
#include "message.hpp"

namespace bsdnet::dhcp {

class UdpSocket {
 public:
  /// Binds to the client's port on @p ifl_index, which is in @p instance; throws SystemError.
  UdpSocket(std::uint32_t ifl_index, std::uint32_t instance);

  int fd() const { return socket_.fd(); }
  /// Whether messages are received whatever their address: servers send to the address that they
  /// offer. Throws SystemError.
  void receive_any(bool on);
  /// Sends to the servers' port. Returns false, and logs the error, if it was not sent.
  /// @param source  0: none
  bool send(const std::string& who, View data, std::uint32_t source, std::uint32_t to);
  /// Calls @p fn for messages that were received from a server's port, a bounded number in one
  /// call. Throws SystemError.
  void receive(const std::function<void(const Message&)>& fn);

 private:
  std::uint32_t ifl_index_;
  std::uint32_t instance_;
  Socket socket_;
  bool any_ = false;
  Bytes buffer_;
};

}  // namespace bsdnet::dhcp
