// SPDX-License-Identifier: GPL-2.0
/// @file
/// An L2 socket that gets copies of the frames of an interface (af_bsdnet(7), BSDNET_L2_TAP).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "capture_packet.hpp"
#include "unique_fd.hpp"

namespace bsdnet::ctl {

class CaptureSocket {
 public:
  /// A socket that is not bound yet. @p snaplen: bytes of a packet that are kept. Throws
  /// SystemError.
  explicit CaptureSocket(std::uint32_t snaplen);

  /// Sets the filter @p text of pcap-filter(7); throws ArgumentError if it is not one for
  /// @p link.
  void filter(const CaptureLink& link, const std::string& text);
  /// Starts to capture on @p ifl_index; throws SystemError.
  void start(std::uint32_t ifl_index);
  /// Has the device receive the frames to other stations too; throws SystemError.
  void promiscuous(std::uint32_t ifl_index);

  int fd() const { return fd_.get(); }
  /// Returns the next packet, valid until the next call; nothing if there is none. Throws
  /// SystemError: ENETDOWN if the interface was deleted.
  std::optional<CapturedPacket> receive();
  /// Packets for which there was no room since the socket was opened.
  std::uint64_t dropped() const;

 private:
  UniqueFd fd_;
  std::vector<std::uint8_t> buffer_;
};

}  // namespace bsdnet::ctl
