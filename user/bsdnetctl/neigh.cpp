// SPDX-License-Identifier: GPL-2.0
//
// neigh: neighbours (NH-4, NH-5)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

constexpr double kMsPerSecond = 1000.0;

void set_addr(Neigh& neigh, const Address& address) {
  neigh.addr = address;
  neigh.family = static_cast<std::uint8_t>(address.family);
}

Parameters<Neigh> key_parameters() {
  return {first(set_addr, address("address")),
          required(keyword("dev", &Neigh::ifl_name, interface_name()))};
}

// `show` prints "permanent", so `add` and `set` accept it; what they add is always permanent
Parameters<Neigh> settings() {
  return {required(keyword("lladdr", &Neigh::lladdr, link_address())), ignored<Neigh>("permanent")};
}

const Grammar<Neigh>& add_grammar() {
  static const Grammar<Neigh> grammar(
      {key_parameters(), settings(), flag("replace", &Neigh::replace)});
  return grammar;
}

const Grammar<Neigh>& set_grammar() {
  static const Grammar<Neigh> grammar({key_parameters(), settings()});
  return grammar;
}

const Grammar<Neigh>& del_grammar() {
  static const Grammar<Neigh> grammar(key_parameters());
  return grammar;
}

const Grammar<Neigh>& show_grammar() {
  static const Grammar<Neigh> grammar(
      {word(set_addr, address("address")), keyword("dev", &Neigh::ifl_name, interface_name())});
  return grammar;
}

std::string subject(const char* command, const Neigh& neigh) {
  return fmt::format("neigh {} {} dev {}", command, neigh.addr->str(), *neigh.ifl_name);
}

void neigh_add(Context& context, const Neigh& neigh) {
  change(context.channel(), BSDNET_CMD_NEIGH_ADD, neigh, subject("add", neigh));
}

void neigh_set(Context& context, const Neigh& neigh) {
  change(context.channel(), BSDNET_CMD_NEIGH_SET, neigh, subject("set", neigh));
}

void neigh_del(Context& context, const Neigh& neigh) {
  change(context.channel(), BSDNET_CMD_NEIGH_DEL, neigh, subject("del", neigh));
}

void neigh_show(Context& context, const Neigh& request) {
  if (request.addr && request.ifl_name)
    return show_one<Neigh>(context, request, subject("show", request));
  // The kernel does not filter by address
  Neigh filter = request;
  filter.addr.reset();
  show<Neigh>(context, filter,
              [&](const Neigh& neigh) { return !request.addr || neigh.addr == request.addr; });
}

constexpr Command kCommands[] = {
    command<show_grammar, neigh_show>("show", "neighbours"),
    command<add_grammar, neigh_add>("add", "add a permanent neighbour"),
    command<del_grammar, neigh_del>("del", "delete a neighbour"),
    command<set_grammar, neigh_set>("set", "change a neighbour; it becomes permanent"),
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
