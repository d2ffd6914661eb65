// SPDX-License-Identifier: GPL-2.0
//
// socket(), and the options of a socket by which a program could see that it is one of AF_BSDNET
// or that its interface is not Linux's. What the socket is after that, the kernel knows: no table
// of descriptors is kept.
#include <linux/bsdnet_socket.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "bsdnet/bsdnet.h"
#include "library.hpp"
#include "netlink.hpp"

namespace bsdnet::run {
namespace {

constexpr int kTypeMask = 0xf;

// Closes fd and keeps the errno of what failed
int give_up(int fd) noexcept {
  const int code = errno;
  ::close(fd);
  errno = code;
  return -1;
}

bool is_missing_kind(int code) noexcept {
  return code == ESOCKTNOSUPPORT || code == EPROTONOSUPPORT;
}

int open_bsdnet(const Settings& set, int type, int protocol) noexcept {
  if (protocol < 0 || protocol > 0xff) {
    errno = EPROTONOSUPPORT;
    return -1;
  }
  const int fd = next().socket(set.family, type, BSDNET_PROTO(BSDNET_INET, protocol));
  if (fd < 0 || set.instance == 0) return fd;
  if (next().setsockopt(fd, SOL_BSDNET, BSDNET_INSTANCE, &set.instance, sizeof(set.instance)) < 0)
    return give_up(fd);
  return fd;
}

// Only streams fall back: a datagram or raw socket on the wrong stack would go unnoticed
int open_inet(const Settings& set, int type, int protocol) noexcept {
  int fd = open_bsdnet(set, type, protocol);
  if (fd >= 0) {
    report("socket(AF_INET, %d, %d): AF_BSDNET", type, protocol);
  } else if ((type & kTypeMask) == SOCK_STREAM && !set.strict && is_missing_kind(errno)) {
    report("socket(AF_INET, %d, %d): bsdnet has none of this kind, opened on the host", type,
           protocol);
    fd = next().socket(AF_INET, type, protocol);
  } else {
    report("socket(AF_INET, %d, %d): %s", type, protocol, std::strerror(errno));
  }
  return fd;
}

// Whether fd is an IP socket of bsdnet
bool is_inet(const Settings& set, int fd) noexcept {
  if (domain_of(fd) != set.family) return false;
  sockaddr_storage name{};
  socklen_t size = sizeof(name);
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) == 0 &&
         name.ss_family == AF_INET;
}

// Writes value as the kernel does: cut to the size of the buffer
int put(void* value, socklen_t* size, const void* data, std::size_t length) noexcept {
  *size = static_cast<socklen_t>(std::min<std::size_t>(*size, length));
  std::memcpy(value, data, *size);
  return 0;
}

// SO_BINDTODEVICE and SO_BINDTOIFINDEX: the kernel knows only devices of the host
int get_interface(int fd, int name, void* value, socklen_t* size) noexcept {
  std::uint32_t index = 0;
  socklen_t length = sizeof(index);
  std::array<char, BSDNET_IFL_NAMSIZ> text{};
  if (next().getsockopt(fd, SOL_BSDNET, BSDNET_IN_IFL, &index, &length) < 0) return -1;
  if (name == SO_BINDTOIFINDEX) return put(value, size, &index, sizeof(index));
  if (index == 0) {
    *size = 0;
    return 0;
  }
  if (bsdnet_ifl_indextoname(index, text.data()) == nullptr) return -1;
  return put(value, size, text.data(), std::strlen(text.data()) + 1);
}

bool is_about_family(int level, int name) noexcept {
  return level == SOL_SOCKET &&
         (name == SO_DOMAIN || name == SO_BINDTODEVICE || name == SO_BINDTOIFINDEX);
}

}  // namespace
}  // namespace bsdnet::run

using bsdnet::run::next;
using bsdnet::run::report;
using bsdnet::run::settings;

BSDNET_RUN_REPLACES int socket(int domain, int type, int protocol) noexcept {
  const auto* const set = settings();
  if (set != nullptr && domain == AF_INET && (type & bsdnet::run::kTypeMask) != SOCK_PACKET)
    return bsdnet::run::open_inet(*set, type, protocol);
  if (set != nullptr && domain == AF_INET6) {
    report("socket(AF_INET6, %d, %d): refused, bsdnet has no IPv6", type, protocol);
    errno = EAFNOSUPPORT;
    return -1;
  }
  if (set != nullptr && domain == AF_NETLINK && protocol == NETLINK_ROUTE)
    return bsdnet::run::netlink_open(type);
  return next().socket(domain, type, protocol);
}

BSDNET_RUN_REPLACES int getsockopt(int fd, int level, int name, void* value,
                                   socklen_t* size) noexcept {
  const auto* const set = settings();
  if (set == nullptr || !bsdnet::run::is_about_family(level, name) || value == nullptr ||
      size == nullptr || !bsdnet::run::is_inet(*set, fd))
    return next().getsockopt(fd, level, name, value, size);
  if (name != SO_DOMAIN) return bsdnet::run::get_interface(fd, name, value, size);
  const int domain = AF_INET;
  return bsdnet::run::put(value, size, &domain, sizeof(domain));
}

BSDNET_RUN_REPLACES int setsockopt(int fd, int level, int name, const void* value,
                                   socklen_t size) noexcept {
  if (level == SOL_NETLINK && settings() != nullptr && bsdnet::run::netlink_ignores(fd, name))
    return 0;
  return next().setsockopt(fd, level, name, value, size);
}
