// SPDX-License-Identifier: LGPL-2.1-or-later
//
// fr: Frame Relay (Q.922, RFC 2427), and dlci, a circuit on it (IF-10)
#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <array>

#include "bsdnet/error.hpp"
#include "keys.hpp"

namespace bsdnet::ctl {
namespace {

constexpr std::uint32_t kShortMax = 1023;  // largest in an address of two octets
constexpr std::uint32_t kNlpidSnap = 0x80;

std::uint8_t usual_addrlen(std::uint32_t dlci) {
  return dlci <= kShortMax ? 2 : 4;
}

class FrameRelay final : public Encapsulation {
 public:
  std::string_view name() const override { return "fr"; }
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {{{"fr", "", EncapPlace::ifd}}};
    return kWords;
  }

  std::string describe_key(std::span<const std::uint8_t> bytes, unsigned int bits) const override {
    EncapKey key(bytes, bits);
    const auto dlci = key.take(32);
    if (!dlci) return key.rest();
    return fmt::format("dlci {} {}", *dlci, nlpid_words(key));
  }

  std::string describe_protocol(std::span<const std::uint8_t> bytes,
                                unsigned int bits) const override {
    EncapKey key(bytes, bits);
    return nlpid_words(key);
  }

 private:
  static std::string nlpid_words(EncapKey& key) {
    const auto nlpid = key.take(8);
    if (!nlpid) return key.rest();
    if (*nlpid == kNlpidSnap && key.left() > 0) return key_snap(key);
    return fmt::format("nlpid 0x{:02x}", *nlpid);
  }
};

class Dlci final : public EncapOf<EncapDlci> {
 public:
  std::span<const EncapWord> words() const override {
    static constexpr std::array<EncapWord, 1> kWords = {
        {{"fr", "DLCI [addrlen 2|3|4]", EncapPlace::ifl}}};
    return kWords;
  }

 private:
  void read(std::string_view, Args& args, EncapDlci& circuit) const override {
    circuit.dlci = args.number("DLCI", 0, BSDNET_DLCI_MAX);
  }

  bool read_option(std::string_view option, Args& args, EncapDlci& circuit) const override {
    if (option != "addrlen") return false;
    circuit.addrlen = static_cast<std::uint8_t>(
        args.number("address length", BSDNET_DLCI_ADDRLEN_MIN, BSDNET_DLCI_ADDRLEN_MAX));
    return true;
  }

  EncapText text(const EncapDlci& circuit) const override {
    if (!circuit.dlci) throw DecodeError("dlci: the DLCI is missing");
    const std::uint32_t dlci = *circuit.dlci;
    const std::uint8_t addrlen = circuit.addrlen.value_or(usual_addrlen(dlci));
    return {{{"dlci", std::uint64_t{dlci}}, {"addrlen", std::uint64_t{addrlen}}},
            addrlen == usual_addrlen(dlci) ? fmt::format("fr {}", dlci)
                                           : fmt::format("fr {} addrlen {}", dlci, addrlen)};
  }
};

const EncapRegistration<FrameRelay> fr_registration;
const EncapRegistration<Dlci> dlci_registration;

}  // namespace
}  // namespace bsdnet::ctl
