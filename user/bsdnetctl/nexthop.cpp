// SPDX-License-Identifier: GPL-2.0
//
// nexthop: next hops (NH-1)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Grammar<Nexthop>& show_grammar() {
  static const Grammar<Nexthop> grammar({
      alone(keyword("index", &Nexthop::index, number("index"))),
      keyword("type", &Nexthop::type, enumerated("type of next hop", enums::nexthop_type, "TYPE")),
      keyword("dev", &Nexthop::ifl_name, interface_name()),
  });
  return grammar;
}

void nexthop_show(Context& context, const Nexthop& filter) {
  if (filter.index)
    show_one<Nexthop>(context, filter, fmt::format("nexthop show {}", *filter.index));
  else
    show<Nexthop>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, nexthop_show>("show", "next hops"),
};

}  // namespace

const ObjectKind kNexthopKind = {"nexthop", "next hops", kCommands};

void print_object(Context& context, const Nexthop& nexthop) {
  Printer& out = context.out();
  out.print("index", "{}: ", nexthop.index);
  out.print("type", "{} ", name_of(enums::nexthop_type, nexthop.type));
  out.print("via", "via {} ", text_of(nexthop.gateway));
  out.print_bool("is_local", "(own address) ", "", nexthop.is_local);
  out.print("dev", "dev {} ", ifl_of(nexthop.ifl_name, nexthop.ifl_index));
  if (nexthop.local && !nexthop.local->is_zero())
    out.print("src", "src {} ", text_of(nexthop.local));
  out.json("family", family_of(nexthop.family));
  if (nexthop.instance.value_or(0) != 0 || out.is_json())
    out.print("instance", "instance {} ", nexthop.instance);
  if (nexthop.l2_header && !nexthop.l2_header->empty()) {
    out.newline();
    out.text("    l2 header ");
    print_l2_header(out, *nexthop.l2_header);
  }
  if (!context.options().details && !context.options().statistics && !out.is_json()) return;
  out.newline();
  out.text("    ");
  out.print("mtu", "mtu {} ", nexthop.mtu);
  out.print("refs", "refs {} ", nexthop.refs);
}

}  // namespace bsdnet::ctl
