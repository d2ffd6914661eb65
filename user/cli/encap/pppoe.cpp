// SPDX-License-Identifier: LGPL-2.1-or-later
//
// pppoe: a session of PPP over Ethernet (RFC 2516, IF-9)
#include <fmt/format.h>
#include <linux/bsdnet.h>
#include <linux/if_ether.h>

#include <array>

#include "bsdnet/error.hpp"
#include "encap.hpp"

namespace bsdnet::ctl {
namespace {

class Pppoe final : public EncapOf<EncapPppoe> {
 public:
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {
        {{"pppoe", "SESSION MAC", EncapPlace::ifl}}};
    return kWords;
  }

 private:
  void read(std::string_view, Args& args, EncapPppoe& pppoe) const override {
    pppoe.session = static_cast<std::uint16_t>(args.number("session", 1, BSDNET_PPPOE_SESSION_MAX));
    pppoe.peer = LinkAddress{args.bytes("MAC address of the peer", ETH_ALEN)};
  }

  bool read_option(std::string_view, Args&, EncapPppoe&) const override { return false; }

  EncapText text(const EncapPppoe& pppoe) const override {
    if (!pppoe.session || !pppoe.peer || pppoe.peer->bytes.size() != ETH_ALEN)
      throw DecodeError("pppoe: session or peer is missing");
    const std::string mac = pppoe.peer->str();
    return {{{"session", std::uint64_t{*pppoe.session}}, {"peer", mac}},
            fmt::format("pppoe {} {}", *pppoe.session, mac)};
  }
};

const EncapRegistration<Pppoe> registration;

}  // namespace
}  // namespace bsdnet::ctl
