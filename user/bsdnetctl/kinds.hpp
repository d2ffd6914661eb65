// SPDX-License-Identifier: GPL-2.0
/// @file
/// The kinds of objects, one file each, and how each is printed: into the object of the
/// printer that is open. Text begins with a line that `add` takes back; what follows is
/// indented.
#pragma once

#include <ostream>

#include "bsdnet/operations.hpp"
#include "command.hpp"

namespace bsdnet::ctl {

extern const ObjectKind kDriverKind, kIfdKind, kIflKind, kIffKind, kIfaKind, kInstanceKind,
    kRouteKind, kNexthopKind, kNeighKind, kL2Kind, kPcbKind, kQueueKind, kSocketKind, kStatsKind,
    kDropsKind, kMonitorKind, kEncapKind, kShowKind;

void print_object(Context& context, const Driver& driver);
void print_object(Context& context, const Ifd& ifd);
void print_object(Context& context, const Ifl& ifl);
void print_object(Context& context, const Iff& iff);
void print_object(Context& context, const Ifa& ifa);
void print_object(Context& context, const Instance& instance);
void print_object(Context& context, const Route& route);
void print_object(Context& context, const Nexthop& nexthop);
void print_object(Context& context, const Neigh& neigh);
void print_object(Context& context, const L2Entry& entry);
void print_object(Context& context, const Pcb& pcb);
void print_object(Context& context, const Queue& queue);
void print_object(Context& context, const SocketInfo& socket);
void print_object(Context& context, const Stats& stats);
void print_object(Context& context, const Drop& drop);
void print_object(Context& context, const Encap& encap);

/// Addresses as `add` takes them: "192.0.2.1/24".
std::string ifa_text(const Ifa& ifa);
/// Packets and bytes of @p stats on one indented line, into the object that is open.
void print_traffic(Printer& out, const Stats& stats);

/// Dumps what fits @p filter, as a list; says on err() when it kept changing. Where @p wanted
/// is given it chooses further.
template <Readable T>
void show(Context& context, const T& filter, const std::function<bool(const T&)>& wanted = {}) {
  Channel& channel = context.channel();
  const Printer::List guard(context.out());
  const DumpResult result = dump<T>(channel, filter, [&](const T& object) {
    if (wanted && !wanted(object)) return;
    const Printer::Scope scope(context.out());
    print_object(context, object);
  });
  if (!result.consistent)
    context.err() << T::kName << ": changed while it was read; the list may be incomplete\n";
}

/// One object, as a list of one.
template <Readable T>
void show_one(Context& context, const T& key, std::string_view subject) {
  const auto object = get<T>(context.channel(), key, subject);
  const Printer::List guard(context.out());
  const Printer::Scope scope(context.out());
  print_object(context, object);
}

}  // namespace bsdnet::ctl
