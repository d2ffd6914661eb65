// SPDX-License-Identifier: GPL-2.0
//
// instance: routing instances (RT-10)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

Instance read_key(Args& args) {
  Instance instance;
  instance.index = args.number("instance");
  return instance;
}

std::string subject(const char* command, const Instance& instance) {
  return fmt::format("instance {} {}", command, *instance.index);
}

std::vector<Keyword> settings(Args& args, Instance& instance) {
  return {
      {"forwarding", [&] { instance.forwarding = args.on_off("forwarding"); }},
      {"max-neighbours", [&] { instance.max_neighbours = args.number("max-neighbours"); }},
  };
}

void instance_add(Context& context, Args& args) {
  Instance instance = read_key(args);
  parse_keywords(args, settings(args, instance));
  change(context.channel(), BSDNET_CMD_INSTANCE_ADD, instance, subject("add", instance));
}

void instance_set(Context& context, Args& args) {
  Instance instance = read_key(args);
  parse_keywords(args, settings(args, instance));
  if (!instance.forwarding && !instance.max_neighbours) throw UsageError("nothing to set");
  change(context.channel(), BSDNET_CMD_INSTANCE_SET, instance, subject("set", instance));
}

void instance_del(Context& context, Args& args) {
  const Instance instance = read_key(args);
  args.end();
  change(context.channel(), BSDNET_CMD_INSTANCE_DEL, instance, subject("del", instance));
}

void instance_show(Context& context, Args& args) {
  if (args.empty()) return show<Instance>(context, Instance{});
  const Instance instance = read_key(args);
  args.end();
  show_one<Instance>(context, instance, subject("show", instance));
}

constexpr Command kCommands[] = {
    {"show", "[N]", "routing instances", instance_show},
    {"add", "N [forwarding on|off] [max-neighbours M]", "add a routing instance", instance_add},
    {"del", "N", "delete a routing instance that no interface uses", instance_del},
    {"set", "N [forwarding on|off] [max-neighbours M]",
     "router or host; how many neighbours there may be", instance_set},
};

}  // namespace

const ObjectKind kInstanceKind = {"instance", "routing instances", kCommands};

void print_object(Context& context, const Instance& instance) {
  Printer& out = context.out();
  out.print("index", "{} ", instance.index);
  out.print_bool("forwarding", "forwarding on", "forwarding off", instance.forwarding);
  out.newline();
  out.print("routes_inet", "    inet routes {} ", instance.routes_inet);
  if (instance.routes_inet6.value_or(0) != 0 || out.is_json())
    out.print("routes_inet6", "inet6 routes {} ", instance.routes_inet6);
  out.print("iffs", "iffs {} ", instance.iffs);
  out.print("sockets", "sockets {} ", instance.sockets);
  out.print("neighbours", "neighbours {} ", instance.neighbours);
  out.print("max_neighbours", "of {} ", instance.max_neighbours);
  out.print("default_ifl", "multicast-if {} ",
            ifl_of(instance.default_ifl_name, instance.default_ifl_index));
}

}  // namespace bsdnet::ctl
