// SPDX-License-Identifier: GPL-2.0
#include "discovery_server.hpp"

#include <algorithm>

#include "log.hpp"
#include "random.hpp"

namespace bsdnet::ppp {

DiscoveryServer::DiscoveryServer(DiscoveryPort& port, TimerQueue& timers, std::string who,
                                 DiscoveryOffer offer, Events events)
    : port_(port),
      who_(std::move(who)),
      offer_(std::move(offer)),
      events_(std::move(events)),
      cookies_(timers),
      answers_(timers, offer_.answers_per_second),
      // random: peers may still send packets of sessions of a previous run
      last_(load16(random_bytes(2))) {}

void DiscoveryServer::receive(const Mac& from, const DiscoveryPacket& packet) {
  if ((from[0] & 1) != 0) return;
  if (packet.code == kPadt) return receive_padt(from, packet);
  if (packet.session != 0) return;
  if (packet.code == kPadi) return receive_padi(from, packet);
  if (packet.code == kPadr) return receive_padr(from, packet);
}

// Whether the packet has a Service-Name tag, which is mandatory, of an offered service
bool DiscoveryServer::serves(const DiscoveryPacket& packet) const {
  const Tag* service = packet.find(kServiceName);
  if (service == nullptr) return false;
  return service->value.empty() ||
         std::ranges::any_of(offer_.services, [service](const std::string& name) {
           return same(view(name), service->value);
         });
}

void DiscoveryServer::receive_padi(const Mac& from, const DiscoveryPacket& padi) {
  if (!serves(padi) || !answers_.allow()) return;
  const Bytes& asked = padi.find(kServiceName)->value;
  DiscoveryPacket pado{kPado, 0, {}};
  pado.add(kAcName, view(offer_.ac));
  pado.add(kServiceName, asked);
  for (const std::string& service : offer_.services)
    if (!same(view(service), asked)) pado.add(kServiceName, view(service));
  pado.add(kAcCookie, cookies_.make(from));
  pado.copy(padi, kHostUniq);
  pado.copy(padi, kRelaySessionId);
  port_.send(from, pado);
}

void DiscoveryServer::receive_padr(const Mac& from, const DiscoveryPacket& padr) {
  const Tag* cookie = padr.find(kAcCookie);
  if (cookie == nullptr || !cookies_.is_good(cookie->value, from)) return;
  if (padr.find(kServiceName) == nullptr || !answers_.allow()) return;
  DiscoveryPacket pads{kPads, 0, {}};
  pads.copy(padr, kServiceName);
  std::string why;
  if (serves(padr)) {
    pads.session = find_repeated(from, padr);
    if (pads.session == 0) pads.session = open_session(from, padr, why);
    if (pads.session == 0) pads.add(kAcSystemError, view(why));
  } else {
    pads.add(kServiceNameError, view("no such service"));
  }
  pads.copy(padr, kHostUniq);
  pads.copy(padr, kRelaySessionId);
  port_.send(from, pads);
}

// The session of a repeated PADR: the PADS was lost
std::uint16_t DiscoveryServer::find_repeated(const Mac& from, const DiscoveryPacket& padr) const {
  const Tag* uniq = padr.find(kHostUniq);
  if (uniq == nullptr) return 0;
  for (const auto& [number, entry] : sessions_)
    if (!entry.confirmed && entry.peer == from && entry.host_uniq == uniq->value) return number;
  return 0;
}

std::uint16_t DiscoveryServer::open_session(const Mac& from, const DiscoveryPacket& padr,
                                            std::string& why) {
  const auto of_peer = static_cast<std::size_t>(std::ranges::count_if(
      sessions_, [&from](const auto& session) { return session.second.peer == from; }));
  if (sessions_.size() >= offer_.max_sessions || of_peer >= offer_.max_per_peer) {
    why = "no more sessions";
    return 0;
  }
  const std::uint16_t number = free_number();
  const Tag* uniq = padr.find(kHostUniq);
  sessions_[number] = {from, uniq != nullptr ? uniq->value : Bytes{}};
  if (events_.open(number, from, why)) return number;
  sessions_.erase(number);
  if (why.empty()) why = "no more sessions";
  return 0;
}

std::uint16_t DiscoveryServer::free_number() {
  do {
    last_ = last_ >= kMaxSession ? 1 : static_cast<std::uint16_t>(last_ + 1);
  } while (sessions_.contains(last_));
  return last_;
}

void DiscoveryServer::receive_padt(const Mac& from, const DiscoveryPacket& packet) {
  const auto it = sessions_.find(packet.session);
  if (it == sessions_.end() || it->second.peer != from) return;
  sessions_.erase(it);
  events_.closed(packet.session, packet.error());
}

void DiscoveryServer::confirm(std::uint16_t session) {
  if (const auto it = sessions_.find(session); it != sessions_.end()) it->second.confirmed = true;
}

void DiscoveryServer::end(std::uint16_t session, std::string_view why) {
  const auto it = sessions_.find(session);
  if (it == sessions_.end()) return;
  port_.send(it->second.peer, padt(session, why));
  sessions_.erase(it);
}

}  // namespace bsdnet::ppp
