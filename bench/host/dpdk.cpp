// SPDX-License-Identifier: GPL-2.0
#include "host/dpdk.hpp"

#include <pthread.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>

#include <algorithm>
#include <stdexcept>

namespace bench {

void start_dpdk(unsigned mib, bool huge) {
  std::vector<std::string> words = {"bench",
                                    "--no-pci",
                                    "--no-telemetry",
                                    "--log-level=error",
                                    "-l",
                                    "0",
                                    "--force-max-simd-bitwidth=512",
                                    "-m",
                                    std::to_string(mib)};
  // nothing is shared with other processes, nothing stays behind
  if (huge)
    words.emplace_back("--in-memory");
  else
    words.insert(words.end(), {"--no-huge", "--no-shconf"});
  std::vector<char*> argv;
  argv.reserve(words.size());
  for (std::string& word : words)
    argv.push_back(word.data());
  // it would keep this thread, and all that this one starts, on one processor
  cpu_set_t processors;
  pthread_getaffinity_np(pthread_self(), sizeof(processors), &processors);
  if (rte_eal_init(static_cast<int>(argv.size()), argv.data()) < 0) dpdk_failed("DPDK");
  pthread_setaffinity_np(pthread_self(), sizeof(processors), &processors);
}

void dpdk_failed(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + rte_strerror(rte_errno));
}

std::size_t dpdk_bytes() {
  rte_malloc_socket_stats stats{};
  std::size_t bytes = 0;
  for (int socket = 0; socket < RTE_MAX_NUMA_NODES; socket++)
    if (rte_malloc_get_socket_stats(socket, &stats) == 0) bytes += stats.heap_allocsz_bytes;
  return bytes;
}

std::uint32_t count_groups(const RouteSet& set, unsigned bits, unsigned step) {
  std::uint32_t groups = 0;
  for (unsigned level = bits; level < set.width(); level += step) {
    const Address* last = nullptr;
    for (const Route& route : set.routes) {
      if (route.bits <= level) continue;
      if (last == nullptr || !same_prefix(*last, route.prefix, level)) groups++;
      last = &route.prefix;
    }
  }
  return groups;
}

std::vector<TablePointer> make_rivals(const RouteSet& set) {
  std::vector<TablePointer> tables;
  if (set.family == 4)
    add_rivals_inet(tables, set);
  else
    add_rivals_inet6(tables, set);
  return tables;
}

}  // namespace bench
