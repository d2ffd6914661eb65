// SPDX-License-Identifier: LGPL-2.1-or-later
//
// etag: a channel of an Ethernet device, behind the E-TAG of a port extender (802.1BR, IF-2)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "bsdnet/error.hpp"
#include "encap.hpp"

namespace bsdnet::ctl {
namespace {

class Etag final : public EncapOf<EncapEtag> {
 public:
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {{{"etag", "ECID", EncapPlace::ifd}}};
    return kWords;
  }

  // Like that of Ethernet: keys of the channel's table do not contain the E-TAG
  std::string describe_key(std::span<const std::uint8_t> key, unsigned int bits) const override {
    return describe_encap_key("ether", key, bits);
  }

 private:
  void read(std::string_view, Args& args, EncapEtag& etag) const override {
    etag.ecid = args.number("E-CID", 1, BSDNET_ETAG_ECID_MAX);
  }

  bool read_option(std::string_view, Args&, EncapEtag&) const override { return false; }

  EncapText text(const EncapEtag& etag) const override {
    if (!etag.ecid) throw DecodeError("etag: the E-CID is missing");
    return {{{"ecid", std::uint64_t{*etag.ecid}}}, fmt::format("etag {}", *etag.ecid)};
  }
};

const EncapRegistration<Etag> registration;

}  // namespace
}  // namespace bsdnet::ctl
