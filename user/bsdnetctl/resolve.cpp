// SPDX-License-Identifier: GPL-2.0
//
// route get: one line per step of the resolution

#include "resolve.hpp"

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

void print_packet(Printer& out, const Resolve& question, const Resolve& answer) {
  out.print("dst", "{} ", text_of(answer.addr ? answer.addr : question.addr));
  out.print("from", "from {} ", text_of(answer.from ? answer.from : question.from));
  const auto iif = ifl_of(answer.iif_name ? answer.iif_name : question.iif_name, answer.iif_index);
  if (iif)
    out.print("iif", "received on {} ", iif);
  else
    out.text("sent by this host ");
  out.print("instance", "instance {} ", answer.instance);
  if (iif) out.print_bool("forwarding", "(router)", "(host)", answer.forwarding);
  out.newline();
}

void print_route(Printer& out, const Route& route) {
  out.print("prefix", "{} ", route_prefix(route).str_full());
  out.print("type", "type {} ", name_of(enums::route_type, route.type));
  if (route.flags)
    out.print_words("flags", "flags {} ", flag_names(enums::route_flags, *route.flags));
  out.print("dev", "dev {} ", ifl_of(route.ifl_name, route.ifl_index));
  out.newline();
}

void print_nexthop(Printer& out, const Nexthop& nexthop) {
  out.print("type", "{} ", name_of(enums::nexthop_type, nexthop.type));
  out.print("via", "via {} ", text_of(nexthop.gateway));
  if (nexthop.is_local.value_or(false)) out.print_bool("is_local", "(own address) ", "", true);
  out.print("index", "index {} ", nexthop.index);
  out.print("refs", "refs {} ", nexthop.refs);
  out.newline();
}

// The action of a next hop of this type
const char* fate(std::uint8_t type) {
  switch (type) {
    case BSDNET_NEXTHOP_TYPE_UNICAST:
      return "sent";
    case BSDNET_NEXTHOP_TYPE_RESOLV:
    case BSDNET_NEXTHOP_TYPE_HOLD:
      return "held until the neighbour is known";
    case BSDNET_NEXTHOP_TYPE_RECV:
    case BSDNET_NEXTHOP_TYPE_MRECV:
    case BSDNET_NEXTHOP_TYPE_BRECV:
    case BSDNET_NEXTHOP_TYPE_LOCAL:
      return "delivered to this host";
    case BSDNET_NEXTHOP_TYPE_MGROUP:
    case BSDNET_NEXTHOP_TYPE_MULTICAST:
      return "sent to a group";
    default:
      return "dropped";
  }
}

void print_fate(Printer& out, const Resolve& answer, const Nexthop* nexthop) {
  const bool dropped = answer.drop_name.has_value();
  if (!dropped && (nexthop == nullptr || !nexthop->type)) return;
  out.print("result", "    result     {} ",
            std::string(dropped ? "dropped" : fate(*nexthop->type)));
  out.print("drop", "({}) ", answer.drop_name);
  out.print("drop_text", "{} ", answer.drop_text);
  out.newline();
}

void print_interface(Printer& out, const Resolve& answer, const Nexthop& nexthop) {
  const auto dev = ifl_of(nexthop.ifl_name, nexthop.ifl_index);
  const auto mtu = answer.mtu ? answer.mtu : nexthop.mtu;
  if (!dev) return;
  out.print("dev", "    interface  {} ", dev);
  out.print("mtu", "mtu {} ", mtu);
  out.newline();
}

}  // namespace

void print_resolve(Context& context, const Resolve& question, const Resolve& answer) {
  Printer& out = context.out();
  print_packet(out, question, answer);
  if (answer.route) {
    const Printer::Scope scope(out, "route");
    out.text("    route      ");
    print_route(out, *answer.route);
  }
  for (const Route& other : answer.other_route)
    out.element("other_routes", [&] {
      out.text("      hidden   ");
      print_route(out, other);
    });
  const Nexthop* nexthop = answer.nexthop ? &*answer.nexthop : nullptr;
  if (nexthop != nullptr) {
    {
      const Printer::Scope scope(out, "nexthop");
      out.text("    next hop   ");
      print_nexthop(out, *nexthop);
    }
    print_interface(out, answer, *nexthop);
  }
  const auto& own = answer.l2_header;
  const auto& header = own || nexthop == nullptr ? own : nexthop->l2_header;
  if (header && !header->empty()) {
    out.text("    l2 header  ");
    print_l2_header(out, *header);
    out.newline();
  }
  const auto source = answer.local || nexthop == nullptr ? answer.local : nexthop->local;
  if (source && !source->is_zero()) {
    out.print("src", "    source     {} ", text_of(source));
    out.newline();
  }
  print_fate(out, answer, nexthop);
}

}  // namespace bsdnet::ctl
