// SPDX-License-Identifier: GPL-2.0
//
// The hierarchy drawn: text, JSON, DOT, SVG.

#include "tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "command_session.hpp"

namespace bsdnet::ctl {
namespace {

using test_support::Session;
using test_support::World;

void add_ifd(World& world, const std::string& name, const std::string& parent = "") {
  Ifd ifd;
  ifd.index = static_cast<std::uint32_t>(world.ifds.size() + 1);
  ifd.name = name;
  ifd.driver = parent.empty() ? "ether" : "channel";
  ifd.encap = parent.empty() ? "ether" : "etag";
  ifd.mtu = 1500;
  ifd.down = 0;
  if (!parent.empty()) {
    ifd.parent = parent;
    ifd.encap_data = parse_hex("0800010000000005");
  }
  world.ifds.push_back(ifd);
}

void add_ifl(World& world, const std::string& ifd, const std::string& name, std::uint32_t unit,
             const std::string& parent = "", std::uint16_t vid = 0) {
  Ifl ifl;
  ifl.index = static_cast<std::uint32_t>(world.ifls.size() + 1);
  ifl.name = name;
  ifl.ifd_name = ifd;
  ifl.unit = unit;
  ifl.down = 0;
  if (!parent.empty()) ifl.parent = parent;
  if (vid != 0) {
    ifl.encap = "vlan";
    ifl.encap_data =
        Blob{6, 0, 1, 0, static_cast<std::uint8_t>(vid >> 8), static_cast<std::uint8_t>(vid), 0, 0};
  }
  world.ifls.push_back(ifl);
}

void add_inet(World& world, std::uint32_t ifl_index, const char* address) {
  Iff iff;
  iff.ifl_index = ifl_index;
  iff.family = 2;
  iff.instance = 0;
  iff.mtu = 1500;
  iff.down = 0;
  world.iffs.push_back(iff);
  Ifa ifa;
  ifa.ifl_index = ifl_index;
  ifa.family = 2;
  ifa.local = Address::parse(address);
  world.ifas.push_back(ifa);
}

World small() {
  World world;
  add_ifd(world, "eth0");
  add_ifd(world, "eth0:5", "eth0");
  add_ifl(world, "eth0", "eth0.7", 7, "", 7);
  add_ifl(world, "eth0", "eth0", 0);
  add_ifl(world, "eth0", "eth0.7.1", 1, "eth0.7", 9);
  add_ifl(world, "eth0:5", "eth0:5", 0);
  add_inet(world, 2, "192.0.2.1");
  world.ifls[2].down = BSDNET_IF_DOWN_ADMIN;
  return world;
}

TEST(Tree, Text) {
  Session session(small().script());
  EXPECT_EQ(session.run("show tree").status, kOk) << session.err.str();
  EXPECT_EQ(session.out.str(),
            "driver ether\n"
            "└─ ifd eth0 ether mtu 1500\n"
            "   ├─ ifd eth0:5 etag 5 mtu 1500\n"
            "   │  └─ ifl eth0:5\n"
            "   ├─ ifl eth0\n"
            "   │  └─ inet instance 0 mtu 1500\n"
            "   │     └─ 192.0.2.1\n"
            "   └─ ifl eth0.7 vlan 7\n"
            "      └─ ifl eth0.7.1 vlan 9 down (admin)\n");
}

TEST(Tree, OfOneObject) {
  World world = small();
  add_ifd(world, "eth1");
  Session channel(world.script());
  channel.run("show tree eth0:5");
  EXPECT_EQ(channel.out.str(), "ifd eth0:5 etag 5 mtu 1500\n└─ ifl eth0:5\n");
  world.ifls = {world.ifls[0], world.ifls[2]};
  Session ifl(world.script());
  ifl.run("show tree eth0.7");
  EXPECT_EQ(ifl.out.str(), "ifl eth0.7 vlan 7\n└─ ifl eth0.7.1 vlan 9 down (admin)\n");
}

TEST(Tree, Json) {
  Options options;
  options.json = true;
  Session session(small().script(), options);
  session.run("show");
  const auto json = nlohmann::json::parse(session.out.str());
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0]["kind"], "driver");
  const auto& ifd = json[0]["children"][0];
  EXPECT_EQ(ifd["name"], "eth0");
  EXPECT_EQ(ifd["children"][2]["children"][0]["down"], nlohmann::json::parse(R"(["admin"])"));
  EXPECT_EQ(ifd["children"][1]["children"][0]["children"][0]["name"], "192.0.2.1");
}

// An object whose device or parent came after the dump of those is left out, not a crash
TEST(Tree, WhatHasNoPlace) {
  World world = small();
  world.ifds.resize(1);
  world.ifls[0].parent = "gone";
  add_inet(world, 99, "192.0.2.9");
  Session session(world.script());
  EXPECT_EQ(session.run("show tree").status, kOk);
  EXPECT_EQ(session.out.str().find("eth0.7"), std::string::npos);
  EXPECT_EQ(session.out.str().find("192.0.2.9"), std::string::npos);
}

