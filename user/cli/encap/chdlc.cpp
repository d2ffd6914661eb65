// SPDX-License-Identifier: LGPL-2.1-or-later
//
// chdlc: Cisco HDLC, with its keepalives (IF-10)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "keys.hpp"

namespace bsdnet::ctl {
namespace {

class Chdlc final : public EncapOf<EncapChdlc> {
 public:
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {
        {{"chdlc", "[keepalive SECONDS]", EncapPlace::ifd}}};
    return kWords;
  }

  std::string describe_key(std::span<const std::uint8_t> bytes, unsigned int bits) const override {
    EncapKey key(bytes, bits);
    return key_ethertype(key);
  }

 private:
  void read(std::string_view, Args&, EncapChdlc&) const override {}

  bool read_option(std::string_view option, Args& args, EncapChdlc& chdlc) const override {
    if (option != "keepalive") return false;
    chdlc.keepalive = args.number("keepalive", 0, BSDNET_CHDLC_KEEPALIVE_MAX);
    return true;
  }

  EncapText text(const EncapChdlc& chdlc) const override {
    const std::uint32_t keepalive = chdlc.keepalive.value_or(BSDNET_CHDLC_KEEPALIVE_DEFAULT);
    return {{{"keepalive", std::uint64_t{keepalive}}},
            keepalive == BSDNET_CHDLC_KEEPALIVE_DEFAULT
                ? "chdlc"
                : fmt::format("chdlc keepalive {}", keepalive)};
  }
};

const EncapRegistration<Chdlc> registration;

}  // namespace
}  // namespace bsdnet::ctl
