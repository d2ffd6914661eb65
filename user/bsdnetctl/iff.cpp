// SPDX-License-Identifier: GPL-2.0
//
// iff: protocol families on logical interfaces (IF-4)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Parameters<Iff>& key_parameters() {
  static const Parameters<Iff> parameters{first(&Iff::ifl_name, interface_name()),
                                          first(&Iff::family, family())};
  return parameters;
}

const Parameters<Iff>& settings() {
  static const Parameters<Iff> parameters{
      keyword("instance", &Iff::instance, instance_number()),
      keyword("mtu", &Iff::mtu, number("MTU")),
  };
  return parameters;
}

const Grammar<Iff>& add_grammar() {
  static const Grammar<Iff> grammar({key_parameters(), settings()});
  return grammar;
}

const Grammar<Iff>& set_grammar() {
  static const Grammar<Iff> grammar({key_parameters(), settings()}, Change::required);
  return grammar;
}

const Grammar<Iff>& del_grammar() {
  static const Grammar<Iff> grammar(key_parameters());
  return grammar;
}

const Grammar<Iff>& show_grammar() {
  static const Grammar<Iff> grammar({
      word(&Iff::family, family()),
      optional_keyword("dev", &Iff::ifl_name, interface_name()),
      keyword("instance", &Iff::instance, instance_number()),
  });
  return grammar;
}

std::string subject(const char* command, const Iff& iff) {
  return fmt::format("iff {} {} {}", command, *iff.ifl_name, *family_of(iff.family));
}

void iff_add(Context& context, const Iff& iff) {
  change(context.channel(), BSDNET_CMD_IFF_ADD, iff, subject("add", iff));
}

void iff_set(Context& context, const Iff& iff) {
  change(context.channel(), BSDNET_CMD_IFF_SET, iff, subject("set", iff));
}

void iff_del(Context& context, const Iff& iff) {
  change(context.channel(), BSDNET_CMD_IFF_DEL, iff, subject("del", iff));
}

void iff_show(Context& context, const Iff& filter) {
  show<Iff>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, iff_show>("show", "protocol families on interfaces"),
    command<add_grammar, iff_add>(
        "add",
        "add a family to an interface; creates device and logical interface if they do not exist"),
    command<del_grammar, iff_del>("del", "delete a family and its addresses"),
    command<set_grammar, iff_set>(
        "set", "change instance (only without addresses) or MTU (0: that of the device)"),
};

}  // namespace

const ObjectKind kIffKind = {"iff", "protocol families on logical interfaces", kCommands};

void print_object(Context& context, const Iff& iff) {
  Printer& out = context.out();
  const bool mtu_first = iff.mtu_set.value_or(false);
  out.print("ifl", "{} ", ifl_of(iff.ifl_name, iff.ifl_index));
  out.print("family", "{} ", family_of(iff.family));
  out.print("instance", "instance {} ", iff.instance);
  if (mtu_first) out.print("mtu", "mtu {} ", iff.mtu);
  out.newline();
  out.text("    ");
  if (!mtu_first) out.print("mtu", "mtu {} (default) ", iff.mtu);
  out.json("mtu_set", iff.mtu_set);
  print_state(out, iff.down);
  out.print("addresses", "addresses {} ", iff.ifas);
  if (context.options().details) out.print("ifl_index", "ifl-index {} ", iff.ifl_index);
  if (!context.options().statistics || !iff.ifl_index) return;
  Stats filter;
  filter.scope = BSDNET_STATS_SCOPE_IFF;
  filter.ifl_index = iff.ifl_index;
  filter.family = iff.family;
  for (const Stats& stats : list<Stats>(context.channel(), filter)) {
    const Printer::Scope scope(out, "stats");
    out.newline();
    print_traffic(out, stats);
  }
}

}  // namespace bsdnet::ctl
