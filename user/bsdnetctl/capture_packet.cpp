// SPDX-License-Identifier: GPL-2.0
//
// Captured packets in words. Everything in a packet is untrusted.

#include "capture_packet.hpp"

#include <fmt/format.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <pcap/dlt.h>

#include <array>
#include <optional>

#include "bsdnet/address.hpp"
#include "fields.hpp"

namespace bsdnet::ctl {
namespace {

constexpr std::array<CaptureLink, 6> kLinks = {{{"ether", DLT_EN10MB, 1},
                                                {"ppp", DLT_PPP, 9},
                                                {"ip", DLT_RAW, 101},
                                                {"chdlc", DLT_C_HDLC, 104},
                                                {"fr", DLT_FRELAY, 107},
                                                {"atm", -1, 123}}};

constexpr std::uint16_t kIpv4 = 0x0800, kArp = 0x0806, kPppIpv4 = 0x0021, kPppHeader = 0xff03;

struct NumberName {
  std::uint16_t number;
  const char* name;
};

constexpr std::array<NumberName, 7> kEthertypes = {{{0x86dd, "IPv6"},
                                                    {0x8863, "PPPoE discovery"},
                                                    {0x8864, "PPPoE session"},
                                                    {0x8847, "MPLS"},
                                                    {0x88cc, "LLDP"},
                                                    {0x8809, "slow protocol"},
                                                    {0x8035, "RARP"}}};
constexpr std::array<NumberName, 5> kPppProtocols = {
    {{0xc021, "LCP"}, {0xc023, "PAP"}, {0xc223, "CHAP"}, {0x8021, "IPCP"}, {0x0057, "IPv6"}}};

// The rest of a packet; a read past its end is an empty optional
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> data) : data_(data) {}

  std::optional<std::uint16_t> peek16(std::size_t at = 0) const {
    if (data_.size() < at + 2) return {};
    return static_cast<std::uint16_t>(data_[at] << 8 | data_[at + 1]);
  }
  std::uint8_t byte(std::size_t at) const { return data_[at]; }
  std::span<const std::uint8_t> bytes(std::size_t at, std::size_t n) const {
    return data_.subspan(at, n);
  }
  std::size_t size() const { return data_.size(); }
  Reader from(std::size_t at) const { return Reader(data_.subspan(std::min(at, data_.size()))); }

 private:
  std::span<const std::uint8_t> data_;
};

std::string mac(std::span<const std::uint8_t> bytes) {
  return LinkAddress{{bytes.begin(), bytes.end()}}.str();
}

std::string ipv4(const Reader& in, std::size_t at) {
  return fmt::format("{}.{}.{}.{}", in.byte(at), in.byte(at + 1), in.byte(at + 2), in.byte(at + 3));
}

template <std::size_t N>
std::string name_or_number(const std::array<NumberName, N>& names, std::uint16_t number) {
  for (const NumberName& entry : names)
    if (entry.number == number) return entry.name;
  return fmt::format("0x{:04x}", number);
}

std::string arp_summary(const Reader& in) {
  constexpr std::size_t kSize = 28;
  if (in.size() < kSize || in.byte(4) != 6 || in.byte(5) != 4) return "ARP";
  const std::string sender = ipv4(in, 14), target = ipv4(in, 24);
  if (in.peek16(6) == 1) return fmt::format("ARP who-has {} tell {}", target, sender);
  return fmt::format("ARP {} is-at {}", sender, mac(in.bytes(8, 6)));
}

std::string ports_summary(const Reader& in, std::string_view from, std::string_view to,
                          std::uint8_t protocol) {
  const auto source = in.peek16(), destination = in.peek16(2);
  const std::string name = protocol_name(protocol);
  if (!destination) return fmt::format("{} > {} {}", from, to, name);
  return fmt::format("{}.{} > {}.{} {}", from, *source, to, *destination, name);
}

std::string ipv4_summary(const Reader& in) {
  constexpr std::size_t kHeader = 20;
  if (in.size() < kHeader) return "IPv4, truncated";
  const std::string from = ipv4(in, 12), to = ipv4(in, 16);
  const std::uint8_t protocol = in.byte(9);
  const unsigned int fragment = *in.peek16(6) & 0x1fffU;
  const Reader payload = in.from(std::size_t{4} * (in.byte(0) & 0xfU));
  if (fragment != 0)
    return fmt::format("IPv4 {} > {} {} fragment at {}", from, to, protocol_name(protocol),
                       8 * fragment);
  if (protocol == IPPROTO_UDP || protocol == IPPROTO_TCP)
    return "IPv4 " + ports_summary(payload, from, to, protocol);
  if (protocol == IPPROTO_ICMP && payload.size() >= 2)
    return fmt::format("IPv4 {} > {} icmp type {} code {}", from, to, payload.byte(0),
                       payload.byte(1));
  return fmt::format("IPv4 {} > {} {}", from, to, protocol_name(protocol));
}

std::string ethertype_summary(std::uint16_t type, const Reader& in) {
  if (type == kIpv4) return ipv4_summary(in);
  if (type == kArp) return arp_summary(in);
  if (type < 0x600) {
    if (in.size() < 2) return "LLC";
    return fmt::format("LLC dsap 0x{:02x} ssap 0x{:02x}", in.byte(0), in.byte(1));
  }
  return name_or_number(kEthertypes, type);
}

std::string ether_summary(const Reader& in) {
  std::size_t at = 12;
  auto type = in.peek16(at);
  if (!type) return "truncated";
  std::string out = fmt::format("{} > {} ", mac(in.bytes(6, 6)), mac(in.bytes(0, 6)));
  while (type && is_tag(*type)) {
    const auto tci = in.peek16(at + 2);
    type = in.peek16(at += 4);
    if (!tci || !type) return out + "truncated tag";
    out += fmt::format("vlan {} ", *tci & 0xfffU);
  }
  return out + ethertype_summary(*type, in.from(at + 2));
}

std::string ppp_summary(Reader in) {
  if (in.peek16() == kPppHeader) in = in.from(2);
  const auto protocol = in.peek16();
  if (!protocol) return "PPP, truncated";
  if (protocol == kPppIpv4) return "PPP " + ipv4_summary(in.from(2));
  return "PPP " + name_or_number(kPppProtocols, *protocol);
}

std::string chdlc_summary(const Reader& in) {
  const auto type = in.peek16(2);
  if (!type) return "HDLC, truncated";
  if (type == 0x8035) return "HDLC SLARP";
  return "HDLC " + ethertype_summary(*type, in.from(4));
}

}  // namespace

const CaptureLink* find_capture_link(std::string_view type) {
  for (const CaptureLink& link : kLinks)
    if (link.type == type) return &link;
  return nullptr;
}

bool CapturedPacket::is_sent() const {
  return type == PACKET_OUTGOING;
}

std::string packet_summary(const CaptureLink& link, std::span<const std::uint8_t> data) {
  const Reader in(data);
  switch (link.dlt) {
    case DLT_EN10MB:
      return ether_summary(in);
    case DLT_PPP:
      return ppp_summary(in);
    case DLT_RAW:
      return ipv4_summary(in);
    case DLT_C_HDLC:
      return chdlc_summary(in);
    default:
      return fmt::format("{} {}", link.type,
                         hex(data.first(std::min<std::size_t>(data.size(), 8))));
  }
}

}  // namespace bsdnet::ctl
