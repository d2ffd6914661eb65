// SPDX-License-Identifier: GPL-2.0
//
// queue: bounded queues and pools, and the CPUs that consume device queues

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Grammar<Queue>& show_grammar() {
  static const Grammar<Queue> grammar(
      keyword("kind", &Queue::kind, text("kind", "device|service|output|receive|pool")));
  return grammar;
}

void queue_show(Context& context, const Queue& filter) {
  show<Queue>(context, filter);
}

Value<std::uint32_t> cpu_or_any() {
  auto value = number("cpu", "CPU|any");
  value.read = [read = value.read](Args& args) {
    if (args.empty() || args.peek() != "any") return read(args);
    args.skip(1);
    return std::uint32_t{BSDNET_CPU_ANY};
  };
  return value;
}

const Grammar<Queue>& set_grammar() {
  static const Grammar<Queue> grammar({first(&Queue::name, text("queue", "QUEUE")),
                                       required(keyword("cpu", &Queue::cpu, cpu_or_any()))});
  return grammar;
}

// The number of the device queue with this name, or else with this number
std::uint32_t queue_id(Context& context, const std::string& name) {
  Queue filter;
  filter.kind = "device";
  std::optional<std::uint32_t> by_name, by_number;
  dump<Queue>(context.channel(), filter, [&](const Queue& queue) {
    if (queue.name == name) by_name = queue.id;
    if (fmt::to_string(queue.id.value_or(0)) == name) by_number = queue.id;
  });
  const std::optional<std::uint32_t> id = by_name ? by_name : by_number;
  if (!id) throw SystemError(fmt::format("queue set {}: no such device queue", name), ENOENT);
  return *id;
}

void queue_set(Context& context, const Queue& request) {
  Queue queue;
  queue.id = queue_id(context, *request.name);
  queue.cpu = request.cpu;
  change(context.channel(), BSDNET_CMD_QUEUE_SET, queue, "queue set " + *request.name);
}

const Grammar<Queue>& spread_grammar() {
  static const Grammar<Queue> grammar(
      {first(&Queue::ifd_name, interface_name("DEV", Names::ifd)),
       required(keyword("cpus", &Queue::cpus, text("cpus", "LIST|off")))});
  return grammar;
}

void queue_spread(Context& context, const Queue& request) {
  Queue queue = request;
  if (queue.cpus == "off") queue.cpus = "";
  change(context.channel(), BSDNET_CMD_QUEUE_SPREAD, queue, "queue spread " + *queue.ifd_name);
}

constexpr Command kCommands[] = {
    command<show_grammar, queue_show>(
        "show",
        "queues and pools that hold packets or objects: length, limit, highest length, drops, and "
        "the CPU of pinned ones; with each, limit and highest length are those of one neighbour"),
    command<set_grammar, queue_set>(
        "set",
        "pin the consumer of a device queue to a CPU; with any, frames are processed on the CPU "
        "that receives them, the default"),
    command<spread_grammar, queue_spread>(
        "spread",
        "spread the frames of a device over CPUs, each flow to one of them, for devices with one "
        "receive queue; with off, the default, the device has a queue for each of its receive "
        "queues"),
};

}  // namespace

const ObjectKind kQueueKind = {"queue", "bounded queues and pools", kCommands};

void print_object(Context& context, const Queue& queue) {
  Printer& out = context.out();
  out.print("id", "{}: ", queue.id);
  out.print("name", "{:<24} ", queue.name);
  out.print("kind", "{:<7} ", queue.kind);
  out.print("len", "len {} ", queue.len);
  out.print("limit", "limit {} ", queue.limit);
  out.print("unit", "{} ", queue.unit);
  out.print_bool("each", "each ", "", queue.each);
  out.print("high_water", "high-water {} ", queue.high_water);
  out.print("drops", "drops {} ", queue.drops);
  out.print("cpu", "cpu {} ", queue.cpu);
  out.print_bool("by_flow", "by-flow ", "", queue.by_flow);
  out.print("worker_turns", "worker-turns {} ", queue.worker_turns);
  out.print("caller_turns", "caller-turns {} ", queue.caller_turns);
}

}  // namespace bsdnet::ctl
