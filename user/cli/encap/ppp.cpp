// SPDX-License-Identifier: LGPL-2.1-or-later
//
// ppp: PPP in HDLC-like framing (RFC 1662), or over a Frame Relay or ATM circuit
// (RFC 1973, RFC 2364) (IF-10)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "keys.hpp"

namespace bsdnet::ctl {
namespace {

class Ppp final : public EncapOf<EncapPpp> {
 public:
  std::span<const EncapWord> words() const override {
    static constexpr std::string_view kUsage = "[acfc on|off] [pfc on|off]";
    static constexpr std::array<EncapWord, 2> kWords = {
        {{"ppp", kUsage, EncapPlace::ifl}, {"ppp", kUsage, EncapPlace::ifd}}};
    return kWords;
  }

  std::string describe_key(std::span<const std::uint8_t> bytes, unsigned int bits) const override {
    EncapKey key(bytes, bits);
    return key_ppp(key);
  }

 private:
  void read(std::string_view, Args&, EncapPpp&) const override {}

  bool read_option(std::string_view option, Args& args, EncapPpp& ppp) const override {
    if (option != "acfc" && option != "pfc") return false;
    (option == "acfc" ? ppp.acfc : ppp.pfc) = args.on_off(option);
    return true;
  }

  EncapText text(const EncapPpp& ppp) const override {
    const bool acfc = ppp.acfc.value_or(false);
    const bool pfc = ppp.pfc.value_or(false);
    return {{{"acfc", acfc}, {"pfc", pfc}},
            fmt::format("ppp{}{}", acfc ? " acfc on" : "", pfc ? " pfc on" : "")};
  }
};

const EncapRegistration<Ppp> registration;

}  // namespace
}  // namespace bsdnet::ctl
