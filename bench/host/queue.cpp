// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Packet queues: items per second through each, from its own consumer, from
 * one other thread and from four. All queues take turns; the best round counts.
 */
#include "host/queue.hpp"

#include <pthread.h>

namespace bench {

void stay_on_processor(unsigned thread) {
  const unsigned processors = std::max(std::thread::hardware_concurrency(), 1u);
  const unsigned others = std::max(processors - 1, 1u);
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(thread == 0 || processors == 1 ? 0 : 1 + (thread - 1) % others, &set);
  pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
}

void measure_queues(const Options& options) {
  std::vector<QueuePointer> queues;
  queues.push_back(make_pktq(options));
  add_wfcqueues(queues, options);
  add_kernel_queues(queues, options);
  stay_on_processor(0);
  for (const unsigned producers : {0u, 1u, 4u}) {
    std::vector<double> best(queues.size());
    for (unsigned round = 0; round < options.rounds; round++) {
      for (std::size_t i = 0; i < queues.size(); i++) {
        const double took = queues[i]->round(producers);
        best[i] = round == 0 ? took : std::min(best[i], took);
      }
    }
    for (std::size_t i = 0; i < queues.size(); i++)
      tell("queue", queues[i]->name(), best[i], "ns", {{"producers", std::to_string(producers)}});
  }
}

}  // namespace bench
