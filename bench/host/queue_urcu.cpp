// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * liburcu's wait-free queue with its functions inlined: one item at a time,
 * and with the consumer taking all that is there at once (splice).
 */
#define _LGPL_SOURCE
#include <urcu/wfcqueue.h>

#include "host/queue.hpp"

namespace bench {

namespace {

class Wfcqueue {
 public:
  struct alignas(64) Item {
    cds_wfcq_node node;
    unsigned producer;
  };

  Wfcqueue() { __cds_wfcq_init(&head_, &tail_); }

  void push(Item* item) {
    cds_wfcq_node_init(&item->node);
    cds_wfcq_enqueue(__cds_wfcq_head_cast(&head_), &tail_, &item->node);
  }

  Item* pop() {
    cds_wfcq_node* node = __cds_wfcq_dequeue_nonblocking(__cds_wfcq_head_cast(&head_), &tail_);
    if (node == nullptr || node == CDS_WFCQ_WOULDBLOCK) return nullptr;
    return reinterpret_cast<Item*>(node);
  }

 protected:
  alignas(64) __cds_wfcq_head head_{};
  alignas(64) cds_wfcq_tail tail_{};
};

class Spliced : public Wfcqueue {
 public:
  Spliced() { __cds_wfcq_init(&taken_head_, &taken_tail_); }

  Item* pop() {
    cds_wfcq_node* node =
        __cds_wfcq_dequeue_nonblocking(__cds_wfcq_head_cast(&taken_head_), &taken_tail_);
    if (node == nullptr) {
      __cds_wfcq_splice_nonblocking(__cds_wfcq_head_cast(&taken_head_), &taken_tail_,
                                    __cds_wfcq_head_cast(&head_), &tail_);
      node = __cds_wfcq_dequeue_nonblocking(__cds_wfcq_head_cast(&taken_head_), &taken_tail_);
    }
    if (node == nullptr || node == CDS_WFCQ_WOULDBLOCK) return nullptr;
    return reinterpret_cast<Item*>(node);
  }

 private:
  alignas(64) __cds_wfcq_head taken_head_{};
  cds_wfcq_tail taken_tail_{};
};

}  // namespace

void add_wfcqueues(std::vector<QueuePointer>& queues, const Options& options) {
  queues.push_back(std::make_unique<QueueOf<Wfcqueue>>("wfcqueue", options));
  queues.push_back(std::make_unique<QueueOf<Spliced>>("wfcqueue_splice", options));
}

}  // namespace bench
