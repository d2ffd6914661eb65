// SPDX-License-Identifier: GPL-2.0
#include "lease.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "inet.hpp"

namespace bsdnet::dhcp {
namespace {

constexpr std::uint8_t kLongestSubnet = 30;  // with a broadcast address
// What Linux's own programs take for the least; a smaller one makes a host fragment everything
constexpr std::uint16_t kLeastMtu = 576;

View value_of(const Message& message, std::uint8_t code) {
  return message.option(code).value_or(View{});
}

// Classes of addresses, for servers that send no mask
std::uint8_t class_bits(std::uint32_t address) {
  const std::uint32_t first = address >> 24;
  if (first < 128) return 8;
  return first < 192 ? 16 : 24;
}

// Empty, or what is wrong with the address
std::string check_address(const Lease& lease) {
  const std::string name = inet_address(lease.address).str();
  if (!is_host_address(lease.address)) return name + " is not the address of a host";
  if (lease.bits > kLongestSubnet) return {};
  const std::uint32_t host = lease.address & ~mask_of(lease.bits);
  if (host == 0 || host == ~mask_of(lease.bits))
    return fmt::format("{}/{} is not the address of a host", name, lease.bits);
  return {};
}

// RFC 2131, section 4.4.5, and what is wrong with the times of some servers
void read_times(const Message& message, Lease& lease) {
  lease.renewal = read32(value_of(message, kRenewalTime)).value_or(0);
  lease.rebinding = read32(value_of(message, kRebindingTime)).value_or(0);
  const std::uint32_t duration = lease.duration;
  if (duration == kInfinite) {
    lease.renewal = lease.rebinding = kInfinite;
    return;
  }
  if (lease.rebinding == 0 || lease.rebinding >= duration)
    lease.rebinding = duration - duration / 8;
  if (lease.renewal == 0 || lease.renewal >= lease.rebinding)
    lease.renewal = std::min(duration / 2, lease.rebinding);
}

// Classless routes replace the routers and the static routes (RFC 3442)
std::vector<LeaseRoute> read_routes(const Message& message) {
  for (const std::uint8_t code : {kClasslessRoutes, kMicrosoftRoutes})
    if (auto routes = read_classless_routes(value_of(message, code))) return *routes;
  std::vector<LeaseRoute> out = read_static_routes(value_of(message, kStaticRoutes));
  const auto routers = read_hosts(value_of(message, kRouters));
  if (!routers.empty()) out.push_back({0, 0, routers.front()});
  return out;
}

// Routes that nothing can be sent to
bool is_useless(const LeaseRoute& route, const Lease& lease) {
  if (route.router != 0 && !is_host_address(route.router)) return true;
  if (route.router == lease.address) return true;
  return route.bits != 0 && !is_host_address(route.dst);
}

}  // namespace

bool Lease::covers(std::uint32_t other) const {
  return ((other ^ address) & mask_of(bits)) == 0;
}

LeaseOr read_lease(const Message& message) {
  Lease out;
  out.address = message.yiaddr;
  out.server = read32(value_of(message, kServerId)).value_or(0);
  if (!is_host_address(out.server)) return {{}, "no server identifier"};
  out.duration = read32(value_of(message, kLeaseTime)).value_or(0);
  if (out.duration == 0) return {{}, "no lease time"};
  const auto mask = message.option(kSubnetMask);
  const auto bits = mask ? read_mask(*mask) : class_bits(out.address);
  if (!bits) return {{}, "the subnet mask is not one"};
  out.bits = *bits;
  if (std::string why = check_address(out); !why.empty()) return {{}, why};
  read_times(message, out);
  out.routes = read_routes(message);
  std::erase_if(out.routes, [&out](const LeaseRoute& route) { return is_useless(route, out); });
  out.name_servers = read_hosts(value_of(message, kNameServers));
  out.time_servers = read_hosts(value_of(message, kTimeServers));
  out.host_name = read_name(value_of(message, kHostName)).value_or("");
  out.domain = read_name(value_of(message, kDomainName)).value_or("");
  out.search = read_search(value_of(message, kDomainSearch));
  const std::uint16_t mtu = read16(value_of(message, kMtu)).value_or(0);
  out.mtu = mtu >= kLeastMtu ? mtu : 0;
  out.message = message;
  return {std::move(out), {}};
}

}  // namespace bsdnet::dhcp
