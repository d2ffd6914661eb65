// SPDX-License-Identifier: GPL-2.0
//
// neigh: neighbours (NH-4, NH-5)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

constexpr double kMsPerSecond = 1000.0;

void set_addr(Neigh& neigh, const std::string& word) {
  neigh.addr = Address::parse(word);
  neigh.family = static_cast<std::uint8_t>(neigh.addr->family);
}

Neigh read_neigh(Args& args, bool with_lladdr) {
  Neigh neigh;
  set_addr(neigh, args.next("address"));
  std::vector<Keyword> keywords = {{"dev", [&] { neigh.ifl_name = interface_name(args); }}};
  if (with_lladdr) {
    keywords.push_back(
        {"lladdr", [&] { neigh.lladdr = LinkAddress::parse(args.next("link-layer address")); }});
    keywords.push_back({"permanent", [] {}});  // what `show` prints; all that are added are
    keywords.push_back({"replace", [&] { neigh.replace = true; }});
  }
  parse_keywords(args, keywords);
  if (!neigh.ifl_name) throw UsageError("\"dev\" is missing");
  if (with_lladdr && !neigh.lladdr) throw UsageError("\"lladdr\" is missing");
  return neigh;
}

std::string subject(const char* command, const Neigh& neigh) {
  return fmt::format("neigh {} {} dev {}", command, neigh.addr->str(), *neigh.ifl_name);
}

void neigh_add(Context& context, Args& args) {
  const Neigh neigh = read_neigh(args, true);
  change(context.channel(), BSDNET_CMD_NEIGH_ADD, neigh, subject("add", neigh));
}

void neigh_set(Context& context, Args& args) {
  const Neigh neigh = read_neigh(args, true);
  if (neigh.replace) throw UsageError("\"replace\" is valid only with \"add\"");
  change(context.channel(), BSDNET_CMD_NEIGH_SET, neigh, subject("set", neigh));
}

void neigh_del(Context& context, Args& args) {
  const Neigh neigh = read_neigh(args, false);
  change(context.channel(), BSDNET_CMD_NEIGH_DEL, neigh, subject("del", neigh));
}

void neigh_show(Context& context, Args& args) {
  Neigh filter;
  parse_keywords(args, {{"dev", [&] { filter.ifl_name = interface_name(args); }}},
                 [&](const std::string& word) {
                   if (filter.addr) return false;
                   set_addr(filter, word);
                   return true;
                 });
  if (filter.addr && filter.ifl_name)
    return show_one<Neigh>(context, filter, subject("show", filter));
  const auto addr = filter.addr;
  filter.addr.reset();
  show<Neigh>(context, filter, [&](const Neigh& neigh) { return !addr || neigh.addr == addr; });
}

constexpr Command kCommands[] = {
    {"show", "[ADDR] [dev NAME]", "neighbours", neigh_show},
    {"add", "ADDR lladdr LLADDR dev NAME [replace]", "add a permanent neighbour", neigh_add},
    {"del", "ADDR dev NAME", "forget a neighbour", neigh_del},
    {"set", "ADDR lladdr LLADDR dev NAME", "change a neighbour; it becomes permanent", neigh_set},
};

}  // namespace

const ObjectKind kNeighKind = {"neigh", "neighbours", kCommands};

void print_object(Context& context, const Neigh& neigh) {
  Printer& out = context.out();
  out.print("addr", "{} ", text_of(neigh.addr));
  out.print("dev", "dev {} ", ifl_of(neigh.ifl_name, neigh.ifl_index));
  out.print("lladdr", "lladdr {} ", text_of(neigh.lladdr));
  out.print("state", "{} ", name_of(enums::neigh_state, neigh.state));
  out.json("family", family_of(neigh.family));
  if (!context.options().statistics && !context.options().details && !out.is_json()) return;
  out.newline();
  out.text("    ");
  out.json("age_ms", neigh.age_ms);
  if (neigh.age_ms) out.text("confirmed {:.1f}s ago ", *neigh.age_ms / kMsPerSecond);
  out.print("held", "held {} ", neigh.held);
}

}  // namespace bsdnet::ctl
