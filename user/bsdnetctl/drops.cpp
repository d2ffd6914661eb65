// SPDX-License-Identifier: GPL-2.0
//
// drops: why packets were dropped, and how many

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Grammar<Drop>& show_grammar() {
  static const Grammar<Drop> grammar(Parameters<Drop>{});
  return grammar;
}

void drops_show(Context& context, const Drop& filter) {
  const bool all = context.options().details;
  show<Drop>(context, filter,
             [all](const Drop& drop) { return all || drop.count.value_or(0) != 0; });
}

constexpr Command kCommands[] = {
    command<show_grammar, drops_show>("show", "drop reasons that occurred; with -d all reasons"),
};

}  // namespace

const ObjectKind kDropsKind = {"drops", "dropped packets per reason", kCommands};

void print_object(Context& context, const Drop& drop) {
  Printer& out = context.out();
  out.print("name", "{:<20} ", drop.name);
  out.print("packets", "{:>12}  ", drop.count);
  out.print("text", "{} ", drop.text);
  if (context.options().details) out.json("reason", drop.reason);
}

}  // namespace bsdnet::ctl
