// SPDX-License-Identifier: GPL-2.0
#include "bsdnet/route_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "bsdnet/endian.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

using Table = route_table<std::string>;
using Hop = next_hop<std::string>;

Hop hop(const char* name) {
  return make_next_hop<std::string>(name);
}

Prefix prefix(const char* text) {
  return Prefix::parse(text);
}

Prefix inet_prefix(std::uint32_t address, unsigned int bits) {
  Prefix out{Address{Family::inet, {}}, static_cast<std::uint8_t>(bits)};
  const auto bytes = be_bytes(address);
  std::copy(bytes.begin(), bytes.end(), out.address.bytes.begin());
  return out.network();
}

// What forwarding says, "-" for nothing
std::string ask(const Table& table, const char* to) {
  const read_guard guard;
  const auto found = table.lookup(guard, Address::parse(to));
  return found ? *found : "-";
}

std::string ask(const Table& table, const char* to, const char* from) {
  const read_guard guard;
  const auto found = table.lookup(guard, Address::parse(to), Address::parse(from));
  return found ? *found : "-";
}

// Shows: RT-2, RT-13
TEST(RouteTable, LongestPrefixWins) {
  Table table(Family::inet);
  EXPECT_EQ(ask(table, "192.0.2.1"), "-");
  table.add({prefix("0.0.0.0/0")}, hop("default"));
  table.add({prefix("192.0.2.0/24")}, hop("net"));
  table.add({prefix("192.0.2.1")}, hop("host"));
  EXPECT_EQ(ask(table, "192.0.1.255"), "default");
  EXPECT_EQ(ask(table, "192.0.2.0"), "net");
  EXPECT_EQ(ask(table, "192.0.2.1"), "host");
  EXPECT_EQ(ask(table, "192.0.2.255"), "net");
  EXPECT_EQ(ask(table, "192.0.3.0"), "default");
  EXPECT_EQ(table.size(), 3U);
  EXPECT_TRUE(table.remove({prefix("192.0.2.0/24")}));
  EXPECT_EQ(ask(table, "192.0.2.2"), "default");
  EXPECT_FALSE(table.remove({prefix("192.0.2.0/24")}));
}

// Shows: RT-2, RT-13
TEST(RouteTable, SourcesAndIPv6) {
  Table table(Family::inet6);
  table.add({prefix("::/0")}, hop("default"));
  table.add({prefix("2001:db8::/32")}, hop("net"));
  table.add({prefix("2001:db8::1")}, hop("any source"));
  table.add({.destination = prefix("2001:db8::1"), .source = prefix("2001:db8:1::/48")},
            hop("source"));
  EXPECT_EQ(ask(table, "2001:db8::1", "2001:db8:1::5"), "source");
  EXPECT_EQ(ask(table, "2001:db8::1", "2001:db8:2::5"), "any source");
  EXPECT_EQ(ask(table, "2001:db8::2", "2001:db8:1::5"), "net");
  EXPECT_EQ(ask(table, "2001:db9::", "::1"), "default");
  const auto found =
      table.find({.destination = prefix("2001:db8::1"), .source = prefix("2001:db8:1::/48")});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->source.str(), "2001:db8:1::/48");
  EXPECT_EQ(found->destination.str_full(), "2001:db8::1/128");
}

// Shows: RT-3, RT-5, RT-13
TEST(RouteTable, PreferenceAndIgnore) {
  Table table(Family::inet);
  const Prefix net = prefix("198.51.100.0/24");
  table.add({prefix("0.0.0.0/0")}, hop("default"));
  table.add({.destination = net, .type = route_type::neighbour, .interface = 3},
            hop("neighbour 3"));
  table.add({.destination = net, .type = route_type::neighbour, .interface = 2},
            hop("neighbour 2"));
  EXPECT_EQ(ask(table, "198.51.100.1"), "neighbour 2");
  table.add({.destination = net, .type = route_type::if_destination, .interface = 9}, hop("if"));
  EXPECT_EQ(ask(table, "198.51.100.1"), "if");
  table.add({.destination = net, .type = route_type::user_ignore}, hop("hidden"));
  EXPECT_EQ(ask(table, "198.51.100.1"), "default");
  EXPECT_TRUE(table.replace({net}, hop("user")));
  EXPECT_EQ(ask(table, "198.51.100.1"), "user");

  const read_guard guard;
  const Address to = Address::parse("198.51.100.7");
  const auto at = table.lookup_route(guard, to, {route_type::neighbour}, 3);
  ASSERT_TRUE(at);
  EXPECT_EQ(*at->hop, "neighbour 3");
  EXPECT_EQ(at->interface, 3U);
  EXPECT_EQ(at->destination, net);
  EXPECT_FALSE(table.lookup_route(guard, to, {route_type::clone}));
  EXPECT_EQ(*table.lookup_route(guard, to, route_types::all())->hop, "user");
}

