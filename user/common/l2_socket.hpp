// SPDX-License-Identifier: GPL-2.0
/// @file
/// An L2 socket of AF_BSDNET (af_bsdnet(7)): packets of one logical interface, without their
/// headers.
#pragma once

#include <optional>

#include "bsdnet/sockaddr.hpp"
#include "bytes.hpp"
#include "mac.hpp"
#include "unique_fd.hpp"

namespace bsdnet {

/// An L2 socket that does not block and is not bound yet; throws SystemError.
UniqueFd open_l2_socket();

/// What the socket gets.
enum class Capture : std::uint8_t {
  take,  ///< the frames themselves, exclusively
  copy,  ///< copies of received and sent frames (BSDNET_L2_TAP)
};

class L2Socket {
 public:
  /// A received frame; payload is valid until the next call.
  struct Received {
    std::uint16_t protocol;  ///< ethertype or PPP protocol number
    Mac from;                ///< zero if the medium has no addresses
    bool outgoing;           ///< a copy of a frame that was sent
    View payload;
  };

  /// Binds to frames of @p ifl_index whose protocol begins with the first @p bits bits of
  /// @p protocol; throws SystemError.
  L2Socket(std::uint32_t ifl_index, std::uint16_t protocol, unsigned int bits,
           Capture capture = Capture::take);

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

}  // namespace bsdnet
