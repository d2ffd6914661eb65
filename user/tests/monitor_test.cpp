// SPDX-License-Identifier: GPL-2.0
#include "bsdnet/monitor.hpp"

#include <gtest/gtest.h>

#include "bsdnet/operations.hpp"
#include "fake_kernel.hpp"

namespace bsdnet {
namespace {

using test::Bytes;
using test::operator+;

Bytes event(std::uint64_t sequence) {
  return test::object(BSDNET_CMD_IFL_ADD_NTF, test::attr_u64(BSDNET_A_IFL_EVENT_SEQ, sequence));
}

struct Bench {
  std::shared_ptr<test::Wire> wire = std::make_shared<test::Wire>();
  std::uint64_t kernel_sequence = 10;
  std::vector<std::uint64_t> seen;
  int lost = 0;
  std::unique_ptr<Channel> listener, reader;
  std::unique_ptr<Monitor> monitor;

  Bench() {
    wire->script = [this](auto, const auto&) {
      return std::vector<Bytes>{
          test::object(BSDNET_CMD_MODULE_GET,
                       test::attr_u64(BSDNET_A_MODULE_EVENT_SEQ, kernel_sequence)),
          test::ack(0)};
    };
    listener = std::make_unique<Channel>(test::fake_transport(wire));
    reader = std::make_unique<Channel>(test::fake_transport(wire));
    monitor = std::make_unique<Monitor>(
        *listener, *reader,
        Monitor::Events{[this](const MessageView& view) { seen.push_back(*event_sequence(view)); },
                        [this] { ++lost; }});
  }
  void run() {
    while (!wire->notifications.empty())
      monitor->step();
  }
};

TEST(Monitor, DeliversInOrder) {
  Bench bench;
  bench.wire->notifications = {event(10), event(11), event(12) + event(13)};
  bench.run();
  EXPECT_EQ(bench.seen, (std::vector<std::uint64_t>{11, 12, 13}));
  EXPECT_EQ(bench.lost, 0);
}

// Shows: CTL-4
TEST(Monitor, OverflowIsToldAndWhatTheDumpHoldsIsPassedOver) {
  Bench bench;
  bench.wire->notifications = {event(11), std::nullopt, event(14), event(20), event(21)};
  bench.monitor->step();
  bench.kernel_sequence = 20;
  bench.run();
  EXPECT_EQ(bench.lost, 1);
  EXPECT_EQ(bench.seen, (std::vector<std::uint64_t>{11, 21}));
}

// Shows: CTL-4
TEST(Monitor, GapInTheNumbersIsALoss) {
  Bench bench;
  bench.wire->notifications = {event(11), event(15), event(16)};
  bench.monitor->step();
  bench.kernel_sequence = 15;
  bench.run();
  EXPECT_EQ(bench.lost, 1);
  EXPECT_EQ(bench.seen, (std::vector<std::uint64_t>{11, 16}));
}

}  // namespace
}  // namespace bsdnet
