// SPDX-License-Identifier: GPL-2.0
//
// aarp: AppleTalk nodes and their link-layer addresses

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Grammar<Aarp>& show_grammar() {
  static const Grammar<Aarp> grammar(optional_keyword("dev", &Aarp::ifl_name, interface_name()));
  return grammar;
}

void aarp_show(Context& context, const Aarp& filter) {
  show<Aarp>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, aarp_show>("show", "AppleTalk nodes that are known or asked for"),
};

}  // namespace

const ObjectKind kAarpKind = {"aarp", "AppleTalk nodes on logical interfaces", kCommands};

void print_object(Context& context, const Aarp& aarp) {
  Printer& out = context.out();
  out.print("net", "{}", aarp.net);
  out.print("node", ".{} ", aarp.node);
  out.print("dev", "dev {} ", ifl_of(aarp.ifl_name, aarp.ifl_index));
  out.print("lladdr", "lladdr {} ", text_of(aarp.lladdr));
  if (!aarp.lladdr) out.text("asked ");
  out.print("age_ms", "age {} ms ", aarp.age_ms);
}

}  // namespace bsdnet::ctl
