// SPDX-License-Identifier: GPL-2.0
#include "arp.hpp"

#include <algorithm>

namespace bsdnet::dhcp {
namespace {

constexpr std::uint16_t kEthernet = 1;
constexpr std::uint16_t kInet = 0x0800;
constexpr std::uint8_t kMacSize = 6;
constexpr std::uint8_t kInetSize = 4;

// Reads a pair of addresses
bool read_station(Reader& reader, Mac& mac, std::uint32_t& address) {
  const auto link = reader.take(kMacSize);
  const auto network = reader.take(kInetSize);
  if (!link || !network) return false;
  std::copy(link->begin(), link->end(), mac.begin());
  address = load32(*network);
  return true;
}

}  // namespace

std::optional<ArpPacket> ArpPacket::parse(View in) {
  ArpPacket out;
  Reader reader(in);
  const auto hardware = reader.u16();
  const auto protocol = reader.u16();
  const auto mac_size = reader.u8();
  const auto inet_size = reader.u8();
  const auto op = reader.u16();
  if (!op || *hardware != kEthernet || *protocol != kInet || *mac_size != kMacSize ||
      *inet_size != kInetSize)
    return {};
  out.op = *op;
  if (!read_station(reader, out.sender_mac, out.sender)) return {};
  if (!read_station(reader, out.target_mac, out.target)) return {};
  return out;
}

Bytes ArpPacket::encode() const {
  Bytes out;
  put16(out, kEthernet);
  put16(out, kInet);
  put8(out, kMacSize);
  put8(out, kInetSize);
  put16(out, op);
  put(out, sender_mac);
  put32(out, sender);
  put(out, target_mac);
  put32(out, target);
  return out;
}

}  // namespace bsdnet::dhcp
