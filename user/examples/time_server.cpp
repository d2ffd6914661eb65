// SPDX-License-Identifier: LGPL-2.1-or-later
//
// time-server - a UDP server for any number of addresses with one socket (af_bsdnet(7))
//
// usage: time-server PORT
//
// Answers each datagram with the seconds since 1970 (in 4 bytes, network order), from the address
// that it was sent to, by the routing instance and interface that it came from. The program knows
// neither addresses nor interfaces: it hands the ancillary data of the request back with the
// answer. So it needs no socket per address, and need not watch the configuration.
//
// Build: c++ -std=c++20 time_server.cpp $(pkg-config --cflags --libs bsdnet)

#include <arpa/inet.h>
#include <bsdnet/bsdnet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

std::uint16_t parse_port(const char* text) {
  std::uint16_t port = 0;
  const char* const end = text + std::strlen(text);
  const auto [stop, error] = std::from_chars(text, end, port);
  if (error != std::errc{} || stop != end || port == 0) {
    std::fprintf(stderr, "time-server: \"%s\" is not a port\n", text);
    std::exit(2);
  }
  return port;
}

template <typename T>
void set_option(int fd, int name, const T& value) {
  if (setsockopt(fd, SOL_BSDNET, name, &value, sizeof(value)) < 0) die("setsockopt");
}

int open_socket(std::uint16_t port) {
  const int fd = socket(bsdnet_socket_family(), SOCK_DGRAM | SOCK_CLOEXEC,
                        BSDNET_PROTO(BSDNET_INET, IPPROTO_UDP));
  if (fd < 0) die("socket");
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_port = htons(port);
  set_option(fd, BSDNET_INSTANCE, BSDNET_INSTANCE_ANY);
  set_option(fd, BSDNET_RECVINFO, 1);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&any), sizeof(any)) < 0) die("bind");
  return fd;
}

// Receives a request and answers it with the same address and ancillary data
void serve_one(int fd) {
  alignas(cmsghdr) std::array<char, 128> control{};
  std::array<char, 64> request{};
  sockaddr_in client{};
  iovec data{request.data(), request.size()};
  msghdr message{};
  message.msg_name = &client;
  message.msg_namelen = sizeof(client);
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  // an error of an earlier answer (no route, unreachable) concerns one client only
  if (recvmsg(fd, &message, 0) < 0) return;

  std::uint32_t now = htonl(static_cast<std::uint32_t>(std::time(nullptr)));
  data = {&now, sizeof(now)};
  message.msg_flags = 0;
  if (sendmsg(fd, &message, 0) < 0) std::perror("answer");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: time-server PORT\n");
    return 2;
  }
  const int fd = open_socket(parse_port(argv[1]));
  for (;;)
    serve_one(fd);
}
