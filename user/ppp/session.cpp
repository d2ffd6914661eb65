// SPDX-License-Identifier: GPL-2.0
#include "session.hpp"

#include <algorithm>

#include "inet.hpp"
#include "log.hpp"

namespace bsdnet::ppp {

Session::Session(Link& link, TimerQueue& timers, const std::string& who, SessionConfig config,
                 SessionEvents events)
    : who_(who),
      config_(std::move(config)),
      events_(std::move(events)),
      link_(link),
      timers_(timers),
      lcp_(link, timers, who, config_.lcp, config_.patience),
      ipcp_(link, timers, who, config_.ipcp, config_.patience),
      cleanup_(timers, [this] { finished_auths_.clear(); }) {
  lcp_.on({[this] { established(); }, [this] { link_down(); }, [this] { finish(); }});
  lcp_.on_protocol_reject([this](std::uint16_t protocol) { protocol_rejected(protocol); });
  ipcp_.on({[this] { network_up(); }, [this] { network_down(); },
            [this] { lcp_.close(ipcp_.why().empty() ? "no network protocol" : ipcp_.why()); }});
}

void Session::start() {
  ipcp_.open();
  lcp_.open();
  lcp_.lower_up();
}

void Session::reopen() {
  ipcp_.open();
  lcp_.open();
}

void Session::close(const std::string& why) {
  const bool idle = lcp_.state() == State::stopped || lcp_.state() == State::closed;
  lcp_.close(why);
  if (idle) finish();
}

Outcome Session::abandon() {
  const Outcome how = outcome();
  events_.finished = nullptr;
  lcp_.lower_down();
  return how;
}

// ---- phases ----------------------------------------------------------------------

void Session::established() {
  const LcpAgreement& agreement = lcp_.agreement();
  lcp_.set_mtu(agreement.peer_mru);
  ipcp_.set_mtu(agreement.peer_mru);
  lcp_.keep_alive(config_.echo_interval, config_.echo_limit);
  to_prove_ = 0;
  begin_auth(agreement.peer_proves, false);
  begin_auth(agreement.we_prove, true);
  if (auths_.empty()) {
    network();
    return;
  }
  for (const Direction& direction : auths_)
    direction.auth->start();
}

void Session::begin_auth(AuthMethod method, bool ours) {
  if (method == AuthMethod::none) return;
  const AuthContext context = {link_, timers_, config_.patience};
  const auto done = [this, ours](bool ok, const std::string& text) { auth_done(ours, ok, text); };
  const bool pap = method == AuthMethod::pap;
  ++to_prove_;
  if (ours)
    auths_.push_back({method, pap ? prove_by_pap(context, config_.own, done)
                                  : prove_by_chap(context, config_.own, done)});
  else
    auths_.push_back(
        {method, pap ? demand_pap(context, config_.password_of, done)
                     : demand_chap(context, config_.own.name, config_.password_of, done)});
}

void Session::auth_done(bool ours, bool ok, const std::string& text) {
  if (!ok) {
    unauthorized_ = true;
    log(who_, "{}", text);
    lcp_.close(text);
    return;
  }
  log(who_, "{} \"{}\"", ours ? "authenticated to the peer as" : "peer authenticated as",
      printable(view(text)));
  if (!ours && events_.authenticated) events_.authenticated(text);
  if (--to_prove_ == 0) network();
}

void Session::network() {
  ipcp_.lower_up();
}

void Session::link_down() {
  lcp_.stop_echo();
  std::ranges::move(auths_, std::back_inserter(finished_auths_));
  auths_.clear();
  cleanup_.start(Time(0));
  ipcp_.lower_down();
}

void Session::network_up() {
  const LcpAgreement& agreement = lcp_.agreement();
  up_ = was_up_ = true;
  log(who_, "local address {}, peer address {}, MTU {}", inet_address(ipcp_.local()).str(),
      inet_address(ipcp_.remote()).str(), agreement.peer_mru);
  events_.up(
      {ipcp_.local(), ipcp_.remote(), agreement.peer_mru, agreement.peer_pfc, agreement.peer_acfc});
}

void Session::network_down() {
  if (std::exchange(up_, false)) events_.down();
}

Outcome Session::outcome() const {
  return unauthorized_    ? Outcome::unauthorized
         : lcp_.is_dead() ? Outcome::dead
         : was_up_        ? Outcome::closed
                          : Outcome::disagreed;
}

void Session::finish() {
  if (!events_.finished) return;
  const Outcome how = outcome();
  unauthorized_ = was_up_ = false;
  events_.finished(how, lcp_.why());
}

// ---- input -------------------------------------------------------------------------

void Session::receive(std::uint16_t protocol, View payload) {
  if (log_level() > 0) log(who_, "received protocol 0x{:04x}, {} bytes", protocol, payload.size());
  switch (protocol) {
    case kLcp:
      return lcp_.receive(payload);
    case kPap:
      return receive_auth(AuthMethod::pap, payload);
    case kChap:
      return receive_auth(AuthMethod::chap, payload);
    case kIpcp:
      // discarded until authentication is complete (RFC 1661, 3.4)
      if (lcp_.opened() && to_prove_ == 0) ipcp_.receive(payload);
      return;
    case kIp:
      return;  // received while the interface is not up
    default:
      lcp_.reject_protocol(protocol, payload);
  }
}

void Session::receive_auth(AuthMethod method, View payload) {
  const auto packet = Packet::parse(payload);
  if (!lcp_.opened() || !packet) return;
  for (const Direction& direction : auths_)
    if (direction.method == method && direction.auth->receive(*packet)) return;
}

void Session::protocol_rejected(std::uint16_t protocol) {
  if (protocol == kIpcp)
    ipcp_.protocol_rejected();
  else if (protocol == kPap || protocol == kChap)
    lcp_.close("the peer does not support the negotiated authentication");
}

}  // namespace bsdnet::ppp
