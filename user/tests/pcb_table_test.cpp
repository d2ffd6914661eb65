// SPDX-License-Identifier: GPL-2.0
#include "bsdnet/pcb_table.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

using Table = pcb_table<std::string>;

constexpr std::uint8_t kUdp = 17;

pcb_key packet(const char* local, std::uint16_t lport, const char* remote, std::uint16_t rport) {
  pcb_key key;
  key.protocol = kUdp;
  key.set_local(Address::parse(local), lport);
  key.set_remote(Address::parse(remote), rport);
  return key;
}

std::string ask(const Table& table, const pcb_key& key) {
  const read_guard guard;
  const std::string* found = table.lookup(guard, key);
  return found != nullptr ? *found : "-";
}

// Shows: PCB-1
TEST(PcbTable, BestMatchWins) {
  Table table;
  const pcb_key key = packet("192.0.2.1", 53, "198.51.100.7", 4000);
  EXPECT_EQ(ask(table, key), "-");
  pcb_pattern pattern{.protocol = kUdp};
  const auto all = table.insert(pattern, "all");
  EXPECT_EQ(ask(table, key), "all");
  pattern.local_port = 53;
  const auto port = table.insert(pattern, "port");
  EXPECT_EQ(ask(table, key), "port");
  pattern.local = Prefix::parse("192.0.2.0/24");
  const auto net = table.insert(pattern, "net");
  EXPECT_EQ(ask(table, key), "net");
  pattern.local = Prefix::parse("192.0.2.1");
  auto bound = table.insert(pattern, "bound");
  EXPECT_EQ(ask(table, key), "bound");
  pattern.remote_port = 4000;
  pattern.remote = Prefix::parse("198.51.100.7");
  auto connected = table.insert(pattern, "connected");
  EXPECT_EQ(ask(table, key), "connected");
  EXPECT_EQ(ask(table, packet("192.0.2.1", 53, "198.51.100.7", 4001)), "bound");
  EXPECT_EQ(ask(table, packet("192.0.2.9", 53, "198.51.100.7", 4000)), "net");
  EXPECT_EQ(ask(table, packet("192.0.3.1", 53, "198.51.100.7", 4000)), "port");
  EXPECT_EQ(ask(table, packet("192.0.2.1", 54, "198.51.100.7", 4000)), "all");
  EXPECT_EQ(ask(table, packet("2001:db8::1", 53, "2001:db8::2", 4000)), "-");
  EXPECT_EQ(table.size(), 5U);
  connected.remove();
  bound = Table::entry();
  EXPECT_EQ(ask(table, key), "net");
  EXPECT_EQ(table.size(), 3U);
}

// Shows: PCB-1
TEST(PcbTable, InstanceInterfaceAndIPv6) {
  Table table;
  pcb_pattern pattern{.family = Family::inet6, .protocol = kUdp, .instance = 7, .interface = 3};
  const auto entry = table.insert(pattern, "here");
  pcb_key key = packet("2001:db8::1", 1, "2001:db8::2", 2);
  EXPECT_EQ(ask(table, key), "-");
  key.instance = 7;
  key.interface = 3;
  EXPECT_EQ(ask(table, key), "here");
  key.interface = 4;
  EXPECT_EQ(ask(table, key), "-");
  EXPECT_EQ(key.local_port(), 1);
  EXPECT_EQ(key.remote_port(), 2);
}

TEST(PcbTable, RefusesWhatMakesNoSense) {
  Table table;
  const pcb_pattern pattern{.protocol = kUdp, .local_port = 53};
  const auto first = table.insert(pattern, "first");
  try {
    (void)table.insert(pattern, "second");
    ADD_FAILURE() << "inserted twice";
  } catch (const SystemError& error) {
    EXPECT_EQ(error.code(), EADDRINUSE);
  }
  EXPECT_THROW((void)table.insert_shared(pattern, "shared"), SystemError);
  EXPECT_THROW((void)table.insert({.family = Family::l2, .protocol = kUdp}, "no family"), Error);
  EXPECT_THROW(
      (void)table.insert({.protocol = kUdp, .local = Prefix::parse("2001:db8::/32")}, "mixed"),
      ArgumentError);
  EXPECT_THROW((void)table.insert(
                   {.protocol = kUdp, .local = Prefix{Address::parse("192.0.2.1"), 33}}, "long"),
               ArgumentError);
  EXPECT_EQ(table.size(), 1U);
}

