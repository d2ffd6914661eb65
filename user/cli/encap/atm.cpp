// SPDX-License-Identifier: LGPL-2.1-or-later
//
// atm: AAL5 frames behind a cell header, and vc, a virtual circuit on it (RFC 2684, IF-10)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "bsdnet/error.hpp"
#include "keys.hpp"

namespace bsdnet::ctl {
namespace {

constexpr std::uint32_t kLlcSnap = 0xaaaa03;
constexpr std::uint32_t kLlcIso = 0xfefe03;

class Atm final : public Encapsulation {
 public:
  std::string_view name() const override { return "atm"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {{{"atm", "", EncapPlace::ifd}}};
    return kWords;
  }
  std::string describe_key(std::span<const std::uint8_t> bytes, unsigned int bits) const override {
    EncapKey key(bytes, bits);
    if (key.left() < 32) return key.rest();
    const std::uint32_t vpi = *key.take(16);
    const std::string circuit = fmt::format("vc {}/{} ", vpi, *key.take(16));
    return circuit + llc_words(key);
  }

  std::string describe_protocol(std::span<const std::uint8_t> bytes,
                                unsigned int bits) const override {
    EncapKey key(bytes, bits);
    return llc_words(key);
  }

 private:
  static std::string llc_words(EncapKey& key) {
    if (key.left() > 24 && key.peek(24) == kLlcSnap) {
      key.take(24);
      return key_snap(key);
    }
    if (key.left() >= 32 && key.peek(24) == kLlcIso) {
      key.take(24);
      return fmt::format("nlpid 0x{:02x}", *key.take(8));
    }
    return key.rest();
  }
};

class Vc final : public EncapOf<EncapVc> {
 public:
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {
        {{"atm", "VPI/VCI [llc|mux]", EncapPlace::ifl}}};
    return kWords;
  }

 private:
  void read(std::string_view, Args& args, EncapVc& vc) const override {
    const std::string& both = args.next("VPI/VCI");
    const std::size_t slash = both.find('/');
    if (slash == std::string::npos)
      throw UsageError(fmt::format("circuit must be VPI/VCI, not \"{}\"", both));
    Args parts({both.substr(0, slash), both.substr(slash + 1)});
    vc.vpi = static_cast<std::uint16_t>(parts.number("VPI", 0, BSDNET_VC_VPI_MAX));
    vc.vci = static_cast<std::uint16_t>(parts.number("VCI", 0, UINT16_MAX));
  }

  bool read_option(std::string_view option, Args&, EncapVc& vc) const override {
    if (option != "mux" && option != "llc") return false;
    vc.mux = option == "mux";
    return true;
  }

  EncapText text(const EncapVc& vc) const override {
    if (!vc.vci) throw DecodeError("vc: the VCI is missing");
    const std::uint16_t vpi = vc.vpi.value_or(0);
    const bool mux = vc.mux.value_or(false);
    EncapText out;
    out.fields = {{"vpi", std::uint64_t{vpi}},
                  {"vci", std::uint64_t{*vc.vci}},
                  {"mode", std::string(mux ? "mux" : "llc")}};
    out.words = fmt::format("atm {}/{}{}", vpi, *vc.vci, mux ? " mux" : "");
    return out;
  }
};

const EncapRegistration<Atm> atm_registration;
const EncapRegistration<Vc> vc_registration;

}  // namespace
}  // namespace bsdnet::ctl
