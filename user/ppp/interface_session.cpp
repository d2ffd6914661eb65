// SPDX-License-Identifier: GPL-2.0
#include "interface_session.hpp"

#include "bsdnet/error.hpp"
#include "log.hpp"

namespace bsdnet::ppp {

InterfaceSession::InterfaceSession(EventLoop& loop, Interfaces& interfaces,
                                   InterfaceSessionConfig config, Events events)
    : loop_(loop),
      interfaces_(interfaces),
      config_(std::move(config)),
      events_(std::move(events)),
      socket_(config_.interface.index),
      session_(socket_, loop.timers(), config_.interface.name, config_.session, session_events()) {
  loop_.watch(socket_.fd(), [this] { receive(); });
}

InterfaceSession::~InterfaceSession() {
  loop_.unwatch(socket_.fd());
  session_.abandon();
}

SessionEvents InterfaceSession::session_events() {
  return {events_.authenticated, [this](const NetworkParameters& network) { up(network); },
          [this] { down(); },
          [this](Outcome outcome, const std::string& why) { events_.ended(outcome, why); }};
}

void InterfaceSession::receive() {
  try {
    socket_.receive([this](std::uint16_t protocol, View payload) {
      if (!std::exchange(heard_, true) && events_.heard) events_.heard();
      session_.receive(protocol, payload);
    });
  } catch (const SystemError& error) {
    loop_.unwatch(socket_.fd());
    session_.abandon();
    events_.ended(Outcome::dead, error.what());
  }
}

void InterfaceSession::up(const NetworkParameters& network) {
  try {
    if (config_.set_framing) interfaces_.set_framing(config_.interface, network.acfc, network.pfc);
    network_ = network;
    interfaces_.up(config_.interface, config_.instance, network);
    if (config_.default_route) interfaces_.add_default_route(config_.interface, config_.instance);
  } catch (const Error& error) {
    log(who(), "{}", error.what());
    session_.close("local error");
  }
}

void InterfaceSession::down() {
  const auto network = std::exchange(network_, std::nullopt);
  if (!network) return;
  log_errors(who(), [&] { interfaces_.down(config_.interface, *network); });
  if (config_.set_framing)
    log_errors(who(), [&] { interfaces_.set_framing(config_.interface, false, false); });
}

}  // namespace bsdnet::ppp
