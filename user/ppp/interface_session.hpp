// SPDX-License-Identifier: GPL-2.0
/// @file
/// A session on a logical interface of bsdnet: packets from and to an L2 socket, addresses and
/// the state of the link over the control channel.
///
/// Life: made when the interface exists, destroyed by its owner, not from within an event. The
/// destructor takes back what it configured and is silent to the peer: close() first.
#pragma once

#include "event_loop.hpp"
#include "interfaces.hpp"
#include "l2_socket.hpp"
#include "session.hpp"

namespace bsdnet::ppp {

struct InterfaceSessionConfig {
  Interface interface {};
  SessionConfig session{};
  std::uint32_t instance = 0;  ///< routing instance
  bool default_route = false;  ///< add one
  bool set_framing = false;    ///< of the device, to what was agreed
};

class InterfaceSession {
 public:
  struct Events {
    std::function<void()> heard;  ///< the first packet came
    std::function<void(const std::string& name)> authenticated;
    std::function<void(Outcome, const std::string& why)> ended;
  };

  /// Opens the socket; throws SystemError.
  InterfaceSession(EventLoop& loop, Interfaces& interfaces, InterfaceSessionConfig config,
                   Events events);
  ~InterfaceSession();
  InterfaceSession(const InterfaceSession&) = delete;
  InterfaceSession& operator=(const InterfaceSession&) = delete;

  Session& session() { return session_; }
  const std::string& who() const { return config_.interface.name; }

 private:
  SessionEvents session_events();
  void receive();
  void up(const NetworkParameters& network);
  void down();

  EventLoop& loop_;
  Interfaces& interfaces_;
  InterfaceSessionConfig config_;
  Events events_;
  PppSocket socket_;
  Session session_;
  std::optional<NetworkParameters> network_;
  bool heard_ = false;
};

/// An interface of a PPPoE session that goes when this goes.
class PppoeInterface {
 public:
  /// Throws KernelError.
  PppoeInterface(Interfaces& interfaces, const Interface& parent, std::uint16_t session,
                 const Mac& peer)
      : interfaces_(interfaces), interface_(interfaces.add_pppoe(parent, session, peer)) {}
  ~PppoeInterface() {
    tidy(interface_.name, [this] { interfaces_.remove(interface_); });
  }
  PppoeInterface(const PppoeInterface&) = delete;
  PppoeInterface& operator=(const PppoeInterface&) = delete;

  const Interface& get() const { return interface_; }

 private:
  Interfaces& interfaces_;
  Interface interface_;
};

}  // namespace bsdnet::ppp
