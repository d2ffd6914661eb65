// SPDX-License-Identifier: GPL-2.0
/** \file bsdnet's packet queue, the module's own file. */
extern "C" {
#include "queues/pktq.h"
}

#include "host/queue.hpp"

namespace bench {

namespace {

class Pktq {
 public:
  struct alignas(64) Item {
    bn_pktq_link link;
    unsigned producer;
  };

  Pktq() { bn_pktq_init(&queue_); }
  void push(Item* item) { bn_pktq_enqueue(&queue_, &item->link); }
  Item* pop() { return reinterpret_cast<Item*>(bn_pktq_dequeue(&queue_)); }

 private:
  bn_pktq queue_{};
};

}  // namespace

QueuePointer make_pktq(const Options& options) {
  return std::make_unique<QueueOf<Pktq>>("bsdnet", options);
}

}  // namespace bench
