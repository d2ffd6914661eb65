// SPDX-License-Identifier: GPL-2.0
//
// maddr: multicast groups that are joined on interfaces (NH-2, SK-5)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Grammar<Maddr>& show_grammar() {
  static const Grammar<Maddr> grammar(
      optional_keyword("dev", &Maddr::ifl_name, interface_name()));
  return grammar;
}

void maddr_show(Context& context, const Maddr& filter) {
  show<Maddr>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, maddr_show>("show", "multicast groups, and sources in their filters"),
};

}  // namespace

const ObjectKind kMaddrKind = {"maddr", "multicast groups of interfaces", kCommands};

void print_object(Context& context, const Maddr& maddr) {
  Printer& out = context.out();
  out.json("family", family_of(maddr.family));
  out.print("addr", "{} ", text_of(maddr.addr));
  out.print("source", "source {} ", text_of(maddr.source));
  out.print("dev", "dev {} ", ifl_of(maddr.ifl_name, maddr.ifl_index));
  out.print("lladdr", "lladdr {} ", text_of(maddr.lladdr));
  out.print_bool("permanent", "permanent ", "", maddr.permanent);
  out.print("users", "users {} ", maddr.users);
  out.print("include", "include {} ", maddr.include);
  out.print("exclude", "exclude {} ", maddr.exclude);
  if (maddr.sources.value_or(0) != 0 || out.is_json())
    out.print("sources", "sources {} ", maddr.sources);
}

}  // namespace bsdnet::ctl
