// SPDX-License-Identifier: GPL-2.0
#include "bsdnet/channel.hpp"

#include <gtest/gtest.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <cerrno>

#include "bsdnet/operations.hpp"
#include "fake_kernel.hpp"

namespace bsdnet {
namespace {

using test::Bytes;
using test::operator+;

Bytes ifl(std::uint32_t index, const std::string& name, std::uint16_t flags = 0) {
  return test::object(
      BSDNET_CMD_IFL_GET,
      test::attr_u32(BSDNET_A_IFL_INDEX, index) + test::attr_text(BSDNET_A_IFL_NAME, name), flags);
}

TEST(Channel, ResolvesTheFamilyAndItsGroup) {
  const auto wire = test::make_wire([](auto, const auto&) { return std::vector<Bytes>{}; });
  Channel channel(test::fake_transport(wire));
  EXPECT_EQ(channel.family_id(), test::kFamilyId);
  channel.join("config");
  EXPECT_EQ(wire->groups, std::vector<std::uint32_t>{test::kGroupId});
  EXPECT_THROW(channel.join("nonsense"), ArgumentError);
}

// Shows: CTL-1
TEST(Channel, RequestIsSentAndAcknowledged) {
  const auto wire =
      test::make_wire([](auto, const auto&) { return std::vector<Bytes>{test::ack(0)}; });
  Channel channel(test::fake_transport(wire));
  Ifl object;
  object.name = "eth0.5";
  object.unit = 5;
  change(channel, BSDNET_CMD_IFL_ADD, object, "ifl add eth0.5");
  ASSERT_EQ(wire->requests.size(), 1U);
  const Bytes& request = wire->requests[0];
  EXPECT_EQ(request.at(NLMSG_HDRLEN), BSDNET_CMD_IFL_ADD);
  const Bytes expected =
      test::attr_text(BSDNET_A_IFL_NAME, "eth0.5") + test::attr_u32(BSDNET_A_IFL_UNIT, 5);
  EXPECT_EQ(Bytes(request.begin() + NLMSG_HDRLEN + GENL_HDRLEN, request.end()), expected);
}

// Shows: CTL-6
TEST(Channel, RefusalCarriesTextAndAttribute) {
  const auto wire = test::make_wire([](auto, const auto&) {
    return std::vector<Bytes>{test::ack(
        -EINVAL, test::attr_text(NLMSGERR_ATTR_MSG, "ifl eth0.5: unit 5 is taken") +
                     test::attr_native32(NLMSGERR_ATTR_OFFS, NLMSG_HDRLEN + GENL_HDRLEN + 12))};
  });
  Channel channel(test::fake_transport(wire));
  Ifl object;
  object.name = "eth0.5";
  object.unit = 5;
  try {
    change(channel, BSDNET_CMD_IFL_ADD, object, "ifl add eth0.5");
    FAIL();
  } catch (const KernelError& error) {
    EXPECT_EQ(error.code(), EINVAL);
    EXPECT_EQ(error.ack().attribute, "unit");
    EXPECT_STREQ(error.what(),
                 "ifl add eth0.5: ifl eth0.5: unit 5 is taken (attribute unit): "
                 "Invalid argument");
  }
}

// Shows: CTL-6
TEST(Channel, RefusalNamesWhatIsMissing) {
  const auto wire = test::make_wire([](auto, const auto&) {
    return std::vector<Bytes>{
        test::ack(-EINVAL, test::attr_native32(NLMSGERR_ATTR_MISS_TYPE, BSDNET_A_ROUTE_DST))};
  });
  Channel channel(test::fake_transport(wire));
  try {
    change(channel, BSDNET_CMD_ROUTE_ADD, Route{}, "route add");
    FAIL();
  } catch (const KernelError& error) {
    EXPECT_EQ(error.ack().missing, "dst");
  }
}

// Shows: CTL-6
TEST(Channel, TextAfterACopyOfTheRequest) {
  const auto wire = test::make_wire([](auto, const Bytes& request) {
    Bytes payload(4);
    payload[0] = 0x100 - EPERM;
    payload[1] = payload[2] = payload[3] = 0xff;
    payload = payload + request + test::attr_text(NLMSGERR_ATTR_MSG, "only for root");
    return std::vector<Bytes>{test::message(NLMSG_ERROR, NLM_F_ACK_TLVS, payload)};
  });
  Channel channel(test::fake_transport(wire));
  try {
    change(channel, BSDNET_CMD_IFD_DEL, Ifd{}, "ifd del");
    FAIL();
  } catch (const KernelError& error) {
    EXPECT_EQ(error.code(), EPERM);
    EXPECT_EQ(error.ack().message, "only for root");
  }
}

TEST(Channel, WarningOfASuccess) {
  const auto wire = test::make_wire([](auto, const auto&) {
    return std::vector<Bytes>{test::ack(0, test::attr_text(NLMSGERR_ATTR_MSG, "mind the gap"))};
  });
  Channel channel(test::fake_transport(wire));
  std::string warning;
  channel.on_warning([&](const std::string& text) { warning = text; });
  change(channel, BSDNET_CMD_IFD_SET, Ifd{}, "ifd set");
  EXPECT_EQ(warning, "ifd set: mind the gap");
}

// Shows: CTL-1
TEST(Channel, DumpOfSeveralDatagrams) {
  const auto wire = test::make_wire([](auto, const auto&) {
    return std::vector<Bytes>{ifl(1, "eth0", NLM_F_MULTI) + ifl(2, "eth0.5", NLM_F_MULTI),
                              ifl(3, "eth1", NLM_F_MULTI), test::done()};
  });
  Channel channel(test::fake_transport(wire));
  const auto all = list<Ifl>(channel);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].name, "eth0.5");
}

