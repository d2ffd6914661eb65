// SPDX-License-Identifier: LGPL-2.1-or-later
//
// ppp: PPP in HDLC-like framing (RFC 1662), or over a Frame Relay or ATM circuit
// (RFC 1973, RFC 2364) (IF-10)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "keys.hpp"

namespace bsdnet {
namespace {

class Ppp final : public Encapsulation {
 public:
  std::string_view name() const override { return "ppp"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::string_view kUsage = "[acfc on|off] [pfc on|off]";
    static constexpr std::array<EncapWord, 2> kWords = {
        {{"ppp", kUsage, EncapPlace::ifl}, {"ppp", kUsage, EncapPlace::ifd}}};
    return kWords;
  }

  bool read_option(std::string_view option, EncapArgs& args, EncapData& data) const override {
    if (option != "acfc" && option != "pfc") return false;
    data.set_u8(option == "acfc" ? BSDNET_A_ENCAP_PPP_ACFC : BSDNET_A_ENCAP_PPP_PFC,
                args.on_off(option) ? 1 : 0);
    return true;
  }

  EncapText describe(const EncapData& data) const override {
    const bool acfc = data.u8(BSDNET_A_ENCAP_PPP_ACFC).value_or(0) != 0;
    const bool pfc = data.u8(BSDNET_A_ENCAP_PPP_PFC).value_or(0) != 0;
    return {{{"acfc", acfc}, {"pfc", pfc}},
            fmt::format("ppp{}{}", acfc ? " acfc on" : "", pfc ? " pfc on" : "")};
  }

  std::string describe_key(std::span<const std::uint8_t> bytes, unsigned int bits) const override {
    EncapKey key(bytes, bits);
    return key_ppp(key);
  }
};

const EncapRegistration<Ppp> registration;

}  // namespace
}  // namespace bsdnet
