// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/encap.hpp"

#include <fmt/format.h>
#include <linux/netlink.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "bsdnet/endian.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

constexpr std::size_t align4(std::size_t n) {
  return (n + 3) & ~std::size_t{3};
}

// Encapsulations register in static initializers, whose order is unspecified: the first of
// them creates the registry
std::vector<const Encapsulation*>& registry() {
  static std::vector<const Encapsulation*> all;
  return all;
}

std::optional<std::uint32_t> parse_integer(std::string_view text, int base) {
  std::uint32_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, ec] = std::from_chars(text.data(), end, value, base);
  if (ec != std::errc{} || stop != end) return {};
  return value;
}

std::string_view without_0x(std::string_view text) {
  if (text.starts_with("0x")) text.remove_prefix(2);
  return text;
}

EncapText raw_text(std::string_view name, std::span<const std::uint8_t> data) {
  EncapText out;
  out.words = fmt::format("encap {}", name);
  if (data.empty()) return out;
  out.fields.push_back({"data", hex(data)});
  out.words += fmt::format(" data {}", hex(data));
  return out;
}

}  // namespace

EncapData::EncapData(std::span<const std::uint8_t> bytes) {
  AttrList(bytes).each([this](const Attr& attr) { set_bytes(attr.type(), attr.payload()); });
}

Blob EncapData::encode() const {
  Blob out;
  for (const auto& [type, value] : values_) {
    const nlattr header{static_cast<std::uint16_t>(NLA_HDRLEN + value.size()), type};
    const std::size_t at = out.size();
    out.resize(at + NLA_HDRLEN + align4(value.size()));
    std::memcpy(out.data() + at, &header, sizeof(header));
    std::copy(value.begin(), value.end(), out.begin() + static_cast<std::ptrdiff_t>(at) + 4);
  }
  return out;
}

void EncapData::set_u8(std::uint16_t type, std::uint8_t value) {
  set_bytes(type, be_bytes(value));
}
void EncapData::set_u16(std::uint16_t type, std::uint16_t value) {
  set_bytes(type, be_bytes(value));
}
void EncapData::set_u32(std::uint16_t type, std::uint32_t value) {
  set_bytes(type, be_bytes(value));
}
void EncapData::set_bytes(std::uint16_t type, std::span<const std::uint8_t> value) {
  values_[type] = Blob(value.begin(), value.end());
}

std::optional<Attr> EncapData::find(std::uint16_t type) const {
  const auto found = values_.find(type);
  if (found == values_.end()) return {};
  return Attr(type, found->second);
}

std::optional<std::uint8_t> EncapData::u8(std::uint16_t type) const {
  const auto attr = find(type);
  return attr ? std::optional(attr->u8()) : std::nullopt;
}
std::optional<std::uint16_t> EncapData::u16(std::uint16_t type) const {
  const auto attr = find(type);
  return attr ? std::optional(attr->u16()) : std::nullopt;
}
std::optional<std::uint32_t> EncapData::u32(std::uint16_t type) const {
  const auto attr = find(type);
  return attr ? std::optional(attr->u32()) : std::nullopt;
}
std::optional<Blob> EncapData::bytes(std::uint16_t type, std::size_t size) const {
  const auto attr = find(type);
  if (!attr) return {};
  if (attr->payload().size() != size)
    throw DecodeError(
        fmt::format("attribute {}: {} bytes instead of {}", type, attr->payload().size(), size));
  return Blob(attr->payload().begin(), attr->payload().end());
}

void EncapArgs::refuse(std::string_view what, std::string_view text, std::string_view value) const {
  throw ArgumentError(fmt::format("{}: {} must be {}, not \"{}\"", word_, what, text, value));
}

const std::string& EncapArgs::next(std::string_view what) {
  if (empty()) throw ArgumentError(fmt::format("{}: {} is missing", word_, what));
  return words_[taken_++];
}

std::uint32_t EncapArgs::number(std::string_view what, std::uint32_t low, std::uint32_t high) {
  const std::string& word = next(what);
  const auto value = parse_integer(without_0x(word), word.starts_with("0x") ? 16 : 10);
  if (!value || *value < low || *value > high) refuse(what, fmt::format("{}..{}", low, high), word);
  return *value;
}

std::uint16_t EncapArgs::hex16(std::string_view what, std::uint16_t low, std::uint16_t high) {
  const std::string& word = next(what);
  const auto value = parse_integer(without_0x(word), 16);
  if (!value || *value < low || *value > high)
    refuse(what, fmt::format("0x{:04x}..0x{:04x}", low, high), word);
  return static_cast<std::uint16_t>(*value);
}

