// SPDX-License-Identifier: GPL-2.0
#include "settings.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "args.hpp"
#include "bsdnet/error.hpp"
#include "pool.hpp"
#include "secrets.hpp"

namespace bsdnet::ppp {
namespace {

using Words = std::vector<std::string>;

TEST(PppSettings, Client) {
  const Settings settings =
      parse_settings({"-v", "client", "eth0.5", "service", "x", "user", "tom", "password", "jerry",
                      "mtu", "9000", "defaultroute", "echo", "0"});
  EXPECT_EQ(settings.command, Command::client);
  EXPECT_TRUE(settings.verbose && settings.default_route);
  EXPECT_EQ(settings.ifl, "eth0.5");
  EXPECT_EQ(settings.own.password, "jerry");
  const SessionConfig config = session_config(settings, false);
  EXPECT_EQ(config.lcp.mru, 1492);
  EXPECT_TRUE(config.lcp.can_authenticate);
  EXPECT_EQ(config.echo_interval.count(), 0);
}

TEST(PppSettings, Server) {
  const Settings settings =
      parse_settings({"server", "eth0", "local", "10.0.0.1", "pool", "10.0.0.2-10.0.0.9", "service",
                      "a", "service", "b", "auth", "chap", "secrets", "/f", "dns", "1.1.1.1"});
  EXPECT_EQ(settings.services, (Words{"a", "b"}));
  EXPECT_EQ(settings.auth, std::vector{AuthMethod::chap});
  EXPECT_EQ(session_config(settings, false).ipcp.dns, std::vector<std::uint32_t>{0x01010101});
}

TEST(PppSettings, WhatMakesNoSense) {
  for (const Words& words :
       {Words{}, Words{"-x"}, Words{"dial"}, Words{"client"},
        Words{"client", "eth0", "user", "tom"}, Words{"client", "eth0", "password", "x"},
        Words{"client", "eth0", "mtu", "1"}, Words{"client", "eth0", "count", "2", "defaultroute"},
        Words{"server", "eth0", "local", "10.0.0.1"},
        Words{"server", "eth0", "local", "10.0.0.1", "pool", "1-2", "auth", "pap"},
        Words{"server", "eth0", "local", "224.0.0.1", "pool", "10.0.0.2-10.0.0.3"},
        Words{"link", "fd0", "auth", "mschap", "secrets", "f"}, Words{"link", "fd0", "auth", "pap"},
        Words{"link", "fd0", "service", "x"}})
    EXPECT_THROW(parse_settings(words), ctl::UsageError) << (words.empty() ? "" : words.back());
}

TEST(PppPool, GivesEachOnceAndAgain) {
  AddressPool pool = AddressPool::parse("10.0.0.254-10.0.1.1");
  EXPECT_EQ(pool.size(), 4U);
  EXPECT_EQ(pool.take(), 0x0a0000feU);
  EXPECT_EQ(pool.take(), 0x0a0000ffU);
  EXPECT_TRUE(pool.take(0x0a000100U));
  EXPECT_FALSE(pool.take(0x0a000100U));
  EXPECT_EQ(pool.take(), 0x0a000101U);
  EXPECT_FALSE(pool.take());
  pool.give_back(0x0a0000ffU);
  EXPECT_EQ(pool.take(), 0x0a0000ffU);
  for (const char* bad : {"10.0.0.1", "10.0.0.2-10.0.0.1", "10.0.0.1-240.0.0.1", "-", "x-y"})
    EXPECT_THROW(AddressPool::parse(bad), ArgumentError) << bad;
}

TEST(PppSecrets, AsPppdHasThem) {
  std::istringstream in("# who\n\n\"tom\" * 'a b' 10.0.0.7\nann\tnas\tx\t*\n");
  const Secrets secrets = Secrets::parse(in, "f");
  EXPECT_EQ(secrets.size(), 2U);
  ASSERT_NE(secrets.find("tom"), nullptr);
  EXPECT_EQ(secrets.find("tom")->password, "a b");
  EXPECT_EQ(secrets.find("tom")->address, 0x0a000007U);
  EXPECT_EQ(secrets.find("ann")->address, 0U);
  EXPECT_EQ(secrets.find("bob"), nullptr);
  EXPECT_EQ(secrets.password_of("ann"), "x");
  EXPECT_EQ(secrets.password_of("bob"), std::nullopt);
  std::istringstream bad("a * b\nonly two\n");
  try {
    Secrets::parse(bad, "f");
    FAIL();
  } catch (const ArgumentError& error) {
    EXPECT_NE(std::string(error.what()).find("f:2"), std::string::npos) << error.what();
  }
  EXPECT_THROW(Secrets::read("/nonexistent"), SystemError);
}

}  // namespace
}  // namespace bsdnet::ppp
