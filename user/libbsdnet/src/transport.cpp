// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/transport.hpp"

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>

#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

// Messages of dumps have at most 32 KiB; twice that leaves room
constexpr std::size_t kReceiveSize = 65536;
// For notifications queued while a monitor prints; more than the default
constexpr int kReceiveBuffer = 1 << 20;

struct CloseSocket {
  void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
};

class NetlinkTransport final : public Transport {
 public:
  NetlinkTransport();
  void send(std::span<const std::uint8_t> message) override;
  Datagram receive() override;
  void join(std::uint32_t group) override;
  int fd() const override { return mnl_socket_get_fd(socket_.get()); }

 private:
  void set_option(int option, int value, bool required);

  std::unique_ptr<mnl_socket, CloseSocket> socket_;
  Datagram buffer_;
};

NetlinkTransport::NetlinkTransport()
    : socket_(mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC)), buffer_(kReceiveSize) {
  if (!socket_) throw SystemError("netlink socket", errno);
  if (mnl_socket_bind(socket_.get(), 0, MNL_SOCKET_AUTOPID) < 0)
    throw SystemError("netlink bind", errno);
  set_option(NETLINK_EXT_ACK, 1, true);
  set_option(NETLINK_CAP_ACK, 1, false);
  set_option(NETLINK_GET_STRICT_CHK, 1, false);
  // Unprivileged callers get what rmem_max allows
  if (::setsockopt(fd(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof(int)) < 0)
    (void)::setsockopt(fd(), SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof(int));
}

void NetlinkTransport::set_option(int option, int value, bool required) {
  if (mnl_socket_setsockopt(socket_.get(), option, &value, sizeof(value)) < 0 && required)
    throw SystemError("netlink socket option", errno);
}

void NetlinkTransport::send(std::span<const std::uint8_t> message) {
  if (mnl_socket_sendto(socket_.get(), message.data(), message.size()) < 0)
    throw SystemError("netlink send", errno);
}

Datagram NetlinkTransport::receive() {
  for (;;) {
    const ssize_t n = mnl_socket_recvfrom(socket_.get(), buffer_.data(), buffer_.size());
    if (n >= 0) return {buffer_.begin(), buffer_.begin() + n};
    if (errno != EINTR) throw SystemError("netlink receive", errno);
  }
}

void NetlinkTransport::join(std::uint32_t group) {
  int value = static_cast<int>(group);
  if (mnl_socket_setsockopt(socket_.get(), NETLINK_ADD_MEMBERSHIP, &value, sizeof(value)) < 0)
    throw SystemError("joining the notification group", errno);
}

}  // namespace

std::unique_ptr<Transport> open_netlink() {
  return std::make_unique<NetlinkTransport>();
}

}  // namespace bsdnet
