// SPDX-License-Identifier: GPL-2.0
/// @file
/// Writes capture files: pcapng, draft-ietf-opsawg-pcapng.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "capture_packet.hpp"

namespace bsdnet::ctl {

/// A file of one section with one interface.
class PcapngWriter {
 public:
  struct Interface {
    std::string name;
    std::uint16_t link_type = 0;
    std::uint32_t snaplen = 0;
    std::string filter;       ///< empty: none
    std::string application;  ///< program that writes the file
  };

  /// Writes the head of the file to @p out.
  PcapngWriter(std::ostream& out, const Interface& interface);

  /// Writes @p packet with its time, direction and the kind of its destination.
  void packet(const CapturedPacket& packet);
  /// Writes what was counted from @p begin to @p end, both in nanoseconds since 1970.
  void statistics(const CaptureCounts& counts, std::uint64_t begin, std::uint64_t end);

 private:
  class Block;

  void write(const Block& block);

  std::ostream& out_;
};

}  // namespace bsdnet::ctl
