// SPDX-License-Identifier: GPL-2.0
//
// stats: counters of interfaces and families

#include "fields.hpp"
#include "kinds.hpp"
#include "latency.hpp"

namespace bsdnet::ctl {
namespace {

const Grammar<Stats>& show_grammar() {
  static const Grammar<Stats> grammar({
      word(&Stats::family, family()),
      optional_keyword("dev", &Stats::ifl_name, interface_name()),
      keyword("scope", &Stats::scope, enumerated("scope", enums::stats_scope)),
  });
  return grammar;
}

void stats_show(Context& context, const Stats& filter) {
  show<Stats>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, stats_show>(
        "show",
        "packets and bytes of interfaces, counters of families; with -d also counters that are 0"),
    command<latency_grammar, latency_run>(
        "latency",
        "record for some seconds, 5 by default, how long packets take to each stage, and draw "
        "histograms; for 0: those recorded before"),
};

}  // namespace

const ObjectKind kStatsKind = {"stats", "counters of interfaces and families", kCommands};

void print_traffic(Printer& out, const Stats& stats) {
  out.text("    ");
  out.print("rx_packets", "rx {} packets ", stats.rx_packets);
  out.print("rx_bytes", "{} bytes, ", stats.rx_bytes);
  out.print("tx_packets", "tx {} packets ", stats.tx_packets);
  out.print("tx_bytes", "{} bytes", stats.tx_bytes);
}

void print_object(Context& context, const Stats& stats) {
  Printer& out = context.out();
  out.json("scope", name_of(enums::stats_scope, stats.scope));
  out.print("ifl", "{} ", ifl_of(stats.ifl_name, stats.ifl_index));
  out.print("family", "{} ", family_of(stats.family));
  if (stats.rx_packets || stats.tx_packets) {
    out.newline();
    print_traffic(out, stats);
  }
  if (stats.counter.empty()) return;
  const Printer::Scope scope(out, "counters");
  for (const Counter& counter : stats.counter) {
    const bool idle = counter.value.value_or(0) == 0;
    if (idle && !context.options().details && !out.is_json()) continue;
    out.newline();
    const std::string name = counter.name.value_or("?");
    out.text("    {:<24} ", name);
    out.print(name, "{:>12} ", counter.value);
    if (counter.text) out.text(" {}", *counter.text);
  }
}

}  // namespace bsdnet::ctl
