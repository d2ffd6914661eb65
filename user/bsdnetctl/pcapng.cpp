// SPDX-License-Identifier: GPL-2.0
#include "pcapng.hpp"

#include <linux/if_packet.h>

#include <cstring>
#include <ostream>
#include <span>

namespace bsdnet::ctl {
namespace {

enum BlockType : std::uint32_t {
  kSectionHeader = 0x0a0d0d0a,
  kInterfaceDescription = 1,
  kInterfaceStatistics = 5,
  kEnhancedPacket = 6,
};

enum OptionCode : std::uint16_t {
  kEndOfOptions = 0,
  kApplication = 4,      // section
  kInterfaceName = 2,    // interface
  kTimeResolution = 9,   // interface
  kFilter = 11,          // interface
  kPacketFlags = 2,      // packet
  kStartTime = 2,        // statistics
  kEndTime = 3,          // statistics
  kReceived = 4,         // statistics
  kDropped = 5,          // statistics
  kDeliveredToUser = 8,  // statistics
};

constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint8_t kNanoseconds = 9;  // 10^-9
constexpr std::size_t kAround = 12;       // type and both lengths of a block

// Direction and kind of destination
std::uint32_t packet_flags(std::uint32_t type) {
  constexpr std::uint32_t kInbound = 1, kOutbound = 2;
  constexpr unsigned int kKind = 2;
  switch (type) {
    case PACKET_OUTGOING:
      return kOutbound;
    case PACKET_HOST:
      return kInbound | 1U << kKind;
    case PACKET_MULTICAST:
      return kInbound | 2U << kKind;
    case PACKET_BROADCAST:
      return kInbound | 3U << kKind;
    case PACKET_OTHERHOST:
      return kInbound | 4U << kKind;
    default:
      return kInbound;
  }
}

}  // namespace

// A block in the byte order of this machine, which readers learn from the section header
class PcapngWriter::Block {
 public:
  explicit Block(BlockType type) : type_(type) {}

  template <typename T>
  Block& number(T value) {
    return bytes({reinterpret_cast<const std::uint8_t*>(&value), sizeof(value)});
  }
  Block& time(std::uint64_t value) {
    return number(static_cast<std::uint32_t>(value >> 32))
        .number(static_cast<std::uint32_t>(value));
  }
  // Padded to four bytes
  Block& padded(std::span<const std::uint8_t> data) {
    bytes(data);
    body_.resize((body_.size() + 3) & ~std::size_t{3});
    return *this;
  }
  Block& option(OptionCode code, std::span<const std::uint8_t> value) {
    number(static_cast<std::uint16_t>(code)).number(static_cast<std::uint16_t>(value.size()));
    return padded(value);
  }
  Block& option(OptionCode code, const std::string& value) {
    return option(code, {reinterpret_cast<const std::uint8_t*>(value.data()), value.size()});
  }
  template <typename T>
  Block& option_number(OptionCode code, T value) {
    return option(code, {reinterpret_cast<const std::uint8_t*>(&value), sizeof(value)});
  }
  Block& option_time(OptionCode code, std::uint64_t value) {
    number(static_cast<std::uint16_t>(code)).number(std::uint16_t{8});
    return time(value);
  }
  Block& end_of_options() { return option(kEndOfOptions, std::span<const std::uint8_t>()); }

  BlockType type() const { return type_; }
  const std::vector<std::uint8_t>& body() const { return body_; }

 private:
  Block& bytes(std::span<const std::uint8_t> data) {
    body_.insert(body_.end(), data.begin(), data.end());
    return *this;
  }

  BlockType type_;
  std::vector<std::uint8_t> body_;
};

PcapngWriter::PcapngWriter(std::ostream& out, const Interface& interface) : out_(out) {
  Block section(kSectionHeader);
  section.number(kByteOrder).number(std::uint16_t{1}).number(std::uint16_t{0});
  section.number(~std::uint64_t{0});  // length not known
  write(section.option(kApplication, interface.application).end_of_options());

  Block description(kInterfaceDescription);
  description.number(interface.link_type).number(std::uint16_t{0}).number(interface.snaplen);
  description.option(kInterfaceName, interface.name);
  description.option_number(kTimeResolution, kNanoseconds);
  // one byte says that text for libpcap follows
  if (!interface.filter.empty())
    description.option(kFilter, std::string(1, '\0') + interface.filter);
  write(description.end_of_options());
}

void PcapngWriter::packet(const CapturedPacket& packet) {
  Block block(kEnhancedPacket);
  block.number(std::uint32_t{0}).time(packet.time);
  block.number(static_cast<std::uint32_t>(packet.data.size()));
  block.number(static_cast<std::uint32_t>(packet.length));
  block.padded(packet.data);
  write(block.option_number(kPacketFlags, packet_flags(packet.type)).end_of_options());
}

void PcapngWriter::statistics(const CaptureCounts& counts, std::uint64_t begin, std::uint64_t end) {
  Block block(kInterfaceStatistics);
  block.number(std::uint32_t{0}).time(end);
  block.option_time(kStartTime, begin).option_time(kEndTime, end);
  block.option_number(kReceived, counts.captured + counts.dropped);
  block.option_number(kDropped, counts.dropped);
  write(block.option_number(kDeliveredToUser, counts.captured).end_of_options());
}

void PcapngWriter::write(const Block& block) {
  const auto number = [this](std::uint32_t value) {
    out_.write(reinterpret_cast<const char*>(&value), sizeof(value));
  };
  const auto length = static_cast<std::uint32_t>(block.body().size() + kAround);
  number(block.type());
  number(length);
  out_.write(reinterpret_cast<const char*>(block.body().data()),
             static_cast<std::streamsize>(block.body().size()));
  number(length);
}

}  // namespace bsdnet::ctl
