// SPDX-License-Identifier: LGPL-2.1-or-later
//
// ip: packets without a layer-2 header (IF-10, IF-17)
#include <array>

#include "keys.hpp"

namespace bsdnet::ctl {
namespace {

class Ip final : public Encapsulation {
 public:
  std::string_view name() const override { return "ip"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {{{"ip", "", EncapPlace::ifd}}};
    return kWords;
  }

  std::string describe_key(std::span<const std::uint8_t> bytes, unsigned int bits) const override {
    EncapKey key(bytes, bits);
    return key_ethertype(key);
  }
};

const EncapRegistration<Ip> registration;

}  // namespace
}  // namespace bsdnet::ctl
