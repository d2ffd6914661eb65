// SPDX-License-Identifier: GPL-2.0
#include "l2_socket.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "bsdnet/bsdnet.h"
#include "bsdnet/error.hpp"
#include "log.hpp"

namespace bsdnet::ppp {
namespace {

constexpr std::size_t kLargest = 65536;
constexpr int kBatch = 64;

UniqueFd open_socket() {
  const int family = bsdnet_socket_family();
  if (family < 0) throw SystemError("module bsdnet is not loaded", errno);
  UniqueFd fd(socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, BSDNET_PROTO(BSDNET_L2, 0)));
  if (!fd) throw SystemError("L2 socket", errno);
  return fd;
}

const sockaddr* generic(const sockaddr_bsdnet& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// Errors of one packet, not of the socket
bool is_passing(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == ENOBUFS;
}

}  // namespace

L2Socket::L2Socket(std::uint32_t ifl_index, std::uint16_t protocol, unsigned int bits)
    : ifl_index_(ifl_index), fd_(open_socket()), buffer_(kLargest) {
  const Bytes prefix = encode16(protocol);
  const sockaddr_bsdnet name = l2_sockaddr(ifl_index, prefix, bits);
  if (bind(fd(), generic(name), sizeof(name)) < 0)
    throw SystemError(fmt::format("bind to protocol 0x{:04x}/{}", protocol, bits), errno);
}

std::optional<L2Socket::Received> L2Socket::receive() {
  sockaddr_bsdnet from{};
  socklen_t from_len = sizeof(from);
  const ssize_t n = recvfrom(fd(), buffer_.data(), buffer_.size(), MSG_TRUNC,
                             reinterpret_cast<sockaddr*>(&from), &from_len);
  if (n < 0 && is_passing(errno)) return {};
  if (n < 0) throw SystemError("receive", errno);
  Received out{
      load16(from.sb_proto),
      {},
      View(buffer_).first(std::min<std::size_t>(static_cast<std::size_t>(n), buffer_.size()))};
  if (from.sb_bits < 16) out.protocol = 0;
  if (from.sb_halen == out.from.size())
    std::copy_n(from.sb_addr, out.from.size(), out.from.begin());
  return out;
}

bool L2Socket::send(std::uint16_t protocol, const Mac* to, View payload) {
  const Bytes number = encode16(protocol);
  sockaddr_bsdnet name = l2_sockaddr(ifl_index_, number, 16);
  if (to != nullptr) set_destination(name, {{to->begin(), to->end()}});
  if (sendto(fd(), payload.data(), payload.size(), 0, generic(name), sizeof(name)) >= 0)
    return true;
  log(fmt::format("ifl {}", ifl_index_), "cannot send protocol 0x{:04x}: {}", protocol,
      std::strerror(errno));
  return false;
}

void DiscoverySocket::send(const Mac& to, const DiscoveryPacket& packet) {
  socket_.send(kDiscoveryEthertype, &to, packet.encode());
}

void DiscoverySocket::receive(const std::function<void(const Mac&, const DiscoveryPacket&)>& fn) {
  for (int i = 0; i < kBatch; ++i) {
    const auto frame = socket_.receive();
    if (!frame) return;
    if (const auto packet = DiscoveryPacket::parse(frame->payload)) fn(frame->from, *packet);
  }
}

void PppSocket::send(std::uint16_t protocol, View payload) {
  socket_.send(protocol, nullptr, payload);
}

void PppSocket::receive(const std::function<void(std::uint16_t, View)>& fn) {
  for (int i = 0; i < kBatch; ++i) {
    const auto packet = socket_.receive();
    if (!packet) return;
    fn(packet->protocol, packet->payload);
  }
}

}  // namespace bsdnet::ppp
