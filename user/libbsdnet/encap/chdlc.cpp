// SPDX-License-Identifier: LGPL-2.1-or-later
//
// chdlc: Cisco HDLC, with its keepalives (IF-10)
#include <fmt/format.h>

#include <array>

#include "keys.hpp"

namespace bsdnet {
namespace {

enum Attribute : std::uint16_t { kKeepalive = 1 };

constexpr std::uint32_t kUsual = 10;  // seconds
constexpr std::uint32_t kKeepaliveMax = 65535;

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
    data.set_u32(kKeepalive, args.number("keepalive", 0, kKeepaliveMax));
    return true;
  }

  EncapText describe(const EncapData& data) const override {
    const std::uint32_t keepalive = data.u32(kKeepalive).value_or(kUsual);
    return {{{"keepalive", std::uint64_t{keepalive}}},
            keepalive == kUsual ? "chdlc" : fmt::format("chdlc keepalive {}", keepalive)};
  }

  std::string describe_key(std::span<const std::uint8_t> bytes, unsigned int bits) const override {
    EncapKey key(bytes, bits);
    return key_ethertype(key);
  }
};

const EncapRegistration<Chdlc> registration;

}  // namespace
}  // namespace bsdnet
