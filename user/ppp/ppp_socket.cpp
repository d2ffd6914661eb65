// SPDX-License-Identifier: GPL-2.0
#include "ppp_socket.hpp"

namespace bsdnet::ppp {
namespace {

constexpr int kBatch = 64;

}  // namespace

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
