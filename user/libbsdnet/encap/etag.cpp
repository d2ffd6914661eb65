// SPDX-License-Identifier: LGPL-2.1-or-later
//
// etag: a channel of an Ethernet device, behind the E-TAG of a port extender (802.1BR, IF-2)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "bsdnet/encap.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

class Etag final : public Encapsulation {
 public:
  std::string_view name() const override { return "etag"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {{{"etag", "ECID", EncapPlace::ifd}}};
    return kWords;
  }

  void read(std::string_view, EncapArgs& args, EncapData& data) const override {
    data.set_u32(BSDNET_A_ENCAP_ETAG_ECID, args.number("E-CID", 1, BSDNET_ETAG_ECID_MAX));
  }

  EncapText describe(const EncapData& data) const override {
    const auto ecid = data.u32(BSDNET_A_ENCAP_ETAG_ECID);
    if (!ecid) throw DecodeError("etag: the E-CID is missing");
    return {{{"ecid", std::uint64_t{*ecid}}}, fmt::format("etag {}", *ecid)};
  }

  // Like that of Ethernet: keys of the channel's table do not contain the E-TAG
  std::string describe_key(std::span<const std::uint8_t> key, unsigned int bits) const override {
    return describe_encap_key("ether", key, bits);
  }
};

const EncapRegistration<Etag> registration;

}  // namespace
}  // namespace bsdnet
