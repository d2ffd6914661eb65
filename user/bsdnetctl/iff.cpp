// SPDX-License-Identifier: GPL-2.0
//
// iff: protocol families on logical interfaces (IF-4)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

std::vector<Keyword> settings(Args& args, Iff& iff) {
  return {
      {"instance", [&] { iff.instance = args.number("instance"); }},
      {"mtu", [&] { iff.mtu = args.number("MTU"); }},
  };
}

Iff read_key(Args& args) {
  Iff iff;
  iff.ifl_name = interface_name(args);
  iff.family = take_family(args);
  if (!iff.family) throw UsageError("the family after the interface is missing: inet");
  return iff;
}

std::string subject(const char* command, const Iff& iff) {
  return fmt::format("iff {} {} {}", command, *iff.ifl_name, *family_of(iff.family));
}

void iff_add(Context& context, Args& args) {
  Iff iff = read_key(args);
  parse_keywords(args, settings(args, iff));
  change(context.channel(), BSDNET_CMD_IFF_ADD, iff, subject("add", iff));
}

void iff_set(Context& context, Args& args) {
  Iff iff = read_key(args);
  parse_keywords(args, settings(args, iff));
  if (!iff.instance && !iff.mtu) throw UsageError("nothing to set");
  change(context.channel(), BSDNET_CMD_IFF_SET, iff, subject("set", iff));
}

void iff_del(Context& context, Args& args) {
  const Iff iff = read_key(args);
  args.end();
  change(context.channel(), BSDNET_CMD_IFF_DEL, iff, subject("del", iff));
}

void iff_show(Context& context, Args& args) {
  Iff filter;
  parse_keywords(args,
                 {{"instance", [&] { filter.instance = args.number("instance"); }},
                  {"dev", [&] { filter.ifl_name = interface_name(args); }}},
                 [&](const std::string& word) {
                   Args one({word});
                   if (const auto family = take_family(one); family && !filter.family)
                     return filter.family = family, true;
                   return !filter.ifl_name && (filter.ifl_name = word, true);
                 });
  show<Iff>(context, filter);
}

constexpr Command kCommands[] = {
    {"show", "[NAME] [inet] [instance N]", "protocol families on interfaces", iff_show},
    {"add", "NAME inet [instance N] [mtu M]",
     "bring a protocol up on an interface; makes device and logical interface if need be", iff_add},
    {"del", "NAME inet", "take a protocol from an interface, with its addresses", iff_del},
    {"set", "NAME inet [instance N] [mtu M]",
     "change instance (with no addresses) or MTU (0: as the device has it)", iff_set},
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
