// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Round trips of small UDP datagrams: an echo server on either stack's sockets
 * and a client that prints the median and the 99th percentile in nanoseconds.
 *
 * usage: udp_rtt serve linux|bsdnet PORT
 *        udp_rtt ask ADDRESS PORT ROUNDS
 */
#include <arpa/inet.h>
#include <linux/bsdnet_socket.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr std::size_t kSize = 32;

sockaddr_in make_address(const char* host, const char* port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
    std::fprintf(stderr, "udp_rtt: \"%s\" is no address\n", host);
    std::exit(2);
  }
  return address;
}

const sockaddr* generic(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

[[noreturn]] void serve(const std::string& stack, const char* port) {
  const int fd = stack == "bsdnet"
                     ? socket(AF_BSDNET, SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_UDP))
                     : socket(AF_INET, SOCK_DGRAM, 0);
  const sockaddr_in address = make_address("0.0.0.0", port);
  if (fd < 0 || bind(fd, generic(address), sizeof(address)) < 0) die("udp_rtt: server");
  std::array<char, 2048> buffer{};
  for (;;) {
    sockaddr_in peer{};
    socklen_t len = sizeof(peer);
    const ssize_t got =
        recvfrom(fd, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&peer), &len);
    if (got < 0 ||
        sendto(fd, buffer.data(), static_cast<std::size_t>(got), 0, generic(peer), len) < 0)
      die("udp_rtt: echo");
  }
}

int ask(const char* host, const char* port, int rounds) {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  const sockaddr_in address = make_address(host, port);
  const timeval limit{1, 0};
  if (fd < 0 || connect(fd, generic(address), sizeof(address)) < 0 ||
      setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) < 0)
    die("udp_rtt: client");
  std::array<char, kSize> buffer{};
  std::vector<long> times;
  times.reserve(static_cast<std::size_t>(rounds));
  for (int round = 0; round < rounds; round++) {
    const auto begin = std::chrono::steady_clock::now();
    if (send(fd, buffer.data(), buffer.size(), 0) < 0) die("udp_rtt: send");
    if (recv(fd, buffer.data(), buffer.size(), 0) < 0) continue;
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begin;
    times.push_back(static_cast<long>(took.count()));
  }
  if (times.empty()) {
    std::fprintf(stderr, "udp_rtt: no answer\n");
    return 1;
  }
  std::sort(times.begin(), times.end());
  std::printf("%ld %ld\n", times[times.size() / 2], times[times.size() * 99 / 100]);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "serve" && argc == 4) serve(argv[2], argv[3]);
  if (verb == "ask" && argc == 5) return ask(argv[2], argv[3], std::atoi(argv[4]));
  std::fprintf(stderr, "usage: udp_rtt serve linux|bsdnet PORT | ask ADDRESS PORT ROUNDS\n");
  return 2;
}
