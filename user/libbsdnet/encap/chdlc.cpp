// SPDX-License-Identifier: LGPL-2.1-or-later
//
// chdlc: Cisco HDLC, with its keepalives (IF-10)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "keys.hpp"

namespace bsdnet {
namespace {

class Chdlc final : public Encapsulation {
 public:
  std::string_view name() const override { return "chdlc"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {
        {{"chdlc", "[keepalive SECONDS]", EncapPlace::ifd}}};
    return kWords;
  }

  bool read_option(std::string_view option, EncapArgs& args, EncapData& data) const override {
    if (option != "keepalive") return false;
    data.set_u32(BSDNET_A_ENCAP_CHDLC_KEEPALIVE,
                 args.number("keepalive", 0, BSDNET_CHDLC_KEEPALIVE_MAX));
    return true;
  }

  EncapText describe(const EncapData& data) const override {
    const std::uint32_t keepalive =
        data.u32(BSDNET_A_ENCAP_CHDLC_KEEPALIVE).value_or(BSDNET_CHDLC_KEEPALIVE_DEFAULT);
    return {{{"keepalive", std::uint64_t{keepalive}}},
            keepalive == BSDNET_CHDLC_KEEPALIVE_DEFAULT
                ? "chdlc"
                : fmt::format("chdlc keepalive {}", keepalive)};
  }

  std::string describe_key(std::span<const std::uint8_t> bytes, unsigned int bits) const override {
    EncapKey key(bytes, bits);
    return key_ethertype(key);
  }
};

const EncapRegistration<Chdlc> registration;

}  // namespace
}  // namespace bsdnet
