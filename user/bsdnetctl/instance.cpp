// SPDX-License-Identifier: GPL-2.0
//
// instance: routing instances (RT-10)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Parameters<Instance>& settings() {
  static const Parameters<Instance> parameters{
      first(&Instance::index, instance_number()),
      keyword("forwarding", &Instance::forwarding, on_off("forwarding")),
      keyword("max-neighbours", &Instance::max_neighbours, number("max-neighbours")),
  };
  return parameters;
}

const Grammar<Instance>& add_grammar() {
  static const Grammar<Instance> grammar(settings());
  return grammar;
}

const Grammar<Instance>& set_grammar() {
  static const Grammar<Instance> grammar(settings(), Change::required);
  return grammar;
}

const Grammar<Instance>& del_grammar() {
  static const Grammar<Instance> grammar(first(&Instance::index, instance_number()));
  return grammar;
}

const Grammar<Instance>& show_grammar() {
  static const Grammar<Instance> grammar(word(&Instance::index, instance_number()));
  return grammar;
}

std::string subject(const char* command, const Instance& instance) {
  return fmt::format("instance {} {}", command, *instance.index);
}

void instance_add(Context& context, const Instance& instance) {
  change(context.channel(), BSDNET_CMD_INSTANCE_ADD, instance, subject("add", instance));
}

void instance_set(Context& context, const Instance& instance) {
  change(context.channel(), BSDNET_CMD_INSTANCE_SET, instance, subject("set", instance));
}

void instance_del(Context& context, const Instance& instance) {
  change(context.channel(), BSDNET_CMD_INSTANCE_DEL, instance, subject("del", instance));
}

void instance_show(Context& context, const Instance& instance) {
  if (!instance.index) return show<Instance>(context, instance);
  show_one<Instance>(context, instance, subject("show", instance));
}

constexpr Command kCommands[] = {
    command<show_grammar, instance_show>("show", "routing instances"),
    command<add_grammar, instance_add>("add", "add a routing instance"),
    command<del_grammar, instance_del>("del", "delete a routing instance that no interface uses"),
    command<set_grammar, instance_set>("set", "set forwarding and the limit of neighbours"),
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
