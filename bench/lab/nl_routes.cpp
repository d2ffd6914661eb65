// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Loads a route set into the kernel's own table, as fast as its interface can:
 * many requests in each message to it, none acknowledged but the last. Prints
 * the nanoseconds that a route took.
 *
 * usage: nl_routes SET
 *
 * Gateways are 10.9.0.(1 + next hop) or fd09::(1 + next hop), which an
 * interface must be able to reach.
 */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <system_error>
#include <vector>

#include "sets/route_set.hpp"

namespace {

constexpr std::size_t kBatch = 64 * 1024;

std::system_error failed(const char* what) {
  return {errno, std::generic_category(), what};
}

class Netlink {
 public:
  Netlink() : fd_(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)) {
    const int size = 1 << 20;
    if (fd_ < 0) throw failed("netlink");
    setsockopt(fd_, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
  }
  Netlink(const Netlink&) = delete;
  Netlink& operator=(const Netlink&) = delete;
  ~Netlink() { close(fd_); }

  void add(const bench::Route& route, int family, bool last) {
    const std::size_t address = family == 4 ? 4 : 16;
    const std::size_t at = buffer_.size();
    bench::Address gateway{};
    if (family == 4)
      gateway = {10, 9, 0, static_cast<std::uint8_t>(1 + route.next_hop)};
    else
      gateway[0] = 0xfd, gateway[1] = 9,
      gateway[15] = static_cast<std::uint8_t>(1 + route.next_hop);

    nlmsghdr header{};
    header.nlmsg_type = RTM_NEWROUTE;
    header.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL;
    if (last) header.nlmsg_flags |= NLM_F_ACK;
    rtmsg message{};
    message.rtm_family = family == 4 ? AF_INET : AF_INET6;
    message.rtm_dst_len = route.bits;
    message.rtm_table = RT_TABLE_MAIN;
    message.rtm_protocol = RTPROT_STATIC;
    message.rtm_scope = RT_SCOPE_UNIVERSE;
    message.rtm_type = RTN_UNICAST;
    put(&header, sizeof(header));
    put(&message, sizeof(message));
    put_attribute(RTA_DST, route.prefix.data(), address);
    put_attribute(RTA_GATEWAY, gateway.data(), address);
    header.nlmsg_len = static_cast<std::uint32_t>(buffer_.size() - at);
    std::memcpy(&buffer_[at], &header, sizeof(header));
    if (last || buffer_.size() > kBatch) flush(last);
  }

 private:
  void put(const void* data, std::size_t size) {
    const char* bytes = static_cast<const char*>(data);
    buffer_.insert(buffer_.end(), bytes, bytes + size);
  }

  void put_attribute(std::uint16_t type, const void* data, std::size_t size) {
    const rtattr attribute = {static_cast<std::uint16_t>(RTA_LENGTH(size)), type};
    put(&attribute, sizeof(attribute));
    put(data, size);
  }

  void flush(bool last) {
    if (send(fd_, buffer_.data(), buffer_.size(), 0) < 0) throw failed("send");
    buffer_.clear();
    // without an acknowledgement, only errors come
    alignas(nlmsghdr) char answer[8192];
    ssize_t got = 0;
    while ((got = recv(fd_, answer, sizeof(answer), last ? 0 : MSG_DONTWAIT)) > 0) {
      const auto* header = reinterpret_cast<const nlmsghdr*>(answer);
      for (auto left = static_cast<unsigned>(got); NLMSG_OK(header, left);
           header = NLMSG_NEXT(header, left)) {
        if (header->nlmsg_type != NLMSG_ERROR) continue;
        errno = -static_cast<const nlmsgerr*>(NLMSG_DATA(header))->error;
        if (errno != 0) throw failed("a route");
        return;
      }
    }
    if (errno != EAGAIN) throw failed("recv");
  }

  int fd_;
  std::vector<char> buffer_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: nl_routes SET\n");
    return 2;
  }
  try {
    const bench::RouteSet set = bench::read_set(argv[1]);
    Netlink netlink;
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < set.routes.size(); i++)
      netlink.add(set.routes[i], set.family, i + 1 == set.routes.size());
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begin;
    std::printf("%ld\n", static_cast<long>(took.count()) / static_cast<long>(set.routes.size()));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "nl_routes: %s\n", error.what());
    return 1;
  }
  return 0;
}
