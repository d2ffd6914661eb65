// SPDX-License-Identifier: GPL-2.0
//
// Shows: Q-10
#include <gtest/gtest.h>

#include "command_session.hpp"

namespace bsdnet::ctl {
namespace {

using test_support::encoded;
using test_support::Session;

Ddp link() {
  Ddp out;
  out.ifl_name = "eth0.0";
  out.net = 100;
  out.node = 5;
  out.first = 100;
  out.last = 110;
  out.state = BSDNET_DDP_STATE_UP;
  out.router_net = 103;
  out.router_node = 1;
  out.rx = 7;
  out.tx = 8;
  return out;
}

// A kernel with one interface, and two nodes on it
test::Script kernel() {
  return [](auto command, const test::Bytes&) {
    std::vector<test::Bytes> out;
    if (command == BSDNET_CMD_DDP_GET) out.push_back(encoded(command, link()));
    if (command == BSDNET_CMD_AARP_GET) {
      Aarp node;
      node.ifl_name = "eth0.0";
      node.net = 100;
      node.node = 1;
      node.age_ms = 20;
      out.push_back(encoded(command, node));
      node.lladdr = LinkAddress::parse("02:00:00:00:00:02");
      out.push_back(encoded(command, node));
    }
    const bool is_dump = !out.empty();
    out.push_back(is_dump ? test::done() : test::ack(0));
    return out;
  };
}

TEST(Ddp, Show) {
  Session session(kernel());
  EXPECT_EQ(session.run("ddp show").status, kOk);
  EXPECT_EQ(session.out.str(),
            "eth0.0 100.5 range 100-110\n"
            "    up router 103.1 rx 7 tx 8\n");
}

TEST(Ddp, Json) {
  Options options;
  options.json = true;
  Session session(kernel(), options);
  EXPECT_EQ(session.run("ddp show dev eth0.0").status, kOk);
  const auto list = Printer::Json::parse(session.out.str());
  ASSERT_EQ(list.size(), 1);
  EXPECT_EQ(list[0]["net"], 100);
  EXPECT_EQ(list[0]["node"], 5);
  EXPECT_EQ(list[0]["state"], "up");
}

TEST(Ddp, Nodes) {
  Session session(kernel());
  EXPECT_EQ(session.run("aarp show").status, kOk);
  EXPECT_EQ(session.out.str(),
            "100.1 dev eth0.0 asked age 20 ms\n"
            "100.1 dev eth0.0 lladdr 02:00:00:00:00:02 age 20 ms\n");
}

TEST(Ddp, Add) {
  Session session(kernel());
  EXPECT_EQ(session.run("ddp add eth0.0 100.5 range 90-110").status, kOk);
  const Ddp sent = Ddp::decode(session.sent());
  EXPECT_EQ(sent.ifl_name, "eth0.0");
  EXPECT_EQ(sent.net, 100);
  EXPECT_EQ(sent.node, 5);
  EXPECT_EQ(sent.first, 90);
  EXPECT_EQ(sent.last, 110);

  EXPECT_EQ(session.run("ddp add eth0.0 65534").status, kOk);
  const Ddp chosen = Ddp::decode(session.sent());
  EXPECT_EQ(chosen.net, 65534);
  EXPECT_FALSE(chosen.node);
  EXPECT_FALSE(chosen.first);

  EXPECT_EQ(session.run("ddp del eth0.0").status, kOk);
  EXPECT_EQ(Ddp::decode(session.sent()).ifl_name, "eth0.0");
}

TEST(Ddp, Refuses) {
  for (const char* words :
       {"ddp add eth0.0", "ddp add eth0.0 100.5.1", "ddp add eth0.0 .5", "ddp add eth0.0 100.",
        "ddp add eth0.0 65536.1", "ddp add eth0.0 100.256", "ddp add eth0.0 -1",
        "ddp add eth0.0 100.5 range 1-", "ddp add eth0.0 100.5 range", "ddp add", "ddp del"}) {
    Session session(kernel());
    EXPECT_EQ(session.run(words).status, kUsage) << words;
    EXPECT_TRUE(session.wire->requests.empty()) << words;
  }
}

}  // namespace
}  // namespace bsdnet::ctl
