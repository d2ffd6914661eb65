// SPDX-License-Identifier: GPL-2.0
#include "siphash.hpp"

#include <bit>

namespace bsdnet::ppp {
namespace {

struct Sip {
  std::uint64_t v0, v1, v2, v3;

  void rounds(int n) {
    while (n-- > 0) {
      v0 += v1;
      v1 = std::rotl(v1, 13) ^ v0;
      v0 = std::rotl(v0, 32);
      v2 += v3;
      v3 = std::rotl(v3, 16) ^ v2;
      v0 += v3;
      v3 = std::rotl(v3, 21) ^ v0;
      v2 += v1;
      v1 = std::rotl(v1, 17) ^ v2;
      v2 = std::rotl(v2, 32);
    }
  }
  void add(std::uint64_t word) {
    v3 ^= word;
    rounds(2);
    v0 ^= word;
  }
};

// up to 8 bytes, least significant first
std::uint64_t little_endian(View in) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < in.size(); ++i)
    out |= static_cast<std::uint64_t>(in[i]) << (8 * i);
  return out;
}

}  // namespace

std::uint64_t siphash(const SipKey& key, View data) {
  const std::uint64_t k0 = little_endian(View(key).first(8));
  const std::uint64_t k1 = little_endian(View(key).subspan(8));
  Sip sip = {k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261,
             k1 ^ 0x7465646279746573};
  View rest = data;
  for (; rest.size() >= 8; rest = rest.subspan(8))
    sip.add(little_endian(rest.first(8)));
  sip.add(little_endian(rest) | static_cast<std::uint64_t>(data.size()) << 56);
  sip.v2 ^= 0xff;
  sip.rounds(4);
  return sip.v0 ^ sip.v1 ^ sip.v2 ^ sip.v3;
}

}  // namespace bsdnet::ppp
