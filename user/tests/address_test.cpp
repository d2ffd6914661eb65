// SPDX-License-Identifier: GPL-2.0
#include "bsdnet/address.hpp"

#include <gtest/gtest.h>

#include "bsdnet/endian.hpp"
#include "bsdnet/error.hpp"
#include "bsdnet/sockaddr.hpp"

namespace bsdnet {
namespace {

TEST(Address, TextAndBack) {
  for (const char* text : {"0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "2001:db8::1"})
    EXPECT_EQ(Address::parse(text).str(), text);
}

TEST(Address, RefusesWhatIsNone) {
  for (const char* text : {"", "1.2.3", "1.2.3.256", "1.2.3.4.5", "2001::1::2", "eth0", "1.2.3.4 "})
    EXPECT_THROW(Address::parse(text), ArgumentError) << text;
}

TEST(Address, FromBytesOfAnyLength) {
  for (std::size_t n = 0; n <= 20; ++n) {
    const std::vector<std::uint8_t> bytes(n, 1);
    if (n == 4 || n == 16)
      EXPECT_EQ(Address::from_bytes(bytes).size(), n);
    else
      EXPECT_THROW(Address::from_bytes(bytes), DecodeError);
  }
}

TEST(Prefix, TextAndBack) {
  EXPECT_EQ(Prefix::parse("192.0.2.0/24").str(), "192.0.2.0/24");
  EXPECT_EQ(Prefix::parse("192.0.2.1").str(), "192.0.2.1");
  EXPECT_EQ(Prefix::parse("192.0.2.1/32").str_full(), "192.0.2.1/32");
  EXPECT_EQ(Prefix::parse("default").str_full(), "0.0.0.0/0");
  EXPECT_EQ(Prefix::parse("default", Family::inet6).str_full(), "::/0");
}

TEST(Prefix, RefusesWhatIsNone) {
  for (const char* text : {"1.2.3.4/33", "1.2.3.4/", "1.2.3.4/x", "1.2.3.4/-1", "::/129", "/24",
                           "1.2.3.4/24/2", "1.2.3.4/256"})
    EXPECT_THROW(Prefix::parse(text), ArgumentError) << text;
}

TEST(Prefix, NetworkClearsHostBits) {
  for (unsigned int bits = 0; bits <= 32; ++bits) {
    Prefix prefix = Prefix::parse("255.255.255.255");
    prefix.bits = static_cast<std::uint8_t>(bits);
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i)
      value = value << 8 | prefix.network().address.bytes[i];
    EXPECT_EQ(value, bits == 0 ? 0 : 0xffffffffU << (32 - bits));
  }
}

TEST(LinkAddress, TextAndBack) {
  EXPECT_EQ(LinkAddress::parse("02:00:5e:10:00:Ff").str(), "02:00:5e:10:00:ff");
  EXPECT_EQ(LinkAddress::parse("2-0-5e-10-0-1").str(), "02:00:5e:10:00:01");
  for (const char* text : {"", "02:", ":02", "02:00:5g", "020:1", "x"})
    EXPECT_THROW(LinkAddress::parse(text), ArgumentError) << text;
}

TEST(Hex, TextAndBack) {
  EXPECT_EQ(hex(parse_hex("8100000a0800")), "8100000a0800");
  EXPECT_THROW(parse_hex("8"), ArgumentError);
  EXPECT_THROW(parse_hex("8x"), ArgumentError);
}

// Shows: CTL-2
TEST(Endian, NetworkOrderEverywhere) {
  EXPECT_EQ(be_bytes(std::uint32_t{0x01020304}), (std::array<std::uint8_t, 4>{1, 2, 3, 4}));
  EXPECT_EQ(be_bytes(std::uint64_t{0x0102030405060708})[7], 8);
  EXPECT_EQ(from_be_bytes<std::uint8_t>(be_bytes(std::uint8_t{0xab})), 0xab);
  EXPECT_EQ(from_be_bytes<std::uint16_t>(be_bytes(std::uint16_t{0x8100})), 0x8100);
  EXPECT_EQ(from_be_bytes<std::uint64_t>(be_bytes(~std::uint64_t{1})), ~std::uint64_t{1});
  EXPECT_EQ(to_host(to_network(std::uint32_t{0xdeadbeef})), 0xdeadbeefU);
}

// Shows: SK-3
TEST(Sockaddr, InetAndL2) {
  const sockaddr_in inet = parse_inet_sockaddr("192.0.2.1:53");
  EXPECT_EQ(inet.sin_family, AF_INET);
  EXPECT_EQ(str(inet), "192.0.2.1:53");
  EXPECT_THROW(parse_inet_sockaddr("192.0.2.1"), ArgumentError);
  EXPECT_THROW(parse_inet_sockaddr("192.0.2.1:65536"), ArgumentError);
  EXPECT_THROW(inet_sockaddr(Address::parse("::1"), 1), ArgumentError);

  const auto proto = parse_hex("88b5");
  sockaddr_bsdnet l2 = l2_sockaddr(7, proto, 16);
  EXPECT_EQ(l2.sb_ifl_index, 7U);
  EXPECT_EQ(l2.sb_bits, 16);
  EXPECT_EQ(l2.sb_proto[1], 0xb5);
  EXPECT_THROW(l2_sockaddr(7, proto, 17), ArgumentError);
  set_destination(l2, LinkAddress::parse("02:00:00:00:00:01"));
  EXPECT_EQ(source(l2).str(), "02:00:00:00:00:01");
  l2.sb_halen = 255;
  EXPECT_EQ(source(l2).bytes.size(), sizeof(l2.sb_addr));
}

}  // namespace
}  // namespace bsdnet
