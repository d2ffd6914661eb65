// SPDX-License-Identifier: GPL-2.0
#include "interfaces.hpp"

#include <cerrno>

#include "bsdnet/error.hpp"
#include "bsdnet/operations.hpp"
#include "inet.hpp"
#include "log.hpp"

namespace bsdnet::ppp {
namespace {

constexpr auto kInet = static_cast<std::uint8_t>(Family::inet);

// A name without a unit means unit 0, which the names of children must contain
std::string child_name(const std::string& parent, unsigned int unit) {
  const bool has_unit = parent.find('.') != std::string::npos;
  return fmt::format("{}{}.{}", parent, has_unit ? "" : ".0", unit);
}

Iff inet_of(const Interface& interface) {
  Iff iff;
  iff.ifl_name = interface.name;
  iff.family = kInet;
  return iff;
}

Ifa addresses(const Interface& interface, const NetworkParameters& network) {
  Ifa ifa;
  ifa.ifl_name = interface.name;
  ifa.family = kInet;
  ifa.local = inet_address(network.local);
  ifa.dest = inet_address(network.remote);
  ifa.dest_len = 32;
  return ifa;
}

Ifl key(const Interface& interface) {
  Ifl ifl;
  ifl.name = interface.name;
  return ifl;
}

}  // namespace

Interface Interfaces::get(const std::string& name) {
  Ifl filter;
  filter.name = name;
  const Ifl ifl = bsdnet::get<Ifl>(channel_, filter, "ifl " + name);
  return {ifl.name.value_or(name), ifl.index.value_or(0), ifl.ifd_name.value_or(""),
          ifl.type.value_or("")};
}

Interface Interfaces::add_pppoe(const Interface& parent, std::uint16_t session, const Mac& peer) {
  Ifl ifl;
  ifl.name = child_name(parent.name, session);
  ifl.parent = parent.name;
  ifl.encap = EncapPppoe::kEncap;
  EncapPppoe parameters;
  parameters.session = session;
  parameters.peer = LinkAddress{{peer.begin(), peer.end()}};
  ifl.encap_data = parameters.to_bytes();
  ifl.link_up = false;
  change(channel_, BSDNET_CMD_IFL_ADD, ifl, "ifl add " + *ifl.name);
  return get(*ifl.name);
}

void Interfaces::remove(const Interface& interface) {
  change(channel_, BSDNET_CMD_IFL_DEL, key(interface), "ifl del " + interface.name);
}

void Interfaces::set_link(const Interface& interface, bool up) {
  Ifl ifl = key(interface);
  ifl.link_up = up;
  change(channel_, BSDNET_CMD_IFL_SET, ifl, "ifl set " + interface.name);
}

void Interfaces::up(const Interface& interface, std::uint32_t instance,
                    const NetworkParameters& network) {
  Iff iff = inet_of(interface);
  iff.instance = instance;
  iff.mtu = network.mtu;
  try {
    change(channel_, BSDNET_CMD_IFF_ADD, iff, "iff add " + interface.name);
  } catch (const KernelError& error) {
    if (error.code() != EEXIST) throw;
    iff.instance.reset();
    change(channel_, BSDNET_CMD_IFF_SET, iff, "iff set " + interface.name);
  }
  change(channel_, BSDNET_CMD_IFA_ADD, addresses(interface, network), "ifa add " + interface.name);
  set_link(interface, true);
}

void Interfaces::down(const Interface& interface, const NetworkParameters& network) {
  set_link(interface, false);
  change(channel_, BSDNET_CMD_IFA_DEL, addresses(interface, network), "ifa del " + interface.name);
}

void Interfaces::add_default_route(const Interface& interface, std::uint32_t instance) {
  Route route;
  route.instance = instance;
  route.family = kInet;
  route.dst = inet_address(0);
  route.dst_len = 0;
  route.ifl_name = interface.name;
  change(channel_, BSDNET_CMD_ROUTE_ADD, route, "route add default dev " + interface.name);
}

void Interfaces::set_framing(const Interface& interface, bool acfc, bool pfc) {
  Ifd ifd;
  ifd.name = interface.ifd;
  ifd.encap = EncapPpp::kEncap;
  EncapPpp parameters;
  parameters.acfc = acfc;
  parameters.pfc = pfc;
  ifd.encap_data = parameters.to_bytes();
  change(channel_, BSDNET_CMD_IFD_SET, ifd, "ifd set " + interface.ifd);
}

void log_errors(const std::string& who, const std::function<void()>& fn) {
  try {
    fn();
  } catch (const Error& error) {
    log(who, "{}", error.what());
  }
}

}  // namespace bsdnet::ppp
