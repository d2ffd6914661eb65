// SPDX-License-Identifier: GPL-2.0
//
// ifl: logical interfaces (IF-3)

#include "encap.hpp"
#include "encap_request.hpp"
#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

struct IflRequest : Ifl, EncapRequest {};

// The options of `set` change the encapsulation that the interface has
struct IflSetRequest : IflRequest {
  void begin(Context& context) {
    on_option([this, &context] {
      Ifl key;
      key.name = name;
      return get<Ifl>(context.channel(), key, "ifl show " + *name).encap;
    });
  }
};

const Parameters<Ifl>& settings() {
  static const Parameters<Ifl> parameters{
      keyword("lladdr", &Ifl::lladdr, link_address()),
      keyword("link", &Ifl::link_up, up_down("link")),
      one_of(flag("up", &Ifl::admin_up, true), flag("down", &Ifl::admin_up, false)),
  };
  return parameters;
}

const Grammar<IflRequest>& add_grammar() {
  static const Grammar<IflRequest> grammar({
      first(&Ifl::name, interface_name("NAME[.UNIT]", Names::ifd)),
      encap_parameters(EncapPlace::ifl),
      keyword("parent", &Ifl::parent, interface_name()),
      keyword("unit", &Ifl::unit, number("unit", "UNIT")),
      settings(),
  });
  return grammar;
}

const Grammar<IflSetRequest>& set_grammar() {
  static const Grammar<IflSetRequest> grammar(
      {first(&Ifl::name, interface_name()), settings(), encap_options()}, Change::required);
  return grammar;
}

const Grammar<Ifl>& del_grammar() {
  static const Grammar<Ifl> grammar(first(&Ifl::name, interface_name()));
  return grammar;
}

const Grammar<Ifl>& show_grammar() {
  static const Grammar<Ifl> grammar({
      alone(optional_keyword("dev", &Ifl::name, interface_name())),
      keyword("ifd", &Ifl::ifd_name, interface_name("DEV", Names::ifd)),
      keyword("parent", &Ifl::parent, interface_name()),
      keyword("encap", &Ifl::encap, text("name of the encapsulation", "NAME", Names::encap)),
      keyword("type", &Ifl::type, text("type of link", "TYPE", Names::encap)),
  });
  return grammar;
}

void ifl_add(Context& context, const IflRequest& request) {
  Ifl ifl = request;
  ifl.encap = request.encap_name();
  ifl.encap_data = request.encap_bytes();
  change(context.channel(), BSDNET_CMD_IFL_ADD, ifl, "ifl add " + *ifl.name);
}

void ifl_set(Context& context, const IflSetRequest& request) {
  Ifl ifl = request;
  if (request.has_encap()) ifl.encap_data = request.encap_bytes();
  change(context.channel(), BSDNET_CMD_IFL_SET, ifl, "ifl set " + *ifl.name);
}

void ifl_del(Context& context, const Ifl& ifl) {
  change(context.channel(), BSDNET_CMD_IFL_DEL, ifl, "ifl del " + *ifl.name);
}

void ifl_show(Context& context, const Ifl& request) {
  if (request.name) return show_one<Ifl>(context, request, "ifl show " + *request.name);
  // The kernel does not filter by type
  Ifl filter = request;
  filter.type.reset();
  show<Ifl>(context, filter,
            [&](const Ifl& found) { return !request.type || found.type == request.type; });
}

// Whether `add` can set the link-layer address of the interface
bool own_lladdr(const Ifl& ifl) {
  const Encapsulation* encap = ifl.encap ? find_encapsulation(*ifl.encap) : nullptr;
  return encap != nullptr && encap->has_lladdr();
}

void print_lladdr(Printer& out, const Ifl& ifl) {
  if (ifl.lladdr && !ifl.lladdr->bytes.empty())
    out.print("lladdr", "lladdr {} ", text_of(ifl.lladdr));
}

constexpr Command kCommands[] = {
    command<show_grammar, ifl_show>("show", "logical interfaces"),
    command<add_grammar, ifl_add>(
        "add", "add a logical interface; without an encapsulation it has the frames of its parent"),
    command<del_grammar, ifl_del>("del", "delete a logical interface and all that is on it"),
    command<set_grammar, ifl_set>("set", "change a logical interface"),
};

}  // namespace

const ObjectKind kIflKind = {"ifl", "logical interfaces", kCommands};

void print_object(Context& context, const Ifl& ifl) {
  Printer& out = context.out();
  const bool lladdr_first = own_lladdr(ifl);
  out.print("name", "{} ", ifl.name);
  print_encap(out, ifl.encap, ifl.encap_data);
  out.print("parent", "parent {} ", ifl.parent);
  if (lladdr_first) print_lladdr(out, ifl);
  out.print_bool("link_up", "", "link down ", ifl.link_up);
  out.print_bool("admin_up", "up", "down", ifl.admin_up);
  out.newline();
  out.print("index", "    index {} ", ifl.index);
  out.print("ifd", "ifd {} ", ifl.ifd_name);
  out.print("unit", "unit {} ", ifl.unit);
  out.print("type", "type {} ", ifl.type);
  print_state(out, ifl.down);
  out.print("mtu", "mtu {} ", ifl.mtu);
  if (!lladdr_first) print_lladdr(out, ifl);
  if (ifl.flags) out.print_words("flags", "flags {} ", flag_names(enums::ifl_flags, *ifl.flags));
  if (context.options().details) out.print("ifd_index", "ifd-index {} ", ifl.ifd_index);
  if (!context.options().statistics || !ifl.index) return;
  Stats filter;
  filter.scope = BSDNET_STATS_SCOPE_IFL;
  filter.ifl_index = ifl.index;
  for (const Stats& stats : list<Stats>(context.channel(), filter)) {
    const Printer::Scope scope(out, "stats");
    out.newline();
    print_traffic(out, stats);
  }
}

}  // namespace bsdnet::ctl
