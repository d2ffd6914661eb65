// SPDX-License-Identifier: LGPL-2.1-or-later
//
// snap: 802.3 frames with LLC and SNAP (RFC 1042, IF-9)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "bsdnet/error.hpp"
#include "encap.hpp"

namespace bsdnet::ctl {
namespace {

class Snap final : public EncapOf<EncapSnap> {
 public:
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {{{"snap", "[oui OUI]", EncapPlace::ifl}}};
    return kWords;
  }

 private:
  void read(std::string_view, Args&, EncapSnap&) const override {}

  bool read_option(std::string_view option, Args& args, EncapSnap& snap) const override {
    if (option != "oui") return false;
    snap.oui = LinkAddress{args.bytes("OUI", BSDNET_SNAP_OUI_LEN)};
    return true;
  }

  EncapText text(const EncapSnap& snap) const override {
    const LinkAddress oui = snap.oui.value_or(LinkAddress{Blob(BSDNET_SNAP_OUI_LEN)});
    if (oui.bytes.size() != BSDNET_SNAP_OUI_LEN) throw DecodeError("snap: invalid OUI");
    return {{{"oui", oui.str()}}, oui.is_zero() ? "snap" : "snap oui " + oui.str()};
  }
};

const EncapRegistration<Snap> registration;

}  // namespace
}  // namespace bsdnet::ctl
