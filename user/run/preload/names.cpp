// SPDX-License-Identifier: GPL-2.0
//
// getifaddrs() and the functions of if_nametoindex(3); what getaddrinfo() takes for the addresses
// of this host.
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>

#include <cstring>

#include "bsdnet/bsdnet.h"
#include "library.hpp"

namespace bsdnet::run {
namespace {

bool is_short(const char* name) noexcept {
  return std::strlen(name) < IFNAMSIZ;
}

// Takes entries with long names out. The list is one block that begins with its first entry
ifaddrs* drop_long_names(ifaddrs* list) noexcept {
  ifaddrs* first = list;
  while (first != nullptr && !is_short(first->ifa_name))
    first = first->ifa_next;
  if (first == nullptr) {
    bsdnet_freeifaddrs(list);
    return nullptr;
  }
  if (first != list) *list = *first;
  for (ifaddrs** link = &list->ifa_next; *link != nullptr;)
    if (is_short((*link)->ifa_name))
      link = &(*link)->ifa_next;
    else
      *link = (*link)->ifa_next;
  return list;
}

void drop_long_names(struct if_nameindex* list) noexcept {
  struct if_nameindex* to = list;
  for (const struct if_nameindex* at = list; at->if_name != nullptr; at++)
    if (is_short(at->if_name)) *to++ = *at;
  *to = {};
}

}  // namespace
}  // namespace bsdnet::run

using bsdnet::run::next;
using bsdnet::run::report;
using bsdnet::run::settings;

BSDNET_RUN_REPLACES int getifaddrs(ifaddrs** list) noexcept {
  const auto* const set = settings();
  if (set == nullptr) return next().getifaddrs(list);
  report("getifaddrs(): interfaces of bsdnet");
  if (bsdnet_getifaddrs(list, set->instance) < 0) return -1;
  *list = bsdnet::run::drop_long_names(*list);
  return 0;
}

BSDNET_RUN_REPLACES void freeifaddrs(ifaddrs* list) noexcept {
  if (settings() == nullptr)
    next().freeifaddrs(list);
  else
    bsdnet_freeifaddrs(list);
}

BSDNET_RUN_REPLACES unsigned int if_nametoindex(const char* name) noexcept {
  if (settings() == nullptr) return next().if_nametoindex(name);
  const unsigned int index = bsdnet_ifl_nametoindex(name);
  report("if_nametoindex(%s): %u of bsdnet", name, index);
  return index;
}

BSDNET_RUN_REPLACES char* if_indextoname(unsigned int index, char* name) noexcept {
  if (settings() == nullptr) return next().if_indextoname(index, name);
  char long_name[BSDNET_IFL_NAMSIZ];
  report("if_indextoname(%u): a name of bsdnet", index);
  if (bsdnet_ifl_indextoname(index, long_name) == nullptr) {
    if (errno == ENODEV) errno = ENXIO;
    return nullptr;
  }
  if (!bsdnet::run::is_short(long_name)) {
    errno = ENXIO;
    return nullptr;
  }
  return static_cast<char*>(std::memcpy(name, long_name, std::strlen(long_name) + 1));
}

BSDNET_RUN_REPLACES struct if_nameindex* if_nameindex() noexcept {
  const auto* const set = settings();
  if (set == nullptr) return next().if_nameindex();
  report("if_nameindex(): interfaces of bsdnet");
  struct if_nameindex* const list = bsdnet_if_nameindex(set->instance);
  if (list != nullptr) bsdnet::run::drop_long_names(list);
  return list;
}

BSDNET_RUN_REPLACES void if_freenameindex(struct if_nameindex* list) noexcept {
  if (settings() == nullptr)
    next().if_freenameindex(list);
  else
    bsdnet_if_freenameindex(list);
}

// AI_ADDRCONFIG asks for the families that this host has addresses of. libc would look at those of
// Linux; bsdnet has IPv4
BSDNET_RUN_REPLACES int getaddrinfo(const char* node, const char* service, const addrinfo* hints,
                                    addrinfo** result) {
  addrinfo own{};
  own.ai_flags = AI_V4MAPPED | AI_ADDRCONFIG;
  if (hints != nullptr) {
    own.ai_flags = hints->ai_flags;
    own.ai_family = hints->ai_family;
    own.ai_socktype = hints->ai_socktype;
    own.ai_protocol = hints->ai_protocol;
  }
  if (settings() == nullptr || (own.ai_flags & AI_ADDRCONFIG) == 0)
    return next().getaddrinfo(node, service, hints, result);
  own.ai_flags &= ~AI_ADDRCONFIG;
  if (own.ai_family == AF_UNSPEC) own.ai_family = AF_INET;
  return next().getaddrinfo(node, service, &own, result);
}
