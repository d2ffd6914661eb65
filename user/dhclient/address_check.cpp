// SPDX-License-Identifier: GPL-2.0
#include "address_check.hpp"

#include <utility>

namespace bsdnet::dhcp {
namespace {

constexpr unsigned int kAnnouncements = 2;
constexpr Time kAnnounceInterval{2000};
constexpr Time kDefendInterval{10000};

}  // namespace

AddressCheck::AddressCheck(ArpPort& port, TimerQueue& timers, const Mac& mac, CheckConfig config,
                           Random random, Events events)
    : port_(port),
      timers_(timers),
      mac_(mac),
      config_(config),
      random_(std::move(random)),
      events_(std::move(events)),
      timer_(timers, [this] { step(); }) {}

void AddressCheck::enter(State state, std::uint32_t address) {
  timer_.stop();
  state_ = state;
  address_ = address;
  sent_ = 0;
  conflict_.reset();
}

void AddressCheck::probe(std::uint32_t address) {
  enter(State::probing, address);
  timer_.start(config_.interval * (random_() % 1000) / 1000);
}

void AddressCheck::defend(std::uint32_t address) {
  enter(State::defending, address);
  step();
}

void AddressCheck::stop() {
  enter(State::idle, 0);
}

void AddressCheck::send(std::uint32_t sender) {
  port_.send({kArpRequest, mac_, sender, {}, address_});
}

void AddressCheck::step() {
  if (state_ == State::probing && sent_ >= config_.probes) {
    enter(State::idle, 0);
    events_.unused();
  } else if (state_ == State::probing) {
    send(0);
    const bool last = ++sent_ == config_.probes;
    timer_.start(last ? 2 * config_.interval : config_.interval * (1000 + random_() % 1000) / 1000);
  } else if (state_ == State::defending) {
    send(address_);
    if (++sent_ < kAnnouncements) timer_.start(kAnnounceInterval);
  }
}

// RFC 5227, section 2.1.1: also a probe of another station for the address that is probed here
bool AddressCheck::is_conflict(const ArpPacket& packet) const {
  if (state_ == State::idle || packet.sender_mac == mac_) return false;
  if (packet.sender == address_) return true;
  return state_ == State::probing && packet.op == kArpRequest && packet.sender == 0 &&
         packet.target == address_;
}

void AddressCheck::receive(const ArpPacket& packet) {
  if (!is_conflict(packet)) return;
  if (state_ == State::defending) {
    const auto before = std::exchange(conflict_, timers_.now());
    if (!before || timers_.now() - *before >= kDefendInterval) {
      send(address_);
      return;
    }
  }
  enter(State::idle, 0);
  events_.conflicts(packet.sender_mac);
}

}  // namespace bsdnet::dhcp
