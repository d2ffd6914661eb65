// SPDX-License-Identifier: GPL-2.0
#include "packet.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "bsdnet/address.hpp"
#include "cookie.hpp"
#include "discovery.hpp"
#include "log.hpp"

namespace bsdnet::ppp {
namespace {

Bytes bytes(std::string_view hexadecimal) {
  return bsdnet::parse_hex(hexadecimal);
}

TEST(Packet, EveryTruncationIsRefusedAndPaddingIsNot) {
  const Bytes packet = bytes("01050012010405d4030405c22305050611223344");
  const Bytes whole(packet.begin(), packet.begin() + 0x12);
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_FALSE(Packet::parse(View(whole).first(n))) << n;
  const auto parsed = Packet::parse(packet);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->code, 1);
  EXPECT_EQ(parsed->id, 5);
  EXPECT_EQ(parsed->data.size(), 14U);
  EXPECT_EQ(parsed->encode(), whole);
}

TEST(Packet, LengthBelowItsHeader) {
  for (const char* text : {"01010000", "01010003", "010100ff"})
    EXPECT_FALSE(Packet::parse(bytes(text))) << text;
  EXPECT_TRUE(Packet::parse(bytes("01010004")));
}

TEST(Options, EveryTruncationInsideOfAnOption) {
  const Bytes all = bytes("010405d40506112233440702");
  const std::set<std::size_t> ends = {0, 4, 10, 12};
  for (std::size_t n = 0; n <= all.size(); ++n)
    EXPECT_EQ(parse_options(View(all).first(n)).has_value(), ends.contains(n)) << n;
  const auto options = parse_options(all);
  ASSERT_TRUE(options);
  ASSERT_EQ(options->size(), 3U);
  EXPECT_EQ(encode(*options), all);
  EXPECT_EQ(find(*options, 5)->value, bytes("11223344"));
  EXPECT_EQ(find(*options, 9), nullptr);
}

TEST(Options, LengthsZeroAndOne) {
  EXPECT_FALSE(parse_options(bytes("0100")));
  EXPECT_FALSE(parse_options(bytes("0101")));
  EXPECT_FALSE(parse_options(bytes("01ff0000")));
}

TEST(Discovery, EveryTruncationIsRefusedAndPaddingIsNot) {
  const Bytes packet = bytes(
      "110700000014"
      "01010000"
      "010200036e6173"
      "010300019d"
      "01010000");
  for (std::size_t n = 0; n < packet.size(); ++n)
    EXPECT_FALSE(DiscoveryPacket::parse(View(packet).first(n))) << n;
  Bytes padded = packet;
  padded.resize(46);
  const auto parsed = DiscoveryPacket::parse(padded);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->code, kPado);
  ASSERT_EQ(parsed->tags.size(), 4U);
  EXPECT_EQ(text(parsed->find(kAcName)->value), "nas");
  EXPECT_EQ(parsed->encode(), packet);
}

TEST(Discovery, TagsMustFitAndEndAtTheirEnd) {
  EXPECT_FALSE(DiscoveryPacket::parse(bytes("11090000000401010001")));
  EXPECT_FALSE(DiscoveryPacket::parse(bytes("110900000003010100")));
  EXPECT_FALSE(DiscoveryPacket::parse(bytes("11090000000501010002ff")));
  EXPECT_FALSE(
      DiscoveryPacket::parse(bytes("1209000000040101"
                                   "0000")));
  const auto ended =
      DiscoveryPacket::parse(bytes("11090000000c"
                                   "01010000"
                                   "00000000"
                                   "01030000"));
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->tags.size(), 1U);
}

TEST(Discovery, ErrorsInWordsFitForATerminal) {
  DiscoveryPacket packet{kPads, 0, {}};
  EXPECT_EQ(packet.error(), "");
  packet.add(kGenericError, view("go \x1b[31maway"));
  EXPECT_EQ(packet.error(), "error: go \\x1b[31maway");
  packet.add(kServiceNameError, {});
  EXPECT_EQ(packet.error(), "no such service");
}

TEST(Discovery, RandomBytesDoNoHarm) {
  std::mt19937 random(4711);
  for (int i = 0; i < 20000; ++i) {
    Bytes noise(random() % 64);
    for (auto& byte : noise)
      byte = static_cast<std::uint8_t>(random());
    if (noise.size() > 6) {
      noise[0] = 0x11;
      noise[4] = 0;
      noise[5] = static_cast<std::uint8_t>(random() % 64);
    }
    if (const auto parsed = DiscoveryPacket::parse(noise)) {
      EXPECT_LE(parsed->encode().size(), noise.size());
    }
    if (const auto packet = Packet::parse(noise)) {
      EXPECT_LE(packet->encode().size(), noise.size());
    }
    if (const auto options = parse_options(noise)) {
      EXPECT_EQ(encode(*options), noise);
    }
  }
}

TEST(Cookie, KnownForAMinuteOrTwoAndToOnePeer) {
  TimerQueue timers;
  const Mac peer = {2, 0, 0, 0, 0, 1};
  const Mac other = {2, 0, 0, 0, 0, 2};
  const CookieJar jar(timers);
  const CookieJar another(timers);
  const Bytes cookie = jar.make(peer);
  EXPECT_TRUE(jar.is_good(cookie, peer));
  EXPECT_FALSE(jar.is_good(cookie, other));
  EXPECT_FALSE(another.is_good(cookie, peer));
  EXPECT_FALSE(jar.is_good({}, peer));
  EXPECT_FALSE(jar.is_good(View(cookie).first(cookie.size() - 1), peer));
  timers.advance(std::chrono::seconds(61));
  EXPECT_TRUE(jar.is_good(cookie, peer));
  timers.advance(std::chrono::seconds(121));
  EXPECT_FALSE(jar.is_good(cookie, peer));
}

TEST(Printable, BoundedAndPlain) {
  EXPECT_EQ(printable(view("a\nb")), "a\\x0ab");
  EXPECT_EQ(printable(Bytes(500, 'x')).size(), 131U);
}

}  // namespace
}  // namespace bsdnet::ppp
