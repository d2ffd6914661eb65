// SPDX-License-Identifier: GPL-2.0
/// @file
/// The kinds of objects, one file each, and how each is printed into the open object of the
/// printer. The first line of text is valid input of `add`; the lines that follow are indented.
#pragma once

#include <ostream>

#include "bsdnet/operations.hpp"
#include "command.hpp"

namespace bsdnet::ctl {

extern const ObjectKind kDriverKind, kIfdKind, kIflKind, kIffKind, kIfaKind, kInstanceKind,
    kRouteKind, kNexthopKind, kNeighKind, kMaddrKind, kL2Kind, kPcbKind, kQueueKind, kSocketKind,
    kStatsKind, kDropsKind, kDdpKind, kAarpKind, kMonitorKind, kCaptureKind, kEncapKind,
    kShowKind;

void print_object(Context& context, const Driver& driver);
void print_object(Context& context, const Ifd& ifd);
void print_object(Context& context, const Ifl& ifl);
void print_object(Context& context, const Iff& iff);
void print_object(Context& context, const Ifa& ifa);
void print_object(Context& context, const Instance& instance);
void print_object(Context& context, const Route& route);
void print_object(Context& context, const Nexthop& nexthop);
void print_object(Context& context, const Neigh& neigh);
void print_object(Context& context, const Maddr& maddr);
void print_object(Context& context, const Ddp& ddp);
void print_object(Context& context, const Aarp& aarp);
void print_object(Context& context, const L2Entry& entry);
void print_object(Context& context, const Pcb& pcb);
void print_object(Context& context, const Queue& queue);
void print_object(Context& context, const SocketInfo& socket);
void print_object(Context& context, const Stats& stats);
void print_object(Context& context, const Drop& drop);
void print_object(Context& context, const Latency& part);
void print_object(Context& context, const Encap& encap);

/// Addresses as `add` takes them: "192.0.2.1/24".
std::string ifa_text(const Ifa& ifa);
/// Prints packets and bytes of @p stats on one indented line, into the open object.
void print_traffic(Printer& out, const Stats& stats);

/// Prints the objects that match @p filter, and @p wanted if given, as a list. Warns on err() if
/// they changed during the dump.
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

/// Prints one object as a list of one.
template <Readable T>
void show_one(Context& context, const T& key, std::string_view subject) {
  const auto object = get<T>(context.channel(), key, subject);
  const Printer::List guard(context.out());
  const Printer::Scope scope(context.out());
  print_object(context, object);
}

}  // namespace bsdnet::ctl
