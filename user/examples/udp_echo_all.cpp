// SPDX-License-Identifier: GPL-2.0
//
// usage: udp-echo-all PORT
//
// Echoes datagrams on all addresses and in all routing instances with one socket; each reply comes
// from the address that was asked. The program knows neither addresses nor interfaces: it returns
// the ancillary data of the request with the reply. af_bsdnet(7) shows the same with system calls.
//
//	c++ -std=c++20 udp_echo_all.cpp -o udp-echo-all $(pkg-config --cflags --libs bsdnet)

#include <bsdnet/error.hpp>
#include <bsdnet/sockaddr.hpp>
#include <bsdnet/socket.hpp>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

namespace {

[[noreturn]] void serve(const std::string& port) {
  bsdnet::Socket socket = bsdnet::Socket::udp();
  socket.set_instance(BSDNET_INSTANCE_ANY);
  socket.report_info(true);
  socket.bind(bsdnet::parse_inet_sockaddr("0.0.0.0:" + port));
  std::vector<std::uint8_t> buffer(65536);
  for (;;)
    if (const auto request = socket.receive(buffer))
      socket.reply(std::span(buffer).first(request->size), *request);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    static_cast<void>(std::fprintf(stderr, "usage: udp-echo-all PORT\n"));
    return 2;
  }
  try {
    serve(argv[1]);
  } catch (const bsdnet::Error& error) {
    static_cast<void>(std::fprintf(stderr, "udp-echo-all: %s\n", error.what()));
    return 1;
  }
}
