// SPDX-License-Identifier: GPL-2.0
#include "bsdnet/attr.hpp"

#include <gtest/gtest.h>
#include <linux/netlink.h>

#include <random>

#include "bsdnet/error.hpp"
#include "bsdnet/objects.hpp"
#include "fake_kernel.hpp"

namespace bsdnet {
namespace {

using test::Bytes;
using test::operator+;

// Shows: CTL-2
TEST(Attr, IntegersAreBigEndianAndOfExactWidth) {
  const Bytes four = {0, 0, 1, 2};
  EXPECT_EQ(Attr(1, four).u32(), 258U);
  EXPECT_EQ(Attr(1, four).uint(), 258U);
  EXPECT_THROW(Attr(1, four).u8(), DecodeError);
  EXPECT_THROW(Attr(1, four).u16(), DecodeError);
  EXPECT_THROW(Attr(1, four).u64(), DecodeError);
  EXPECT_THROW(Attr(1, {}).u8(), DecodeError);
  EXPECT_THROW(Attr(1, {}).uint(), DecodeError);
}

TEST(Attr, TextEndsAtNulOrEnd) {
  EXPECT_EQ(Attr(1, Bytes{'a', 'b', 0, 'c'}).str(), "ab");
  EXPECT_EQ(Attr(1, Bytes{'a', 'b'}).str(), "ab");
  EXPECT_EQ(Attr(1, {}).str(), "");
}

TEST(Attr, LinkAddressIsBounded) {
  EXPECT_EQ(Attr(1, Bytes(32)).link_address().bytes.size(), 32U);
  EXPECT_THROW(Attr(1, Bytes(33)).link_address(), DecodeError);
}

TEST(AttrList, LengthsThatDoNotFit) {
  const auto walk = [](const Bytes& bytes) { AttrList(bytes).each([](const Attr&) {}); };
  EXPECT_NO_THROW(walk({}));
  EXPECT_THROW(walk({1}), DecodeError);
  EXPECT_THROW(walk({4, 0, 1}), DecodeError);
  EXPECT_THROW(walk({0, 0, 1, 0}), DecodeError);  // would never end
  EXPECT_THROW(walk({3, 0, 1, 0}), DecodeError);  // shorter than its header
  EXPECT_THROW(walk({8, 0, 1, 0, 0}), DecodeError);
  EXPECT_THROW(walk({255, 255, 1, 0}), DecodeError);
  EXPECT_NO_THROW(walk({5, 0, 1, 0, 9}));  // last one, not padded
}

// Every prefix of a good message: an exception or a shorter object, never a read past the end
TEST(AttrList, TruncatedAnywhere) {
  const Bytes route = test::attr_u32(BSDNET_A_ROUTE_INSTANCE, 1) +
                      test::attr_text(BSDNET_A_ROUTE_IFL_NAME, "eth0.5") +
                      test::attr_u8(BSDNET_A_ROUTE_DST_LEN, 24);
  const Bytes whole = test::attr(BSDNET_A_RESOLVE_ROUTE, route) +
                      test::attr_text(BSDNET_A_RESOLVE_DROP_NAME, "fwd_ttl");
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
    try {
      Resolve::decode(AttrList(part));
    } catch (const DecodeError&) {
    }
  }
  EXPECT_EQ(Resolve::decode(AttrList(whole)).route->ifl_name, "eth0.5");
}

template <typename T>
void decode_noise(const Bytes& bytes) {
  try {
    T::decode(AttrList(bytes));
  } catch (const DecodeError&) {
  }
}

TEST(AttrList, Noise) {
  std::mt19937 random(4711);  // NOLINT(cert-msc51-cpp): the same every time
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes(random() % 64);
    for (auto& byte : bytes)
      byte = static_cast<std::uint8_t>(random());
    // Make headers likely to hold
    for (std::size_t at = 0; at + 4 <= bytes.size(); at += 8) {
      bytes[at] = static_cast<std::uint8_t>(random() % 13);
      bytes[at + 1] = 0;
      bytes[at + 2] = static_cast<std::uint8_t>(random() % 18);
      bytes[at + 3] = static_cast<std::uint8_t>(random() % 2 * 0x80);
    }
    decode_noise<Resolve>(bytes);
    decode_noise<Route>(bytes);
    decode_noise<Stats>(bytes);
    decode_noise<Ifd>(bytes);
    decode_noise<SocketInfo>(bytes);
  }
}

TEST(ParseMessage, HeaderTruncated) {
  EXPECT_THROW(parse_message(Bytes{}), DecodeError);
  EXPECT_THROW(parse_message(Bytes{1, 1, 0}), DecodeError);
  EXPECT_EQ(parse_message(Bytes{7, 1, 0, 0}).command, 7);
}

}  // namespace
}  // namespace bsdnet
