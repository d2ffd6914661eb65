// SPDX-License-Identifier: GPL-2.0
#include "bsdnet/l2_table.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "bsdnet/address.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

using Table = l2_table<std::string>;

std::string ask(const Table& table, const l2_key& key) {
  const read_guard guard;
  const auto found = table.lookup(guard, key);
  return found ? *found : "-";
}

l2_key inet(std::uint16_t vid) {
  return l2_key().vlan(vid).append(0x0800);
}

// Shows: L2-2
TEST(L2Table, LongestPrefixWins) {
  Table table;
  EXPECT_EQ(ask(table, inet(10)), "-");
  table.insert(l2_key().append(0x0800), 1, true, "inet, no tag");
  table.insert(l2_key().vlan(10), 2, false, "VLAN 10");
  table.insert(inet(10), 3, true, "inet on VLAN 10");
  EXPECT_EQ(ask(table, l2_key().append(0x0800)), "inet, no tag");
  EXPECT_EQ(ask(table, inet(10)), "inet on VLAN 10");
  EXPECT_EQ(ask(table, l2_key().vlan(10).append(0x0806)), "VLAN 10");
  EXPECT_EQ(ask(table, l2_key().vlan(11).append(0x0800)), "-");
  table.insert(l2_key(), 4, false, "rest");
  EXPECT_EQ(ask(table, l2_key().vlan(11).append(0x0800)), "rest");
  EXPECT_EQ(table.size(), 4U);

  const read_guard guard;
  const auto found = table.lookup(guard, inet(10));
  EXPECT_EQ(found.interface(), 3U);
  EXPECT_TRUE(found.strip());
  EXPECT_EQ(hex(found.key().bytes()), "8100000a0800");
}

TEST(L2Table, RefusesWhatMakesNoSense) {
  const std::vector<std::uint8_t> bytes(40, 0xff);
  EXPECT_EQ(hex(l2_key(bytes, 12).bytes()), "fff0");
  EXPECT_EQ(l2_key(bytes, 12).bits(), 12U);
  EXPECT_EQ(l2_key(bytes, 256).bits(), 256U);
  EXPECT_THROW(l2_key(bytes, 257), ArgumentError);
  EXPECT_THROW(l2_key(std::span(bytes).first(2), 17), ArgumentError);
  EXPECT_THROW(l2_key(bytes, 12).append(1), ArgumentError);
  EXPECT_THROW(l2_key(bytes, 248).append(1), ArgumentError);

  Table table;
  table.insert(inet(1), 1, true, "first");
  const std::uint64_t stamp = table.stamp();
  try {
    table.insert(inet(1), 2, true, "second");
    ADD_FAILURE() << "inserted twice";
  } catch (const SystemError& error) {
    EXPECT_EQ(error.code(), EEXIST);
  }
  EXPECT_EQ(ask(table, inet(1)), "first");
  EXPECT_EQ(table.stamp(), stamp);
  EXPECT_FALSE(table.remove(l2_key().vlan(1)));
  EXPECT_TRUE(table.remove(inet(1)));
  EXPECT_NE(table.stamp(), stamp);
  EXPECT_TRUE(table.empty());

  const read_guard guard;
  EXPECT_THROW(table.insert(inet(1), 1, true, "late"), ArgumentError);
}

TEST(L2Table, WalkSurvivesChange) {
  Table table;
  for (const int vid : {30, 10, 20, 40})
    table.insert(inet(static_cast<std::uint16_t>(vid)), 1, true, std::to_string(vid));
  std::vector<std::string> seen;
  table.for_each([&](const l2_entry<std::string>& entry) { seen.push_back(entry.value); });
  EXPECT_EQ(seen, (std::vector<std::string>{"10", "20", "30", "40"}));

  seen.clear();
  const auto note = [&](const l2_entry<std::string>& entry) { seen.push_back(entry.value); };
  std::optional<l2_key> at = table.next(std::nullopt, note);
  at = table.next(at, note);
  table.remove(inet(20));
  table.remove(inet(30));
  table.insert(inet(35), 35, true, "35");
  table.insert(inet(5), 5, true, "5");
  while ((at = table.next(at, note))) {
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"10", "20", "35", "40"}));
  EXPECT_THROW(table.for_each([&](const auto& entry) { table.remove(entry.key); }), ArgumentError);
  EXPECT_EQ(table.size(), 4U);
}

// Shows: L2-4
TEST(L2Table, ReadersWhileItChanges) {
  Table table;
  table.insert(l2_key().append(0x8100), 1, false, "some VLAN");
  std::atomic<bool> stop = false;
  std::atomic<unsigned long> lookups = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&, i] {
      std::mt19937 random(static_cast<unsigned>(i));
      for (; !stop; ++lookups) {
        const auto vid = static_cast<std::uint16_t>(random() % 512);
        const read_guard guard;
        const auto found = table.lookup(guard, inet(vid));
        ASSERT_TRUE(found);
        ASSERT_TRUE(*found == "some VLAN" || *found == std::to_string(vid)) << *found;
        ASSERT_EQ(found.interface() == 1, *found == "some VLAN");
      }
    });
  std::vector<bool> there(512);
  std::mt19937 random(9);
  for (int i = 0; i < 20000 || (lookups < 3000 && !HasFailure()); ++i) {
    const auto vid = static_cast<std::uint16_t>(random() % 512);
    if (there[vid])
      EXPECT_TRUE(table.remove(inet(vid)));
    else
      table.insert(inet(vid), vid + 2U, true, std::to_string(vid));
    there[vid] = !there[vid];
  }
  stop = true;
  for (std::thread& reader : readers)
    reader.join();
}

}  // namespace
}  // namespace bsdnet
