// SPDX-License-Identifier: GPL-2.0
//
// ifl: logical interfaces (IF-3)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

constexpr std::uint32_t kVidMax = 4094;
constexpr std::uint16_t kTpidCustomer = 0x8100;
constexpr std::uint16_t kTpidService = 0x88a8;

void ifl_add(Context& context, Args& args) {
  Ifl ifl;
  ifl.name = interface_name(args);
  const auto u16 = [&](const char* what, std::uint32_t low, std::uint32_t high) {
    return static_cast<std::uint16_t>(args.number(what, low, high));
  };
  parse_keywords(args, {
                           {"vlan", [&] { ifl.vlan_id = u16("VLAN id", 1, kVidMax); }},
                           {"svlan",
                            [&] {
                              if (ifl.vlan_id) throw UsageError("\"vlan\" and \"svlan\"");
                              ifl.vlan_id = u16("VLAN id", 1, kVidMax);
                              ifl.vlan_tpid = kTpidService;
                            }},
                           {"tpid", [&] { ifl.vlan_tpid = u16("TPID", 0x600, 0xffff); }},
                           {"parent", [&] { ifl.parent = interface_name(args); }},
                           {"unit", [&] { ifl.unit = args.number("unit"); }},
                           {"up", [&] { ifl.admin_up = true; }},
                           {"down", [&] { ifl.admin_up = false; }},
                       });
  if (ifl.vlan_tpid && !ifl.vlan_id) throw UsageError("\"tpid\" without \"vlan\"");
  change(context.channel(), BSDNET_CMD_IFL_ADD, ifl, "ifl add " + *ifl.name);
}

void ifl_set(Context& context, Args& args) {
  Ifl ifl;
  ifl.name = interface_name(args);
  parse_keywords(args,
                 {{"up", [&] { ifl.admin_up = true; }}, {"down", [&] { ifl.admin_up = false; }}});
  if (!ifl.admin_up) throw UsageError("up or down?");
  change(context.channel(), BSDNET_CMD_IFL_SET, ifl, "ifl set " + *ifl.name);
}

void ifl_del(Context& context, Args& args) {
  Ifl ifl;
  ifl.name = interface_name(args);
  args.end();
  change(context.channel(), BSDNET_CMD_IFL_DEL, ifl, "ifl del " + *ifl.name);
}

void ifl_show(Context& context, Args& args) {
  Ifl ifl;
  parse_keywords(args,
                 {{"ifd", [&] { ifl.ifd_name = interface_name(args); }},
                  {"dev", [&] { ifl.name = interface_name(args); }}},
                 [&](const std::string& word) { return !ifl.name && (ifl.name = word, true); });
  if (ifl.name)
    show_one<Ifl>(context, ifl, "ifl show " + *ifl.name);
  else
    show<Ifl>(context, ifl);
}

void print_tag(Printer& out, const Ifl& ifl) {
  const auto tpid = ifl.vlan_tpid.value_or(kTpidCustomer);
  if (!ifl.vlan_id) return;
  out.text("{} ", tpid == kTpidService ? "svlan" : "vlan");
  out.print("vlan", "{} ", ifl.vlan_id);
  if (out.is_json() || (tpid != kTpidCustomer && tpid != kTpidService))
    out.print("tpid", "tpid {} ", fmt::format("0x{:04x}", tpid));
}

constexpr Command kCommands[] = {
    {"show", "[NAME] [ifd DEV]", "logical interfaces", ifl_show},
    {"add", "NAME[.UNIT] [vlan VID [tpid TPID]|svlan VID] [parent NAME] [unit UNIT] [up|down]",
     "add a logical interface; no vlan means untagged frames", ifl_add},
    {"del", "NAME", "delete a logical interface, with all that is on it", ifl_del},
    {"set", "NAME up|down", "change a logical interface", ifl_set},
};

}  // namespace

const ObjectKind kIflKind = {"ifl", "logical interfaces", kCommands};

void print_object(Context& context, const Ifl& ifl) {
  Printer& out = context.out();
  out.print("name", "{} ", ifl.name);
  print_tag(out, ifl);
  out.print("parent", "parent {} ", ifl.parent);
  out.print_bool("admin_up", "up", "down", ifl.admin_up);
  out.newline();
  out.print("index", "    index {} ", ifl.index);
  out.print("ifd", "ifd {} ", ifl.ifd_name);
  out.print("unit", "unit {} ", ifl.unit);
  print_state(out, ifl.down);
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
