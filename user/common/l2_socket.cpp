// SPDX-License-Identifier: GPL-2.0
#include "l2_socket.hpp"

#include <linux/if_packet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "bsdnet/bsdnet.h"
#include "bsdnet/error.hpp"
#include "log.hpp"

namespace bsdnet {
namespace {

constexpr std::size_t kLargest = 65536;

const sockaddr* generic(const sockaddr_bsdnet& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

bool is_outgoing(msghdr& message) {
  for (cmsghdr* item = CMSG_FIRSTHDR(&message); item != nullptr; item = CMSG_NXTHDR(&message, item))
    if (item->cmsg_level == SOL_BSDNET && item->cmsg_type == BSDNET_L2_PKTTYPE) {
      std::uint32_t type = 0;
      std::memcpy(&type, CMSG_DATA(item), sizeof(type));
      return type == PACKET_OUTGOING;
    }
  return false;
}

// Errors of one packet, not of the socket
bool is_passing(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == ENOBUFS;
}

}  // namespace

UniqueFd open_l2_socket() {
  const int family = bsdnet_socket_family();
  if (family < 0) throw SystemError("module bsdnet is not loaded", errno);
  UniqueFd fd(socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, BSDNET_PROTO(BSDNET_L2, 0)));
  if (!fd) throw SystemError("L2 socket", errno);
  return fd;
}

L2Socket::L2Socket(std::uint32_t ifl_index, std::uint16_t protocol, unsigned int bits,
                   Capture capture)
    : ifl_index_(ifl_index), fd_(open_l2_socket()), buffer_(kLargest) {
  const int copies = 1;
  if (capture == Capture::copy &&
      setsockopt(fd(), SOL_BSDNET, BSDNET_L2_TAP, &copies, sizeof(copies)) < 0)
    throw SystemError("BSDNET_L2_TAP", errno);
  const Bytes prefix = bytes16(protocol);
  const sockaddr_bsdnet name = l2_sockaddr(ifl_index, prefix, bits);
  if (bind(fd(), generic(name), sizeof(name)) < 0)
    throw SystemError(fmt::format("bind to protocol 0x{:04x}/{}", protocol, bits), errno);
}

std::optional<L2Socket::Received> L2Socket::receive() {
  sockaddr_bsdnet from{};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(std::uint32_t))> control{};
  iovec data{buffer_.data(), buffer_.size()};
  msghdr message{&from, sizeof(from), &data, 1, control.data(), control.size(), 0};
  const ssize_t n = recvmsg(fd(), &message, MSG_TRUNC);
  if (n < 0 && is_passing(errno)) return {};
  if (n < 0) throw SystemError("receive", errno);
  Received out{
      load16(from.sb_proto),
      {},
      is_outgoing(message),
      View(buffer_).first(std::min<std::size_t>(static_cast<std::size_t>(n), buffer_.size()))};
  if (from.sb_bits < 16) out.protocol = 0;
  if (from.sb_halen == out.from.size())
    std::copy_n(from.sb_addr, out.from.size(), out.from.begin());
  return out;
}

bool L2Socket::send(std::uint16_t protocol, const Mac* to, View payload) {
  sockaddr_bsdnet name = l2_sockaddr(ifl_index_, bytes16(protocol), 16);
  if (to != nullptr) set_destination(name, {{to->begin(), to->end()}});
  if (sendto(fd(), payload.data(), payload.size(), 0, generic(name), sizeof(name)) >= 0)
    return true;
  log(fmt::format("ifl {}", ifl_index_), "cannot send protocol 0x{:04x}: {}", protocol,
      std::strerror(errno));
  return false;
}

}  // namespace bsdnet
