// SPDX-License-Identifier: GPL-2.0
#include "discovery.hpp"

#include <algorithm>

#include "log.hpp"

namespace bsdnet::ppp {
namespace {

constexpr std::uint8_t kVersionAndType = 0x11;

}  // namespace

std::optional<DiscoveryPacket> DiscoveryPacket::parse(View in) {
  Reader reader(in);
  const auto version = reader.u8();
  const auto code = reader.u8();
  const auto session = reader.u16();
  const auto length = reader.u16();
  if (!length || *version != kVersionAndType) return {};
  const auto payload = reader.take(*length);
  if (!payload) return {};
  DiscoveryPacket out{*code, *session, {}};
  for (Reader tags(*payload); !tags.rest().empty();) {
    const auto type = tags.u16();
    const auto size = tags.u16();
    if (!size) return {};
    const auto value = tags.take(*size);
    if (!value) return {};
    if (*type == kEndOfList) break;
    out.add(*type, *value);
  }
  return out;
}

Bytes DiscoveryPacket::encode() const {
  Bytes payload;
  for (const Tag& tag : tags) {
    put16(payload, tag.type);
    put16(payload, tag.value.size());
    put(payload, tag.value);
  }
  Bytes out = {kVersionAndType, code};
  put16(out, session);
  put16(out, payload.size());
  put(out, payload);
  return out;
}

const Tag* DiscoveryPacket::find(std::uint16_t type) const {
  const auto it = std::ranges::find(tags, type, &Tag::type);
  return it == tags.end() ? nullptr : &*it;
}

void DiscoveryPacket::copy(const DiscoveryPacket& from, std::uint16_t type) {
  if (const Tag* tag = from.find(type)) tags.push_back(*tag);
}

std::string DiscoveryPacket::error() const {
  const std::array<std::pair<std::uint16_t, const char*>, 3> kinds = {
      {{kServiceNameError, "no such service"},
       {kAcSystemError, "access concentrator system error"},
       {kGenericError, "error"}}};
  for (const auto& [type, words] : kinds)
    if (const Tag* tag = find(type))
      return tag->value.empty() ? words : fmt::format("{}: {}", words, printable(tag->value));
  return "";
}

DiscoveryPacket padt(std::uint16_t session, std::string_view why) {
  DiscoveryPacket out{kPadt, session, {}};
  if (!why.empty()) out.add(kGenericError, view(why));
  return out;
}

}  // namespace bsdnet::ppp
