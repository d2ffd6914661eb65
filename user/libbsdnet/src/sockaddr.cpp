// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/sockaddr.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "bsdnet/endian.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet {

sockaddr_in inet_sockaddr(const Address& address, std::uint16_t port) {
  sockaddr_in out{};
  if (address.family != Family::inet)
    throw ArgumentError(fmt::format("{} is not an IPv4 address", address.str()));
  out.sin_family = AF_INET;
  out.sin_port = to_network(port);
  std::memcpy(&out.sin_addr, address.bytes.data(), sizeof(out.sin_addr));
  return out;
}

sockaddr_in parse_inet_sockaddr(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  std::uint16_t port = 0;
  if (colon == std::string_view::npos)
    throw ArgumentError(fmt::format("\"{}\": expected ADDRESS:PORT", text));
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (ec != std::errc{} || end != digits.data() + digits.size())
    throw ArgumentError(fmt::format("\"{}\" is not a port", digits));
  return inet_sockaddr(Address::parse(text.substr(0, colon)), port);
}

std::string str(const sockaddr_in& address) {
  Address out{Family::inet, {}};
  std::memcpy(out.bytes.data(), &address.sin_addr, sizeof(address.sin_addr));
  return fmt::format("{}:{}", out.str(), to_host(address.sin_port));
}

sockaddr_bsdnet l2_sockaddr(std::uint32_t ifl_index) {
  sockaddr_bsdnet out{};
  out.sb_family = AF_BSDNET;
  out.sb_ifl_index = ifl_index;
  return out;
}

sockaddr_bsdnet l2_sockaddr(std::uint32_t ifl_index, std::span<const std::uint8_t> proto,
                            unsigned int bits) {
  sockaddr_bsdnet out = l2_sockaddr(ifl_index);
  if (bits > proto.size() * 8 || proto.size() > BSDNET_L2_PROTO_MAX)
    throw ArgumentError(fmt::format("{} bits of a protocol of {} bytes", bits, proto.size()));
  out.sb_bits = static_cast<std::uint16_t>(bits);
  std::copy(proto.begin(), proto.end(), out.sb_proto);
  return out;
}

void set_destination(sockaddr_bsdnet& address, const LinkAddress& to) {
  if (to.bytes.size() > sizeof(address.sb_addr))
    throw ArgumentError(fmt::format("link-layer address of {} bytes", to.bytes.size()));
  address.sb_halen = static_cast<std::uint8_t>(to.bytes.size());
  std::copy(to.bytes.begin(), to.bytes.end(), address.sb_addr);
}

LinkAddress source(const sockaddr_bsdnet& address) {
  const std::size_t len = std::min<std::size_t>(address.sb_halen, sizeof(address.sb_addr));
  return {{address.sb_addr, address.sb_addr + len}};
}

}  // namespace bsdnet
