// SPDX-License-Identifier: GPL-2.0
//
// l2: entries of the layer-2 tables (L2-1 .. L2-4)

#include "encap.hpp"
#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Grammar<L2Entry>& show_grammar() {
  static const Grammar<L2Entry> grammar({
      optional_keyword("dev", &L2Entry::ifl_name, interface_name()),
      keyword("ifd", &L2Entry::ifd_name, interface_name("DEV", Names::ifd)),
  });
  return grammar;
}

void l2_show(Context& context, const L2Entry& filter) {
  show<L2Entry>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, l2_show>("show", "which frames are received, and their receivers"),
};

}  // namespace

const ObjectKind kL2Kind = {"l2", "entries of the layer-2 tables", kCommands};

void print_object(Context& context, const L2Entry& entry) {
  Printer& out = context.out();
  out.print("ifd", "{} ", entry.ifd_name);
  out.print("base", "in {} ", entry.base);
  out.json("encap", entry.encap);
  if (entry.key && entry.key_bits) {
    out.json("key", hex(*entry.key));
    out.json("key_bits", entry.key_bits);
    out.print("match", "{} ",
              describe_encap_key(entry.encap.value_or("ether"), *entry.key, *entry.key_bits));
  }
  out.print("ifl", "ifl {} ", ifl_of(entry.ifl_name, entry.ifl_index));
  out.print("procedure", "to {} ", entry.procedure);
  out.print_bool("strip", "strip ", "", entry.strip);
  if (context.options().details && entry.key && entry.key_bits)
    out.text("key 0x{}/{} ", hex(*entry.key), *entry.key_bits);
}

}  // namespace bsdnet::ctl
