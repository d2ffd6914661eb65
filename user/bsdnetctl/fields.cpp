// SPDX-License-Identifier: GPL-2.0
#include "fields.hpp"

#include <fmt/format.h>
#include <linux/bsdnet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "bsdnet/endian.hpp"
#include "bsdnet/schema.hpp"

namespace bsdnet::ctl {
namespace {

struct ProtocolName {
  std::uint8_t number;
  const char* name;
};

constexpr std::array<ProtocolName, 6> kProtocols = {{{IPPROTO_ICMP, "icmp"},
                                                     {IPPROTO_IGMP, "igmp"},
                                                     {IPPROTO_TCP, "tcp"},
                                                     {IPPROTO_UDP, "udp"},
                                                     {IPPROTO_ICMPV6, "icmp6"},
                                                     {IPPROTO_RAW, "raw"}}};

constexpr std::size_t kMacLength = 6;

std::uint16_t be16_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return from_be_bytes<std::uint16_t>(bytes.subspan(at, 2));
}

std::string mac(std::span<const std::uint8_t> bytes) {
  return LinkAddress{{bytes.begin(), bytes.end()}}.str();
}

std::uint8_t parse_protocol(const std::string& text) {
  std::uint8_t value = 0;
  for (const ProtocolName& entry : kProtocols)
    if (text == entry.name) return entry.number;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size())
    throw UsageError(fmt::format("\"{}\" is not a valid protocol", text));
  return value;
}

}  // namespace

bool is_tag(std::uint16_t type) {
  return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

std::optional<std::string> name_of(std::span<const EnumName> names,
                                   std::optional<std::uint8_t> value) {
  if (!value) return {};
  return enum_name(names, *value);
}

std::optional<std::string> family_of(std::optional<std::uint8_t> family) {
  if (!family) return {};
  return family_name(static_cast<Family>(*family));
}

std::string protocol_name(std::uint8_t protocol) {
  for (const ProtocolName& entry : kProtocols)
    if (entry.number == protocol) return entry.name;
  return std::to_string(protocol);
}

Value<std::uint8_t> protocol() {
  Value<std::uint8_t> out{{"PROTOCOL", {}, Names::none},
                          [](Args& args) { return parse_protocol(args.next("protocol")); }};
  for (const ProtocolName& entry : kProtocols)
    out.choices.emplace_back(entry.name);
  return out;
}

std::optional<std::string> ifl_of(const std::optional<std::string>& name,
                                  const std::optional<std::uint32_t>& index) {
  if (name) return name;
  if (!index || *index == 0) return {};
  return fmt::format("if{}", *index);
}

void print_state(Printer& out, std::optional<std::uint32_t> down) {
  if (!down) return;
  out.print("state", "state {} ", std::string(*down == 0 ? "up" : "down"));
  out.print_words("down", "({}) ", flag_names(enums::if_down, *down));
}

void print_l2_header(Printer& out, const std::vector<std::uint8_t>& header) {
  const std::span<const std::uint8_t> bytes(header);
  const Printer::Scope scope(out, "l2_header");
  out.json("bytes", hex(bytes));
  if (bytes.size() < 2 * kMacLength + 2) {
    out.text("{} ", hex(bytes));
    return;
  }
  out.print("dst", "{} ", mac(bytes.first(kMacLength)));
  out.print("src", "from {} ", mac(bytes.subspan(kMacLength, kMacLength)));
  std::size_t at = 2 * kMacLength;
  for (; at + 4 < bytes.size() && is_tag(be16_at(bytes, at)); at += 4)
    out.element("tags", [&] {
      out.json("tpid", fmt::format("0x{:04x}", be16_at(bytes, at)));
      out.print("vlan", "vlan {} ", be16_at(bytes, at + 2) & 0xfff);
    });
  if (at + 2 > bytes.size()) return;
  out.print("ethertype", "type {} ", fmt::format("0x{:04x}", be16_at(bytes, at)));
  // a PPPoE or SNAP header, not decoded
  if (at + 2 < bytes.size()) out.print("rest", "then {} ", hex(bytes.subspan(at + 2)));
}

}  // namespace bsdnet::ctl
