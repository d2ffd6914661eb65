// SPDX-License-Identifier: GPL-2.0
#include <gtest/gtest.h>
#include <linux/genetlink.h>

#include "bsdnet/operations.hpp"
#include "bsdnet/schema.hpp"

namespace bsdnet {
namespace {

AttrList attrs_of(const Message& message) {
  return parse_message(message.bytes().subspan(NLMSG_HDRLEN)).attrs;
}

// Shows: CTL-2
TEST(Objects, WhatIsEncodedIsDecoded) {
  Route route;
  route.instance = 3;
  route.dst = Address::parse("192.0.2.0");
  route.dst_len = 24;
  route.gateway = Address::parse("198.51.100.1");
  route.ifl_name = "eth0.5";
  route.replace = true;
  Message message(0x21, BSDNET_CMD_ROUTE_ADD, 1);
  route.encode(message);
  const Route back = Route::decode(attrs_of(message));
  EXPECT_EQ(back.instance, 3U);
  EXPECT_EQ(back.dst, route.dst);
  EXPECT_EQ(route_prefix(back).str_full(), "192.0.2.0/24");
  EXPECT_EQ(back.gateway, route.gateway);
  EXPECT_EQ(back.ifl_name, "eth0.5");
  EXPECT_TRUE(back.replace);
  EXPECT_FALSE(back.type);
}

// Shows: CTL-2
TEST(Objects, NestsAndListsAreDecoded) {
  Resolve resolve;
  resolve.route.emplace().dst_len = 8;
  resolve.nexthop.emplace().l2_header = Blob{1, 2, 3};
  resolve.other_route.resize(2);
  resolve.other_route[1].type = BSDNET_ROUTE_TYPE_PERM;
  resolve.forwarding = true;
  Message message(0x21, BSDNET_CMD_ROUTE_RESOLVE, 1);
  resolve.encode(message);
  const Resolve back = Resolve::decode(attrs_of(message));
  EXPECT_EQ(back.route->dst_len, 8);
  EXPECT_EQ(back.nexthop->l2_header, (Blob{1, 2, 3}));
  ASSERT_EQ(back.other_route.size(), 2U);
  EXPECT_EQ(back.other_route[1].type, BSDNET_ROUTE_TYPE_PERM);
  EXPECT_TRUE(*back.forwarding);
}

// Shows: CTL-3
TEST(Objects, UnknownAttributesArePassedOver) {
  Message message(0x21, BSDNET_CMD_IFL_GET, 1);
  message.put_bytes(1000, Blob{1, 2, 3});
  message.put_u32(BSDNET_A_IFL_INDEX, 5);
  EXPECT_EQ(Ifl::decode(attrs_of(message)).index, 5U);
}

TEST(Objects, PrefixLengthLongerThanAddress) {
  Route route;
  route.dst = Address::parse("192.0.2.0");
  route.dst_len = 33;
  EXPECT_THROW(route_prefix(route), DecodeError);
  route.dst.reset();
  EXPECT_EQ(route_prefix(route).str_full(), "0.0.0.0/0");
}

TEST(Message, RefusesToOverflow) {
  Message message(0x21, 1, 1);
  const Blob big(20000);
  EXPECT_THROW(message.put_bytes(1, big), ArgumentError);
}

// Shows: CTL-6
TEST(Schema, OffsetsBecomeNames) {
  Message message(0x21, BSDNET_CMD_ROUTE_ADD, 1);
  message.put_u32(BSDNET_A_ROUTE_INSTANCE, 0);
  const auto gateway = static_cast<std::uint32_t>(message.bytes().size());
  message.put_address(BSDNET_A_ROUTE_GATEWAY, Address::parse("192.0.2.1"));
  EXPECT_EQ(attr_at_offset(message.bytes(), NLMSG_HDRLEN + GENL_HDRLEN), "instance");
  EXPECT_EQ(attr_at_offset(message.bytes(), gateway), "gateway");
  EXPECT_EQ(attr_at_offset(message.bytes(), gateway + 4), "gateway");
  EXPECT_EQ(attr_at_offset(message.bytes(), 100000), "");
  EXPECT_EQ(attr_at_offset({}, 20), "");
  EXPECT_EQ(attr_missing(message.bytes(), 0, BSDNET_A_ROUTE_DST), "dst");
  EXPECT_EQ(attr_missing(message.bytes(), 0, 999), "attribute 999");
}

// Shows: CTL-6
TEST(Schema, OffsetsInsideNests) {
  Message message(0x21, BSDNET_CMD_ROUTE_RESOLVE, 1);
  const auto outer = static_cast<std::uint32_t>(message.bytes().size());
  std::uint32_t inner = 0;
  {
    const auto nest = message.nest(BSDNET_A_RESOLVE_ROUTE);
    inner = static_cast<std::uint32_t>(message.bytes().size());
    message.put_u8(BSDNET_A_ROUTE_TYPE, 1);
  }
  EXPECT_EQ(attr_at_offset(message.bytes(), inner), "route.type");
  EXPECT_EQ(attr_at_offset(message.bytes(), outer), "route");
  EXPECT_EQ(attr_missing(message.bytes(), outer, BSDNET_A_ROUTE_DST), "route.dst");
}

TEST(Schema, EnumsAndFlags) {
  EXPECT_EQ(enum_name(enums::nexthop_type, BSDNET_NEXTHOP_TYPE_RESOLV), "resolv");
  EXPECT_EQ(enum_name(enums::nexthop_type, 99), "99");
  EXPECT_EQ(enum_value(enums::ifd_mode, "exclusive"), BSDNET_IFD_MODE_EXCLUSIVE);
  EXPECT_FALSE(enum_value(enums::ifd_mode, "x"));
  EXPECT_EQ(flag_names(enums::if_down, BSDNET_IF_DOWN_CARRIER | 0x40),
            (std::vector<std::string>{"carrier", "0x40"}));
  EXPECT_EQ(command_name(BSDNET_CMD_ROUTE_ADD_NTF), "route-add-ntf");
  EXPECT_EQ(command_name(255), "");
}

}  // namespace
}  // namespace bsdnet
