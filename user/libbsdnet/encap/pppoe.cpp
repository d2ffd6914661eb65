// SPDX-License-Identifier: LGPL-2.1-or-later
//
// pppoe: a session of PPP over Ethernet (RFC 2516, IF-9)
#include <fmt/format.h>
#include <linux/bsdnet.h>
#include <linux/if_ether.h>

#include <array>

#include "bsdnet/encap.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

class Pppoe final : public Encapsulation {
 public:
  std::string_view name() const override { return "pppoe"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {
        {{"pppoe", "SESSION MAC", EncapPlace::ifl}}};
    return kWords;
  }

  void read(std::string_view, EncapArgs& args, EncapData& data) const override {
    data.set_u16(BSDNET_A_ENCAP_PPPOE_SESSION,
                 static_cast<std::uint16_t>(args.number("session", 1, BSDNET_PPPOE_SESSION_MAX)));
    data.set_bytes(BSDNET_A_ENCAP_PPPOE_PEER, args.bytes("MAC address of the peer", ETH_ALEN));
  }

  EncapText describe(const EncapData& data) const override {
    const auto session = data.u16(BSDNET_A_ENCAP_PPPOE_SESSION);
    const auto peer = data.bytes(BSDNET_A_ENCAP_PPPOE_PEER, ETH_ALEN);
    if (!session || !peer) throw DecodeError("pppoe: session or peer is missing");
    const std::string mac = LinkAddress{*peer}.str();
    return {{{"session", std::uint64_t{*session}}, {"peer", mac}},
            fmt::format("pppoe {} {}", *session, mac)};
  }
};

const EncapRegistration<Pppoe> registration;

}  // namespace
}  // namespace bsdnet
