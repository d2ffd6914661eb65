// SPDX-License-Identifier: GPL-2.0
/// @file
/// A PPP session: link establishment, authentication and network protocol phases (RFC 1661,
/// section 3.2). Must not be destroyed from within an event. Not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "auth.hpp"
#include "ipcp.hpp"
#include "lcp.hpp"

namespace bsdnet::ppp {

struct SessionConfig {
  LcpConfig lcp{};
  IpcpConfig ipcp{};
  Patience patience{};
  Credentials own{};         ///< to authenticate this end, if lcp.can_authenticate
  PasswordOf password_of{};  ///< required if lcp.demand is not empty
  Time echo_interval{10000};
  unsigned int echo_limit = 3;
};

/// How a session ended.
enum class Outcome : std::uint8_t {
  closed,        ///< terminated by either side after it was up
  unauthorized,  ///< authentication failed in either direction
  disagreed,     ///< it was never up
  dead,          ///< the peer stopped answering echoes
};

/// Negotiated network parameters.
struct NetworkParameters {
  std::uint32_t local;   ///< host order
  std::uint32_t remote;  ///< host order
  std::uint16_t mtu;
  bool pfc;   ///< protocol fields may be sent compressed
  bool acfc;  ///< address and control may be omitted
};

struct SessionEvents {
  /// The peer authenticated as @p name; the owner may call configure().
  std::function<void(const std::string& name)> authenticated;
  std::function<void(const NetworkParameters&)> up;
  std::function<void()> down;
  std::function<void(Outcome, const std::string& why)> finished;
};

class Session {
 public:
  /// @param who  name of the session in messages
  Session(Link& link, TimerQueue& timers, const std::string& who, SessionConfig config,
          SessionEvents events);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Starts negotiation: the link can carry packets.
  void start();
  /// Terminates the session; finished() follows, after some seconds if the peer is silent.
  void close(const std::string& why);
  /// Starts negotiation again after finished().
  void reopen();
  /// Ends the session without packets and without finished(), after a loss of the link. Returns
  /// what had ended it by then: a failed authentication, for example.
  Outcome abandon();
  /// Handles a received, untrusted packet.
  void receive(std::uint16_t protocol, View payload);
  /// Replaces the configuration of addresses; before or in authenticated().
  void configure(const IpcpConfig& config) { ipcp_.configure(config); }

 private:
  void established();
  void begin_auth(AuthMethod method, bool ours);
  void auth_done(bool ours, bool ok, const std::string& text);
  void network();
  void link_down();
  void network_up();
  void network_down();
  Outcome outcome() const;
  void finish();
  void receive_auth(AuthMethod method, View payload);
  void protocol_rejected(std::uint16_t protocol);

  struct Direction {
    AuthMethod method;
    std::unique_ptr<Auth> auth;
  };

  std::string who_;
  SessionConfig config_;
  SessionEvents events_;
  Link& link_;
  TimerQueue& timers_;
  Lcp lcp_;
  Ipcp ipcp_;
  std::vector<Direction> auths_;
  std::vector<Direction> finished_auths_;  // destroyed by a timer: may be on the call stack
  Timer cleanup_;
  unsigned int to_prove_ = 0;
  bool up_ = false;
  bool was_up_ = false;
  bool unauthorized_ = false;
};

}  // namespace bsdnet::ppp
