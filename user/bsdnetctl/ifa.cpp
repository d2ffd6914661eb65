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

// 192.0.2.1/24 is an address in its subnet, 192.0.2.0/24 a destination without an address,
// 192.0.2.1 an address without a destination
void set_values(Ifa& ifa, const Prefix& prefix) {
  const bool only_dest = prefix.network() == prefix && prefix.bits <= kLongestSubnet;
  if (!only_dest) ifa.local = prefix.address;
  if (only_dest || !prefix.is_host()) set_dest(ifa, prefix.network());
}

struct IfaRequest : Ifa {
  std::optional<Prefix> main_prefix;
  std::optional<Prefix> dest_prefix;
};

const Parameters<IfaRequest>& key_parameters() {
  static const Parameters<IfaRequest> parameters{
      first(&Ifa::ifl_name, interface_name()),
      word(&IfaRequest::main_prefix, prefix("address", "PREFIX|ADDR")),
      keyword("dest", &IfaRequest::dest_prefix, prefix("address after dest", "ADDR")),
  };
  return parameters;
}

const Grammar<IfaRequest>& add_grammar() {
  static const Grammar<IfaRequest> grammar(
      {key_parameters(), keyword("instance", &Ifa::instance, instance_number())});
  return grammar;
}

const Grammar<IfaRequest>& del_grammar() {
  static const Grammar<IfaRequest> grammar(key_parameters());
  return grammar;
}

const Grammar<Ifa>& show_grammar() {
  static const Grammar<Ifa> grammar({
      optional_keyword("dev", &Ifa::ifl_name, interface_name()),
      keyword("instance", &Ifa::instance, instance_number()),
  });
  return grammar;
}

Ifa complete(const IfaRequest& request) {
  Ifa ifa = request;
  const auto& main = request.main_prefix;
  const auto& dest = request.dest_prefix;
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

void ifa_add(Context& context, const IfaRequest& request) {
  const Ifa ifa = complete(request);
  change(context.channel(), BSDNET_CMD_IFA_ADD, ifa, subject("add", ifa));
}

void ifa_del(Context& context, const IfaRequest& request) {
  const Ifa ifa = complete(request);
  change(context.channel(), BSDNET_CMD_IFA_DEL, ifa, subject("del", ifa));
}

void ifa_show(Context& context, const Ifa& filter) {
  show<Ifa>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, ifa_show>("show", "addresses"),
    command<add_grammar, ifa_add>(
        "add", "add an address; creates device, logical interface and family if they do not exist"),
    command<del_grammar, ifa_del>("del", "delete an address and the objects that depend on it"),
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
