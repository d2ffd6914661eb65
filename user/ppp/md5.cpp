// SPDX-License-Identifier: GPL-2.0
#include "md5.hpp"

#include <bit>
#include <cmath>

namespace bsdnet::ppp {
namespace {

using Words = std::array<std::uint32_t, 4>;

// RFC 1321, 3.4: the integer part of 4294967296 times abs(sin(i)), i in radians
const std::array<std::uint32_t, 64>& sines() {
  static const auto kTable = [] {
    std::array<std::uint32_t, 64> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<std::uint32_t>(
          std::floor(std::fabs(std::sin(static_cast<double>(i + 1))) * 4294967296.0));
    return out;
  }();
  return kTable;
}

constexpr std::array<std::array<int, 4>, 4> kShifts = {
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

std::uint32_t mix(std::size_t round, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  switch (round) {
    case 0:
      return (b & c) | (~b & d);
    case 1:
      return (b & d) | (c & ~d);
    case 2:
      return b ^ c ^ d;
    default:
      return c ^ (b | ~d);
  }
}

std::size_t word_of(std::size_t i) {
  constexpr std::array<std::size_t, 4> kStep = {1, 5, 3, 7};
  constexpr std::array<std::size_t, 4> kStart = {0, 1, 5, 0};
  return (kStart[i / 16] + kStep[i / 16] * i) % 16;
}

void add_block(Words& state, View block) {
  std::array<std::uint32_t, 16> x{};
  for (std::size_t i = 0; i < 64; ++i)
    x[i / 4] |= static_cast<std::uint32_t>(block[i]) << (8 * (i % 4));
  auto [a, b, c, d] = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::uint32_t sum = a + mix(i / 16, b, c, d) + x[word_of(i)] + sines()[i];
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, kShifts[i / 16][i % 4]);
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

}  // namespace

std::array<std::uint8_t, 16> md5(View data) {
  Words state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  Bytes padded(data.begin(), data.end());
  padded.push_back(0x80);
  while (padded.size() % 64 != 56)
    padded.push_back(0);
  for (unsigned int i = 0; i < 8; ++i)
    put8(padded, (static_cast<std::uint64_t>(data.size()) * 8) >> (8 * i));
  for (std::size_t at = 0; at < padded.size(); at += 64)
    add_block(state, View(padded).subspan(at, 64));
  std::array<std::uint8_t, 16> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::uint8_t>(state[i / 4] >> (8 * (i % 4)));
  return out;
}

}  // namespace bsdnet::ppp
