// SPDX-License-Identifier: GPL-2.0
#include "linux_route.hpp"

#include <cerrno>

#include "bsdnet/operations.hpp"

namespace bsdnet::run {
namespace {

struct Meaning {
  std::uint8_t type;
  std::uint8_t table;
  std::uint8_t scope;
};

Meaning meaning_of(std::uint8_t nexthop) {
  switch (nexthop) {
    case BSDNET_NEXTHOP_TYPE_LOCAL:
    case BSDNET_NEXTHOP_TYPE_RECV:
      return {RTN_LOCAL, RT_TABLE_LOCAL, RT_SCOPE_HOST};
    case BSDNET_NEXTHOP_TYPE_BRECV:
      return {RTN_BROADCAST, RT_TABLE_LOCAL, RT_SCOPE_LINK};
    case BSDNET_NEXTHOP_TYPE_MDISCARD:
    case BSDNET_NEXTHOP_TYPE_MRECV:
    case BSDNET_NEXTHOP_TYPE_MGROUP:
    case BSDNET_NEXTHOP_TYPE_MULTICAST:
      return {RTN_MULTICAST, RT_TABLE_MAIN, RT_SCOPE_LINK};
    case BSDNET_NEXTHOP_TYPE_REJECT:
      return {RTN_UNREACHABLE, RT_TABLE_MAIN, RT_SCOPE_UNIVERSE};
    case BSDNET_NEXTHOP_TYPE_DISCARD:
    case BSDNET_NEXTHOP_TYPE_DEAD:
      return {RTN_BLACKHOLE, RT_TABLE_MAIN, RT_SCOPE_UNIVERSE};
    default:
      return {RTN_UNICAST, RT_TABLE_MAIN, RT_SCOPE_LINK};
  }
}

void set_meaning(LinuxRoute& out, std::uint8_t nexthop) {
  const Meaning meaning = meaning_of(nexthop);
  out.type = meaning.type;
  out.table = meaning.table;
  out.scope = out.gateway ? static_cast<std::uint8_t>(RT_SCOPE_UNIVERSE) : meaning.scope;
}

// The address of a network is received and not sent to; Linux has no route for it
bool is_network_address(const Route& route) {
  return route.type == BSDNET_ROUTE_TYPE_IF && route.nh_type == BSDNET_NEXTHOP_TYPE_RECV;
}

bool is_listed(const Route& route) {
  switch (route.type.value_or(0)) {
    case BSDNET_ROUTE_TYPE_USER:
    case BSDNET_ROUTE_TYPE_IF_LOCAL:
    case BSDNET_ROUTE_TYPE_IF_DEST:
    case BSDNET_ROUTE_TYPE_IF:
      return !route.src && !is_network_address(route);
    default:
      return false;
  }
}

// What a packet that this host sends meets: 0, or an errno
int rejection(std::uint8_t nexthop) {
  switch (nexthop) {
    case BSDNET_NEXTHOP_TYPE_REJECT:
      return ENETUNREACH;
    case BSDNET_NEXTHOP_TYPE_DISCARD:
    case BSDNET_NEXTHOP_TYPE_DEAD:
      return EINVAL;
    default:
      return 0;
  }
}

}  // namespace

std::optional<LinuxRoute> linux_route(const Route& route) {
  if (!is_listed(route)) return {};
  LinuxRoute out;
  out.dst = route_prefix(route);
  out.gateway = route.gateway;
  // a neighbour that is its own gateway is on the link
  if (out.gateway == out.dst.address && out.dst.is_host()) out.gateway.reset();
  set_meaning(out, route.nh_type.value_or(0));
  out.protocol = route.type == BSDNET_ROUTE_TYPE_USER ? RTPROT_STATIC : RTPROT_KERNEL;
  if (out.gateway && (route.flags.value_or(0) & BSDNET_ROUTE_FLAGS_ONLINK) != 0)
    out.flags = RTNH_F_ONLINK;
  out.ifl_index = route.ifl_index.value_or(0);
  if (route.local && !route.local->is_zero()) out.source = route.local;
  return out;
}

std::optional<LinuxRoute> linux_lookup(const Resolve& answer, int& error) {
  if (!answer.nexthop || !answer.addr) {
    error = ENETUNREACH;
    return {};
  }
  const Nexthop& nexthop = *answer.nexthop;
  error = rejection(nexthop.type.value_or(0));
  if (error != 0) return {};
  LinuxRoute out;
  out.dst = make_prefix(*answer.addr, {});
  if (nexthop.gateway != answer.addr) out.gateway = nexthop.gateway;
  set_meaning(out, nexthop.type.value_or(0));
  out.scope = RT_SCOPE_UNIVERSE;
  out.protocol = RTPROT_UNSPEC;
  out.flags = RTM_F_CLONED;
  out.ifl_index = nexthop.ifl_index.value_or(0);
  out.source = answer.local ? answer.local : nexthop.local;
  return out;
}

}  // namespace bsdnet::run
