// SPDX-License-Identifier: LGPL-2.1-or-later
//
// vlan: tags of 802.1Q and 802.1ad, and 0x9100 (IF-9)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "encap.hpp"

namespace bsdnet::ctl {
namespace {

constexpr std::uint16_t kCustomer = 0x8100;
constexpr std::uint16_t kService = 0x88a8;
constexpr std::uint16_t kEthertypeMin = 0x600;

class Vlan final : public EncapOf<EncapVlan> {
 public:
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 3> kWords = {
        {{"vlan", "VID [tpid TPID]", EncapPlace::ifl},
         {"svlan", "VID", EncapPlace::ifl},
         {"qinq", "TPID VID", EncapPlace::ifl}}};
    return kWords;
  }

 private:
  void read(std::string_view word, Args& args, EncapVlan& vlan) const override {
    if (word == "svlan") vlan.tpid = kService;
    if (word == "qinq") vlan.tpid = args.hex16("TPID", kEthertypeMin, UINT16_MAX);
    vlan.vid = static_cast<std::uint16_t>(args.number("VLAN id", 1, BSDNET_VLAN_VID_MAX));
  }

  bool read_option(std::string_view option, Args& args, EncapVlan& vlan) const override {
    if (option != "tpid") return false;
    if (vlan.tpid) throw UsageError("duplicate TPID");
    vlan.tpid = args.hex16("TPID", kEthertypeMin, UINT16_MAX);
    return true;
  }

  EncapText text(const EncapVlan& vlan) const override {
    const std::uint16_t vid = vlan.vid.value_or(0);
    const std::uint16_t tpid = vlan.tpid.value_or(kCustomer);
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
}  // namespace bsdnet::ctl
