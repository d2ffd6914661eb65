// SPDX-License-Identifier: GPL-2.0
#include "discovery_client.hpp"

#include <algorithm>

#include "log.hpp"
#include "random.hpp"

namespace bsdnet::ppp {
namespace {

constexpr unsigned int kTries = 5;  // with timeouts of 1, 2, 4, 8 and 16 seconds
constexpr Time kFirstWait{1000};
constexpr std::size_t kHostUniqSize = 8;

}  // namespace

DiscoveryClient::DiscoveryClient(DiscoveryPort& port, TimerQueue& timers, std::string who,
                                 DiscoveryWish wish, Events events)
    : port_(port),
      who_(std::move(who)),
      wish_(std::move(wish)),
      events_(std::move(events)),
      timer_(timers, [this] { time_out(); }) {}

void DiscoveryClient::start() {
  host_uniq_ = random_bytes(kHostUniqSize);
  stage_ = Stage::offers;
  tries_ = 0;
  last_error_.clear();
  send_padi();
}

void DiscoveryClient::stop() {
  stage_ = Stage::idle;
  timer_.stop();
}

void DiscoveryClient::send_padi() {
  DiscoveryPacket padi{kPadi, 0, {}};
  padi.add(kServiceName, view(wish_.service));
  padi.add(kHostUniq, host_uniq_);
  timer_.start(kFirstWait * (1 << tries_++));
  port_.send(kBroadcast, padi);
}

void DiscoveryClient::send_padr() {
  timer_.start(kFirstWait * (1 << tries_++));
  port_.send(ac_, padr_);
}

void DiscoveryClient::time_out() {
  if (tries_ >= kTries)
    fail(!last_error_.empty()      ? last_error_
         : stage_ == Stage::offers ? "no answer from an access concentrator"
                                   : "no session from the access concentrator");
  else if (stage_ == Stage::offers)
    send_padi();
  else
    send_padr();
}

void DiscoveryClient::fail(const std::string& why) {
  stop();
  events_.failed(why);
}

bool DiscoveryClient::is_mine(const DiscoveryPacket& packet) const {
  const Tag* uniq = packet.find(kHostUniq);
  return uniq != nullptr && uniq->value == host_uniq_;
}

bool DiscoveryClient::fits(const DiscoveryPacket& pado) const {
  const Tag* ac = pado.find(kAcName);
  if (ac == nullptr || (!wish_.ac.empty() && !same(ac->value, view(wish_.ac)))) return false;
  return std::ranges::any_of(pado.tags, [this](const Tag& tag) {
    return tag.type == kServiceName &&
           (wish_.service.empty() || same(tag.value, view(wish_.service)));
  });
}

void DiscoveryClient::receive(const Mac& from, const DiscoveryPacket& packet) {
  if (stage_ == Stage::offers && packet.code == kPado && packet.session == 0)
    take_offer(from, packet);
  else if (stage_ == Stage::session && packet.code == kPads && from == ac_ && is_mine(packet))
    take_session(packet);
}

void DiscoveryClient::take_offer(const Mac& from, const DiscoveryPacket& pado) {
  if (!is_mine(pado)) return;
  if (const std::string error = pado.error(); !error.empty()) {
    last_error_ = fmt::format("error from {}: {}", str(from), error);
    return;
  }
  if (!fits(pado)) return;
  log(who_, "access concentrator \"{}\" at {}", printable(pado.find(kAcName)->value), str(from));
  ac_ = from;
  padr_ = {kPadr, 0, {}};
  padr_.add(kServiceName, view(wish_.service));
  padr_.add(kHostUniq, host_uniq_);
  padr_.copy(pado, kAcCookie);
  padr_.copy(pado, kRelaySessionId);
  stage_ = Stage::session;
  tries_ = 0;
  send_padr();
}

void DiscoveryClient::take_session(const DiscoveryPacket& pads) {
  if (const std::string error = pads.error(); !error.empty() || pads.session == 0)
    return fail(error.empty() ? "the access concentrator refused the session" : error);
  if (pads.session > kMaxSession) return;
  stop();
  log(who_, "session {} with {}", pads.session, str(ac_));
  events_.found(pads.session, ac_);
}

}  // namespace bsdnet::ppp