// Shows: RT-4, RT-13
TEST(RouteTable, FlagsInterfaceAndSharing) {
  Table table(Family::inet);
  table.add({.destination = prefix("10.0.0.0/8"), .interface = 7}, hop("ten"),
            route_flags::check_interface | route_flags::local);
  Hop kept;
  {
    const read_guard guard;
    const auto found = table.lookup(guard, Address::parse("10.1.2.3"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found.interface(), 7U);
    EXPECT_EQ(found.flags(), route_flags::check_interface | route_flags::local);
    EXPECT_EQ(found->size(), 3U);
    kept = found.share();
  }
  EXPECT_TRUE(
      table.set_next_hop({.destination = prefix("10.0.0.0/8"), .interface = 7}, hop("new")));
  EXPECT_EQ(ask(table, "10.1.2.3"), "new");
  barrier();
  EXPECT_EQ(*kept, "ten");
}

// Shows: RT-13
TEST(RouteTable, RefusesWhatMakesNoSense) {
  Table table(Family::inet);
  const Hop out = hop("out");
  EXPECT_THROW(Table{Family::l2}, ArgumentError);
  EXPECT_THROW(table.add({Prefix{Address::parse("192.0.2.1"), 24}}, out), ArgumentError);
  EXPECT_THROW(table.add({Prefix{Address::parse("192.0.2.1"), 33}}, out), ArgumentError);
  EXPECT_THROW(table.add({prefix("2001:db8::/32")}, out), ArgumentError);
  EXPECT_THROW(table.add({prefix("192.0.2.0/24")}, Hop()), ArgumentError);
  EXPECT_THROW(
      table.add({.destination = prefix("192.0.2.0/24"), .source = prefix("10.0.0.0/8")}, out),
      ArgumentError);
  EXPECT_THROW(
      table.add({.destination = prefix("0.0.0.0/0"), .type = route_type::user_ignore}, out),
      ArgumentError);
  EXPECT_THROW(
      table.replace({.destination = prefix("0.0.0.0/0"), .type = route_type::permanent}, out),
      ArgumentError);
  EXPECT_THROW(table.add({prefix("192.0.2.0/24")}, out, {}, [](auto&, auto*) { return Hop(); }),
               ArgumentError);
  EXPECT_TRUE(table.empty());

  table.add({prefix("192.0.2.0/24")}, out);
  try {
    table.add({prefix("192.0.2.0/24")}, out);
    ADD_FAILURE() << "added twice";
  } catch (const SystemError& error) {
    EXPECT_EQ(error.code(), EEXIST);
    EXPECT_NE(std::string(error.what()).find("192.0.2.0/24"), std::string::npos);
  }
  table.add({.destination = prefix("0.0.0.0/0"), .type = route_type::permanent}, out);
  EXPECT_THROW(table.remove({.destination = prefix("0.0.0.0/0"), .type = route_type::permanent}),
               ArgumentError);
  EXPECT_EQ(table.size(), 2U);

  const read_guard guard;
  EXPECT_THROW((void)table.lookup(guard, Address::parse("::1")), ArgumentError);
  EXPECT_THROW((void)table.lookup(guard, in6_addr{}), ArgumentError);
  EXPECT_THROW(table.add({prefix("10.0.0.0/8")}, out), ArgumentError) << "under a read_guard";
  EXPECT_THROW(synchronize(), ArgumentError);
  EXPECT_THROW(barrier(), ArgumentError);
}

// Shows: RT-8, RT-13
TEST(RouteTable, ClonesAreToldOfTheirParents) {
  Table table(Family::inet);
  std::vector<std::string> told;
  table.add({prefix("0.0.0.0/0")}, hop("default"));
  const route_key clone{.destination = prefix("192.0.2.9"), .type = route_type::clone};
  table.add(clone, hop("clone"), {},
            [&](const route<std::string>& self, const route<std::string>* parent) {
              EXPECT_EQ(self.destination.str(), "192.0.2.9");
              told.push_back(parent != nullptr ? *parent->hop : "none");
              return parent != nullptr ? make_next_hop<std::string>("via " + *parent->hop) : Hop();
            });
  EXPECT_EQ(ask(table, "192.0.2.9"), "via default");
  table.add({prefix("192.0.2.0/24")}, hop("net"));
  EXPECT_EQ(ask(table, "192.0.2.9"), "via net");
  table.add({prefix("198.51.100.0/24")}, hop("elsewhere"));
  table.set_next_hop({prefix("192.0.2.0/24")}, hop("other"));
  EXPECT_EQ(ask(table, "192.0.2.9"), "via other");
  table.remove({prefix("192.0.2.0/24")});
  table.remove({prefix("0.0.0.0/0")});
  EXPECT_EQ(told, (std::vector<std::string>{"default", "net", "other", "default", "none"}));
  EXPECT_TRUE(table.remove(clone));
  table.add({prefix("0.0.0.0/0")}, hop("again"));
  EXPECT_EQ(told.size(), 5U);
}

// Shows: RT-8, RT-13
TEST(RouteTable, WhatACloneThrowsComesOut) {
  Table table(Family::inet);
  int calls = 0;
  table.add({.destination = prefix("192.0.2.9"), .type = route_type::clone}, hop("clone"), {},
            [&](auto&, auto*) -> Hop {
              if (++calls == 1) return {};
              if (calls == 2) throw std::runtime_error("no");
              table.add({prefix("10.0.0.0/8")}, hop("from within"));
              return {};
            });
  EXPECT_THROW(table.add({prefix("192.0.2.0/24")}, hop("net")), std::runtime_error);
  EXPECT_THROW(table.add({prefix("192.0.2.0/25")}, hop("half")), ArgumentError);
  EXPECT_EQ(table.size(), 3U);
  EXPECT_EQ(calls, 3);
}

// Shows: RT-13
TEST(RouteTable, IterationSurvivesChange) {
  Table table(Family::inet);
  const Hop out = hop("out");
  for (const char* text : {"10.0.0.0/8", "0.0.0.0/0", "10.1.0.0/16", "192.0.2.0/24", "10.0.0.0/16"})
    table.add({prefix(text)}, out);
  std::vector<std::string> order;
  for (const auto& route : table)
    order.push_back(route.destination.str_full());
  EXPECT_EQ(order, (std::vector<std::string>{"0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/16",
                                             "10.1.0.0/16", "192.0.2.0/24"}));

  route_cursor cursor;
  EXPECT_EQ(table.next(cursor)->destination, prefix("0.0.0.0/0"));
  EXPECT_EQ(table.next(cursor)->destination, prefix("10.0.0.0/8"));
  table.remove({prefix("10.0.0.0/8")});
  table.remove({prefix("10.0.0.0/16")});
  table.add({prefix("10.0.0.0/9")}, out);
  table.add({prefix("9.0.0.0/8")}, out);
  EXPECT_EQ(table.next(cursor)->destination, prefix("10.0.0.0/9"));
  EXPECT_EQ(table.next(cursor)->destination, prefix("10.1.0.0/16"));
  EXPECT_EQ(table.next(cursor)->destination, prefix("192.0.2.0/24"));
  EXPECT_FALSE(table.next(cursor));
}

struct Counted {
  explicit Counted(std::atomic<int>& n) : live(n) { ++live; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --live; }
  std::atomic<int>& live;
};

// Shows: RT-9, RT-13
TEST(RouteTable, NextHopsLiveAsLongAsSomebodySeesThem) {
  std::atomic<int> live = 0;
  {
    route_table<Counted> table(Family::inet);
    table.add({prefix("10.0.0.0/8")}, make_next_hop<Counted>(live));
    table.add({prefix("11.0.0.0/8")}, make_next_hop<Counted>(live));
    EXPECT_EQ(live, 2);
    std::atomic<bool> reading = false;
    std::atomic<bool> finish = false;
    std::thread reader([&] {
      const read_guard guard;
      const auto found = table.lookup(guard, Address::parse("10.0.0.1"));
      reading = true;
      while (!finish)
        std::this_thread::yield();
      EXPECT_EQ(&found->live, &live);
      EXPECT_EQ(live, 2);
    });
    while (!reading)
      std::this_thread::yield();
    table.remove({prefix("10.0.0.0/8")});
    EXPECT_EQ(live, 2);
    finish = true;
    reader.join();
    barrier();
    EXPECT_EQ(live, 1);
  }
  barrier();
  EXPECT_EQ(live, 0);
}

// Shows: RT-2, RT-13
TEST(RouteTable, VectorLookupAgreesWithTheSingleOne) {
  Table table(Family::inet);
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    const auto bits = static_cast<unsigned int>(random() % 33);
    const Prefix at = inet_prefix(static_cast<std::uint32_t>(random() & 0x03ff00ff), bits);
    table.replace({at}, make_next_hop<std::string>(at.str_full()));
  }
  for (const std::size_t n : {0U, 1U, 7U, 64U, 65U, 300U}) {
    std::vector<in_addr> to(n), from(n);
    std::vector<Address> addresses(n);
    std::vector<forwarding<std::string>> out(n), again(n);
    for (std::size_t i = 0; i < n; ++i) {
      to[i].s_addr = htonl(static_cast<std::uint32_t>(random() & 0x03ff00ff));
      from[i].s_addr = static_cast<in_addr_t>(random());
      addresses[i].family = Family::inet;
      std::memcpy(addresses[i].bytes.data(), &to[i], 4);
    }
    const read_guard guard;
    table.lookup<in_addr>(guard, to, out, from);
    table.lookup<Address>(guard, addresses, again);
    for (std::size_t i = 0; i < n; ++i) {
      const auto single = table.lookup(guard, to[i], from[i]);
      ASSERT_EQ(static_cast<bool>(out[i]), static_cast<bool>(single));
      ASSERT_EQ(static_cast<bool>(again[i]), static_cast<bool>(single));
      if (!single) continue;
      EXPECT_EQ(*out[i], *single);
      EXPECT_EQ(*again[i], *single);
    }
    std::vector<forwarding<std::string>> shorter(n + 1);
    EXPECT_THROW(table.lookup<in_addr>(guard, to, shorter), ArgumentError);
  }
}

