// SPDX-License-Identifier: LGPL-2.1-or-later
//
// isis-listener - prints the IS-IS hellos of an interface, from an L2 socket (af_bsdnet(7))
//
// usage: isis-listener IFL
//
// IS-IS is not carried by an ethertype but by LLC with DSAP and SSAP 0xfe. The socket binds to
// that prefix of 32 bits: nobody else's frames are touched. It joins the two multicast groups
// of hellos, so that the device receives them, and gets the packets without their header.
//
// Build: c++ -std=c++20 isis_listener.cpp $(pkg-config --cflags --libs bsdnet)

#include <bsdnet/bsdnet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>

namespace {

using Mac = std::array<std::uint8_t, 6>;
using Packet = std::span<const std::uint8_t>;

constexpr std::uint8_t kIsis = 0x83;                              // network layer protocol id
constexpr std::uint8_t kLevel1 = 15, kLevel2 = 16;                // types of hellos on a LAN
constexpr std::size_t kHelloHeader = 27;                          // bytes before the first TLV
constexpr std::array<std::uint8_t, 4> kLlc = {0, 0, 0xfe, 0xfe};  // 802.2, DSAP, SSAP
constexpr std::array<Mac, 2> kGroups = {
    {{0x01, 0x80, 0xc2, 0, 0, 0x14}, {0x01, 0x80, 0xc2, 0, 0, 0x15}}};

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

void join(int fd, std::uint32_t ifl, const Mac& group) {
  bsdnet_l2_membership membership{};
  membership.ifl_index = ifl;
  membership.type = BSDNET_L2_MULTICAST;
  membership.halen = static_cast<unsigned char>(group.size());
  std::memcpy(membership.addr, group.data(), group.size());
  if (setsockopt(fd, SOL_BSDNET, BSDNET_L2_JOIN, &membership, sizeof(membership)) < 0)
    die("BSDNET_L2_JOIN");
}

int open_socket(std::uint32_t ifl) {
  const int fd =
      socket(bsdnet_socket_family(), SOCK_RAW | SOCK_CLOEXEC, BSDNET_PROTO(BSDNET_L2, 0));
  if (fd < 0) die("socket");
  sockaddr_bsdnet name{};
  name.sb_family = AF_BSDNET;
  name.sb_ifl_index = ifl;
  name.sb_bits = 8 * kLlc.size();
  std::memcpy(name.sb_proto, kLlc.data(), kLlc.size());
  if (bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof(name)) < 0) die("bind");
  for (const Mac& group : kGroups)
    join(fd, ifl, group);
  return fd;
}

// ISO 10589 9.5, 9.6: the system that sent the hello, and how long it is valid
void print_hello(Packet pdu, const sockaddr_bsdnet& from) {
  if (pdu.size() < kHelloHeader || pdu[0] != kIsis) return;
  const std::uint8_t type = pdu[4] & 0x1f;
  if (type != kLevel1 && type != kLevel2) return;
  std::printf(
      "level %d hello from system %02x%02x.%02x%02x.%02x%02x, holding time %d s, priority "
      "%d, station ",
      type == kLevel1 ? 1 : 2, pdu[9], pdu[10], pdu[11], pdu[12], pdu[13], pdu[14],
      pdu[15] << 8 | pdu[16], pdu[19] & 0x7f);
  for (std::size_t i = 0; i < from.sb_halen && i < sizeof(from.sb_addr); ++i)
    std::printf(i == 0 ? "%02x" : ":%02x", from.sb_addr[i]);
  std::printf("\n");
  static_cast<void>(std::fflush(stdout));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    static_cast<void>(std::fprintf(stderr, "usage: isis-listener IFL\n"));
    return 2;
  }
  const std::uint32_t ifl = bsdnet_ifl_nametoindex(argv[1]);
  if (ifl == 0) die(argv[1]);
  const int fd = open_socket(ifl);
  std::printf("listening on %s\n", argv[1]);
  static_cast<void>(std::fflush(stdout));
  for (;;) {
    std::array<std::uint8_t, 9216> buffer{};
    sockaddr_bsdnet from{};
    socklen_t length = sizeof(from);
    const ssize_t n =
        recvfrom(fd, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
    if (n < 0) die("recvfrom");
    print_hello(Packet(buffer).first(static_cast<std::size_t>(n)), from);
  }
}
