// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Interfaces and addresses in the form of getifaddrs(3) and if_nameindex(3). A list is one block
// of memory.

#include <ifaddrs.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <map>

#include "bsdnet/bsdnet.h"
#include "bsdnet/endian.hpp"
#include "bsdnet/interfaces.hpp"
#include "bsdnet/operations.hpp"
#include "with_channel.hpp"

namespace {

using bsdnet::Address;
using bsdnet::Channel;
using bsdnet::Interface;
using bsdnet::InterfaceAddress;
using bsdnet::Stats;
using bsdnet::with_channel;

// An element of the list and what it points at
struct Entry {
  ifaddrs head;
  sockaddr_storage addr;
  sockaddr_storage mask;
  sockaddr_storage other;
  rtnl_link_stats stats;
  std::array<char, BSDNET_IFL_NAMSIZ> name;
};

sockaddr* set_inet(sockaddr_storage& out, const Address& address) {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  std::memcpy(&in.sin_addr, address.bytes.data(), sizeof(in.sin_addr));
  std::memcpy(&out, &in, sizeof(in));
  return reinterpret_cast<sockaddr*>(&out);
}

sockaddr* set_mask(sockaddr_storage& out, unsigned int bits) {
  Address mask{bsdnet::Family::inet, {}};
  for (unsigned int bit = 0; bit < bits; bit++)
    mask.bytes.at(bit / 8) =
        static_cast<std::uint8_t>(mask.bytes.at(bit / 8) | (0x80U >> (bit % 8)));
  return set_inet(out, mask);
}

sockaddr* set_link(sockaddr_storage& out, const Interface& interface) {
  const auto& bytes = interface.lladdr.bytes;
  sockaddr_ll link{};
  link.sll_family = AF_PACKET;
  link.sll_ifindex = static_cast<int>(interface.index);
  link.sll_hatype = interface.hardware;
  link.sll_halen = static_cast<unsigned char>(bytes.size());
  std::copy_n(bytes.begin(), std::min(bytes.size(), sizeof(link.sll_addr)), link.sll_addr);
  std::memcpy(&out, &link, sizeof(link));
  return reinterpret_cast<sockaddr*>(&out);
}

void set_head(Entry& entry, const Interface& interface) {
  std::copy_n(interface.name.begin(), std::min(interface.name.size(), entry.name.size() - 1),
              entry.name.begin());
  entry.head.ifa_name = entry.name.data();
  entry.head.ifa_flags = interface.flags;
}

void set_stats(Entry& entry, const Stats& stats) {
  entry.stats.rx_packets = static_cast<__u32>(stats.rx_packets.value_or(0));
  entry.stats.rx_bytes = static_cast<__u32>(stats.rx_bytes.value_or(0));
  entry.stats.tx_packets = static_cast<__u32>(stats.tx_packets.value_or(0));
  entry.stats.tx_bytes = static_cast<__u32>(stats.tx_bytes.value_or(0));
  entry.head.ifa_data = &entry.stats;
}

void set_address(Entry& entry, const InterfaceAddress& address) {
  entry.head.ifa_addr = set_inet(entry.addr, address.local);
  entry.head.ifa_netmask = set_mask(entry.mask, address.dest.bits);
  if (const auto broadcast = address.broadcast())
    entry.head.ifa_ifu.ifu_broadaddr = set_inet(entry.other, *broadcast);
  else
    entry.head.ifa_ifu.ifu_dstaddr = set_inet(entry.other, address.dest.address);
}

// One entry for each link, then one for each address, as glibc has them
int make_list(const std::vector<Interface>& found, std::map<std::uint32_t, Stats>& traffic,
              ifaddrs** out) {
  std::size_t count = found.size();
  for (const Interface& interface : found)
    count += interface.addresses.size();
  *out = nullptr;
  if (count == 0) return 0;
  auto* const entries = static_cast<Entry*>(std::calloc(count, sizeof(Entry)));
  if (entries == nullptr) throw std::bad_alloc();
  Entry* at = entries;
  for (const Interface& interface : found) {
    set_head(*at, interface);
    set_stats(*at, traffic[interface.index]);
    at->head.ifa_addr = set_link(at->addr, interface);
    at++;
  }
  for (const Interface& interface : found)
    for (const InterfaceAddress& address : interface.addresses) {
      set_head(*at, interface);
      set_address(*at, address);
      at++;
    }
  for (std::size_t n = 0; n + 1 < count; n++)
    entries[n].head.ifa_next = &entries[n + 1].head;
  *out = &entries->head;
  return 0;
}

std::optional<std::uint32_t> filter(std::uint32_t instance) {
  if (instance == BSDNET_INSTANCE_ANY) return {};
  return instance;
}

// Names follow the array, which ends with an entry of zeros
struct if_nameindex* make_index(const std::vector<Interface>& found) {
  const std::size_t array = (found.size() + 1) * sizeof(struct if_nameindex);
  std::size_t names = 0;
  for (const Interface& interface : found)
    names += interface.name.size() + 1;
  auto* const block = static_cast<char*>(std::calloc(1, array + names));
  if (block == nullptr) throw std::bad_alloc();
  auto* const out = reinterpret_cast<struct if_nameindex*>(block);
  char* name = block + array;
  for (std::size_t n = 0; n < found.size(); n++) {
    out[n].if_index = found[n].index;
    out[n].if_name = name;
    std::copy(found[n].name.begin(), found[n].name.end(), name);
    name += found[n].name.size() + 1;
  }
  return out;
}

}  // namespace

int bsdnet_getifaddrs(struct ifaddrs** list, uint32_t instance) {
  return with_channel<int>(-1, [=](Channel& channel) {
    std::map<std::uint32_t, Stats> traffic;
    Stats all;
    all.scope = BSDNET_STATS_SCOPE_IFL;
    bsdnet::dump<Stats>(channel, all, [&traffic](const Stats& stats) {
      if (stats.ifl_index) traffic[*stats.ifl_index] = stats;
    });
    return make_list(bsdnet::interfaces(channel, filter(instance)), traffic, list);
  });
}

void bsdnet_freeifaddrs(struct ifaddrs* list) {
  std::free(list);
}

struct if_nameindex* bsdnet_if_nameindex(uint32_t instance) {
  return with_channel<struct if_nameindex*>(nullptr, [=](Channel& channel) {
    return make_index(bsdnet::interfaces(channel, filter(instance)));
  });
}

void bsdnet_if_freenameindex(struct if_nameindex* list) {
  std::free(list);
}