// Shows: RT-9, RT-13
TEST(RouteTable, ReadersWhileItChanges) {
  // Each value says which prefix it belongs to; the longest one comes and goes
  Table table(Family::inet);
  const char* const nets[] = {"0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3"};
  for (const char* net : {nets[0], nets[1]})
    table.add({prefix(net)}, hop(net));
  std::atomic<bool> stop = false;
  std::atomic<unsigned long> lookups = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      const Address inside = Address::parse("10.1.2.3"), outside = Address::parse("11.0.0.1");
      for (; !stop; ++lookups) {
        const read_guard guard;
        const auto found = table.lookup(guard, inside);
        ASSERT_TRUE(found);
        ASSERT_TRUE(std::find(std::begin(nets) + 1, std::end(nets), *found) != std::end(nets));
        ASSERT_EQ(*table.lookup(guard, outside), nets[0]);
      }
    });
  std::mt19937 random(2);
  for (int i = 0; i < 20000 || (lookups < 3000 && !HasFailure()); ++i) {
    const char* net = nets[2 + random() % 3];
    if (random() % 2 != 0)
      table.replace({prefix(net)}, hop(net));
    else
      table.remove({prefix(net)});
  }
  stop = true;
  for (std::thread& reader : readers)
    reader.join();
}

// Shows: RT-13
TEST(RouteTable, MemoryIsReportedAndGivenBack) {
  Table table(Family::inet);
  const Hop out = hop("out");
  const route_memory before = table.memory();
  for (std::uint32_t i = 0; i < 20000; ++i)
    table.add({inet_prefix(i << 8, 24)}, out);
  const route_memory full = table.memory();
  EXPECT_GT(full.forwarding, before.forwarding);
  EXPECT_GT(full.prefixes, before.prefixes + 20000 * sizeof(void*));
  // those of users share one object
  EXPECT_EQ(full.routes, before.routes);
  table.add({inet_prefix(0, 24), route_type::if_destination}, out);
  EXPECT_GT(table.memory().routes, full.routes);
  ASSERT_TRUE(table.remove({inet_prefix(0, 24), route_type::if_destination}));
  for (std::uint32_t i = 0; i < 20000; ++i)
    ASSERT_TRUE(table.remove({inet_prefix(i << 8, 24)}));
  barrier();
  EXPECT_EQ(table.memory().total(), before.total());
}

}  // namespace
}  // namespace bsdnet
