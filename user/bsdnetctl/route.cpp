// SPDX-License-Identifier: GPL-2.0
//
// route: routes (RT-4, NH-7)

#include "fields.hpp"
#include "kinds.hpp"
#include "resolve.hpp"

namespace bsdnet::ctl {
namespace {

void set_dst(Route& route, const Prefix& prefix) {
  route.family = static_cast<std::uint8_t>(prefix.address.family);
  route.dst = prefix.address;
  route.dst_len = prefix.bits;
}

// A prefix that names a route: what lies past its length must be zero
Prefix exact_prefix(const std::string& word) {
  const Prefix prefix = Prefix::parse(word);
  if (prefix.network() != prefix)
    throw UsageError(fmt::format("\"{}\" has host bits past the prefix length; {} is meant?", word,
                                 prefix.network().str_full()));
  return prefix;
}

std::uint8_t read_flags(const std::string& words) {
  std::uint8_t flags = 0;
  for (std::size_t begin = 0; begin <= words.size();) {
    const std::size_t end = std::min(words.find(',', begin), words.size());
    const std::string word = words.substr(begin, end - begin);
    const auto value = enum_value(enums::route_flags, word);
    if (!value)
      throw UsageError(fmt::format("\"{}\" is no flag of a route; there are {}", word,
                                   enum_list(enums::route_flags)));
    flags |= static_cast<std::uint8_t>(*value);
    begin = end + 1;
  }
  return flags;
}

// What names a route besides its prefix
std::vector<Keyword> key_words(Args& args, Route& route) {
  return {
      {"dev", [&] { route.ifl_name = interface_name(args); }},
      {"type", [&] { route.type = args.enumerated("type of route", enums::route_type); }},
      {"instance", [&] { route.instance = args.number("instance"); }},
      {"from",
       [&] {
         const Prefix prefix = exact_prefix(args.next("prefix after from"));
         route.src = prefix.address;
         route.src_len = prefix.bits;
       }},
  };
}

// What becomes of a neighbour by itself; `show` prints it, so `add` must stand it
bool is_gateway_state(std::uint8_t type) {
  return type == BSDNET_NEXTHOP_TYPE_UNICAST || type == BSDNET_NEXTHOP_TYPE_HOLD ||
         type == BSDNET_NEXTHOP_TYPE_DEAD;
}

bool take_nexthop_type(Route& route, const std::string& word) {
  const auto type = enum_value(enums::nexthop_type, word);
  if (!type || route.nh_type) return false;
  route.nh_type = static_cast<std::uint8_t>(*type);
  return true;
}

Route read_whole(Args& args) {
  Route route;
  set_dst(route, exact_prefix(args.next("prefix")));
  auto keywords = key_words(args, route);
  keywords.push_back(
      {"via", [&] { route.gateway = Address::parse(args.next("address after via")); }});
  keywords.push_back(
      {"src", [&] { route.local = Address::parse(args.next("address after src")); }});
  keywords.push_back({"flags", [&] { route.flags = read_flags(args.next("flags")); }});
  bool onlink = false;
  keywords.push_back({"onlink", [&] { onlink = true; }});
  keywords.push_back({"replace", [&] { route.replace = true; }});
  parse_keywords(args, keywords,
                 [&](const std::string& word) { return take_nexthop_type(route, word); });
  if (onlink) route.flags = route.flags.value_or(0) | BSDNET_ROUTE_FLAGS_ONLINK;
  if (route.gateway && route.nh_type && is_gateway_state(*route.nh_type)) route.nh_type.reset();
  return route;
}

std::string subject(const char* command, const Route& route) {
  return fmt::format("route {} {}", command, route_prefix(route).str_full());
}

void route_add(Context& context, Args& args) {
  const Route route = read_whole(args);
  change(context.channel(), BSDNET_CMD_ROUTE_ADD, route, subject("add", route));
}

void route_replace(Context& context, Args& args) {
  Route route = read_whole(args);
  route.replace = true;
  change(context.channel(), BSDNET_CMD_ROUTE_ADD, route, subject("replace", route));
}

void route_set(Context& context, Args& args) {
  Route route = read_whole(args);
  if (route.replace) throw UsageError("\"replace\" is valid only with \"add\"");
  change(context.channel(), BSDNET_CMD_ROUTE_SET, route, subject("set", route));
}

void route_del(Context& context, Args& args) {
  Route route;
  set_dst(route, exact_prefix(args.next("prefix")));
  parse_keywords(args, key_words(args, route));
  change(context.channel(), BSDNET_CMD_ROUTE_DEL, route, subject("del", route));
}

void route_show(Context& context, Args& args) {
  Route filter;
  parse_keywords(args, key_words(args, filter), [&](const std::string& word) {
    if (filter.dst) return false;
    set_dst(filter, Prefix::parse(word).network());
    return true;
  });
  show<Route>(context, filter);
}

void route_get(Context& context, Args& args) {
  Resolve question;
  question.addr = Address::parse(args.next("address"));
  question.family = static_cast<std::uint8_t>(question.addr->family);
  parse_keywords(
      args, {
                {"from", [&] { question.from = Address::parse(args.next("address after from")); }},
                {"iif", [&] { question.iif_name = interface_name(args); }},
                {"instance", [&] { question.instance = args.number("instance"); }},
            });
  const auto answer =
      get<Resolve>(context.channel(), question, "route get " + question.addr->str());
  const Printer::List guard(context.out());
  const Printer::Scope scope(context.out());
  print_resolve(context, question, answer);
}

constexpr Command kCommands[] = {
    {"show", "[PREFIX] [type TYPE] [dev NAME] [instance N]", "routes", route_show},
    {"add",
     "PREFIX [via ADDR] [dev NAME] [onlink] "
     "[reject|discard|recv|mdiscard|mrecv|brecv|local|resolv] [src ADDR] [flags FLAG[,FLAG...]] "
     "[from PREFIX] [type TYPE] [instance N] [replace]",
     "add a route; flags are ifcheck, local, scope, onlink", route_add},
    {"del", "PREFIX [dev NAME] [type TYPE] [instance N]", "delete a route", route_del},
    {"get", "ADDR [from ADDR] [iif NAME] [instance N]",
     "what would become of a packet: route, next hop, interface, layer-2 header", route_get},
    {"set", "PREFIX [via ADDR] [dev NAME] [onlink] [reject|discard|...] [flags FLAGS] [instance N]",
     "change next hop and flags of a route", route_set},
    {"replace", "PREFIX ... (as add)", "add a route, or replace the one that is there",
     route_replace},
};

bool is_onlink(const Route& route) {
  return route.flags.value_or(0) & BSDNET_ROUTE_FLAGS_ONLINK;
}

// The word "onlink" stands alone in text
std::uint8_t flags_to_print(const Route& route, bool all) {
  const std::uint8_t flags = route.flags.value_or(0);
  return all ? flags : flags & ~BSDNET_ROUTE_FLAGS_ONLINK;
}

// A host route whose host is the neighbour itself: "G dev NAME", as it was given
bool is_own_gateway(const Route& route, const Prefix& prefix) {
  return is_onlink(route) && !route.src && prefix.is_host() && route.gateway == prefix.address;
}

}  // namespace

const ObjectKind kRouteKind = {"route", "routes, and what would become of a packet", kCommands};

void print_object(Context& context, const Route& route) {
  Printer& out = context.out();
  const bool all = context.options().details || out.is_json();
  const Prefix prefix = route_prefix(route);
  out.text("{} ",
           prefix.bits == 0 && prefix.address.is_zero() && prefix.address.family == Family::inet
               ? "default"
               : prefix.str());
  out.json("prefix", prefix.str_full());
  if (all) out.json("family", family_of(route.family));
  if (route.src) out.print("from", "from {} ", make_prefix(*route.src, route.src_len).str());
  if (route.nh_type && (*route.nh_type != BSDNET_NEXTHOP_TYPE_UNICAST || all))
    out.print("nexthop_type", "{} ", name_of(enums::nexthop_type, route.nh_type));
  if (out.is_json() || !is_own_gateway(route, prefix))
    out.print("via", "via {} ", text_of(route.gateway));
  out.print("dev", "dev {} ", ifl_of(route.ifl_name, route.ifl_index));
  if (is_onlink(route)) out.text("onlink ");
  const auto flags = flags_to_print(route, out.is_json());
  if (flags) out.print_words("flags", "flags {} ", flag_names(enums::route_flags, flags));
  out.print("type", "type {} ", name_of(enums::route_type, route.type));
  if (route.instance.value_or(0) != 0 || all) out.print("instance", "instance {} ", route.instance);
  if (!all) return;
  out.newline();
  out.text("    ");
  out.print("nexthop", "nexthop {} ", route.nh_index);
  out.print("src", "src {} ", text_of(route.local));
}

}  // namespace bsdnet::ctl