// Shows: PCB-1
TEST(PcbTable, SharedEntriesNewestFirst) {
  Table table;
  const pcb_pattern pattern{.protocol = kUdp, .local_port = 53};
  const pcb_key key = packet("192.0.2.1", 53, "198.51.100.7", 4000);
  const auto first = table.insert_shared(pattern, "first");
  auto second = table.insert_shared(pattern, "second");
  EXPECT_EQ(ask(table, key), "second");
  second.remove();
  EXPECT_EQ(ask(table, key), "first");
}

TEST(PcbTable, WalkSeesPatterns) {
  Table table;
  const pcb_pattern pattern{
      .protocol = kUdp, .local_port = 53, .instance = 2, .remote = Prefix::parse("10.0.0.0/8")};
  const auto entry = table.insert(pattern, "one");
  const auto other = table.insert({.protocol = kUdp}, "two");
  int seen = 0;
  EXPECT_TRUE(table.for_each([&](const pcb_pattern& at, std::string& value) {
    ++seen;
    if (value != "one") return true;
    EXPECT_EQ(at.local_port, 53);
    EXPECT_FALSE(at.remote_port);
    EXPECT_EQ(at.instance, 2U);
    EXPECT_FALSE(at.interface);
    EXPECT_EQ(at.remote.str(), "10.0.0.0/8");
    EXPECT_EQ(at.local.bits, 0);
    return true;
  }));
  EXPECT_EQ(seen, 2);
  EXPECT_FALSE(table.for_each([](auto&, auto&) { return false; }));
  EXPECT_THROW(table.for_each([](auto&, auto&) -> bool { throw std::runtime_error("no"); }),
               std::runtime_error);
}

struct Session {
  Session(std::atomic<int>& n, std::uint16_t p) : live(n), port(p) { ++live; }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    --live;
    port = 0;
  }
  std::atomic<int>& live;
  std::atomic<std::uint16_t> port;
};

// Shows: PCB-2
TEST(PcbTable, ReadersAndTwoWriters) {
  std::atomic<int> live = 0;
  {
    pcb_table<Session> table;
    std::atomic<int> writers = 2;
    std::atomic<unsigned long> lookups = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i)
      threads.emplace_back([&, i] {
        std::mt19937 random(static_cast<unsigned>(i));
        for (; writers != 0; ++lookups) {
          const auto port = static_cast<std::uint16_t>(1 + random() % 2000);
          const read_guard guard;
          const Session* found = table.lookup(guard, packet("192.0.2.1", port, "10.0.0.1", 1));
          ASSERT_EQ(found != nullptr ? found->port.load() : port, port);
        }
      });
    for (int i = 0; i < 2; ++i)
      threads.emplace_back([&, i] {
        std::mt19937 random(static_cast<unsigned>(10 + i));
        std::vector<pcb_table<Session>::entry> mine(1000);
        for (int n = 0; n < 10000 || (lookups < 3000 && !HasFailure()); ++n) {
          const std::size_t at = random() % mine.size();
          if (mine[at]) {
            mine[at].remove();
            continue;
          }
          // odd ports are of one writer, even ones of the other
          const auto port = static_cast<std::uint16_t>(2 * at + static_cast<unsigned>(i) + 1);
          mine[at] = table.insert({.protocol = kUdp, .local_port = port}, live, port);
        }
        --writers;
      });
    for (std::thread& thread : threads)
      thread.join();
    EXPECT_TRUE(table.empty());
  }
  barrier();
  EXPECT_EQ(live, 0);
}

TEST(PcbTable, EntriesMayOutliveTheTable) {
  std::atomic<int> live = 0;
  pcb_table<Session>::entry entry;
  {
    pcb_table<Session> table;
    entry = table.insert({.protocol = kUdp}, live, std::uint16_t{1});
  }
  EXPECT_EQ(entry->port, 1);
  entry.remove();
  barrier();
  EXPECT_EQ(live, 0);
}

}  // namespace
}  // namespace bsdnet
