// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * bsdnet's PCB table in user space: lookups of sessions that are there, of
 * those that are not, and coming and going, from a thousand to a million. The
 * kernel's tables are beside it in the lab kernel's benchmark.
 */
extern "C" {
#include "l3demux/l3demux.h"
}

#include <algorithm>
#include <cstdio>
#include <memory>
#include <random>
#include <stdexcept>

#include "host/measure.hpp"

namespace bench {

namespace {

/** The table of a stack, empty. */
class PcbTable {
 public:
  PcbTable() {
    if (bn_l3demux_room.stack_init(&stack_) != 0) throw std::runtime_error("pcb: no memory");
  }
  PcbTable(const PcbTable&) = delete;
  PcbTable& operator=(const PcbTable&) = delete;
  ~PcbTable() {
    rcu_barrier();
    bn_l3demux_room.stack_exit(&stack_);
  }

  bsdnet_stack* stack() { return &stack_; }

 private:
  bsdnet_stack stack_{};
};

/** Session number \a n: one of a server's, all seven fields but the interface exact. */
bn_pcb_key key_of(std::uint32_t n) {
  bn_pcb_key key{};
  key.family = AF_INET;
  key.proto = IPPROTO_UDP;
  key.lport = htons(static_cast<std::uint16_t>(1024 + n % 50000));
  key.rport = htons(static_cast<std::uint16_t>(n * 2654435761u >> 16));
  const std::uint32_t local = htonl(0x7f010001 + n / 50000);
  const std::uint32_t remote = htonl(0x7f020000 + n);
  memcpy(&key.laddr, &local, sizeof(local));
  memcpy(&key.raddr, &remote, sizeof(remote));
  return key;
}

void time_lookups(const char* figure, PcbTable& table, const std::vector<bn_pcb_key>& keys,
                  const Options& options, std::size_t sessions, bool there) {
  std::vector<double> rounds;
  for (unsigned round = 0; round <= options.rounds; round++) {
    std::size_t found = 0;
    const std::uint64_t begin = cpu_ns();
    rcu_read_lock();
    for (const bn_pcb_key& key : keys)
      if (bn_pcb_lookup(table.stack(), &key) != nullptr) found++;
    rcu_read_unlock();
    const double took = static_cast<double>(cpu_ns() - begin) / static_cast<double>(keys.size());
    if (found != (there ? keys.size() : 0)) throw std::runtime_error("pcb: wrong answers");
    if (round > 0) rounds.push_back(took);  // round 0 warms up
  }
  tell_rounds(figure, "bsdnet", rounds, "ns", {{"sessions", std::to_string(sessions)}});
}

void measure_sessions(std::size_t sessions, const Options& options) {
  PcbTable table;
  const auto pcbs = std::make_unique<bn_pcb[]>(sessions);
  std::uint64_t begin = cpu_ns();
  for (std::uint32_t n = 0; n < sessions; n++) {
    pcbs[n].key = key_of(n);
    pcbs[n].mask.laddr_bits = 32;
    pcbs[n].mask.raddr_bits = 32;
    pcbs[n].mask.lport = 1;
    pcbs[n].mask.rport = 1;
    pcbs[n].mask.instance = 1;
    if (bn_pcb_insert(table.stack(), &pcbs[n]) != 0) throw std::runtime_error("pcb: insert");
  }
  const auto count = static_cast<double>(sessions);
  tell("pcb_insert", "bsdnet", static_cast<double>(cpu_ns() - begin) / count, "ns",
       {{"sessions", std::to_string(sessions)}});

  std::mt19937 random(9);
  std::vector<bn_pcb_key> present(options.keys);
  std::vector<bn_pcb_key> absent(options.keys);
  for (std::size_t i = 0; i < options.keys; i++) {
    const auto n = static_cast<std::uint32_t>(random() % sessions);
    present[i] = key_of(n);
    absent[i] = key_of(n + static_cast<std::uint32_t>(sessions));
  }
  time_lookups("pcb_hit", table, present, options, sessions, true);
  time_lookups("pcb_miss", table, absent, options, sessions, false);

  begin = cpu_ns();
  for (std::size_t n = 0; n < sessions; n++)
    bn_pcb_remove(&pcbs[n]);
  tell("pcb_remove", "bsdnet", static_cast<double>(cpu_ns() - begin) / count, "ns",
       {{"sessions", std::to_string(sessions)}});
  synchronize_rcu();
}

}  // namespace

void measure_pcbs(const Options& options) {
  stay_on_processor(0);
  for (const std::size_t sessions : {1000, 10000, 100000, 1000000})
    measure_sessions(sessions, options);
}

}  // namespace bench
