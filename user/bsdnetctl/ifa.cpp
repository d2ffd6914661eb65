// SPDX-License-Identifier: GPL-2.0
//
// ifa: addresses (IF-5, IF-8)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

constexpr std::uint8_t kLongestSubnet = 30;

void set_dest(Ifa& ifa, const Prefix& prefix) {
  ifa.dest = prefix.address;
  ifa.dest_len = prefix.bits;
}

// 192.0.2.1/24 is an address in its subnet, 192.0.2.0/24 a destination alone, and
// 192.0.2.1 a local address alone
void set_values(Ifa& ifa, const Prefix& prefix) {
  const bool only_dest = prefix.network() == prefix && prefix.bits <= kLongestSubnet;
  if (!only_dest) ifa.local = prefix.address;
  if (only_dest || !prefix.is_host()) set_dest(ifa, prefix.network());
}

Ifa read_ifa(Args& args, bool may_create) {
  Ifa ifa;
  ifa.ifl_name = interface_name(args);
  std::optional<Prefix> dest;
  std::optional<Prefix> main;
  std::vector<Keyword> keywords = {
      {"dest", [&] { dest = Prefix::parse(args.next("address after dest")); }}};
  if (may_create) keywords.push_back({"instance", [&] { ifa.instance = args.number("instance"); }});
  parse_keywords(args, keywords, [&](const std::string& word) {
    if (main) return false;
    main = Prefix::parse(word);
    return true;
  });
  if (!main && !dest) throw UsageError("an address is missing");
  if (main && dest) {
    if (!main->is_host()) throw UsageError("a prefix length and \"dest\" exclude each other");
    ifa.local = main->address;
  } else if (main) {
    set_values(ifa, *main);
  }
  if (dest) set_dest(ifa, *dest);
  ifa.family = static_cast<std::uint8_t>((ifa.local ? ifa.local : ifa.dest)->family);
  return ifa;
}

std::string subject(const char* command, const Ifa& ifa) {
  return fmt::format("ifa {} {} {}", command, *ifa.ifl_name, ifa_text(ifa));
}

void ifa_add(Context& context, Args& args) {
  const Ifa ifa = read_ifa(args, true);
  change(context.channel(), BSDNET_CMD_IFA_ADD, ifa, subject("add", ifa));
}

void ifa_del(Context& context, Args& args) {
  const Ifa ifa = read_ifa(args, false);
  change(context.channel(), BSDNET_CMD_IFA_DEL, ifa, subject("del", ifa));
}

void ifa_show(Context& context, Args& args) {
  Ifa filter;
  parse_keywords(
      args,
      {{"instance", [&] { filter.instance = args.number("instance"); }},
       {"dev", [&] { filter.ifl_name = interface_name(args); }}},
      [&](const std::string& word) { return !filter.ifl_name && (filter.ifl_name = word, true); });
  show<Ifa>(context, filter);
}

constexpr Command kCommands[] = {
    {"show", "[NAME] [instance N]", "addresses", ifa_show},
    {"add", "NAME PREFIX|ADDR [dest ADDR] [instance N]",
     "add an address; makes device, logical interface and family if need be", ifa_add},
    {"del", "NAME PREFIX|ADDR [dest ADDR]", "delete an address and what depends on it", ifa_del},
};

}  // namespace

const ObjectKind kIfaKind = {"ifa", "addresses of logical interfaces", kCommands};

std::string ifa_text(const Ifa& ifa) {
  std::optional<Prefix> dest;
  if (ifa.dest) dest = make_prefix(*ifa.dest, ifa.dest_len);
  if (!ifa.local) return dest ? fmt::format("dest {}", dest->str()) : "";
  if (!dest) return ifa.local->str();
  const Prefix subnet{*ifa.local, dest->bits};
  if (!dest->is_host() && subnet.network() == *dest) return subnet.str_full();
  return fmt::format("{} dest {}", ifa.local->str(), dest->str());
}

void print_object(Context& context, const Ifa& ifa) {
  Printer& out = context.out();
  out.print("ifl", "{} ", ifl_of(ifa.ifl_name, ifa.ifl_index));
  out.text("{} ", ifa_text(ifa));
  out.json("family", family_of(ifa.family));
  out.json("local", text_of(ifa.local));
  if (ifa.dest) {
    out.json("dest", ifa.dest->str());
    out.json("dest_len", make_prefix(*ifa.dest, ifa.dest_len).bits);
  }
  if (ifa.instance.value_or(0) != 0 || out.is_json())
    out.print("instance", "instance {} ", ifa.instance);
}

}  // namespace bsdnet::ctl
