// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Packet queues: items per second through each, from its own consumer, from
 * one other thread and from four. All queues take turns; the best round counts.
 */
#include "host/queue.hpp"

#include <pthread.h>

namespace bench {

void measure_queues(const Options& options) {
  std::vector<QueuePointer> queues;
  queues.push_back(make_pktq(options));
  add_wfcqueues(queues, options);
  add_kernel_queues(queues, options);
  stay_on_processor(0);
  for (const unsigned producers : {0u, 1u, 4u}) {
    std::vector<std::vector<double>> took(queues.size());
    for (unsigned round = 0; round <= options.rounds; round++) {
      for (std::size_t i = 0; i < queues.size(); i++) {
        const double each = queues[i]->round(producers);
        if (round > 0) took[i].push_back(each);  // round 0 warms up
      }
    }
    for (std::size_t i = 0; i < queues.size(); i++)
      tell_rounds("queue", queues[i]->name(), took[i], "ns",
                  {{"producers", std::to_string(producers)}});
  }
}

}  // namespace bench
