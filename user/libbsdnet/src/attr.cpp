// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/attr.hpp"

#include <fmt/format.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <algorithm>
#include <cstring>

#include "bsdnet/endian.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

constexpr std::size_t align4(std::size_t n) {
  return (n + 3) & ~std::size_t{3};
}

}  // namespace

template <typename T>
T Attr::integer() const {
  if (payload_.size() != sizeof(T))
    throw DecodeError(
        fmt::format("attribute {}: {} bytes instead of {}", type_, payload_.size(), sizeof(T)));
  return from_be_bytes<T>(payload_);
}

std::uint8_t Attr::u8() const {
  return integer<std::uint8_t>();
}
std::uint16_t Attr::u16() const {
  return integer<std::uint16_t>();
}
std::uint32_t Attr::u32() const {
  return integer<std::uint32_t>();
}
std::uint64_t Attr::u64() const {
  return integer<std::uint64_t>();
}

std::uint64_t Attr::uint() const {
  switch (payload_.size()) {
    case 1:
      return u8();
    case 2:
      return u16();
    case 4:
      return u32();
    default:
      return u64();
  }
}

std::uint16_t Attr::native_u16() const {
  return to_network(u16());
}
std::uint32_t Attr::native_u32() const {
  return to_network(u32());
}

std::string Attr::str() const {
  const auto end = std::find(payload_.begin(), payload_.end(), 0);
  return {payload_.begin(), end};
}

LinkAddress Attr::link_address() const {
  if (payload_.size() > 32)
    throw DecodeError(
        fmt::format("attribute {}: link-layer address of {} bytes", type_, payload_.size()));
  return {{payload_.begin(), payload_.end()}};
}

void AttrList::each(const std::function<void(const Attr&)>& fn) const {
  for (auto rest = bytes_; !rest.empty();) {
    nlattr header{};
    if (rest.size() < sizeof(header)) throw DecodeError("attribute header truncated");
    std::memcpy(&header, rest.data(), sizeof(header));
    if (header.nla_len < sizeof(header) || header.nla_len > rest.size())
      throw DecodeError(fmt::format("attribute {}: length {} with {} bytes left",
                                    header.nla_type & NLA_TYPE_MASK, header.nla_len, rest.size()));
    fn(Attr(header.nla_type & NLA_TYPE_MASK,
            rest.subspan(sizeof(header), header.nla_len - sizeof(header))));
    rest = rest.subspan(std::min(align4(header.nla_len), rest.size()));
  }
}

std::optional<Attr> AttrList::find(std::uint16_t type) const {
  std::optional<Attr> out;
  each([&](const Attr& attr) {
    if (attr.type() == type) out = attr;
  });
  return out;
}

MessageView parse_message(std::span<const std::uint8_t> payload) {
  genlmsghdr header{};
  if (payload.size() < sizeof(header)) throw DecodeError("generic netlink header truncated");
  std::memcpy(&header, payload.data(), sizeof(header));
  return {header.cmd, header.version, AttrList(payload.subspan(sizeof(header)))};
}

}  // namespace bsdnet
