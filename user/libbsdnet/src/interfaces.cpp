// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/interfaces.hpp"

#include <net/if.h>
#include <net/if_arp.h>

#include <map>

#include "bsdnet/operations.hpp"

namespace bsdnet {
namespace {

unsigned int flags_of(const Ifl& ifl) {
  const std::uint32_t kind = ifl.flags.value_or(0);
  unsigned int flags = 0;
  if (ifl.admin_up.value_or(false)) flags |= IFF_UP;
  if (ifl.down.value_or(0) == 0) flags |= IFF_RUNNING;
  if ((kind & BSDNET_IFL_FLAGS_LOOPBACK) != 0)
    flags |= IFF_LOOPBACK;
  else if ((kind & BSDNET_IFL_FLAGS_POINTOPOINT) != 0)
    flags |= IFF_POINTOPOINT | IFF_MULTICAST | IFF_NOARP;
  else if ((kind & BSDNET_IFL_FLAGS_NBMA) == 0)
    flags |= IFF_BROADCAST | IFF_MULTICAST;
  return flags;
}

std::uint16_t hardware_of(const Ifl& ifl) {
  if ((ifl.flags.value_or(0) & BSDNET_IFL_FLAGS_LOOPBACK) != 0) return ARPHRD_LOOPBACK;
  if (ifl.type == "ether") return ARPHRD_ETHER;
  if (ifl.type == "ppp") return ARPHRD_PPP;
  return ARPHRD_NONE;
}

Interface make_interface(const Ifl& ifl) {
  Interface out;
  out.index = ifl.index.value_or(0);
  out.name = ifl.name.value_or("");
  out.flags = flags_of(ifl);
  out.hardware = hardware_of(ifl);
  out.mtu = ifl.mtu.value_or(0);
  out.lladdr = ifl.lladdr.value_or(LinkAddress{});
  return out;
}

void add_family(Interface& interface, const Iff& iff) {
  interface.instance = iff.instance.value_or(0);
  interface.mtu = iff.mtu.value_or(interface.mtu);
}

void add_address(Interface& interface, const Ifa& ifa) {
  if (!ifa.local) return;
  interface.addresses.push_back(
      {*ifa.local, ifa.dest ? make_prefix(*ifa.dest, ifa.dest_len) : make_prefix(*ifa.local, {})});
}

// Adds object to the interface that has it, if that was there when interfaces were listed
template <typename Object>
void add_to(std::map<std::uint32_t, Interface>& found, const Object& object,
            void (*add)(Interface&, const Object&)) {
  const auto at = found.find(object.ifl_index.value_or(0));
  if (at != found.end()) add(at->second, object);
}

}  // namespace

std::optional<Address> InterfaceAddress::broadcast() const {
  if (dest.bits > 30 || local.family != Family::inet) return {};
  Address out = dest.network().address;
  for (unsigned int bit = dest.bits; bit < 32; bit++)
    out.bytes.at(bit / 8) = static_cast<std::uint8_t>(out.bytes.at(bit / 8) | (0x80U >> (bit % 8)));
  return out;
}

std::vector<Interface> interfaces(Channel& channel, std::optional<std::uint32_t> instance) {
  std::map<std::uint32_t, Interface> found;
  std::vector<Interface> out;
  Iff families;
  Ifa addresses;

  families.family = addresses.family = BSDNET_INET;
  for (const Ifl& ifl : list<Ifl>(channel))
    found[ifl.index.value_or(0)] = make_interface(ifl);
  for (const Iff& iff : list<Iff>(channel, families))
    add_to(found, iff, add_family);
  for (const Ifa& ifa : list<Ifa>(channel, addresses))
    add_to(found, ifa, add_address);
  for (auto& [index, interface] : found)
    if (!instance || interface.instance == instance) out.push_back(std::move(interface));
  return out;
}

Interface find_interface(Channel& channel, std::string_view name) {
  Ifl key;
  Iff families;
  Ifa addresses;

  key.name = std::string(name);
  Interface out = make_interface(get<Ifl>(channel, key, "ifl " + *key.name));
  families.family = addresses.family = BSDNET_INET;
  families.ifl_index = addresses.ifl_index = out.index;
  for (const Iff& iff : list<Iff>(channel, families))
    add_family(out, iff);
  for (const Ifa& ifa : list<Ifa>(channel, addresses))
    add_address(out, ifa);
  return out;
}

}  // namespace bsdnet
