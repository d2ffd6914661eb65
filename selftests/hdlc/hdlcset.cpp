// SPDX-License-Identifier: GPL-2.0
//
// hdlcset - chooses the protocol of a device of the kernel's HDLC layer (SIOCWANDEV)
//
//	hdlcset DEV cisco [INTERVAL TIMEOUT]	seconds
//	hdlcset DEV fr none|ansi|ccitt|cisco [dce]
//	hdlcset DEV ppp | raw | raw-eth
//	hdlcset DEV pvc|pvc-eth add|del DLCI	makes pvc0 ..., pvceth0 ...
//
// exit status: 0 done, 1 the kernel refuses, 2 usage

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/hdlc/ioctl.h>
#include <linux/sockios.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

// of <linux/if.h>, which does not go with <net/if.h>
constexpr unsigned kProtoHdlc = 0x2000;
constexpr unsigned kProtoPpp = 0x2001;
constexpr unsigned kProtoCisco = 0x2002;
constexpr unsigned kProtoFr = 0x2003;
constexpr unsigned kProtoFrAddPvc = 0x2004;
constexpr unsigned kProtoFrDelPvc = 0x2005;
constexpr unsigned kProtoHdlcEth = 0x2007;
constexpr unsigned kProtoFrAddEthPvc = 0x2008;
constexpr unsigned kProtoFrDelEthPvc = 0x2009;

struct Settings {
  unsigned type;
  unsigned size;
  void* data;
};

struct Request {
  char name[IFNAMSIZ];
  Settings settings;
  // the kernel copies a whole struct ifreq
  char rest[sizeof(ifreq)];
};

union Data {
  raw_hdlc_proto raw;
  cisco_proto cisco;
  fr_proto fr;
  fr_proto_pvc pvc;
};

struct Order {
  unsigned type;
  unsigned size;
  Data data;
};

using Words = std::vector<std::string>;

unsigned number(const std::string& word) {
  return static_cast<unsigned>(std::strtoul(word.c_str(), nullptr, 0));
}

Order raw(unsigned type) {
  Order order{type, sizeof(raw_hdlc_proto), {}};

  order.data.raw = {ENCODING_NRZ, PARITY_CRC16_PR1_CCITT};
  return order;
}

std::optional<Order> cisco(const Words& words) {
  Order order{kProtoCisco, sizeof(cisco_proto), {}};

  if (words.size() != 1 && words.size() != 3) return std::nullopt;
  order.data.cisco = {10, 25};
  if (words.size() == 3) order.data.cisco = {number(words[1]), number(words[2])};
  return order;
}

std::optional<Order> frame_relay(const Words& words) {
  static const Words lmis{"none", "ansi", "ccitt", "cisco"};
  Order order{kProtoFr, sizeof(fr_proto), {}};

  if (words.size() < 2) return std::nullopt;
  auto lmi = std::find(lmis.begin(), lmis.end(), words[1]);
  if (lmi == lmis.end()) return std::nullopt;
  order.data.fr = {10,
                   15,
                   6,
                   3,
                   4,
                   static_cast<unsigned short>(LMI_NONE + (lmi - lmis.begin())),
                   static_cast<unsigned short>(words.size() > 2 && words[2] == "dce")};
  return order;
}

std::optional<Order> pvc(const Words& words) {
  bool ether = words[0] == "pvc-eth";
  Order order{0, sizeof(fr_proto_pvc), {}};

  if (words.size() != 3) return std::nullopt;
  if (words[1] == "add")
    order.type = ether ? kProtoFrAddEthPvc : kProtoFrAddPvc;
  else
    order.type = ether ? kProtoFrDelEthPvc : kProtoFrDelPvc;
  order.data.pvc.dlci = number(words[2]);
  return order;
}

std::optional<Order> understand(const Words& words) {
  const std::string& what = words[0];

  if (what == "cisco") return cisco(words);
  if (what == "fr") return frame_relay(words);
  if (what == "ppp") return Order{kProtoPpp, 0, {}};
  if (what == "raw") return raw(kProtoHdlc);
  if (what == "raw-eth") return raw(kProtoHdlcEth);
  if (what == "pvc" || what == "pvc-eth") return pvc(words);
  return std::nullopt;
}

bool tell_kernel(const char* dev, Order order) {
  Request request{};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  std::strncpy(request.name, dev, sizeof(request.name) - 1);
  request.settings = {order.type, order.size, &order.data};
  bool done = fd >= 0 && ioctl(fd, SIOCWANDEV, &request) == 0;
  if (!done) std::fprintf(stderr, "hdlcset: %s: %s\n", dev, std::strerror(errno));
  close(fd);
  return done;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc >= 3) {
    auto order = understand(Words(argv + 2, argv + argc));
    if (order) return tell_kernel(argv[1], *order) ? 0 : 1;
  }
  std::fprintf(stderr,
               "usage: hdlcset DEV cisco [INTERVAL TIMEOUT] | fr LMI [dce] | ppp | raw |"
               " raw-eth | pvc add|del DLCI | pvc-eth add|del DLCI\n");
  return 2;
}
