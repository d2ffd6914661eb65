// SPDX-License-Identifier: GPL-2.0
#include "configuration.hpp"

#include <algorithm>
#include <cerrno>

#include "bsdnet/operations.hpp"
#include "inet.hpp"
#include "log.hpp"

namespace bsdnet::dhcp {
namespace {

constexpr auto kInet = static_cast<std::uint8_t>(Family::inet);
constexpr std::uint8_t kHostBits = 32;

Iff family_of(const std::string& ifl) {
  Iff out;
  out.ifl_name = ifl;
  out.family = kInet;
  return out;
}

Ifa address_of(const Lease& lease, const std::string& ifl) {
  Ifa out;
  out.ifl_name = ifl;
  out.family = kInet;
  out.local = inet_address(lease.address);
  if (lease.bits == kHostBits) return out;  // without a prefix
  out.dest = inet_address(lease.address & mask_of(lease.bits));
  out.dest_len = lease.bits;
  return out;
}

// What names a route
Route key_of(const Route& route) {
  Route out;
  out.instance = route.instance;
  out.family = route.family;
  out.dst = route.dst;
  out.dst_len = route.dst_len;
  out.type = BSDNET_ROUTE_TYPE_USER;
  return out;
}

std::string name_of(const Route& route) {
  return "route " + route_prefix(route).str_full();
}

bool same_way(const Route& a, const Route& b) {
  return a.ifl_name == b.ifl_name && a.gateway == b.gateway;
}

// Through an interface that was deleted
bool is_dead(const Route& route) {
  return route.nh_type == BSDNET_NEXTHOP_TYPE_DEAD;
}

// Calls @p fn; returns false, and logs its error, if the kernel refuses
bool attempt(const std::string& who, const std::function<void()>& fn) {
  try {
    fn();
    return true;
  } catch (const KernelError& error) {
    log(who, "{}", error.what());
    return false;
  }
}

bool is_covered(const LeaseRoute& route, const Lease& lease) {
  return route.bits >= lease.bits && lease.covers(route.dst);
}

}  // namespace

std::vector<Route> lease_routes(const Lease& lease, const Station& station,
                                const ConfigurationSettings& settings) {
  std::vector<Route> on_link;
  std::vector<Route> out;
  for (const LeaseRoute& from : lease.routes) {
    if (!settings.routes || (from.bits == 0 && !settings.default_route)) continue;
    Route to;
    to.instance = station.instance;
    to.family = kInet;
    to.dst = inet_address(from.dst);
    to.dst_len = from.bits;
    to.ifl_name = station.name;
    if (from.router != 0) {
      to.gateway = inet_address(from.router);
      // a gateway outside of the prefix is a neighbour all the same
      if (!lease.covers(from.router)) to.flags = BSDNET_ROUTE_FLAGS_ONLINK;
      out.push_back(to);
    } else if (from.bits == kHostBits && !is_covered(from, lease)) {
      // as the kernel shows it
      to.gateway = to.dst;
      to.flags = BSDNET_ROUTE_FLAGS_ONLINK;
      on_link.push_back(to);
    } else if (!is_covered(from, lease)) {
      log(station.name, "{} on the link is not used: only hosts can be there",
          Prefix{*to.dst, from.bits}.str_full());
    }
  }
  out.insert(out.begin(), on_link.begin(), on_link.end());
  return out;
}

// ---- the interface ------------------------------------------------------------------------

Station Configuration::read() {
  Ifl key;
  key.name = settings_.ifl;
  const Ifl ifl = get<Ifl>(channel_, key, "ifl " + settings_.ifl);
  const Iff iff = get<Iff>(channel_, family_of(settings_.ifl), "iff " + settings_.ifl);
  Station out{ifl.name.value_or(settings_.ifl),
              ifl.index.value_or(0),
              iff.instance.value_or(0),
              {},
              ifl.down.value_or(0) == 0 && iff.down.value_or(0) == 0};
  const LinkAddress mac = ifl.lladdr.value_or(LinkAddress{});
  if (ifl.type != "ether" || mac.bytes.size() != out.mac.size())
    throw ArgumentError(
        fmt::format("{} is of type {}, not ether", out.name, ifl.type.value_or("?")));
  std::ranges::copy(mac.bytes, out.mac.begin());
  return out;
}

Station Configuration::open() {
  Iff iff = family_of(settings_.ifl);
  iff.instance = settings_.instance;
  try {
    change(channel_, BSDNET_CMD_IFF_ADD, iff, "iff add " + settings_.ifl);
    made_family_ = true;
  } catch (const KernelError& error) {
    if (error.code() != EEXIST) throw;
  }
  return station_ = read();
}

void Configuration::close() {
  if (!std::exchange(made_family_, false)) return;
  attempt(settings_.ifl, [this] {
    const Iff iff = get<Iff>(channel_, family_of(settings_.ifl), "iff " + settings_.ifl);
    if (iff.ifas.value_or(0) == 0)
      change(channel_, BSDNET_CMD_IFF_DEL, family_of(settings_.ifl), "iff del " + settings_.ifl);
  });
}

void Configuration::set_mtu(std::uint32_t mtu) {
  if (!settings_.mtu) return;
  attempt(station_.name, [this, mtu] {
    Iff iff = family_of(station_.name);
    iff.mtu = mtu;
    change(channel_, BSDNET_CMD_IFF_SET, iff, fmt::format("MTU {} of {}", mtu, station_.name));
  });
}

// ---- addresses and routes -------------------------------------------------------------------

bool Configuration::add_address(const Lease& lease) {
  const Ifa ifa = address_of(lease, station_.name);
  try {
    change(channel_, BSDNET_CMD_IFA_ADD, ifa, "ifa add " + station_.name);
  } catch (const KernelError& error) {
    // that of an earlier process
    if (error.code() == EEXIST) return true;
    log(station_.name, "{}", error.what());
    return false;
  }
  return true;
}

void Configuration::delete_address(const Lease& lease) {
  attempt(station_.name, [&] {
    change(channel_, BSDNET_CMD_IFA_DEL, address_of(lease, station_.name),
           "ifa del " + station_.name);
  });
}

// A route with another owner stays
void Configuration::add_route(const Route& route) {
  try {
    change(channel_, BSDNET_CMD_ROUTE_ADD, route, name_of(route));
    installed_.push_back(route);
  } catch (const KernelError& error) {
    const auto there =
        error.code() == EEXIST ? list<Route>(channel_, key_of(route)) : std::vector<Route>{};
    if (there.size() == 1 && same_way(there.front(), route))
      installed_.push_back(route);
    else
      log(station_.name, "{}", error.what());
  }
}

void Configuration::delete_route(const Route& route) {
  const auto there = list<Route>(channel_, key_of(route));
  if (there.size() != 1) return;
  if (!is_dead(there.front()) && !same_way(there.front(), route)) return;
  attempt(station_.name,
          [&] { change(channel_, BSDNET_CMD_ROUTE_DEL, key_of(route), name_of(route)); });
}

void Configuration::change_routes(const std::vector<Route>& routes) {
  const auto is_in = [](const std::vector<Route>& where, const Route& route) {
    return std::ranges::any_of(where, [&route](const Route& other) {
      return other.dst == route.dst && other.dst_len == route.dst_len && same_way(other, route);
    });
  };
  const std::vector<Route> before = std::exchange(installed_, {});
  std::vector<Route> backwards = before;
  std::ranges::reverse(backwards);
  // a gateway's own route last
  for (const Route& route : backwards)
    if (!is_in(routes, route)) delete_route(route);
  for (const Route& route : routes) {
    if (is_in(before, route))
      installed_.push_back(route);
    else
      add_route(route);
  }
}

bool Configuration::configure(const Lease& lease, const Lease* old) {
  const bool moves = old != nullptr && old->bits != lease.bits;
  if (moves) {
    change_routes({});
    delete_address(*old);
  }
  if ((moves || old == nullptr) && !add_address(lease)) return false;
  if (lease.mtu != (old != nullptr ? old->mtu : 0)) set_mtu(lease.mtu);
  change_routes(lease_routes(lease, station_, settings_));
  return true;
}

void Configuration::unconfigure(const Lease& lease) {
  change_routes({});
  if (lease.mtu != 0) set_mtu(0);
  delete_address(lease);
}

void Configuration::gone() {
  attempt(station_.name, [this] { change_routes({}); });
  made_family_ = false;
}

}  // namespace bsdnet::dhcp
