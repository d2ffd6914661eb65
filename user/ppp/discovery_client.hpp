// SPDX-License-Identifier: GPL-2.0
/// @file
/// The host's side of PPPoE discovery: PADI, PADO, PADR, PADS.
#pragma once

#include <functional>

#include "discovery.hpp"
#include "timer_queue.hpp"

namespace bsdnet::ppp {

/// What to look for.
struct DiscoveryWish {
  std::string service{};  ///< empty: any
  std::string ac{};       ///< name of the access concentrator; empty: any
};

/// Looks for one session. Life: until it has called one of its events, and as long as its owner
/// likes; not from within them.
class DiscoveryClient {
 public:
  struct Events {
    std::function<void(std::uint16_t session, const Mac& ac)> found;
    std::function<void(const std::string& why)> failed;
  };

  /// @param who  for messages
  DiscoveryClient(DiscoveryPort& port, TimerQueue& timers, std::string who, DiscoveryWish wish,
                  Events events);

  void start();
  void stop();
  /// A discovery packet came from @p from; hostile. Others' are passed over.
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
  std::string complaint_;
};

}  // namespace bsdnet::ppp
