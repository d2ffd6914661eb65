// SPDX-License-Identifier: LGPL-2.1-or-later
#include "encap.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bsdnet/error.hpp"

namespace bsdnet::ctl {
namespace {

// Encapsulations register in static initializers, whose order is unspecified: the first of
// them creates the registry
std::vector<const Encapsulation*>& registry() {
  static std::vector<const Encapsulation*> all;
  return all;
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

void Encapsulation::parse(std::string_view word, Args& args, Blob& data) const {
  try {
    read_into(word, args, data);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", word, error.what()));
  }
}

bool Encapsulation::parse_option(std::string_view option, Args& args, Blob& data) const {
  try {
    return read_option_into(option, args, data);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", words().front().word, error.what()));
  }
}

void Encapsulation::read_into(std::string_view, Args&, Blob&) const {}

bool Encapsulation::read_option_into(std::string_view, Args&, Blob&) const {
  return false;
}

EncapText Encapsulation::describe(std::span<const std::uint8_t>) const {
  return {{}, std::string(name())};
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
    return encap->describe(data);
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

}  // namespace bsdnet::ctl
