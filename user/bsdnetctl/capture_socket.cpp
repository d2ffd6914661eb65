// SPDX-License-Identifier: GPL-2.0
#include "capture_socket.hpp"

#include <fmt/format.h>
#include <linux/filter.h>
#include <linux/sock_diag.h>
#include <pcap/pcap.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>

#include "bsdnet/bsdnet.h"
#include "bsdnet/error.hpp"
#include "bsdnet/sockaddr.hpp"
#include "l2_socket.hpp"

namespace bsdnet::ctl {
namespace {

constexpr int kReceiveBuffer = 8 << 20;

template <typename T>
void set_option(const UniqueFd& fd, int level, int name, const T& value, const char* what) {
  if (setsockopt(fd.get(), level, name, &value, sizeof(value)) < 0) throw SystemError(what, errno);
}

struct Program : bpf_program {
  Program() : bpf_program{} {}
  ~Program() { pcap_freecode(this); }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
};

void read_ancillary(msghdr& message, CapturedPacket& packet) {
  for (cmsghdr* item = CMSG_FIRSTHDR(&message); item != nullptr;
       item = CMSG_NXTHDR(&message, item)) {
    if (item->cmsg_level == SOL_BSDNET && item->cmsg_type == BSDNET_L2_PKTTYPE)
      std::memcpy(&packet.type, CMSG_DATA(item), sizeof(packet.type));
    if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SO_TIMESTAMPNS) {
      timespec time{};
      std::memcpy(&time, CMSG_DATA(item), sizeof(time));
      packet.time = static_cast<std::uint64_t>(time.tv_sec) * 1000000000U +
                    static_cast<std::uint64_t>(time.tv_nsec);
    }
  }
}

}  // namespace

CaptureSocket::CaptureSocket(std::uint32_t snaplen) : fd_(open_l2_socket()), buffer_(snaplen) {
  set_option(fd_, SOL_BSDNET, BSDNET_L2_TAP, 1, "BSDNET_L2_TAP");
  set_option(fd_, SOL_BSDNET, BSDNET_L2_HEADER, 1, "BSDNET_L2_HEADER");
  set_option(fd_, SOL_SOCKET, SO_TIMESTAMPNS, 1, "SO_TIMESTAMPNS");
  if (setsockopt(fd(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof(kReceiveBuffer)) < 0)
    set_option(fd_, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer, "SO_RCVBUF");
}

void CaptureSocket::filter(const CaptureLink& link, const std::string& text) {
  constexpr int kWhole = 262144;  // what the program returns: the whole packet
  if (link.dlt < 0)
    throw ArgumentError(fmt::format("there are no filters for links of type {}", link.type));
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> pcap(pcap_open_dead(link.dlt, kWhole),
                                                            &pcap_close);
  Program program;
  if (!pcap) throw SystemError("pcap_open_dead", ENOMEM);
  if (pcap_compile(pcap.get(), &program, text.c_str(), 1, PCAP_NETMASK_UNKNOWN) < 0)
    throw ArgumentError(fmt::format("filter \"{}\": {}", text, pcap_geterr(pcap.get())));
  const sock_fprog attached{static_cast<unsigned short>(program.bf_len),
                            reinterpret_cast<sock_filter*>(program.bf_insns)};
  set_option(fd_, SOL_SOCKET, SO_ATTACH_FILTER, attached, "SO_ATTACH_FILTER");
}

void CaptureSocket::start(std::uint32_t ifl_index) {
  const sockaddr_bsdnet name = l2_sockaddr(ifl_index);
  if (bind(fd(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)) < 0)
    throw SystemError("cannot capture on this interface", errno);
}

void CaptureSocket::promiscuous(std::uint32_t ifl_index) {
  bsdnet_l2_membership all{};
  all.ifl_index = ifl_index;
  all.type = BSDNET_L2_PROMISC;
  set_option(fd_, SOL_BSDNET, BSDNET_L2_JOIN, all, "promiscuous mode");
}

std::optional<CapturedPacket> CaptureSocket::receive() {
  CapturedPacket packet;
  alignas(cmsghdr) std::array<char, 256> control{};
  iovec data{buffer_.data(), buffer_.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t n = recvmsg(fd(), &message, MSG_TRUNC);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return {};
  if (n < 0) throw SystemError("the capture ended", errno);
  packet.length = static_cast<std::size_t>(n);
  packet.data = std::span(buffer_).first(std::min(packet.length, buffer_.size()));
  read_ancillary(message, packet);
  return packet;
}

std::uint64_t CaptureSocket::dropped() const {
  std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
  socklen_t length = sizeof(info);
  if (getsockopt(fd(), SOL_SOCKET, SO_MEMINFO, info.data(), &length) < 0)
    throw SystemError("SO_MEMINFO", errno);
  return info[SK_MEMINFO_DROPS];
}

}  // namespace bsdnet::ctl
