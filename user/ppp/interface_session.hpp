// SPDX-License-Identifier: GPL-2.0
/// @file
/// A session on a logical interface: packets over an L2 socket, addresses and link state over
/// the control channel.
///
/// Created after the interface. Must not be destroyed from within an event. The destructor
/// removes the configuration and sends no packets: call close() first.
#pragma once

#include "event_loop.hpp"
#include "interfaces.hpp"
#include "ppp_socket.hpp"
#include "session.hpp"

namespace bsdnet::ppp {

struct InterfaceSessionConfig {
  Interface interface {};
  SessionConfig session{};
  std::uint32_t instance = 0;  ///< routing instance
  bool default_route = false;  ///< add a default route
  bool set_framing = false;    ///< set the device's framing to the negotiated one
};

class InterfaceSession {
 public:
  struct Events {
    std::function<void()> heard;  ///< the first packet was received
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

/// Owner of the interface of a PPPoE session.
class PppoeInterface {
 public:
  /// Throws KernelError.
  PppoeInterface(Interfaces& interfaces, const Interface& parent, std::uint16_t session,
                 const Mac& peer)
      : interfaces_(interfaces), interface_(interfaces.add_pppoe(parent, session, peer)) {}
  ~PppoeInterface() {
    log_errors(interface_.name, [this] { interfaces_.remove(interface_); });
  }
  PppoeInterface(const PppoeInterface&) = delete;
  PppoeInterface& operator=(const PppoeInterface&) = delete;

  const Interface& get() const { return interface_; }

 private:
  Interfaces& interfaces_;
  Interface interface_;
};

}  // namespace bsdnet::ppp
