// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * A PPPoE session of the kernel with nobody at its other end: nothing is negotiated. It is
 * there, as the interface ppp0, until the program is killed; a line on standard output tells
 * when.
 *
 * usage: ppp_session DEVICE SESSION MAC
 */
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/ppp-ioctl.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

// after the headers of the C library that it conflicts with
#include <linux/if_pppox.h>

namespace {

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

int control() {
  const int fd = open("/dev/ppp", O_RDWR);
  if (fd < 0) die("ppp_session: /dev/ppp");
  return fd;
}

/** The number of the channel that the session is. */
int open_session(const char* device, const char* session, const char* mac) {
  const int fd = socket(AF_PPPOX, SOCK_STREAM, PX_PROTO_OE);
  sockaddr_pppox address{};
  address.sa_family = AF_PPPOX;
  address.sa_protocol = PX_PROTO_OE;
  address.sa_addr.pppoe.sid = htons(static_cast<std::uint16_t>(std::atoi(session)));
  std::snprintf(address.sa_addr.pppoe.dev, sizeof(address.sa_addr.pppoe.dev), "%s", device);
  if (ether_aton_r(mac, reinterpret_cast<ether_addr*>(address.sa_addr.pppoe.remote)) == nullptr) {
    std::fprintf(stderr, "ppp_session: \"%s\" is no MAC address\n", mac);
    std::exit(2);
  }
  int channel = -1;
  const void* generic = &address;
  if (fd < 0 || connect(fd, static_cast<const sockaddr*>(generic), sizeof(address)) < 0 ||
      ioctl(fd, PPPIOCGCHAN, &channel) < 0)
    die("ppp_session: session");
  return channel;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: ppp_session DEVICE SESSION MAC\n");
    return 2;
  }
  int channel = open_session(argv[1], argv[2], argv[3]);
  const int link = control();
  const int unit = control();
  int number = 0;
  if (ioctl(link, PPPIOCATTCHAN, &channel) < 0 || ioctl(unit, PPPIOCNEWUNIT, &number) < 0 ||
      ioctl(link, PPPIOCCONNECT, &number) < 0)
    die("ppp_session: unit");
  std::puts("ready");
  std::fflush(stdout);
  for (;;)
    pause();
}
