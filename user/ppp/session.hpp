// SPDX-License-Identifier: GPL-2.0
/// @file
/// A PPP session: the phases of RFC 1661, section 3.2, from the establishment of the link over
/// authentication to network protocols and back.
///
/// Life: made by whoever owns the interface, told when packets come, destroyed by its owner
/// some time after finished(), never from within an event. Not for concurrent use.
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
  Credentials own{};         ///< by which this end proves itself, if lcp.can_authenticate
  PasswordOf password_of{};  ///< where lcp.demand is not empty
  Time echo_interval{10000};
  unsigned int echo_limit = 3;
};

/// How a session ended.
enum class Outcome : std::uint8_t {
  closed,        ///< in order, by either side, after it had been up
  unauthorized,  ///< one end did not accept the other's proof
  disagreed,     ///< it never came up
  dead,          ///< the peer was not heard of any more
};

/// The network that a session gives.
struct NetworkParameters {
  std::uint32_t local;   ///< host order
  std::uint32_t remote;  ///< host order
  std::uint16_t mtu;
  bool pfc;   ///< protocol fields may be sent compressed
  bool acfc;  ///< address and control may be left out
};

struct SessionEvents {
  /// The peer proved to be @p name; the owner may call configure().
  std::function<void(const std::string& name)> authenticated;
  std::function<void(const NetworkParameters&)> up;
  std::function<void()> down;
  std::function<void(Outcome, const std::string& why)> finished;
};

class Session {
 public:
  /// @param who  what messages begin with
  Session(Link& link, TimerQueue& timers, const std::string& who, SessionConfig config,
          SessionEvents events);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// The link can carry packets.
  void start();
  /// Ends it in order; finished() follows, in some seconds where the peer is silent.
  void close(const std::string& why);
  /// Begins anew after finished().
  void reopen();
  /// The link is gone: at once, without packets; no finished().
  void abandon();
  /// A packet came; hostile.
  void receive(std::uint16_t protocol, View payload);
  /// Other addresses than those of the configuration; before or in authenticated().
  void configure(const IpcpConfig& config) { ipcp_.configure(config); }
  bool was_up() const { return was_up_; }

 private:
  void established();
  void begin_auth(AuthMethod method, bool ours);
  void auth_done(bool ours, bool ok, const std::string& text);
  void network();
  void link_down();
  void network_up();
  void network_down();
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
  std::vector<Direction> finished_auths_;  // until nobody is in their functions any more
  Timer bury_;
  unsigned int to_prove_ = 0;
  bool up_ = false;
  bool was_up_ = false;
  bool unauthorized_ = false;
};

}  // namespace bsdnet::ppp
