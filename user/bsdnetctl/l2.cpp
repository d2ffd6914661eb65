// SPDX-License-Identifier: GPL-2.0
//
// l2: entries of the layer-2 tables (L2-1 .. L2-4)

#include "bsdnet/encap.hpp"
#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

void l2_show(Context& context, Args& args) {
  L2Entry filter;
  parse_keywords(
      args,
      {{"ifd", [&] { filter.ifd_name = interface_name(args); }},
       {"dev", [&] { filter.ifl_name = interface_name(args); }}},
      [&](const std::string& word) { return !filter.ifl_name && (filter.ifl_name = word, true); });
  show<L2Entry>(context, filter);
}

constexpr Command kCommands[] = {
    {"show", "[NAME] [ifd DEV]", "which frames are taken, and what is done with them", l2_show},
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
