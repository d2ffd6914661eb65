// SPDX-License-Identifier: LGPL-2.1-or-later
//
// pppoe: a session of PPP over Ethernet (RFC 2516, IF-9)
#include <fmt/format.h>

#include <array>

#include "bsdnet/encap.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

enum Attribute : std::uint16_t { kSession = 1, kPeer = 2 };

constexpr std::uint32_t kSessionMax = 65534;
constexpr std::size_t kMacLength = 6;

class Pppoe final : public Encapsulation {
 public:
  std::string_view name() const override { return "pppoe"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {
        {{"pppoe", "SESSION MAC", EncapPlace::ifl}}};
    return kWords;
  }

  void read(std::string_view, EncapArgs& args, EncapData& data) const override {
    data.set_u16(kSession, static_cast<std::uint16_t>(args.number("session", 1, kSessionMax)));
    data.set_bytes(kPeer, args.bytes("MAC address of the peer", kMacLength));
  }

  EncapText describe(const EncapData& data) const override {
    const auto session = data.u16(kSession);
    const auto peer = data.bytes(kPeer, kMacLength);
    if (!session || !peer) throw DecodeError("pppoe: session or peer is missing");
    const std::string mac = LinkAddress{*peer}.str();
    return {{{"session", std::uint64_t{*session}}, {"peer", mac}},
            fmt::format("pppoe {} {}", *session, mac)};
  }
};

const EncapRegistration<Pppoe> registration;

}  // namespace
}  // namespace bsdnet
