// SPDX-License-Identifier: GPL-2.0
#include "udp_socket.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "bsdnet/endian.hpp"
#include "bsdnet/error.hpp"
#include "bsdnet/sockaddr.hpp"
#include "inet.hpp"
#include "log.hpp"

namespace bsdnet::dhcp {
namespace {

constexpr std::size_t kLargest = 8192;  // servers are asked for 1472
constexpr int kBatch = 64;

template <typename T>
void set_option(const Socket& socket, int level, int name, T value, const char* what) {
  if (setsockopt(socket.fd(), level, name, &value, sizeof(value)) < 0)
    throw SystemError(what, errno);
}

}  // namespace

UdpSocket::UdpSocket(std::uint32_t ifl_index, std::uint32_t instance)
    : ifl_index_(ifl_index),
      instance_(instance),
      socket_(Socket::udp(SOCK_NONBLOCK)),
      buffer_(kLargest) {
  socket_.set_instance(instance);
  set_option(socket_, SOL_BSDNET, BSDNET_IN_IFL, ifl_index, "BSDNET_IN_IFL");
  // requests have the source 0.0.0.0
  set_option(socket_, IPPROTO_IP, IP_TRANSPARENT, 1, "IP_TRANSPARENT");
  set_option(socket_, SOL_SOCKET, SO_BROADCAST, 1, "SO_BROADCAST");
  socket_.bind(inet_sockaddr(inet_address(0), kClientPort));
}

void UdpSocket::receive_any(bool on) {
  if (on || any_) socket_.set_early(ifl_index_, on ? BSDNET_EARLY_ANY : BSDNET_EARLY_NONE);
  any_ = on;
}

bool UdpSocket::send(const std::string& who, View data, std::uint32_t source, std::uint32_t to) {
  Received path;
  path.from = inet_sockaddr(inet_address(to), kServerPort);
  path.info = {ifl_index_, instance_, to_network(source)};
  try {
    socket_.reply(data, path);
    return true;
  } catch (const SystemError& error) {
    log(who, "cannot send to {}: {}", inet_address(to).str(), error.what());
    return false;
  }
}

void UdpSocket::receive(const std::function<void(const Message&)>& fn) {
  for (int i = 0; i < kBatch; ++i) {
    const auto datagram = socket_.receive(buffer_);
    if (!datagram) return;
    if (to_host(datagram->from.sin_port) != kServerPort) continue;
    if (const auto message = Message::parse(View(buffer_).first(datagram->size))) fn(*message);
  }
}

}  // namespace bsdnet::dhcp
