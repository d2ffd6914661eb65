// SPDX-License-Identifier: GPL-2.0
/// @file
/// The host's side of PPPoE discovery: PADI, PADO, PADR, PADS.
#pragma once

#include <functional>

#include "discovery.hpp"
#include "timer_queue.hpp"

namespace bsdnet::ppp {

/// Required service and access concentrator.
struct DiscoveryWish {
  std::string service{};  ///< empty: any
  std::string ac{};       ///< name of the access concentrator; empty: any
};

/// Discovers one session. Calls one of its events; must not be destroyed from within it.
class DiscoveryClient {
 public:
  struct Events {
    std::function<void(std::uint16_t session, const Mac& ac)> found;
    std::function<void(const std::string& why)> failed;
  };

  /// @param who  name in messages
  DiscoveryClient(DiscoveryPort& port, TimerQueue& timers, std::string who, DiscoveryWish wish,
                  Events events);

  void start();
  void stop();
  /// Handles a received, untrusted packet; ignores answers to other clients.
  void receive(const Mac& from, const DiscoveryPacket& packet);

 private:
  enum class Stage : std::uint8_t { idle, offers, session };

  void time_out();
  void send_padi();
  void send_padr();
  void take_offer(const Mac& from, const DiscoveryPacket& pado);
  void take_session(const DiscoveryPacket& pads);
  bool is_mine(const DiscoveryPacket& packet) const;
  bool fits(const DiscoveryPacket& pado) const;
  void fail(const std::string& why);

  DiscoveryPort& port_;
  std::string who_;
  DiscoveryWish wish_;
  Events events_;
  Timer timer_;
  Bytes host_uniq_;
  Stage stage_ = Stage::idle;
  unsigned int tries_ = 0;
  Mac ac_{};
  DiscoveryPacket padr_;
  std::string last_error_;
};

}  // namespace bsdnet::ppp
