// SPDX-License-Identifier: GPL-2.0
//
// ddp: AppleTalk on logical interfaces

#include <fmt/format.h>

#include <charconv>

#include "bsdnet/enums.hpp"
#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

struct Pair {
  std::uint16_t first = 0;
  std::optional<std::uint16_t> second;
};

std::uint16_t parse_part(std::string_view text, const std::string& what, const std::string& word) {
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc{} || end != text.end())
    throw UsageError(fmt::format("\"{}\" is not {}", word, what));
  return value;
}

// "100.5" or "100-110"; the second number may be absent
Value<Pair> pair(const std::string& what, const std::string& placeholder, char separator) {
  return {{placeholder, {}, Names::none}, [=](Args& args) {
            const std::string& word = args.next(what);
            const std::size_t at = word.find(separator);
            Pair out;
            out.first = parse_part(std::string_view(word).substr(0, at), what, word);
            if (at != std::string::npos)
              out.second = parse_part(std::string_view(word).substr(at + 1), what, word);
            return out;
          }};
}

void set_address(Ddp& ddp, const Pair& address) {
  ddp.net = address.first;
  if (!address.second) return;
  if (*address.second > UINT8_MAX)
    throw UsageError(fmt::format("node {} is not within 1..253", *address.second));
  ddp.node = static_cast<std::uint8_t>(*address.second);
}

void set_range(Ddp& ddp, const Pair& range) {
  ddp.first = range.first;
  ddp.last = range.second.value_or(range.first);
}

const Grammar<Ddp>& add_grammar() {
  static const Grammar<Ddp> grammar({
      first(&Ddp::ifl_name, interface_name()),
      required(word(set_address, pair("an AppleTalk address", "NET[.NODE]", '.'))),
      keyword("range", set_range, pair("a range of network numbers", "FIRST-LAST", '-')),
  });
  return grammar;
}

const Grammar<Ddp>& del_grammar() {
  static const Grammar<Ddp> grammar(first(&Ddp::ifl_name, interface_name()));
  return grammar;
}

const Grammar<Ddp>& show_grammar() {
  static const Grammar<Ddp> grammar(optional_keyword("dev", &Ddp::ifl_name, interface_name()));
  return grammar;
}

std::string subject(const char* command, const Ddp& ddp) {
  return fmt::format("ddp {} {}", command, *ddp.ifl_name);
}

void ddp_add(Context& context, const Ddp& ddp) {
  change(context.channel(), BSDNET_CMD_DDP_ADD, ddp, subject("add", ddp));
}

void ddp_del(Context& context, const Ddp& ddp) {
  change(context.channel(), BSDNET_CMD_DDP_DEL, ddp, subject("del", ddp));
}

void ddp_show(Context& context, const Ddp& filter) {
  show<Ddp>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, ddp_show>("show", "AppleTalk addresses"),
    command<add_grammar, ddp_add>(
        "add", "add AppleTalk to a logical interface of type ether; the address is probed first"),
    command<del_grammar, ddp_del>("del", "delete AppleTalk from a logical interface"),
};

}  // namespace

const ObjectKind kDdpKind = {"ddp", "AppleTalk on logical interfaces", kCommands};

void print_object(Context& context, const Ddp& ddp) {
  Printer& out = context.out();
  out.print("ifl", "{} ", ifl_of(ddp.ifl_name, ddp.ifl_index));
  out.print("net", "{}", ddp.net);
  out.print("node", ".{}", ddp.node);
  out.print("first", " range {}", ddp.first);
  out.print("last", "-{}", ddp.last);
  out.newline();
  out.print("state", "    {} ", name_of(enums::ddp_state, ddp.state));
  out.print_bool("chosen", "chosen ", "", ddp.chosen);
  out.print("router_net", "router {}", ddp.router_net);
  out.print("router_node", ".{} ", ddp.router_node);
  out.print("rx", "rx {} ", ddp.rx);
  out.print("tx", "tx {} ", ddp.tx);
}

}  // namespace bsdnet::ctl
