// SPDX-License-Identifier: GPL-2.0
//
// Many changes in one datagram: order, errors by position, what is done after one.

#include "bsdnet/batch.hpp"

#include <gtest/gtest.h>
#include <linux/netlink.h>

#include <cerrno>
#include <set>

#include "bsdnet/operations.hpp"
#include "fake_kernel.hpp"

namespace bsdnet {
namespace {

using test::Bytes;

// Refuses the instances of @p bad
test::Script refuse(std::set<std::uint32_t> bad) {
  return [bad](auto, const Bytes& request) {
    const auto attrs = parse_message(std::span(request).subspan(NLMSG_HDRLEN)).attrs;
    const std::uint32_t index = Instance::decode(attrs).index.value_or(0);
    if (!bad.contains(index)) return std::vector<Bytes>{test::ack(0)};
    return std::vector<Bytes>{
        test::ack(-EEXIST, test::attr_text(NLMSGERR_ATTR_MSG, "instance exists"))};
  };
}

struct Filled {
  std::shared_ptr<test::Wire> wire;
  Channel channel;
  std::vector<std::uint64_t> refused;
  std::vector<std::string> errors;

  Filled(test::Script script, bool go_on)
      : wire(test::make_wire(std::move(script))), channel(test::fake_transport(wire)) {
    wire->datagrams = 0;
    channel.begin_batch([this, go_on](std::uint64_t mark, const KernelError& error) {
      refused.push_back(mark);
      errors.emplace_back(error.what());
      return go_on;
    });
  }
  void add(std::uint32_t index) {
    Instance instance;
    instance.index = index;
    channel.mark(index + 1000);
    change(channel, BSDNET_CMD_INSTANCE_ADD, instance, "instance add");
  }
  std::vector<std::uint32_t> served() const {
    std::vector<std::uint32_t> out;
    for (const Bytes& request : wire->requests)
      out.push_back(
          *Instance::decode(parse_message(std::span(request).subspan(NLMSG_HDRLEN)).attrs).index);
    return out;
  }
};

std::vector<std::uint32_t> row(std::uint32_t first, std::uint32_t last) {
  std::vector<std::uint32_t> out;
  for (; first <= last; ++first)
    out.push_back(first);
  return out;
}

TEST(ChannelBatch, ManyInOneDatagramInOrder) {
  Filled run(refuse({}), false);
  for (std::uint32_t i = 1; i <= 150; ++i)
    run.add(i);
  EXPECT_EQ(run.wire->datagrams, 0U);
  run.channel.flush();
  EXPECT_EQ(run.wire->datagrams, 1U);
  EXPECT_EQ(run.served(), row(1, 150));
  run.channel.flush();
  EXPECT_EQ(run.wire->datagrams, 1U);
}

TEST(ChannelBatch, FullOnesGoByThemselves) {
  Filled run(refuse({}), false);
  for (std::uint32_t i = 1; i <= 1000; ++i)
    run.add(i);
  run.channel.flush();
  EXPECT_EQ(run.wire->datagrams, 5U);
  EXPECT_EQ(run.served(), row(1, 1000));
}

// Shows: CTL-6
TEST(ChannelBatch, NothingIsDoneAfterAFailure) {
  Filled run(refuse({7}), false);
  for (std::uint32_t i = 1; i <= 20; ++i)
    run.add(i);
  EXPECT_THROW(run.channel.flush(), BatchStopped);
  EXPECT_EQ(run.served(), row(1, 7));
  EXPECT_EQ(run.refused, std::vector<std::uint64_t>{1007});
  EXPECT_NE(run.errors.at(0).find("instance add: instance exists"), std::string::npos);
  // and what was left is forgotten
  run.channel.flush();
  EXPECT_EQ(run.served(), row(1, 7));
}

// Shows: CTL-6
TEST(ChannelBatch, AllElseIsDoneWhereItGoesOn) {
  Filled run(refuse({1, 7, 8, 20}), true);
  for (std::uint32_t i = 1; i <= 20; ++i)
    run.add(i);
  run.channel.flush();
  EXPECT_EQ(run.served(), row(1, 20));
  EXPECT_EQ(run.refused, (std::vector<std::uint64_t>{1001, 1007, 1008, 1020}));
}

// Shows: CTL-6
TEST(ChannelBatch, TheCodeOfACancellationCanBeAFailureOfItsOwn) {
  Filled run([](auto, const auto&) { return std::vector<Bytes>{test::ack(-ECANCELED)}; }, true);
  run.add(1);
  run.add(2);
  run.channel.flush();
  EXPECT_EQ(run.refused, (std::vector<std::uint64_t>{1001, 1002}));
}

TEST(ChannelBatch, QuestionsComeAfterTheChangesBeforeThem) {
  const auto wire = test::make_wire([](auto command, const auto&) {
    if (command != BSDNET_CMD_INSTANCE_GET) return std::vector<Bytes>{test::ack(0)};
    return std::vector<Bytes>{test::done()};
  });
  Channel channel(test::fake_transport(wire));
  channel.begin_batch([](auto, const auto&) { return true; });
  Instance instance;
  instance.index = 5;
  change(channel, BSDNET_CMD_INSTANCE_ADD, instance, "instance add");
  list<Instance>(channel);
  ASSERT_EQ(wire->requests.size(), 2U);
  EXPECT_EQ(wire->requests[0].at(NLMSG_HDRLEN), BSDNET_CMD_INSTANCE_ADD);
  EXPECT_EQ(wire->requests[1].at(NLMSG_HDRLEN), BSDNET_CMD_INSTANCE_GET);
}

}  // namespace
}  // namespace bsdnet
