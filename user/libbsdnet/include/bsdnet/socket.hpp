// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Sockets of AF_BSDNET.
#pragma once

#include <linux/bsdnet_socket.h>
#include <netinet/in.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace bsdnet {

/// A datagram that was received.
struct Received {
  std::size_t size = 0;  ///< bytes in the buffer
  sockaddr_in from{};
  bsdnet_info4 info{};  ///< all zeros without Socket::report_info()
};

/// Owner of a socket: it is closed with the object, moved with it, never copied. All functions
/// throw SystemError. One object may be used by several threads as its descriptor may.
class Socket {
 public:
  /// A UDP socket on IPv4. @param flags  SOCK_NONBLOCK; SOCK_CLOEXEC is always set
  static Socket udp(int flags = 0);
  /// A socket of ICMP echo.
  static Socket icmp(int flags = 0);
  /// A layer-2 socket for the frames of the interface @p ifl whose protocol begins with the first
  /// @p bits bits of @p proto.
  static Socket l2(const std::string& ifl, std::span<const std::uint8_t> proto, unsigned int bits,
                   int flags = 0);

  /// Takes ownership of @p fd.
  explicit Socket(int fd) noexcept : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(other.release()) {}
  Socket& operator=(Socket&& other) noexcept;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket();

  /// The descriptor, for poll() and options; it remains the object's.
  int fd() const noexcept { return fd_; }
  /// Gives up ownership; returns the descriptor, which the caller closes.
  int release() noexcept;

  /// Routing instance, before bind() and connect(); BSDNET_INSTANCE_ANY serves all (SK-2).
  void set_instance(std::uint32_t instance);
  /// Interface by which multicast and broadcast leave; 0: the instance's (SK-3).
  void set_out_interface(std::uint32_t ifl_index);
  /// Whether receive() reports where datagrams arrived (SK-4).
  void report_info(bool on);

  void bind(const sockaddr_in& address);
  void connect(const sockaddr_in& address);
  /// Also receives packets for its protocol and port that are not addressed to this host, after
  /// bind() (SK-6).
  /// @param ifl_index  interface that they arrive on; 0: any
  /// @param what       BSDNET_EARLY_ANY, BSDNET_EARLY_ALERT or BSDNET_EARLY_NONE
  void set_early(std::uint32_t ifl_index, std::uint32_t what);
  /// The address that the socket is bound to.
  sockaddr_in local() const;

  /// The next datagram into @p buffer; what does not fit is lost. Nothing if none is there and the
  /// socket does not block.
  std::optional<Received> receive(std::span<std::uint8_t> buffer);
  /// Sends to the connected address.
  void send(std::span<const std::uint8_t> data);
  /// Sends to @p to.
  void send_to(std::span<const std::uint8_t> data, const sockaddr_in& to);
  /// Answers @p request from the address that it came to.
  void reply(std::span<const std::uint8_t> data, const Received& request);

 private:
  int fd_;
};

}  // namespace bsdnet