World many(unsigned int count) {
  World world;
  add_ifd(world, "eth0");
  add_ifl(world, "eth0", "eth0", 0);
  for (unsigned int i = count; i > 0; --i)
    add_ifl(world, "eth0", fmt::format("eth0.{}", i), i, "", static_cast<std::uint16_t>(i & 0xfff));
  return world;
}

TEST(Tree, LongRowsAreShortened) {
  World world = many(20);
  world.ifls[5].down = BSDNET_IF_DOWN_CARRIER;  // one of those that are not shown
  Session session(world.script());
  session.run("show tree eth0");
  EXPECT_EQ(session.out.str(),
            "ifd eth0 ether mtu 1500\n"
            "├─ ifl eth0\n"
            "├─ ifl eth0.1 vlan 1\n"
            "├─ ifl eth0.2 vlan 2\n"
            "├─ ifl eth0.3 vlan 3\n"
            "├─ 16 more ifls, 1 of them down: eth0.4 ... eth0.19\n"
            "└─ ifl eth0.20 vlan 20\n");
  Options options;
  options.details = true;
  Session all(world.script(), options);
  all.run("show tree eth0");
  EXPECT_NE(all.out.str().find("eth0.16 "), std::string::npos);
  EXPECT_EQ(all.out.str().find("more"), std::string::npos);
}

TEST(Tree, AHundredThousandInLinearTime) {
  using Clock = std::chrono::steady_clock;
  const auto time = [](unsigned int count) {
    Session session(many(count).script());
    const auto begin = Clock::now();
    session.run("show tree");
    EXPECT_NE(session.out.str().find("more ifls"), std::string::npos);
    return std::chrono::duration<double>(Clock::now() - begin).count();
  };
  const double small_time = time(5000);
  const double large_time = time(50000);
  // ten times as many; a hundred times as long if it were quadratic
  EXPECT_LT(large_time, 40 * small_time + 0.5);
}

TEST(Graph, Dot) {
  World world = small();
  world.ifls[3].name = "eth0\"\\:5";
  Session session(world.script());
  EXPECT_EQ(session.run("show graph dot").status, kOk);
  const std::string text = session.out.str();
  EXPECT_TRUE(text.starts_with("digraph bsdnet {\n")) << text;
  EXPECT_TRUE(text.ends_with("}\n"));
  EXPECT_NE(text.find("label=\"eth0\\\"\\\\:5\""), std::string::npos) << text;
  EXPECT_NE(text.find("label=\"eth0.7\\nvlan 7\""), std::string::npos) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '>'), 8);  // every node but the root
}

// Names are text in the picture
TEST(Graph, Svg) {
  if (std::system("command -v dot >/dev/null") != 0) GTEST_SKIP() << "no dot";
  World world = small();
  world.ifls[3].name = "<b>&\"";
  Session session(world.script());
  EXPECT_EQ(session.run("show graph svg").status, kOk);
  const std::string text = session.out.str();
  EXPECT_TRUE(text.starts_with("<?xml ")) << text;
  EXPECT_TRUE(text.ends_with("</svg>\n"));
  EXPECT_EQ(text.find("<b>"), std::string::npos);
  EXPECT_NE(text.find("&lt;b&gt;&amp;&quot;"), std::string::npos) << text;
  std::size_t boxes = 0;
  for (std::size_t at = 0; (at = text.find("class=\"node\"", at)) != std::string::npos; ++at)
    ++boxes;
  EXPECT_EQ(boxes, 9U);
  EXPECT_NE(text.find("down (admin)"), std::string::npos);
}

// DOT needs no other program; without dot there is no SVG, and the message says so
TEST(Graph, WithoutGraphviz) {
  const std::string path = getenv("PATH");
  setenv("PATH", "/nonexistent", 1);
  Session dot(small().script());
  Session svg(small().script());
  EXPECT_EQ(dot.run("show graph dot").status, kOk);
  EXPECT_EQ(svg.run("show graph svg").status, kRefused);
  setenv("PATH", path.c_str(), 1);
  EXPECT_TRUE(svg.out.str().empty());
  EXPECT_NE(svg.err.str().find("requires the program dot of Graphviz"), std::string::npos)
      << svg.err.str();
}

// A program that fails after it has printed something
TEST(Graph, GraphvizFails) {
  const std::string path = getenv("PATH");
  const std::string directory = testing::TempDir() + "bsdnet_dot";
  std::filesystem::create_directories(directory);
  std::ofstream(directory + "/dot") << "#!/bin/sh\necho '<svg'\nexit 3\n";
  std::filesystem::permissions(directory + "/dot", std::filesystem::perms::owner_all);
  setenv("PATH", directory.c_str(), 1);
  Session svg(small().script());
  EXPECT_EQ(svg.run("show graph svg").status, kRefused);
  setenv("PATH", path.c_str(), 1);
  EXPECT_TRUE(svg.out.str().empty());
  EXPECT_NE(svg.err.str().find("dot failed"), std::string::npos) << svg.err.str();
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace bsdnet::ctl
