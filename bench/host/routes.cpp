// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Route tables: time of a load, memory, lookups by key pattern and mode,
 * updates beside a reader. All tables hold the same set at the same time, and
 * take turns; of each, the best round counts.
 */
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <map>
#include <numeric>
#include <random>
#include <stdexcept>
#include <thread>

#include "host/measure.hpp"
#include "host/table.hpp"
#include "sets/keys.hpp"

namespace bench {

volatile std::size_t hidden_zero = 0;
volatile std::uint64_t sink;

const char* name_of(Mode mode) {
  switch (mode) {
    case Mode::kSingle:
      return "single";
    case Mode::kDependent:
      return "dependent";
    case Mode::kBulk32:
      return "bulk32";
    case Mode::kBulk64:
      return "bulk64";
  }
  return "";
}

namespace {

using Tables = std::vector<TablePointer>;

/** Loads a set; false if the table has no room for it. */
bool load(Table& table, const RouteSet& set) {
  const std::uint64_t begin = cpu_ns();
  for (const Route& route : set.routes) {
    if (table.add(route)) continue;
    std::fprintf(stderr, "%s: no room for %s\n", table.name().c_str(), set.name.c_str());
    return false;
  }
  const std::uint64_t took = cpu_ns() - begin;
  const auto count = static_cast<double>(set.routes.size());
  const Memory memory = table.memory();
  tell("load", table.name(), static_cast<double>(took) / count, "ns/route", {{"set", set.name}});
  tell("memory_forwarding", table.name(), static_cast<double>(memory.forwarding) / count, "B/route",
       {{"set", set.name}});
  tell("memory_total", table.name(), static_cast<double>(memory.total) / count, "B/route",
       {{"set", set.name}});
  return true;
}

/** All answers must be the same. \throws std::runtime_error */
void compare_answers(Tables& tables, const std::vector<Address>& keys, const RouteSet& set) {
  std::vector<std::uint16_t> want;
  for (TablePointer& table : tables) {
    table->set_keys(keys);
    for (const Mode mode : kModes) {
      const std::vector<std::uint16_t> found = table->answers(mode);
      if (want.empty()) want = found;
      const auto differ = std::mismatch(found.begin(), found.end(), want.begin());
      if (differ.first == found.end()) continue;
      throw std::runtime_error(set.name + ": " + table->name() + " and " + tables[0]->name() +
                               " disagree on key " + std::to_string(differ.first - found.begin()) +
                               ": " + std::to_string(*differ.first) + ", " +
                               std::to_string(*differ.second));
    }
  }
}

// A pass is timed in pieces, and of each piece the best round counts: what else
// the machine does comes and goes, and leaves its data in the caches
constexpr std::size_t kPieces = 64;
using Pieces = std::array<std::uint64_t, kPieces>;

void time_pass(Table& table, Mode mode, std::size_t keys, Pieces& best) {
  const std::size_t size = keys / kPieces;
  for (std::size_t piece = 0; piece < kPieces; piece++) {
    const std::uint64_t begin = cpu_ns();
    table.pass(mode, piece * size, size);
    best[piece] = std::min(best[piece], cpu_ns() - begin);
  }
}

void time_lookups(Tables& tables, const RouteSet& set, Pattern pattern, const Options& options) {
  std::map<std::pair<Table*, Mode>, Pieces> best;
  for (unsigned round = 0; round <= options.rounds; round++) {
    for (const Mode mode : kModes) {
      if (mode == Mode::kDependent && pattern != Pattern::kRouted) continue;
      for (TablePointer& table : tables) {
        Pieces& pieces = best[{table.get(), mode}];
        // round 0 warms up
        if (round <= 1) pieces.fill(~std::uint64_t{0});
        time_pass(*table, mode, options.keys, pieces);
      }
    }
  }
  for (TablePointer& table : tables)
    for (const Mode mode : kModes)
      if (const auto found = best.find({table.get(), mode}); found != best.end())
        tell("lookup", table->name(),
             static_cast<double>(
                 std::accumulate(found->second.begin(), found->second.end(), std::uint64_t{0})) /
                 static_cast<double>(options.keys),
             "ns", {{"set", set.name}, {"keys", name_of(pattern)}, {"mode", name_of(mode)}});
}

void tell_delays(const char* figure, const Table& table, const Delays& delays,
                 const RouteSet& set) {
  const std::string name = figure;
  tell(name + "_p9999", table.name(), static_cast<double>(delays.at(0.9999)), "ns",
       {{"set", set.name}});
  tell(name + "_max", table.name(), static_cast<double>(delays.most()), "ns", {{"set", set.name}});
}

/**
 * One writer takes random routes out and puts them back while one reader looks
 * up. \return false if the table refused a change; it is of no use then
 */
bool time_updates(Table& table, const RouteSet& set, const Options& options) {
  std::atomic<bool> stop = false;
  Delays reads;
  Delays writes;
  std::thread reader([&] {
    for (std::size_t i = 0; !stop.load(std::memory_order_relaxed); i = (i + 1) % options.keys) {
      const std::uint64_t begin = now_ns();
      table.read_one(i);
      reads.add(now_ns() - begin);
    }
  });
  std::mt19937_64 random(5);
  const std::uint64_t cpu_begin = cpu_ns();
  const std::uint64_t begin = now_ns();
  const auto limit = static_cast<std::uint64_t>(options.seconds * 1e9);
  std::uint64_t at = begin;
  bool done = true;
  while (done && at - begin < limit) {
    const Route& route = set.routes[random() % set.routes.size()];
    for (const bool removal : {true, false}) {
      done = done && (removal ? table.remove(route) : table.add(route));
      const std::uint64_t then = now_ns();
      writes.add(then - at);
      at = then;
    }
  }
  const std::uint64_t cpu = cpu_ns() - cpu_begin;
  stop = true;
  reader.join();
  if (!done) {
    std::fprintf(stderr, "%s, %s: an update failed\n", table.name().c_str(), set.name.c_str());
    return false;
  }
  const double changes = static_cast<double>(writes.count()) * 1e9;
  tell("updates", table.name(), changes / static_cast<double>(cpu), "1/s", {{"set", set.name}});
  tell("updates_wall", table.name(), changes / static_cast<double>(at - begin), "1/s",
       {{"set", set.name}});
  tell_delays("writer_delay", table, writes, set);
  tell_delays("reader_delay", table, reads, set);
  return true;
}

void measure_set(const RouteSet& set, const Options& options) {
  Tables tables;
  tables.push_back(make_ours(set.family));
  for (TablePointer& rival : make_rivals(set))
    tables.push_back(std::move(rival));
  std::fprintf(stderr, "%s: %zu routes\n", set.name.c_str(), set.routes.size());
  std::erase_if(tables, [&set](TablePointer& table) { return !load(*table, set); });
  for (const Pattern pattern : kPatterns) {
    const auto keys = make_keys(set, pattern, options.keys);
    compare_answers(tables, keys, set);
    time_lookups(tables, set, pattern, options);
  }
  if (set.name.starts_with("synthetic4m")) return;
  const auto keys = make_keys(set, Pattern::kRouted, options.keys);
  const std::string ours = tables.front()->name();
  std::erase_if(tables, [&](TablePointer& table) {
    table->set_keys(keys);
    return !time_updates(*table, set, options);
  });
  if (tables.front()->name() != ours) throw std::runtime_error(ours + ": an update failed");
  compare_answers(tables, keys, set);
}

}  // namespace

void measure_routes(const Options& options) {
  for (const char* name :
       {"public4", "public6", "nested4", "nested6", "synthetic1m", "synthetic6", "synthetic4m"}) {
    const std::string path = options.sets + "/" + name + ".set";
    if (std::filesystem::exists(path)) measure_set(read_set(path), options);
  }
}

}  // namespace bench
