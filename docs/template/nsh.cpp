// SPDX-License-Identifier: LGPL-2.1-or-later
//
// nsh: a service path on Ethernet (RFC 8300), the counterpart of nsh.c
#include <fmt/format.h>

#include <array>

#include "bsdnet/error.hpp"
#include "encap.hpp"

namespace bsdnet::ctl {
namespace {

// Parameters; the other file that knows them is nsh.c
struct EncapNsh : Object<EncapNsh> {
  static constexpr const char* kEncap = "nsh";

  std::optional<std::uint32_t> path;
  std::optional<LinkAddress> peer;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(1, self.path);
    visit(2, self.peer);
  }
};

constexpr std::uint32_t kIdentifierMax = 0xffffff;
constexpr std::uint32_t kIndexMax = 255;
constexpr std::size_t kMacLength = 6;

class Nsh final : public EncapOf<EncapNsh> {
 public:
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {
        {{"nsh", "PATH MAC [index N]", EncapPlace::ifl}}};
    return kWords;
  }

  std::string describe_key(std::span<const std::uint8_t> bytes, unsigned int bits) const override {
    EncapKey key(bytes, bits);
    if (key.left() < 40) return key.rest();
    const std::uint32_t path = *key.take(32);
    return fmt::format("path {} index {} next {}", path >> 8, path & kIndexMax, *key.take(8));
  }

 private:
  // `nsh 42 02:00:00:00:00:02`
  void read(std::string_view, Args& args, EncapNsh& nsh) const override {
    nsh.path = args.number("service path", 0, kIdentifierMax) << 8 | kIndexMax;
    nsh.peer = LinkAddress{args.bytes("MAC address of the peer", kMacLength)};
  }

  // `index 7`, anywhere behind
  bool read_option(std::string_view option, Args& args, EncapNsh& nsh) const override {
    if (option != "index") return false;
    const std::uint32_t index = args.number("service index", 1, kIndexMax);
    nsh.path = (nsh.path.value_or(0) & ~kIndexMax) | index;
    return true;
  }

  EncapText text(const EncapNsh& nsh) const override {
    if (!nsh.path || !nsh.peer) throw DecodeError("nsh: path or peer is missing");
    const std::uint32_t identifier = *nsh.path >> 8;
    const std::uint32_t index = *nsh.path & kIndexMax;
    const std::string mac = nsh.peer->str();
    EncapText out;
    out.fields = {
        {"path", std::uint64_t{identifier}}, {"index", std::uint64_t{index}}, {"peer", mac}};
    out.words = fmt::format("nsh {} {}", identifier, mac);
    if (index != kIndexMax) out.words += fmt::format(" index {}", index);
    return out;
  }
};

const EncapRegistration<Nsh> registration;

}  // namespace
}  // namespace bsdnet::ctl
