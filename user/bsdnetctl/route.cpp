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

// A prefix that names a route: bits beyond its length must be zero
Prefix parse_exact_prefix(const std::string& word) {
  const Prefix prefix = Prefix::parse(word);
  if (prefix.network() != prefix)
    throw UsageError(fmt::format("\"{}\" has host bits past the prefix length; did you mean {}?",
                                 word, prefix.network().str_full()));
  return prefix;
}

Value<Prefix> exact_prefix(std::string what) {
  return {{"PREFIX", {}, Names::none},
          [what = std::move(what)](Args& args) { return parse_exact_prefix(args.next(what)); }};
}

std::uint8_t read_flags(const std::string& words) {
  std::uint8_t flags = 0;
  for (std::size_t begin = 0; begin <= words.size();) {
    const std::size_t end = std::min(words.find(',', begin), words.size());
    const std::string word = words.substr(begin, end - begin);
    const auto value = enum_value(enums::route_flags, word);
    if (!value)
      throw UsageError(fmt::format("\"{}\" is not a valid route flag; expected {}", word,
                                   enum_list(enums::route_flags)));
    flags |= static_cast<std::uint8_t>(*value);
    begin = end + 1;
  }
  return flags;
}

struct RouteRequest : Route {
  bool onlink = false;
};

void set_src_prefix(Route& route, const Prefix& prefix) {
  route.src = prefix.address;
  route.src_len = prefix.bits;
}

void set_filter(Route& route, const Prefix& prefix) {
  set_dst(route, prefix.network());
}

void set_destination(Resolve& question, const Address& address) {
  question.addr = address;
  question.family = static_cast<std::uint8_t>(address.family);
}

Value<std::uint8_t> flag_list() {
  return {{"FLAG[,FLAG...]", {}, Names::none},
          [](Args& args) { return read_flags(args.next("flags")); }};
}

// All types are accepted, because `show` prints them; usage lists those that `add` can set
Value<std::uint8_t> nexthop_word() {
  Value<std::uint8_t> out = enumerated("type of next hop", enums::nexthop_type);
  out.placeholder = "reject|discard|recv|mdiscard|mrecv|brecv|local|resolv";
  return out;
}

// What identifies a route besides its prefix
const Parameters<Route>& key_parameters() {
  static const Parameters<Route> parameters{
      keyword("dev", &Route::ifl_name, interface_name()),
      keyword("from", set_src_prefix, exact_prefix("prefix after from")),
      keyword("type", &Route::type, enumerated("type of route", enums::route_type, "TYPE")),
      keyword("instance", &Route::instance, instance_number()),
  };
  return parameters;
}

const Parameters<RouteRequest>& settings() {
  static const Parameters<RouteRequest> parameters{
      first(set_dst, exact_prefix("prefix")),
      keyword("via", &Route::gateway, address("address after via")),
      key_parameters(),
      flag("onlink", &RouteRequest::onlink),
      word(&Route::nh_type, nexthop_word()),
      keyword("src", &Route::local, address("address after src")),
      keyword("flags", &Route::flags, flag_list()),
  };
  return parameters;
}

const Grammar<RouteRequest>& add_grammar() {
  static const Grammar<RouteRequest> grammar({settings(), flag("replace", &Route::replace)});
  return grammar;
}

const Grammar<RouteRequest>& set_grammar() {
  static const Grammar<RouteRequest> grammar(settings());
  return grammar;
}

const Grammar<Route>& del_grammar() {
  static const Grammar<Route> grammar({first(set_dst, exact_prefix("prefix")), key_parameters()});
  return grammar;
}

const Grammar<Route>& show_grammar() {
  static const Grammar<Route> grammar({word(set_filter, prefix("prefix")), key_parameters()});
  return grammar;
}

const Grammar<Resolve>& get_grammar() {
  static const Grammar<Resolve> grammar({
      first(set_destination, address("address")),
      keyword("from", &Resolve::from, address("address after from")),
      keyword("iif", &Resolve::iif_name, interface_name()),
      keyword("instance", &Resolve::instance, instance_number()),
  });
  return grammar;
}

// The types of next hop of a neighbour. `show` prints them, so `add` must accept them
bool is_gateway_state(std::uint8_t type) {
  return type == BSDNET_NEXTHOP_TYPE_UNICAST || type == BSDNET_NEXTHOP_TYPE_HOLD ||
         type == BSDNET_NEXTHOP_TYPE_DEAD;
}

Route complete(const RouteRequest& request) {
  Route route = request;
  if (request.onlink) route.flags = route.flags.value_or(0) | BSDNET_ROUTE_FLAGS_ONLINK;
  if (route.gateway && route.nh_type && is_gateway_state(*route.nh_type)) route.nh_type.reset();
  return route;
}

std::string subject(const char* command, const Route& route) {
  return std::string("route ") + command + " " + route_prefix(route).str_full();
}

void route_add(Context& context, const RouteRequest& request) {
  const Route route = complete(request);
  change(context.channel(), BSDNET_CMD_ROUTE_ADD, route, subject("add", route));
}

void route_replace(Context& context, const RouteRequest& request) {
  Route route = complete(request);
  route.replace = true;
  change(context.channel(), BSDNET_CMD_ROUTE_ADD, route, subject("replace", route));
}

void route_set(Context& context, const RouteRequest& request) {
  const Route route = complete(request);
  change(context.channel(), BSDNET_CMD_ROUTE_SET, route, subject("set", route));
}

void route_del(Context& context, const Route& route) {
  change(context.channel(), BSDNET_CMD_ROUTE_DEL, route, subject("del", route));
}

void route_show(Context& context, const Route& filter) {
  show<Route>(context, filter);
}

void route_get(Context& context, const Resolve& question) {
  const auto answer =
      get<Resolve>(context.channel(), question, "route get " + question.addr->str());
  const Printer::List guard(context.out());
  const Printer::Scope scope(context.out());
  print_resolve(context, question, answer);
}

constexpr Command kCommands[] = {
    command<show_grammar, route_show>("show", "routes"),
    command<add_grammar, route_add>("add", "add a route; flags are ifcheck, local, scope, onlink"),
    command<del_grammar, route_del>("del", "delete a route"),
    command<get_grammar, route_get>(
        "get", "look up a destination: route, next hop, interface, layer-2 header"),
    command<set_grammar, route_set>("set", "change next hop and flags of a route"),
    command<add_grammar, route_replace>("replace", "add a route or replace an existing one"),
};

bool is_onlink(const Route& route) {
  return route.flags.value_or(0) & BSDNET_ROUTE_FLAGS_ONLINK;
}

// Text has the word "onlink" instead of the flag
std::uint8_t flags_to_print(const Route& route, bool all) {
  const std::uint8_t flags = route.flags.value_or(0);
  return all ? flags : flags & ~BSDNET_ROUTE_FLAGS_ONLINK;
}

// A host route whose gateway is its host, added as "G dev NAME"
bool is_own_gateway(const Route& route, const Prefix& prefix) {
  return is_onlink(route) && !route.src && prefix.is_host() && route.gateway == prefix.address;
}

}  // namespace

const ObjectKind kRouteKind = {"route", "routes and route lookups", kCommands};

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
