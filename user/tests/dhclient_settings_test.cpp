// SPDX-License-Identifier: GPL-2.0
//
// The command line, the script's variables, and the routes of a lease.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "bsdnet/operations.hpp"
#include "configuration.hpp"
#include "dhclient_world.hpp"
#include "hook.hpp"
#include "settings.hpp"

namespace bsdnet::dhcp {
namespace {

Settings parse(std::vector<std::string> words) {
  return parse_settings(words);
}

Lease lease_of(const char* address, std::uint8_t bits, std::vector<LeaseRoute> routes) {
  Lease out;
  out.address = inet(address);
  out.bits = bits;
  out.server = inet("192.0.2.1");
  out.duration = 3600;
  out.routes = std::move(routes);
  return out;
}

std::string routes_text(const Lease& lease, const ConfigurationSettings& settings = {}) {
  std::string out;
  for (const Route& route : lease_routes(lease, {"eth0.0", 1, 5, kOurs, true}, settings)) {
    EXPECT_EQ(route.instance, 5U);
    EXPECT_EQ(route.ifl_name, "eth0.0");
    out += route_prefix(route).str();
    if (route.gateway) out += " via " + route.gateway->str();
    if (route.flags.value_or(0) == BSDNET_ROUTE_FLAGS_ONLINK) out += " onlink";
    out += ";";
  }
  return out;
}

TEST(DhcpSettings, Words) {
  const Settings settings =
      parse({"-n", "lab", "eth0", "--hostname=box", "-C", "hex:00:01:02", "--probes", "0", "eth1.5",
             "-O", "66,67", "--no-mtu", "-1", "-t", "5"});
  EXPECT_EQ(settings.ifls, (std::vector<std::string>{"eth0", "eth1.5"}));
  EXPECT_EQ(settings.netns, "lab");
  EXPECT_EQ(settings.host_name, "box");
  EXPECT_EQ(settings.client_id, (Bytes{0, 1, 2}));
  EXPECT_EQ(settings.more_options, (Bytes{66, 67}));
  EXPECT_EQ(settings.check.probes, 0U);
  EXPECT_FALSE(settings.mtu);
  EXPECT_TRUE(settings.once);
  EXPECT_EQ(parse({"--help"}).command, Command::help);
  EXPECT_EQ(parse({"--", "-odd"}).ifls, std::vector<std::string>{"-odd"});
}

TEST(DhcpSettings, WrongWords) {
  const std::vector<std::vector<std::string>> kWrong = {
      {},
      {"-x", "eth0"},
      {"--timeout", "ten", "eth0"},
      {"--timeout"},
      {"--verbose=1", "eth0"},
      {"-C", "hex:", "eth0"},
      {"-C", "hex:01", "eth0"},
      {"-C", "other", "eth0"},
      {"-H", "a b", "eth0"},
      {"-V", "a\nb", "eth0"},
      {"-a", "224.0.0.1", "eth0"},
      {"-a", "::1", "eth0"},
      {"-O", "0", "eth0"},
      {"-O", "1,,2", "eth0"},
      {"-q", "-b", "eth0"},
      {"-r", "-k", "eth0"},
  };
  for (const auto& words : kWrong)
    EXPECT_THROW(parse(words), ArgumentError) << ::testing::PrintToString(words);
}

TEST(DhcpSettings, TheHelpNamesAll) {
  EXPECT_NE(help_text().find("-n, --netns NETNS"), std::string::npos);
  EXPECT_NE(help_text().find("--probe-interval MS"), std::string::npos);
}

TEST(DhcpRoutes, ThroughTheSubnetAndOutside) {
  EXPECT_EQ(routes_text(lease_of("192.0.2.100", 24, {{0, 0, inet("192.0.2.1")}})),
            "0.0.0.0/0 via 192.0.2.1;");
  EXPECT_EQ(routes_text(lease_of("203.0.113.7", 32, {{0, 0, inet("10.99.0.1")}})),
            "0.0.0.0/0 via 10.99.0.1 onlink;");
  // the gateway comes first, wherever it is given
  EXPECT_EQ(routes_text(lease_of("203.0.113.7", 32,
                                 {{0, 0, inet("10.99.0.1")}, {inet("10.99.0.1"), 32, 0}})),
            "10.99.0.1 via 10.99.0.1 onlink;0.0.0.0/0 via 10.99.0.1 onlink;");
  // on the link anyhow, and what cannot be there
  EXPECT_EQ(routes_text(lease_of("192.0.2.100", 24,
                                 {{inet("192.0.2.0"), 24, 0}, {inet("10.0.0.0"), 8, 0}})),
            "");
}

TEST(DhcpRoutes, NotWanted) {
  const Lease lease = lease_of(
      "192.0.2.100", 24, {{0, 0, inet("192.0.2.1")}, {inet("10.0.0.0"), 8, inet("192.0.2.9")}});
  ConfigurationSettings settings;
  settings.default_route = false;
  EXPECT_EQ(routes_text(lease, settings), "10.0.0.0/8 via 192.0.2.9;");
  settings.routes = false;
  EXPECT_EQ(routes_text(lease, settings), "");
}

TEST(DhcpHook, Variables) {
  Lease lease = lease_of("192.0.2.100", 24, {{0, 0, inet("192.0.2.1")}});
  lease.search = {"a.example", "b.example"};
  lease.message.options[200] = {'$', '(', 0, 0xff};
  const Environment environment = hook_environment("eth0", &lease, "");
  for (const char* want :
       {"interface=eth0", "ip=192.0.2.100", "mask=24", "subnet=255.255.255.0", "router=192.0.2.1",
        "staticroutes=0.0.0.0/0 192.0.2.1", "search=a.example b.example", "opt200=242800ff"})
    EXPECT_NE(std::find(environment.begin(), environment.end(), want), environment.end()) << want;
  const std::string call = encode_call(Event::bound, environment);
  const auto words = decode_call(view(call));
  ASSERT_TRUE(words);
  EXPECT_EQ(words->front(), "bound");
  EXPECT_EQ(std::vector(words->begin() + 1, words->end()), environment);
}

TEST(DhcpHook, TakesNothingElse) {
  using namespace std::string_literals;
  for (const std::string& bad :
       {""s, "bound"s, "other\0"s, "bound\0PATH=/tmp\0"s, "bound\0LD_PRELOAD=x\0"s, "bound\0a\0"s,
        "bound\0=x\0"s, "bound\0a=b\nc\0"s, "bound\0a=\x80\0"s, "bound\0ip=1"s})
    EXPECT_FALSE(decode_call(view(bad))) << ::testing::PrintToString(bad);
  EXPECT_TRUE(decode_call(view("bound\0ip=1\0"s)));
}

TEST(DhcpHook, RunsTheScript) {
  char name[] = "/tmp/dhclient-hook.XXXXXX";
  ASSERT_NE(mkdtemp(name), nullptr);
  const std::string path = name;
  std::ofstream(path + "/script") << "#!/bin/sh\n"
                                     "[ \"$reason\" != hang ] || sleep 100\n"
                                     "echo \"$1 $interface $reason\" >>"
                                  << path << "/out\n";
  ASSERT_EQ(chmod((path + "/script").c_str(), 0755), 0);
  Hook hook(path + "/script", 1, false);
  hook.run(Event::preinit, hook_environment("eth0", nullptr, ""));
  hook.run(Event::fail, hook_environment("eth0", nullptr, "hang"));
  hook.run(Event::deconfig, hook_environment("eth1", nullptr, "nak"));
  hook.finish();
  std::ifstream in(path + "/out");
  const std::string out{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(out, "preinit eth0 \ndeconfig eth1 nak\n");
  EXPECT_EQ(std::system(("rm -r " + path).c_str()), 0);
}

}  // namespace
}  // namespace bsdnet::dhcp
