// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Names of the attributes of a request. The tables are in schema_tables.cpp, generated from
// specs/bsdnet.yaml.

#include "bsdnet/schema.hpp"

#include <fmt/format.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <cstring>

namespace bsdnet {
namespace {

constexpr std::size_t kAttrsStart = NLMSG_HDRLEN + GENL_HDRLEN;

const AttrName* find_name(const AttrSet* set, std::uint16_t type) {
  if (set == nullptr) return nullptr;
  for (const AttrName& name : set->attrs)
    if (name.type == type) return &name;
  return nullptr;
}

struct Found {
  std::string path;
  const AttrSet* inside = nullptr;
};

// The attribute at @offset among those of @set in [begin, end)
Found walk(std::span<const std::uint8_t> message, std::size_t begin, std::size_t end,
           const AttrSet* set, std::uint32_t offset) {
  while (begin + NLA_HDRLEN <= end) {
    nlattr attr{};
    std::memcpy(&attr, message.data() + begin, sizeof(attr));
    if (attr.nla_len < NLA_HDRLEN || begin + attr.nla_len > end) break;
    const auto type = static_cast<std::uint16_t>(attr.nla_type & NLA_TYPE_MASK);
    const AttrName* name = find_name(set, type);
    const AttrSet* nested = name == nullptr ? nullptr : name->nested;
    if (offset == begin) return {attr_name(set, type), nested};
    if (offset > begin && offset < begin + attr.nla_len) {
      Found found = walk(message, begin + NLA_HDRLEN, begin + attr.nla_len, nested, offset);
      if (nested == nullptr || found.path.empty()) return {attr_name(set, type), nested};
      return {fmt::format("{}.{}", attr_name(set, type), found.path), found.inside};
    }
    begin += NLA_ALIGN(attr.nla_len);
  }
  return {};
}

const AttrSet* set_of(std::span<const std::uint8_t> message) {
  return message.size() < kAttrsStart ? nullptr : command_attrs(message[NLMSG_HDRLEN]);
}

}  // namespace

std::string enum_name(std::span<const EnumName> names, std::uint32_t value) {
  for (const EnumName& name : names)
    if (name.value == value) return name.name;
  return std::to_string(value);
}

std::optional<std::uint32_t> enum_value(std::span<const EnumName> names, std::string_view name) {
  for (const EnumName& entry : names)
    if (name == entry.name) return entry.value;
  return {};
}

std::vector<std::string> flag_names(std::span<const EnumName> names, std::uint32_t value) {
  std::vector<std::string> out;
  for (const EnumName& name : names) {
    if ((value & name.value) == 0) continue;
    out.emplace_back(name.name);
    value &= ~name.value;
  }
  if (value != 0) out.push_back(fmt::format("0x{:x}", value));
  return out;
}

std::string enum_list(std::span<const EnumName> names) {
  std::string out;
  for (const EnumName& name : names)
    out += (out.empty() ? "" : ", ") + std::string(name.name);
  return out;
}

std::string attr_name(const AttrSet* set, std::uint16_t type) {
  const AttrName* name = find_name(set, type);
  return name == nullptr ? fmt::format("attribute {}", type) : name->name;
}

std::string attr_at_offset(std::span<const std::uint8_t> message, std::uint32_t offset) {
  if (offset == 0) return {};
  return walk(message, kAttrsStart, message.size(), set_of(message), offset).path;
}

std::string attr_missing(std::span<const std::uint8_t> message, std::uint32_t nest_offset,
                         std::uint16_t type) {
  if (nest_offset == 0) return attr_name(set_of(message), type);
  const Found nest = walk(message, kAttrsStart, message.size(), set_of(message), nest_offset);
  if (nest.path.empty()) return attr_name(nullptr, type);
  return fmt::format("{}.{}", nest.path, attr_name(nest.inside, type));
}

}  // namespace bsdnet
