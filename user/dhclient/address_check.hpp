// SPDX-License-Identifier: GPL-2.0
/// @file
/// Detection of address conflicts (RFC 5227): probes before an address is used, announcements
/// when it is, and its defence afterwards.
#pragma once

#include <functional>

#include "arp.hpp"
#include "timer_queue.hpp"

namespace bsdnet::dhcp {

/// Sends ARP packets to all stations.
class ArpPort {
 public:
  ArpPort() = default;
  ArpPort(const ArpPort&) = delete;
  ArpPort& operator=(const ArpPort&) = delete;
  virtual ~ArpPort() = default;
  virtual void send(const ArpPacket& packet) = 0;
};

/// Constants of RFC 5227, section 1.1.
struct CheckConfig {
  unsigned int probes = 3;  ///< 0: addresses are not checked
  /// PROBE_WAIT and PROBE_MIN; PROBE_MAX and ANNOUNCE_WAIT are twice that.
  Time interval{1000};
};

class AddressCheck {
 public:
  struct Events {
    std::function<void()> unused;                   ///< no station has the address
    std::function<void(const Mac& who)> conflicts;  ///< another station has it
  };
  using Random = std::function<std::uint32_t()>;

  AddressCheck(ArpPort& port, TimerQueue& timers, const Mac& mac, CheckConfig config, Random random,
               Events events);

  /// Probes @p address; then calls one of the events.
  void probe(std::uint32_t address);
  /// Announces @p address, which is in use from now on. A second conflict within 10 seconds calls
  /// conflicts().
  void defend(std::uint32_t address);
  void stop();
  /// Handles a packet that was received.
  void receive(const ArpPacket& packet);

 private:
  enum class State : std::uint8_t { idle, probing, defending };

  void enter(State state, std::uint32_t address);
  void step();
  void send(std::uint32_t sender);
  bool is_conflict(const ArpPacket& packet) const;

  ArpPort& port_;
  TimerQueue& timers_;
  Mac mac_;
  CheckConfig config_;
  Random random_;
  Events events_;
  Timer timer_;
  State state_ = State::idle;
  std::uint32_t address_ = 0;
  unsigned int sent_ = 0;
  std::optional<Time> conflict_;  ///< the latest while defending
};

}  // namespace bsdnet::dhcp
