// SPDX-License-Identifier: GPL-2.0
/// @file
/// A captured packet, and the interface that it was captured on.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bsdnet::ctl {

/// A type of link, as it is known to libpcap and in files.
struct CaptureLink {
  std::string_view type;    ///< as interfaces call it: "ether"
  int dlt;                  ///< of libpcap; -1: it cannot compile a filter for it
  std::uint16_t link_type;  ///< in files
};

/// Returns the description of links of @p type, nullptr if it is unknown.
const CaptureLink* find_capture_link(std::string_view type);

/// A captured packet.
struct CapturedPacket {
  std::uint64_t time = 0;  ///< nanoseconds since 1970
  std::uint32_t type = 0;  ///< PACKET_HOST ... PACKET_OUTGOING
  std::size_t length = 0;  ///< on the link
  std::span<const std::uint8_t> data;

  bool is_sent() const;
};

/// What a capture counted.
struct CaptureCounts {
  std::uint64_t captured = 0;
  std::uint64_t dropped = 0;  ///< for lack of room in the socket's buffer
};

/// One line about a packet: "02:00:00:00:00:02 > 02:00:00:00:00:01 IPv4 192.0.2.2 > 192.0.2.1 ICMP"
std::string packet_summary(const CaptureLink& link, std::span<const std::uint8_t> data);

}  // namespace bsdnet::ctl
