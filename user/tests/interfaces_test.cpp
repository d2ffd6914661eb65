// SPDX-License-Identifier: GPL-2.0
#include "bsdnet/interfaces.hpp"

#include <gtest/gtest.h>
#include <linux/bsdnet.h>
#include <net/if.h>
#include <net/if_arp.h>

#include <algorithm>

#include "fake_kernel.hpp"

namespace bsdnet {
namespace {

using test::attr;
using test::attr_text;
using test::attr_u32;
using test::attr_u8;
using test::Bytes;
using test::operator+;

Bytes ifl(std::uint32_t index, const std::string& name, std::uint32_t down) {
  return test::object(BSDNET_CMD_IFL_GET,
                      attr_u32(BSDNET_A_IFL_INDEX, index) + attr_text(BSDNET_A_IFL_NAME, name) +
                          attr_u8(BSDNET_A_IFL_ADMIN_UP, 1) + attr_u32(BSDNET_A_IFL_DOWN, down) +
                          attr_text(BSDNET_A_IFL_TYPE, "ether") + attr_u32(BSDNET_A_IFL_MTU, 1500));
}

Bytes iff(std::uint32_t index, std::uint32_t instance) {
  return test::object(BSDNET_CMD_IFF_GET, attr_u32(BSDNET_A_IFF_IFL_INDEX, index) +
                                              attr_u32(BSDNET_A_IFF_INSTANCE, instance) +
                                              attr_u32(BSDNET_A_IFF_MTU, 1400));
}

Bytes ifa(std::uint32_t index, const Address& local, const Address& dest, std::uint8_t bits) {
  return test::object(BSDNET_CMD_IFA_GET, attr_u32(BSDNET_A_IFA_IFL_INDEX, index) +
                                              attr(BSDNET_A_IFA_LOCAL, local.data()) +
                                              attr(BSDNET_A_IFA_DEST, dest.data()) +
                                              attr_u8(BSDNET_A_IFA_DEST_LEN, bits));
}

// eth0 in instance 0 with two addresses, eth0.5 down in instance 7, eth0.6 without IPv4
std::vector<Bytes> answer(std::uint8_t command, const Bytes&) {
  switch (command) {
    case BSDNET_CMD_IFL_GET:
      return {ifl(1, "eth0", 0), ifl(2, "eth0.5", BSDNET_IF_DOWN_LINK), ifl(3, "eth0.6", 0),
              test::done()};
    case BSDNET_CMD_IFF_GET:
      return {iff(1, 0), iff(2, 7), test::done()};
    default:
      return {ifa(1, Address::parse("192.0.2.9"), Address::parse("192.0.2.8"), 29),
              ifa(1, Address::parse("10.0.0.1"), Address::parse("10.0.0.2"), 32),
              ifa(9, Address::parse("10.0.0.3"), Address::parse("10.0.0.4"), 32), test::done()};
  }
}

TEST(Interfaces, AllWithFlagsAndAddresses) {
  Channel channel(test::fake_transport(test::make_wire(answer)));
  const auto found = interfaces(channel);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].name, "eth0");
  EXPECT_EQ(found[0].flags,
            static_cast<unsigned int>(IFF_UP | IFF_RUNNING | IFF_BROADCAST | IFF_MULTICAST));
  EXPECT_EQ(found[0].hardware, ARPHRD_ETHER);
  EXPECT_EQ(found[0].mtu, 1400U);
  ASSERT_EQ(found[0].addresses.size(), 2U);
  EXPECT_EQ(found[0].addresses[0].broadcast()->str(), "192.0.2.15");
  EXPECT_FALSE(found[0].addresses[1].broadcast());
  EXPECT_EQ(found[1].flags & IFF_RUNNING, 0U);
  EXPECT_EQ(found[2].instance, std::nullopt);
  EXPECT_EQ(found[2].mtu, 1500U);
}

TEST(Interfaces, OfOneInstance) {
  Channel channel(test::fake_transport(test::make_wire(answer)));
  const auto found = interfaces(channel, 7);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "eth0.5");
}

// As the kernel does: the one that was asked for
std::vector<Bytes> answer_one(std::uint8_t command, const Bytes& request) {
  if (command == BSDNET_CMD_IFL_GET) return {ifl(1, "eth0", 0), test::ack(0)};
  return answer(command, request);
}

TEST(Interfaces, ByName) {
  const auto wire = test::make_wire(answer_one);
  Channel channel(test::fake_transport(wire));
  const auto found = find_interface(channel, "eth0");
  EXPECT_EQ(found.index, 1U);
  EXPECT_EQ(found.name, "eth0");
  const Bytes filter = attr_u32(BSDNET_A_IFA_IFL_INDEX, 1);
  const Bytes& last = wire->requests.back();
  EXPECT_NE(std::search(last.begin(), last.end(), filter.begin(), filter.end()), last.end());
}

TEST(Interfaces, NoneOfThisName) {
  Channel channel(test::fake_transport(test::make_wire(
      [](std::uint8_t, const Bytes&) { return std::vector<Bytes>{test::ack(-ENODEV)}; })));
  EXPECT_THROW(find_interface(channel, "eth9"), KernelError);
}

}  // namespace
}  // namespace bsdnet
