// SPDX-License-Identifier: GPL-2.0
//
// pcb: entries of the layer-3 session table (PCB-1 .. PCB-3)

#include "endpoint.hpp"
#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Grammar<Pcb>& show_grammar() {
  static const Grammar<Pcb> grammar(keyword("proto", &Pcb::proto, protocol()));
  return grammar;
}

void pcb_show(Context& context, const Pcb& filter) {
  show<Pcb>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, pcb_show>("show", "sessions and the receivers of their packets"),
};

}  // namespace

const ObjectKind kPcbKind = {"pcb", "entries of the layer-3 session table", kCommands};

void print_object(Context& context, const Pcb& pcb) {
  Printer& out = context.out();
  out.json("family", family_of(pcb.family));
  if (pcb.proto) out.print("proto", "{:<5} ", protocol_name(*pcb.proto));
  print_endpoint(out, "l", {pcb.laddr, pcb.laddr_len, pcb.lport});
  print_endpoint(out, "r", {pcb.raddr, pcb.raddr_len, pcb.rport});
  out.print("instance", "instance {} ", pcb.instance);
  if (!pcb.instance) out.text("instance any ");
  out.print("dev", "dev {} ", ifl_of(pcb.ifl_name, pcb.ifl_index));
  out.print("procedure", "to {} ", pcb.procedure);
  out.print_bool("reuse", "reuse ", "", pcb.reuse);
}

}  // namespace bsdnet::ctl
