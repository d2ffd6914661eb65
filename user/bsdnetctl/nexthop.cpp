// SPDX-License-Identifier: GPL-2.0
//
// nexthop: next hops (NH-1)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

void nexthop_show(Context& context, Args& args) {
  Nexthop filter;
  parse_keywords(
      args,
      {{"type", [&] { filter.type = args.enumerated("type of next hop", enums::nexthop_type); }},
       {"dev", [&] { filter.ifl_name = interface_name(args); }},
       {"index", [&] { filter.index = args.number("index"); }}});
  if (filter.index && (filter.type || filter.ifl_name))
    throw UsageError("\"index\" excludes other filters");
  if (filter.index)
    show_one<Nexthop>(context, filter, fmt::format("nexthop show {}", *filter.index));
  else
    show<Nexthop>(context, filter);
}

constexpr Command kCommands[] = {
    {"show", "[type TYPE] [dev NAME] [index N]", "next hops", nexthop_show},
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