bool EncapArgs::on_off(std::string_view what) {
  const std::string& word = next(what);
  if (word == "on" || word == "1") return true;
  if (word == "off" || word == "0") return false;
  refuse(what, "on or off", word);
}

Blob EncapArgs::bytes(std::string_view what, std::size_t size) {
  const std::string& word = next(what);
  try {
    Blob value = word.find_first_of(":-") == std::string::npos ? parse_hex(without_0x(word))
                                                               : LinkAddress::parse(word).bytes;
    if (value.size() == size) return value;
  } catch (const ArgumentError&) {
    // reported below
  }
  refuse(what, fmt::format("{} bytes in hexadecimal", size), word);
}

EncapKey::EncapKey(std::span<const std::uint8_t> key, unsigned int bits)
    : key_(key), bits_(std::min(bits, static_cast<unsigned int>(key.size() * 8))) {}

std::optional<std::uint32_t> EncapKey::peek(unsigned int bits) const {
  if (bits > left()) return {};
  std::uint32_t value = 0;
  for (unsigned int i = at_; i < at_ + bits; ++i)
    value = value << 1 | (key_[i / 8] >> (7 - i % 8) & 1U);
  return value;
}

std::optional<std::uint32_t> EncapKey::take(unsigned int bits) {
  const auto value = peek(bits);
  if (value) at_ += bits;
  return value;
}

std::string EncapKey::rest() const {
  if (left() == 0) return "all";
  EncapKey copy(*this);
  Blob bytes;
  while (copy.left() >= 8)
    bytes.push_back(static_cast<std::uint8_t>(*copy.take(8)));
  if (const unsigned int odd = copy.left(); odd > 0)
    bytes.push_back(static_cast<std::uint8_t>(*copy.take(odd) << (8 - odd)));
  return fmt::format("0x{}/{}", hex(bytes), left());
}

void Encapsulation::read(std::string_view, EncapArgs&, EncapData&) const {}

bool Encapsulation::read_option(std::string_view, EncapArgs&, EncapData&) const {
  return false;
}

std::string Encapsulation::describe_key(std::span<const std::uint8_t> key,
                                        unsigned int bits) const {
  return EncapKey(key, bits).rest();
}

std::string Encapsulation::describe_protocol(std::span<const std::uint8_t> protocol,
                                             unsigned int bits) const {
  return describe_key(protocol, bits);
}

const std::vector<const Encapsulation*>& encapsulations() {
  return registry();
}

const Encapsulation* find_encapsulation(std::string_view name) {
  for (const Encapsulation* encap : registry())
    if (encap->name() == name) return encap;
  return nullptr;
}

std::pair<const Encapsulation*, const EncapWord*> find_encap_word(std::string_view word,
                                                                  EncapPlace place) {
  for (const Encapsulation* encap : registry())
    for (const EncapWord& entry : encap->words())
      if (entry.place == place && entry.word == word) return {encap, &entry};
  return {};
}

EncapText describe_encap(std::string_view name, std::span<const std::uint8_t> data) {
  const Encapsulation* encap = find_encapsulation(name);
  if (encap == nullptr) return raw_text(name, data);
  try {
    return encap->describe(EncapData(data));
  } catch (const DecodeError&) {
    return raw_text(name, data);
  }
}

std::string describe_encap_key(std::string_view name, std::span<const std::uint8_t> key,
                               unsigned int bits) {
  const Encapsulation* encap = find_encapsulation(name);
  // no encapsulation has a key longer than its bytes
  if (encap == nullptr || bits > key.size() * 8) return fmt::format("0x{}/{}", hex(key), bits);
  return encap->describe_key(key, bits);
}

std::string describe_link_protocol(std::string_view type, std::span<const std::uint8_t> protocol,
                                   unsigned int bits) {
  const Encapsulation* encap = find_encapsulation(type);
  if (encap == nullptr || bits > protocol.size() * 8)
    return fmt::format("0x{}/{}", hex(protocol), bits);
  return encap->describe_protocol(protocol, bits);
}

void register_encapsulation(const Encapsulation& encapsulation) {
  auto& all = registry();
  const auto at = std::lower_bound(
      all.begin(), all.end(), &encapsulation,
      [](const Encapsulation* a, const Encapsulation* b) { return a->name() < b->name(); });
  if (at == all.end() || (*at)->name() != encapsulation.name()) all.insert(at, &encapsulation);
}

}  // namespace bsdnet
