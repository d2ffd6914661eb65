// SPDX-License-Identifier: LGPL-2.1-or-later
//
// packet_queue over kmod/queues/pktq.
#include "bsdnet/packet_queue.hpp"
#include "core.hpp"

extern "C" {
#include "queues/pktq.h"
}

namespace bsdnet::detail {
namespace {

static_assert(sizeof(queue_memory) == sizeof(bn_pktq));
static_assert(alignof(queue_memory) >= alignof(bn_pktq));
static_assert(sizeof(queue_link) == sizeof(bn_pktq_link));

bn_pktq* queue_of(queue_memory& queue) {
  return reinterpret_cast<bn_pktq*>(&queue);
}
const bn_pktq* queue_of(const queue_memory& queue) {
  return reinterpret_cast<const bn_pktq*>(&queue);
}

}  // namespace

void queue_init(queue_memory& queue) noexcept {
  bn_pktq_init(queue_of(queue));
}

bool queue_push(queue_memory& queue, queue_link* item) noexcept {
  return bn_pktq_enqueue(queue_of(queue), reinterpret_cast<bn_pktq_link*>(item));
}

queue_link* queue_pop(queue_memory& queue) noexcept {
  return reinterpret_cast<queue_link*>(bn_pktq_dequeue(queue_of(queue)));
}

bool queue_busy(const queue_memory& queue) noexcept {
  return bn_pktq_busy(queue_of(queue));
}

bool queue_empty(const queue_memory& queue) noexcept {
  return bn_pktq_empty(queue_of(queue));
}

}  // namespace bsdnet::detail
