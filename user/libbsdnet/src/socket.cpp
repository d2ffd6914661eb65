// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/socket.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "bsdnet/bsdnet.h"
#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

// The result of a call, or its error
template <typename T>
T checked(const char* call, T result) {
  if (result < 0) throw SystemError(call, errno);
  return result;
}

const sockaddr* generic(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

}  // namespace

Socket Socket::udp(int flags) {
  return Socket(checked("socket", bsdnet_socket(SOCK_DGRAM | SOCK_CLOEXEC | flags, IPPROTO_UDP)));
}

Socket Socket::icmp(int flags) {
  return Socket(checked("socket", bsdnet_socket(SOCK_DGRAM | SOCK_CLOEXEC | flags, IPPROTO_ICMP)));
}

Socket Socket::l2(const std::string& ifl, std::span<const std::uint8_t> proto, unsigned int bits,
                  int flags) {
  if (bits > proto.size() * 8) throw ArgumentError("protocol with fewer bits than are to count");
  return Socket(checked("layer-2 socket",
                        bsdnet_l2_socket(ifl.c_str(), proto.data(), bits, SOCK_CLOEXEC | flags)));
}

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Socket::~Socket() {
  if (fd_ >= 0) ::close(fd_);
}

int Socket::release() noexcept {
  return std::exchange(fd_, -1);
}

void Socket::set_instance(std::uint32_t instance) {
  checked("routing instance of a socket", bsdnet_set_instance(fd_, instance));
}

void Socket::set_out_interface(std::uint32_t ifl_index) {
  checked("outgoing interface of a socket", bsdnet_set_out_ifl(fd_, ifl_index));
}

void Socket::set_early(std::uint32_t ifl_index, std::uint32_t what) {
  checked("BSDNET_EARLY", bsdnet_set_early(fd_, ifl_index, what));
}

void Socket::report_info(bool on) {
  checked("BSDNET_RECVINFO", bsdnet_set_recvinfo(fd_, on));
}

void Socket::bind(const sockaddr_in& address) {
  checked("bind", ::bind(fd_, generic(address), sizeof(address)));
}

void Socket::connect(const sockaddr_in& address) {
  checked("connect", ::connect(fd_, generic(address), sizeof(address)));
}

sockaddr_in Socket::local() const {
  sockaddr_in out{};
  socklen_t size = sizeof(out);
  checked("getsockname", ::getsockname(fd_, reinterpret_cast<sockaddr*>(&out), &size));
  return out;
}

std::optional<Received> Socket::receive(std::span<std::uint8_t> buffer) {
  Received out;
  const ssize_t size = bsdnet_recvfrom(fd_, buffer.data(), buffer.size(), 0, &out.from, &out.info);
  if (size < 0 && errno == EAGAIN) return {};
  out.size = static_cast<std::size_t>(checked("recvmsg", size));
  return out;
}

void Socket::send(std::span<const std::uint8_t> data) {
  checked("sendmsg", bsdnet_sendto(fd_, data.data(), data.size(), 0, nullptr, nullptr));
}

void Socket::send_to(std::span<const std::uint8_t> data, const sockaddr_in& to) {
  checked("sendmsg", bsdnet_sendto(fd_, data.data(), data.size(), 0, &to, nullptr));
}

void Socket::reply(std::span<const std::uint8_t> data, const Received& request) {
  checked("sendmsg", bsdnet_sendto(fd_, data.data(), data.size(), 0, &request.from, &request.info));
}

}  // namespace bsdnet
