// SPDX-License-Identifier: LGPL-2.1-or-later
//
// snap: 802.3 frames with LLC and SNAP (RFC 1042, IF-9)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "bsdnet/encap.hpp"

namespace bsdnet {
namespace {

class Snap final : public Encapsulation {
 public:
  std::string_view name() const override { return "snap"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {{{"snap", "[oui OUI]", EncapPlace::ifl}}};
    return kWords;
  }

  bool read_option(std::string_view option, EncapArgs& args, EncapData& data) const override {
    if (option != "oui") return false;
    data.set_bytes(BSDNET_A_ENCAP_SNAP_OUI, args.bytes("OUI", BSDNET_SNAP_OUI_LEN));
    return true;
  }

  EncapText describe(const EncapData& data) const override {
    const LinkAddress oui{data.bytes(BSDNET_A_ENCAP_SNAP_OUI, BSDNET_SNAP_OUI_LEN)
                              .value_or(Blob(BSDNET_SNAP_OUI_LEN))};
    return {{{"oui", oui.str()}}, oui.is_zero() ? "snap" : "snap oui " + oui.str()};
  }
};

const EncapRegistration<Snap> registration;

}  // namespace
}  // namespace bsdnet
