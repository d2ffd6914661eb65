// SPDX-License-Identifier: LGPL-2.1-or-later
//
// nsh: a service path on Ethernet (RFC 8300), the counterpart of nsh.c
#include <fmt/format.h>

#include <array>

#include "bsdnet/encap.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

// Parameters; the other file that knows them is nsh.c
enum Attribute : std::uint16_t { kPath = 1, kPeer = 2 };

constexpr std::uint32_t kIdentifierMax = 0xffffff;
constexpr std::uint32_t kIndexMax = 255;
constexpr std::size_t kMacLength = 6;

class Nsh final : public Encapsulation {
 public:
  std::string_view name() const override { return "nsh"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {
        {{"nsh", "PATH MAC [index N]", EncapPlace::ifl}}};
    return kWords;
  }

  // `nsh 42 02:00:00:00:00:02`
  void read(std::string_view, EncapArgs& args, EncapData& data) const override {
    const std::uint32_t identifier = args.number("service path", 0, kIdentifierMax);
    data.set_u32(kPath, identifier << 8 | kIndexMax);
    data.set_bytes(kPeer, args.bytes("MAC address of the peer", kMacLength));
  }

  // `index 7`, anywhere behind
  bool read_option(std::string_view option, EncapArgs& args, EncapData& data) const override {
    if (option != "index") return false;
    const std::uint32_t index = args.number("service index", 1, kIndexMax);
    data.set_u32(kPath, (data.u32(kPath).value_or(0) & ~kIndexMax) | index);
    return true;
  }

  EncapText describe(const EncapData& data) const override {
    const auto path = data.u32(kPath);
    const auto peer = data.bytes(kPeer, kMacLength);
    if (!path || !peer) throw DecodeError("nsh: path or peer is missing");
    const std::uint32_t identifier = *path >> 8;
    const std::uint32_t index = *path & kIndexMax;
    const std::string mac = LinkAddress{*peer}.str();
    EncapText out;
    out.fields = {
        {"path", std::uint64_t{identifier}}, {"index", std::uint64_t{index}}, {"peer", mac}};
    out.words = fmt::format("nsh {} {}", identifier, mac);
    if (index != kIndexMax) out.words += fmt::format(" index {}", index);
    return out;
  }

  std::string describe_key(std::span<const std::uint8_t> bytes, unsigned int bits) const override {
    EncapKey key(bytes, bits);
    if (key.left() < 40) return key.rest();
    const std::uint32_t path = *key.take(32);
    return fmt::format("path {} index {} next {}", path >> 8, path & kIndexMax, *key.take(8));
  }
};

const EncapRegistration<Nsh> registration;

}  // namespace
}  // namespace bsdnet
