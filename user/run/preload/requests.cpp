// SPDX-License-Identifier: GPL-2.0
#include "requests.hpp"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace bsdnet::run {
namespace {

void set_inet(sockaddr& out, const Address& address) {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  std::memcpy(&in.sin_addr, address.bytes.data(), sizeof(in.sin_addr));
  std::memcpy(&out, &in, sizeof(out));
}

void set_mask(sockaddr& out, unsigned int bits) {
  Address mask{Family::inet, {}};
  for (unsigned int bit = 0; bit < bits; bit++)
    mask.bytes.at(bit / 8) =
        static_cast<std::uint8_t>(mask.bytes.at(bit / 8) | (0x80U >> (bit % 8)));
  set_inet(out, mask);
}

bool is_meant(const ifreq& request, const InterfaceAddress& address) {
  sockaddr_in in{};
  std::memcpy(&in, &request.ifr_addr, sizeof(in));
  return in.sin_family == AF_INET &&
         std::memcmp(&in.sin_addr, address.local.bytes.data(), sizeof(in.sin_addr)) == 0;
}

const InterfaceAddress* find_address(const Interface& interface, const ifreq& request) {
  const auto& addresses = interface.addresses;
  if (addresses.empty()) return nullptr;
  const auto at = std::ranges::find_if(
      addresses, [&](const InterfaceAddress& address) { return is_meant(request, address); });
  return at == addresses.end() ? &addresses.front() : &*at;
}

int fill_address(unsigned long request, const Interface& interface, ifreq& out) {
  const InterfaceAddress* const address = find_address(interface, out);
  if (address == nullptr) return EADDRNOTAVAIL;
  switch (request) {
    case SIOCGIFADDR:
      set_inet(out.ifr_addr, address->local);
      break;
    case SIOCGIFNETMASK:
      set_mask(out.ifr_netmask, address->dest.bits);
      break;
    case SIOCGIFBRDADDR:
      set_inet(out.ifr_broadaddr, address->broadcast().value_or(Address{Family::inet, {}}));
      break;
    default:
      set_inet(out.ifr_dstaddr, address->dest.is_host() ? address->dest.address : address->local);
  }
  return 0;
}

void fill_hardware(const Interface& interface, ifreq& out) {
  const auto& bytes = interface.lladdr.bytes;
  out.ifr_hwaddr = {};
  out.ifr_hwaddr.sa_family = interface.hardware;
  std::copy_n(bytes.begin(), std::min(bytes.size(), sizeof(out.ifr_hwaddr.sa_data)),
              out.ifr_hwaddr.sa_data);
}

}  // namespace

Request classify(unsigned long request) noexcept {
  switch (request) {
    case SIOCGIFCONF:
      return Request::list;
    case SIOCGIFNAME:
      return Request::name;
    case SIOCGIFINDEX:
    case SIOCGIFFLAGS:
    case SIOCGIFADDR:
    case SIOCGIFDSTADDR:
    case SIOCGIFBRDADDR:
    case SIOCGIFNETMASK:
    case SIOCGIFMETRIC:
    case SIOCGIFMTU:
    case SIOCGIFHWADDR:
    case SIOCGIFMAP:
    case SIOCGIFTXQLEN:
      return Request::question;
    case SIOCSIFFLAGS:
    case SIOCSIFADDR:
    case SIOCSIFDSTADDR:
    case SIOCSIFBRDADDR:
    case SIOCSIFNETMASK:
    case SIOCSIFMETRIC:
    case SIOCSIFMTU:
    case SIOCSIFNAME:
    case SIOCSIFHWADDR:
    case SIOCSIFHWBROADCAST:
    case SIOCSIFMAP:
    case SIOCSIFTXQLEN:
    case SIOCDIFADDR:
    case SIOCADDMULTI:
    case SIOCDELMULTI:
    case SIOCADDRT:
    case SIOCDELRT:
    case SIOCSARP:
    case SIOCGARP:
    case SIOCDARP:
    case SIOCETHTOOL:
    case SIOCGMIIPHY:
    case SIOCGMIIREG:
    case SIOCSMIIREG:
      return Request::refused;
    default:
      return Request::other;
  }
}

int fill(unsigned long request, const Interface& interface, ifreq& out) {
  switch (request) {
    case SIOCGIFINDEX:
      out.ifr_ifindex = static_cast<int>(interface.index);
      return 0;
    case SIOCGIFFLAGS:
      out.ifr_flags = static_cast<short>(interface.flags);
      return 0;
    case SIOCGIFMTU:
      out.ifr_mtu = static_cast<int>(interface.mtu);
      return 0;
    case SIOCGIFMETRIC:
    case SIOCGIFTXQLEN:
    case SIOCGIFMAP:  // the largest of the three, which share their place
      out.ifr_map = {};
      return 0;
    case SIOCGIFHWADDR:
      fill_hardware(interface, out);
      return 0;
    default:
      return fill_address(request, interface, out);
  }
}

void fill(const std::vector<Interface>& interfaces, ifconf& out) {
  const std::size_t room =
      out.ifc_buf == nullptr || out.ifc_len < 0 ? 0 : static_cast<std::size_t>(out.ifc_len);
  std::size_t used = 0;
  for (const Interface& interface : interfaces)
    for (const InterfaceAddress& address : interface.addresses) {
      ifreq entry{};
      std::copy(interface.name.begin(), interface.name.end(), entry.ifr_name);
      set_inet(entry.ifr_addr, address.local);
      if (out.ifc_buf != nullptr && used + sizeof(entry) > room) break;
      if (out.ifc_buf != nullptr) std::memcpy(out.ifc_buf + used, &entry, sizeof(entry));
      used += sizeof(entry);
    }
  out.ifc_len = static_cast<int>(used);
}

}  // namespace bsdnet::run
