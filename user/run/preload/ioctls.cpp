// SPDX-License-Identifier: GPL-2.0
//
// ioctl(): what is asked about interfaces on any socket but those of AF_PACKET, which are on
// devices of the host.
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cstdarg>
#include <cstring>

#include "bsdnet/bsdnet.h"
#include "facts.hpp"
#include "library.hpp"
#include "requests.hpp"

namespace bsdnet::run {
namespace {

// SIOCGIFNAME and SIOCGIFINDEX are asked for each packet by some programs
int find_name(ifreq& out) noexcept {
  std::array<char, BSDNET_IFL_NAMSIZ> name{};
  if (bsdnet_ifl_indextoname(static_cast<std::uint32_t>(out.ifr_ifindex), name.data()) == nullptr)
    return -1;
  if (std::strlen(name.data()) >= IFNAMSIZ) {
    errno = ENODEV;
    return -1;
  }
  std::memcpy(out.ifr_name, name.data(), IFNAMSIZ);
  return 0;
}

// The name as the kernel reads it: terminated, and without an alias
std::array<char, IFNAMSIZ> name_in(const ifreq& request) noexcept {
  std::array<char, IFNAMSIZ> out{};
  std::memcpy(out.data(), request.ifr_name, out.size() - 1);
  if (char* const alias = std::strchr(out.data(), ':')) *alias = '\0';
  return out;
}

int find_index(ifreq& out) noexcept {
  const std::uint32_t index = bsdnet_ifl_nametoindex(name_in(out).data());
  if (index == 0) return -1;
  out.ifr_ifindex = static_cast<int>(index);
  return 0;
}

int ask(const Settings& set, unsigned long request, ifreq& out) noexcept {
  if (request == SIOCGIFINDEX) return find_index(out);
  return guarded(-1, [&] {
    ModuleFacts facts(set.instance);
    const int code = fill(request, facts.interface(name_in(out).data()), out);
    errno = code == 0 ? errno : code;
    return code == 0 ? 0 : -1;
  });
}

int ask_list(const Settings& set, ifconf& out) noexcept {
  return guarded(-1, [&] {
    ModuleFacts facts(set.instance);
    fill(facts.interfaces(), out);
    return 0;
  });
}

int replace(const Settings& set, Request kind, unsigned long request, void* argument) noexcept {
  report("ioctl 0x%lx about interfaces: %s", request,
         kind == Request::refused ? "refused" : "answered for bsdnet");
  if (kind == Request::refused || argument == nullptr) {
    errno = kind == Request::refused ? EOPNOTSUPP : EFAULT;
    return -1;
  }
  switch (kind) {
    case Request::list:
      return ask_list(set, *static_cast<ifconf*>(argument));
    case Request::name:
      return find_name(*static_cast<ifreq*>(argument));
    default:
      return ask(set, request, *static_cast<ifreq*>(argument));
  }
}

}  // namespace
}  // namespace bsdnet::run

BSDNET_RUN_REPLACES int ioctl(int fd, unsigned long request, ...) noexcept {
  va_list arguments;
  va_start(arguments, request);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);

  const auto* const set = bsdnet::run::settings();
  const auto kind = set == nullptr ? bsdnet::run::Request::other : bsdnet::run::classify(request);
  if (kind != bsdnet::run::Request::other) {
    const int domain = bsdnet::run::domain_of(fd);
    if (domain >= 0 && domain != AF_PACKET)
      return bsdnet::run::replace(*set, kind, request, argument);
  }
  return bsdnet::run::next().ioctl(fd, request, argument);
}
