// SPDX-License-Identifier: GPL-2.0
//
// queue: bounded queues

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Grammar<Queue>& show_grammar() {
  static const Grammar<Queue> grammar(
      keyword("kind", &Queue::kind, text("kind", "device|service")));
  return grammar;
}

void queue_show(Context& context, const Queue& filter) {
  show<Queue>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, queue_show>("show", "queues: length, limit, highest length and drops"),
};

}  // namespace

const ObjectKind kQueueKind = {"queue", "bounded queues", kCommands};

void print_object(Context& context, const Queue& queue) {
  Printer& out = context.out();
  out.print("id", "{}: ", queue.id);
  out.print("name", "{:<24} ", queue.name);
  out.print("kind", "{:<7} ", queue.kind);
  out.print("len", "len {} ", queue.len);
  out.print("limit", "limit {} ", queue.limit);
  out.print("high_water", "high-water {} ", queue.high_water);
  out.print("drops", "drops {} ", queue.drops);
  (void)context;
}

}  // namespace bsdnet::ctl
