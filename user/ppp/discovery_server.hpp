// SPDX-License-Identifier: GPL-2.0
/// @file
/// The access concentrator's side of PPPoE discovery. It keeps no state of a host before a
/// PADR with a valid cookie, limits the rate of answers, and limits the number of sessions in
/// total and for each peer.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "cookie.hpp"

namespace bsdnet::ppp {

struct DiscoveryOffer {
  std::string ac{};                     ///< name of this access concentrator
  std::vector<std::string> services{};  ///< in addition to the empty name
  std::size_t max_sessions = 64;
  std::size_t max_per_peer = 16;
  unsigned int answers_per_second = 500;
};

class DiscoveryServer {
 public:
  struct Events {
    /// Prepares a session, before the PADS is sent. Returns false on failure, with the reason
    /// for the peer in @p why.
    std::function<bool(std::uint16_t session, const Mac& peer, std::string& why)> open;
    /// The peer sent a PADT.
    std::function<void(std::uint16_t session, const std::string& why)> closed;
  };

  DiscoveryServer(DiscoveryPort& port, TimerQueue& timers, std::string who, DiscoveryOffer offer,
                  Events events);

  /// Handles a received, untrusted packet.
  void receive(const Mac& from, const DiscoveryPacket& packet);
  /// The peer sent a packet of @p session, so it received the PADS.
  void confirm(std::uint16_t session);
  /// Ends @p session: sends a PADT.
  void end(std::uint16_t session, std::string_view why);
  std::size_t sessions() const { return sessions_.size(); }

 private:
  struct Entry {
    Mac peer;
    Bytes host_uniq;
    bool confirmed = false;
  };

  void receive_padi(const Mac& from, const DiscoveryPacket& padi);
  void receive_padr(const Mac& from, const DiscoveryPacket& padr);
  void receive_padt(const Mac& from, const DiscoveryPacket& packet);
  bool serves(const DiscoveryPacket& packet) const;
  std::uint16_t find_repeated(const Mac& from, const DiscoveryPacket& padr) const;
  std::uint16_t open_session(const Mac& from, const DiscoveryPacket& padr, std::string& why);
  std::uint16_t free_number();

  DiscoveryPort& port_;
  std::string who_;
  DiscoveryOffer offer_;
  Events events_;
  CookieJar cookies_;
  RateLimit answers_;
  std::map<std::uint16_t, Entry> sessions_;
  std::uint16_t last_;
};

}  // namespace bsdnet::ppp
