// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The C interface: sockets.

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "bsdnet/bsdnet.h"

namespace {

// Closes fd and keeps the errno of what failed
int give_up(int fd) {
  const int code = errno;
  ::close(fd);
  errno = code;
  return -1;
}

int set_u32(int fd, int option, uint32_t value) {
  return ::setsockopt(fd, SOL_BSDNET, option, &value, sizeof(value));
}

using Control = std::array<char, 256>;

void find_info(msghdr& message, bsdnet_info4& info) {
  for (cmsghdr* item = CMSG_FIRSTHDR(&message); item != nullptr; item = CMSG_NXTHDR(&message, item))
    if (item->cmsg_level == SOL_BSDNET && item->cmsg_type == BSDNET_INFO &&
        item->cmsg_len >= CMSG_LEN(sizeof(info)))
      std::memcpy(&info, CMSG_DATA(item), sizeof(info));
}

void put_info(msghdr& message, Control& control, const bsdnet_info4& info) {
  message.msg_control = control.data();
  message.msg_controllen = CMSG_SPACE(sizeof(info));
  cmsghdr* const item = CMSG_FIRSTHDR(&message);
  item->cmsg_level = SOL_BSDNET;
  item->cmsg_type = BSDNET_INFO;
  item->cmsg_len = CMSG_LEN(sizeof(info));
  std::memcpy(CMSG_DATA(item), &info, sizeof(info));
}

}  // namespace

int bsdnet_socket(int type, int protocol) {
  const int family = bsdnet_socket_family();
  if (family < 0) return -1;
  if (protocol < 0 || protocol > 0xff) {
    errno = EPROTONOSUPPORT;
    return -1;
  }
  return ::socket(family, type, BSDNET_PROTO(BSDNET_INET, protocol));
}

int bsdnet_l2_socket(const char* ifl, const uint8_t* proto, unsigned int bits, int flags) {
  sockaddr_bsdnet address{};
  if (bits > BSDNET_L2_PROTO_MAX * 8) {
    errno = EINVAL;
    return -1;
  }
  const int family = bsdnet_socket_family();
  if (family < 0) return -1;
  address.sb_family = static_cast<unsigned short>(family);
  address.sb_bits = static_cast<__u16>(bits);
  address.sb_ifl_index = bsdnet_ifl_nametoindex(ifl);
  if (address.sb_ifl_index == 0) return -1;
  if (bits > 0) std::memcpy(address.sb_proto, proto, (bits + 7) / 8);
  const int fd = ::socket(family, SOCK_RAW | flags, BSDNET_PROTO(BSDNET_L2, 0));
  if (fd < 0) return -1;
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) < 0)
    return give_up(fd);
  return fd;
}

int bsdnet_set_instance(int fd, uint32_t instance) {
  return set_u32(fd, BSDNET_INSTANCE, instance);
}

int bsdnet_set_out_ifl(int fd, uint32_t index) {
  return set_u32(fd, BSDNET_OUT_IFL, index);
}

int bsdnet_set_early(int fd, uint32_t index, uint32_t what) {
  const bsdnet_early early = {index, what};
  return ::setsockopt(fd, SOL_BSDNET, BSDNET_EARLY, &early, sizeof(early));
}

int bsdnet_set_recvinfo(int fd, int on) {
  return ::setsockopt(fd, SOL_BSDNET, BSDNET_RECVINFO, &on, sizeof(on));
}

ssize_t bsdnet_recvfrom(int fd, void* data, size_t size, int flags, struct sockaddr_in* from,
                        struct bsdnet_info4* info) {
  alignas(cmsghdr) Control control;
  iovec part = {data, size};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_name = from;
  message.msg_namelen = from == nullptr ? 0 : sizeof(*from);
  message.msg_control = control.data();
  message.msg_controllen = info == nullptr ? 0 : control.size();
  const ssize_t len = ::recvmsg(fd, &message, flags);
  if (len >= 0 && info != nullptr) {
    *info = {};
    find_info(message, *info);
  }
  return len;
}

ssize_t bsdnet_sendto(int fd, const void* data, size_t size, int flags,
                      const struct sockaddr_in* to, const struct bsdnet_info4* info) {
  alignas(cmsghdr) Control control{};
  iovec part = {const_cast<void*>(data), size};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_name = const_cast<sockaddr_in*>(to);
  message.msg_namelen = to == nullptr ? 0 : sizeof(*to);
  if (info != nullptr) put_info(message, control, *info);
  return ::sendmsg(fd, &message, flags);
}
