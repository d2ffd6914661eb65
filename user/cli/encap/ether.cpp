// SPDX-License-Identifier: LGPL-2.1-or-later
//
// ether: Ethernet, the framing of a device, or a layer on an encapsulation that bridges it.
// Its keys are those of kmod/l2demux/key.c.
#include <fmt/format.h>

#include <array>

#include "keys.hpp"

namespace bsdnet::ctl {
namespace {

constexpr std::uint32_t kEtag = 0x893f;
constexpr std::uint32_t kPppoeSession = 0x8864;
constexpr std::uint32_t kSnap = 0xaaaa03;

bool is_tag(std::uint32_t type) {
  return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

// E-TAG and VLAN tags, each with its number
std::string take_tags(EncapKey& key) {
  std::string out;
  if (key.peek(16) == kEtag && key.left() >= 40) {
    key.take(16);
    // group and base of the E-CID have 16 bits in the key, 14 on the wire
    const std::uint32_t base = *key.take(16);
    out += fmt::format("etag {} ", base << 8 | *key.take(8));
  }
  while (key.left() >= 32 && is_tag(*key.peek(16))) {
    const std::uint32_t tpid = *key.take(16);
    out += tpid == 0x8100 ? "" : fmt::format("tpid 0x{:04x} ", tpid);
    out += fmt::format("vlan {} ", *key.take(16));
  }
  return out;
}

std::string pppoe(EncapKey& key) {
  std::string out = fmt::format("pppoe {} ", *key.take(16));
  if (key.left() < 48) return out + key.rest();
  const std::uint32_t high = *key.take(24);
  const std::uint32_t low = *key.take(24);
  out += fmt::format("peer {:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x} ", high >> 16,
                     high >> 8 & 0xff, high & 0xff, low >> 16, low >> 8 & 0xff, low & 0xff);
  return out + key_ppp(key);
}

std::string llc(EncapKey& key) {
  if (key.peek(24) == kSnap) {
    key.take(24);
    return key.left() == 0 ? "snap all" : key_snap(key);
  }
  const auto saps = key.take(16);
  if (!saps) return "llc " + key.rest();
  return fmt::format("llc dsap 0x{:02x} ssap 0x{:02x}", *saps >> 8, *saps & 0xff);
}

class Ether final : public Encapsulation {
 public:
  std::string_view name() const override { return "ether"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 2> kWords = {
        {{"ether", "", EncapPlace::ifl}, {"ether", "", EncapPlace::ifd}}};
    return kWords;
  }
  bool has_lladdr() const override { return true; }

  std::string describe_key(std::span<const std::uint8_t> bytes, unsigned int bits) const override {
    EncapKey key(bytes, bits);
    const std::string tags = take_tags(key);
    const auto type = key.peek(16);
    if (!type || (key.left() == 16 && *type != 0)) return tags + key_ethertype(key);
    if (*type == kPppoeSession && key.left() >= 32) {
      key.take(16);
      return tags + pppoe(key);
    }
    if (*type != 0) return tags + key_ethertype(key);
    key.take(16);
    return tags + llc(key);
  }
};

const EncapRegistration<Ether> registration;

}  // namespace
}  // namespace bsdnet::ctl
