// SPDX-License-Identifier: GPL-2.0
//
// ifl: logical interfaces (IF-3)

#include "bsdnet/encap.hpp"
#include "encap_words.hpp"
#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

std::vector<Keyword> settings(Args& args, Ifl& ifl) {
  return {
      {"up", [&] { ifl.admin_up = true; }},
      {"down", [&] { ifl.admin_up = false; }},
      {"link", [&] { ifl.link_up = up_down(args, "link"); }},
      {"lladdr", [&] { ifl.lladdr = LinkAddress::parse(args.next("link-layer address")); }},
  };
}

void ifl_add(Context& context, Args& args) {
  Ifl ifl;
  ifl.name = interface_name(args);
  EncapWords encap(args, EncapPlace::ifl);
  std::vector<Keyword> keywords = {{"parent", [&] { ifl.parent = interface_name(args); }},
                                   {"unit", [&] { ifl.unit = args.number("unit"); }}};
  for (Keyword& keyword : settings(args, ifl))
    keywords.push_back(std::move(keyword));
  encap.append_to(keywords);
  parse_keywords(args, keywords, [&](const std::string& word) { return encap.option(word); });
  ifl.encap = encap.name();
  ifl.encap_data = encap.data();
  change(context.channel(), BSDNET_CMD_IFL_ADD, ifl, "ifl add " + *ifl.name);
}

void ifl_set(Context& context, Args& args) {
  Ifl ifl;
  ifl.name = interface_name(args);
  EncapWords encap(args, EncapPlace::ifl, [&] {
    Ifl key;
    key.name = ifl.name;
    const auto now = get<Ifl>(context.channel(), key, "ifl show " + *ifl.name);
    return EncapWords::Current{now.encap, now.encap_data};
  });
  parse_keywords(args, settings(args, ifl),
                 [&](const std::string& word) { return encap.option(word); });
  if (encap.given()) ifl.encap_data = encap.data();
  if (!ifl.admin_up && !ifl.link_up && !ifl.lladdr && !ifl.encap_data)
    throw UsageError("nothing to set");
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
  std::optional<std::string> type;
  parse_keywords(args,
                 {{"ifd", [&] { ifl.ifd_name = interface_name(args); }},
                  {"dev", [&] { ifl.name = interface_name(args); }},
                  {"parent", [&] { ifl.parent = interface_name(args); }},
                  {"encap", [&] { ifl.encap = args.next("name of the encapsulation"); }},
                  {"type", [&] { type = args.next("type of link"); }}},
                 [&](const std::string& word) { return !ifl.name && (ifl.name = word, true); });
  if (ifl.name && (ifl.ifd_name || ifl.parent || ifl.encap || type))
    throw UsageError("a name and a filter exclude each other");
  if (ifl.name)
    show_one<Ifl>(context, ifl, "ifl show " + *ifl.name);
  else
    show<Ifl>(context, ifl, [&](const Ifl& found) { return !type || found.type == type; });
}

std::string words_of_encap() {
  return "ENCAP: " + encap_usage(EncapPlace::ifl) + "|encap NAME [data HEX]";
}

// Whether `add` can set the address that this one has
bool own_lladdr(const Ifl& ifl) {
  const Encapsulation* encap = ifl.encap ? find_encapsulation(*ifl.encap) : nullptr;
  return encap != nullptr && encap->has_lladdr();
}

void print_lladdr(Printer& out, const Ifl& ifl) {
  if (ifl.lladdr && !ifl.lladdr->bytes.empty())
    out.print("lladdr", "lladdr {} ", text_of(ifl.lladdr));
}

constexpr Command kCommands[] = {
    {"show", "[NAME] | [ifd DEV] [parent NAME] [encap NAME] [type TYPE]", "logical interfaces",
     ifl_show},
    {"add", "NAME[.UNIT] [ENCAP] [parent NAME] [unit UNIT] [lladdr ADDR] [link up|down] [up|down]",
     "add a logical interface; without an encapsulation its frames are those of what it is on",
     ifl_add, words_of_encap},
    {"del", "NAME", "delete a logical interface, with all that is on it", ifl_del},
    {"set", "NAME [link up|down] [lladdr ADDR] [options of its encapsulation] [up|down]",
     "change a logical interface", ifl_set, words_of_encap},
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
