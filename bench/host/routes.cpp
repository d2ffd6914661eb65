// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Route tables: time of a load, memory, lookups by key pattern and mode,
 * updates beside a reader. All tables hold the same set at the same time, and
 * take turns.
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

void time_lookups(Tables& tables, const RouteSet& set, Pattern pattern, const Options& options) {
  std::map<std::pair<Table*, Mode>, std::vector<double>> took;
  for (unsigned round = 0; round <= options.rounds; round++) {
    for (const Mode mode : kModes) {
      if (mode == Mode::kDependent && pattern != Pattern::kRouted) continue;
      for (TablePointer& table : tables) {
        const std::uint64_t begin = cpu_ns();
        table->pass(mode, 0, options.keys);
        const auto ns = static_cast<double>(cpu_ns() - begin);
        // round 0 warms up
        if (round > 0) took[{table.get(), mode}].push_back(ns / static_cast<double>(options.keys));
      }
    }
  }
  for (TablePointer& table : tables)
    for (const Mode mode : kModes)
      if (const auto found = took.find({table.get(), mode}); found != took.end())
        tell_rounds("lookup", table->name(), found->second, "ns",
                    {{"set", set.name}, {"keys", name_of(pattern)}, {"mode", name_of(mode)}});
}

void tell_delays(const char* figure, const Table& table, const Delays& delays,
                 const RouteSet& set) {
  const std::string name = figure;
  tell(name + "_p9999", table.name(), static_cast<double>(delays.at(0.9999)), "ns",
       {{"set", set.name}});
  tell(name + "_max", table.name(), static_cast<double>(delays.most()), "ns", {{"set", set.name}});
}

/** Changes of a table beside a reader, in all rounds. */
struct Updates {
  std::vector<double> rate;  //!< per second of the writer's CPU time
  std::vector<double> wall;  //!< per second
  Delays reads;
  Delays writes;
  bool done = true;  //!< the table refused none; if it did, it is of no use
};

/**
 * One writer takes random routes out and puts them back while one reader looks
 * up.
 */
void time_updates(Table& table, const RouteSet& set, const Options& options, unsigned round,
                  Updates& updates) {
  std::atomic<bool> stop = false;
  std::thread reader([&] {
    stay_on_processor(1);
    for (std::size_t i = 0; !stop.load(std::memory_order_relaxed); i = (i + 1) % options.keys) {
      const std::uint64_t begin = now_ns();
      table.read_one(i);
      updates.reads.add(now_ns() - begin);
    }
  });
  std::mt19937_64 random(5 + round);
  const std::uint64_t cpu_begin = cpu_ns();
  const std::uint64_t begin = now_ns();
  const std::uint64_t before = updates.writes.count();
  const auto limit = static_cast<std::uint64_t>(options.seconds * 1e9);
  std::uint64_t at = begin;
  while (updates.done && at - begin < limit) {
    const Route& route = set.routes[random() % set.routes.size()];
    for (const bool removal : {true, false}) {
      updates.done = updates.done && (removal ? table.remove(route) : table.add(route));
      const std::uint64_t then = now_ns();
      updates.writes.add(then - at);
      at = then;
    }
  }
  const std::uint64_t cpu = cpu_ns() - cpu_begin;
  stop = true;
  reader.join();
  const double changes = static_cast<double>(updates.writes.count() - before) * 1e9;
  updates.rate.push_back(changes / static_cast<double>(cpu));
  updates.wall.push_back(changes / static_cast<double>(at - begin));
}

/** All tables in turn. Those that refused a change are deleted. */
void measure_updates(Tables& tables, const RouteSet& set, const std::vector<Address>& keys,
                     const Options& options) {
  std::vector<Updates> updates(tables.size());
  for (TablePointer& table : tables)
    table->set_keys(keys);
  for (unsigned round = 0; round < options.rounds; round++)
    for (std::size_t i = 0; i < tables.size(); i++)
      if (updates[i].done) time_updates(*tables[i], set, options, round, updates[i]);
  for (std::size_t i = 0; i < tables.size(); i++) {
    const Updates& of = updates[i];
    if (!of.done) {
      std::fprintf(stderr, "%s, %s: an update failed\n", tables[i]->name().c_str(),
                   set.name.c_str());
      tables[i].reset();
      continue;
    }
    tell_rounds("updates", tables[i]->name(), of.rate, "1/s", {{"set", set.name}});
    tell_rounds("updates_wall", tables[i]->name(), of.wall, "1/s", {{"set", set.name}});
    tell_delays("writer_delay", *tables[i], of.writes, set);
    tell_delays("reader_delay", *tables[i], of.reads, set);
  }
  std::erase(tables, nullptr);
}

void measure_set(const RouteSet& set, const Options& options) {
  Tables tables;
  tables.push_back(make_ours(set.family));
  for (TablePointer& rival : make_rivals(set))
    tables.push_back(std::move(rival));
  std::fprintf(stderr, "%s: %zu routes\n", set.name.c_str(), set.routes.size());
  std::erase_if(tables, [&set](TablePointer& table) { return !load(*table, set); });
  for (const Pattern pattern : kPatterns) {
    if (options.quick && pattern != Pattern::kRouted) continue;
    const auto keys = make_keys(set, pattern, options.keys);
    compare_answers(tables, keys, set);
    time_lookups(tables, set, pattern, options);
  }
  if (set.name.starts_with("synthetic4m")) return;
  const auto keys = make_keys(set, Pattern::kRouted, options.keys);
  const std::string ours = tables.front()->name();
  measure_updates(tables, set, keys, options);
  if (tables.front()->name() != ours) throw std::runtime_error(ours + ": an update failed");
  compare_answers(tables, keys, set);
}

}  // namespace

void measure_routes(const Options& options) {
  stay_on_processor(0);
  for (const char* name :
       {"public4", "public6", "nested4", "nested6", "synthetic1m", "synthetic6", "synthetic4m"}) {
    const std::string path = options.sets + "/" + name + ".set";
    if (std::filesystem::exists(path)) measure_set(read_set(path), options);
  }
}

}  // namespace bench
