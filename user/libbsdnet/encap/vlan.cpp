// SPDX-License-Identifier: LGPL-2.1-or-later
//
// vlan: tags of 802.1Q and 802.1ad, and 0x9100 (IF-9)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "bsdnet/encap.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

constexpr std::uint16_t kCustomer = 0x8100;
constexpr std::uint16_t kService = 0x88a8;
constexpr std::uint16_t kEthertypeMin = 0x600;

class Vlan final : public Encapsulation {
 public:
  std::string_view name() const override { return "vlan"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 3> kWords = {
        {{"vlan", "VID [tpid TPID]", EncapPlace::ifl},
         {"svlan", "VID", EncapPlace::ifl},
         {"qinq", "TPID VID", EncapPlace::ifl}}};
    return kWords;
  }

  void read(std::string_view word, EncapArgs& args, EncapData& data) const override {
    if (word == "svlan") data.set_u16(BSDNET_A_ENCAP_VLAN_TPID, kService);
    if (word == "qinq")
      data.set_u16(BSDNET_A_ENCAP_VLAN_TPID, args.hex16("TPID", kEthertypeMin, UINT16_MAX));
    data.set_u16(BSDNET_A_ENCAP_VLAN_VID,
                 static_cast<std::uint16_t>(args.number("VLAN id", 1, BSDNET_VLAN_VID_MAX)));
  }

  bool read_option(std::string_view option, EncapArgs& args, EncapData& data) const override {
    if (option != "tpid") return false;
    if (data.u16(BSDNET_A_ENCAP_VLAN_TPID)) throw ArgumentError("vlan: duplicate TPID");
    data.set_u16(BSDNET_A_ENCAP_VLAN_TPID, args.hex16("TPID", kEthertypeMin, UINT16_MAX));
    return true;
  }

  EncapText describe(const EncapData& data) const override {
    const std::uint16_t vid = data.u16(BSDNET_A_ENCAP_VLAN_VID).value_or(0);
    const std::uint16_t tpid = data.u16(BSDNET_A_ENCAP_VLAN_TPID).value_or(kCustomer);
    EncapText out;
    out.fields = {{"vid", std::uint64_t{vid}}, {"tpid", fmt::format("0x{:04x}", tpid)}};
    if (tpid == kCustomer)
      out.words = fmt::format("vlan {}", vid);
    else if (tpid == kService)
      out.words = fmt::format("svlan {}", vid);
    else
      out.words = fmt::format("qinq 0x{:04x} {}", tpid, vid);
    return out;
  }
};

const EncapRegistration<Vlan> registration;

}  // namespace
}  // namespace bsdnet