TEST(Channel, DumpBeginsAgainWhenItWasInterrupted) {
  int round = 0;
  const auto wire = test::make_wire([&](auto, const auto&) {
    if (++round == 1)
      return std::vector<Bytes>{ifl(1, "old"), ifl(2, "b", NLM_F_DUMP_INTR), test::done()};
    return std::vector<Bytes>{ifl(1, "new"), test::done()};
  });
  Channel channel(test::fake_transport(wire));
  std::vector<std::string> names;
  const DumpResult result =
      dump<Ifl>(channel, Ifl{}, [&](const Ifl& object) { names.push_back(*object.name); });
  EXPECT_EQ(names, std::vector<std::string>{"new"});
  EXPECT_EQ(result.retries, 1U);
  EXPECT_TRUE(result.consistent);
}

TEST(Channel, DumpGivesUpOnRestAndSaysSo) {
  const auto wire = test::make_wire([](auto, const auto&) {
    return std::vector<Bytes>{ifl(1, "a"), test::done(NLM_F_DUMP_INTR)};
  });
  Channel channel(test::fake_transport(wire));
  const DumpResult result = dump<Ifl>(channel, Ifl{}, [](const Ifl&) {});
  EXPECT_FALSE(result.consistent);
  EXPECT_EQ(result.objects, 1U);
}

TEST(Channel, AnswersToOthersArePassedOver) {
  const auto wire = test::make_wire([](auto, const auto&) {
    return std::vector<Bytes>{test::message(NLMSG_ERROR, 0, Bytes(20, 0xff), 77),  // an old one
                              ifl(9, "eth9"), test::ack(0)};
  });
  Channel channel(test::fake_transport(wire));
  // Shows: SK-3
  EXPECT_EQ(ifl_index(channel, "eth9"), 9U);
}

// Shows: SK-3
TEST(Channel, NameToIndexAndBack) {
  const auto wire = test::make_wire([](auto, const auto&) {
    return std::vector<Bytes>{ifl(4, "eth0.5"), test::ack(0)};
  });
  Channel channel(test::fake_transport(wire));
  EXPECT_EQ(ifl_index(channel, "eth0.5"), 4U);
  EXPECT_EQ(ifl_name(channel, 4), "eth0.5");
}

TEST(Channel, MalformedAnswers) {
  const std::vector<Bytes> bad = {
      {1, 2, 3},                                              // shorter than a header
      Bytes(16),                                              // length 0
      {255, 0, 0, 0, 0x21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},  // longer than the datagram
      test::message(NLMSG_ERROR, 0, {}),                      // no error code
      test::message(NLMSG_ERROR, NLM_F_ACK_TLVS, Bytes(4)),   // no copy, yet attributes
      test::ack(-EINVAL, Bytes{9, 0, 1, 0}),                  // attribute too long
  };
  for (const Bytes& datagram : bad) {
    const auto wire =
        test::make_wire([&](auto, const auto&) { return std::vector<Bytes>{datagram}; });
    Channel channel(test::fake_transport(wire));
    EXPECT_THROW(change(channel, BSDNET_CMD_IFD_SET, Ifd{}, "ifd set"), DecodeError);
  }
}

}  // namespace
}  // namespace bsdnet
