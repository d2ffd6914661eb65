// SPDX-License-Identifier: GPL-2.0
//
// Shows: SK-7
#include "latency.hpp"

#include <gtest/gtest.h>

#include "command_session.hpp"

namespace bsdnet::ctl {
namespace {

using test_support::encoded;
using test_support::Session;

Latency part(std::uint8_t stage, std::uint64_t from, std::uint64_t to, std::uint64_t count) {
  Latency out;
  out.stage = stage;
  out.from = from;
  out.to = to;
  out.count = count;
  return out;
}

// A kernel that recorded two stages
test::Script recorded() {
  return [](auto command, const test::Bytes&) {
    std::vector<test::Bytes> out;
    if (command != BSDNET_CMD_LATENCY_GET) {
      out.push_back(test::ack(0));
      return out;
    }
    for (const Latency& object : {part(BSDNET_LATENCY_STAGE_QUEUE, 800, 1000, 1),
                                  part(BSDNET_LATENCY_STAGE_FORWARD, 1000, 1250, 40),
                                  part(BSDNET_LATENCY_STAGE_FORWARD, 1250, 1500, 1)})
      out.push_back(encoded(command, object));
    out.push_back(test::done());
    return out;
  };
}

TEST(Latency, Durations) {
  EXPECT_EQ(duration_text(0), "0ns");
  EXPECT_EQ(duration_text(999), "999ns");
  EXPECT_EQ(duration_text(1250), "1.25us");
  EXPECT_EQ(duration_text(3200000), "3.2ms");
  EXPECT_EQ(duration_text(2000000000), "2s");
}

TEST(Latency, Quantiles) {
  const std::vector<Latency> histogram = {part(0, 0, 10, 98), part(0, 10, 20, 1),
                                          part(0, 20, 30, 1)};
  EXPECT_EQ(quantile(histogram, 500), 10);
  EXPECT_EQ(quantile(histogram, 980), 10);
  EXPECT_EQ(quantile(histogram, 990), 20);
  EXPECT_EQ(quantile(histogram, 999), 30);
  EXPECT_EQ(quantile({}, 500), 0);
}

TEST(Latency, DrawsEachStage) {
  Session session(recorded());
  EXPECT_EQ(session.run("stats latency for 0").status, kOk);
  EXPECT_EQ(session.out.str(),
            "queue: 1 packets, 50% below 1us, 99% below 1us, 99.9% below 1us\n"
            "      800ns .. 1us                1  ########################################\n"
            "forward: 41 packets, 50% below 1.25us, 99% below 1.5us, 99.9% below 1.5us\n"
            "        1us .. 1.25us            40  ########################################\n"
            "     1.25us .. 1.5us              1  #\n");
  // nothing is recorded anew
  EXPECT_EQ(session.wire->requests.size(), 1);
}

TEST(Latency, Json) {
  Options options;
  options.json = true;
  Session session(recorded(), options);
  EXPECT_EQ(session.run("stats latency for 0").status, kOk);
  const auto list = Printer::Json::parse(session.out.str());
  ASSERT_EQ(list.size(), 3);
  EXPECT_EQ(list[1]["stage"], "forward");
  EXPECT_EQ(list[1]["from_ns"], 1000);
  EXPECT_EQ(list[1]["packets"], 40);
}

TEST(Latency, RecordsForTheTimeGivenAndStops) {
  Session session([](auto command, const test::Bytes&) {
    return std::vector<test::Bytes>{command == BSDNET_CMD_LATENCY_GET ? test::done()
                                                                      : test::ack(0)};
  });
  EXPECT_EQ(session.run("stats latency for 1").status, kOk);
  EXPECT_EQ(session.wire->requests.size(), 3);
  EXPECT_EQ(session.err.str(), "no packets were recorded\n");
  EXPECT_EQ(session.run("stats latency for 4000").status, kUsage);
}

}  // namespace
}  // namespace bsdnet::ctl
