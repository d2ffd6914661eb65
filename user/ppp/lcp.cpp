// SPDX-License-Identifier: GPL-2.0
#include "lcp.hpp"

#include <algorithm>

#include "log.hpp"
#include "random.hpp"

namespace bsdnet::ppp {
namespace {

enum LcpOption : std::uint8_t {
  kMru = 1,
  kAccm = 2,
  kAuth = 3,
  kMagic = 5,
  kPfc = 7,
  kAcfc = 8,
};

constexpr std::uint16_t kDefaultMru = 1500;
constexpr std::uint16_t kLeastMru = 128;
constexpr std::uint8_t kChapMd5 = 5;
constexpr unsigned int kMostLoops = 5;

Bytes auth_value(AuthMethod method) {
  Bytes out = bytes16(method == AuthMethod::pap ? kPap : kChap);
  if (method == AuthMethod::chap) put8(out, kChapMd5);
  return out;
}

AuthMethod auth_method(View value) {
  for (const AuthMethod method : {AuthMethod::pap, AuthMethod::chap})
    if (same(value, auth_value(method))) return method;
  return AuthMethod::none;
}

Verdict yes_or_reject(bool yes) {
  return {yes ? Verdict::ack : Verdict::reject};
}

}  // namespace

Lcp::Lcp(Link& link, TimerQueue& timers, const std::string& who, const LcpConfig& config,
         const Patience& patience)
    : ControlProtocol(link, timers, who, "LCP", kLcp, patience),
      config_(config),
      echo_(timers, [this] { send_echo(); }) {
  set_mtu(config.mru);
}

void Lcp::starting() {
  agreement_ = {};
  agreement_.peer_mru = std::min(config_.mru, kDefaultMru);
  ask_mru_ = config_.mru;
  ask_auth_ = config_.demand.empty() ? AuthMethod::none : config_.demand.front();
  magic_ = random_magic();
  ask_magic_ = true;
  ask_pfc_ = ask_acfc_ = config_.serial;
  loops_ = 0;
}

Bytes Lcp::magic() const {
  return bytes32(ask_magic_ ? magic_ : 0);
}

Options Lcp::request() {
  Options out;
  if (ask_mru_ != 0 && ask_mru_ != kDefaultMru) out.push_back({kMru, bytes16(ask_mru_)});
  if (ask_auth_ != AuthMethod::none) out.push_back({kAuth, auth_value(ask_auth_)});
  if (ask_magic_) out.push_back({kMagic, magic()});
  if (ask_pfc_) out.push_back({kPfc, {}});
  if (ask_acfc_) out.push_back({kAcfc, {}});
  return out;
}

// ---- the peer's options -------------------------------------------------------

Verdict Lcp::judge_mru(View value) const {
  if (value.size() != 2) return {Verdict::nak, bytes16(config_.mru)};
  const std::uint16_t mru = load16(value);
  if (mru < kLeastMru) return {Verdict::nak, bytes16(std::min(config_.mru, kDefaultMru))};
  // RFC 2516, 7: no more than 1492
  if (!config_.serial && mru > config_.mru) return {Verdict::nak, bytes16(config_.mru)};
  return {};
}

Verdict Lcp::judge_auth(View value) const {
  if (!config_.can_authenticate) return {Verdict::reject};
  if (auth_method(value) == AuthMethod::none) return {Verdict::nak, auth_value(AuthMethod::chap)};
  return {};
}

Verdict Lcp::judge_magic(View value) {
  if (value.size() != 4) return {Verdict::nak, bytes32(random_magic())};
  const std::uint32_t theirs = load32(value);
  if (theirs != 0 && (theirs != magic_ || !ask_magic_)) return {};
  if (theirs == magic_ && ++loops_ >= kMostLoops) close("the line is looped back");
  return {Verdict::nak, bytes32(random_magic())};
}

Verdict Lcp::judge(const Option& option) {
  switch (option.type) {
    case kMru:
      return judge_mru(option.value);
    case kAccm:
      // acceptable: the serial driver escapes all control characters, whatever the map
      return yes_or_reject(config_.serial && option.value.size() == 4);
    case kAuth:
      return judge_auth(option.value);
    case kMagic:
      return judge_magic(option.value);
    case kPfc:
    case kAcfc:
      return yes_or_reject(config_.serial && option.value.empty());
    default:
      return {Verdict::reject};
  }
}

void Lcp::accepted(const Options& options) {
  const Option* mru = find(options, kMru);
  const Option* auth = find(options, kAuth);
  agreement_.peer_mru = std::min(mru != nullptr ? load16(mru->value) : kDefaultMru, config_.mru);
  agreement_.we_prove = auth != nullptr ? auth_method(auth->value) : AuthMethod::none;
  agreement_.peer_proves = ask_auth_;
  agreement_.peer_pfc = find(options, kPfc) != nullptr;
  agreement_.peer_acfc = find(options, kAcfc) != nullptr;
}

// ---- the peer's answers to our options -----------------------------------------

void Lcp::refused_auth(View value) {
  const AuthMethod other = auth_method(value);
  if (ask_auth_ == AuthMethod::none) return;
  if (other == ask_auth_ || std::ranges::find(config_.demand, other) == config_.demand.end())
    close("the peer supports no acceptable authentication");
  else
    ask_auth_ = other;
}

void Lcp::refused(const Option& option) {
  switch (option.type) {
    case kMru:
      // accept a smaller value only
      if (option.value.size() == 2 && load16(option.value) >= kLeastMru)
        ask_mru_ = std::min(load16(option.value), config_.mru);
      break;
    case kAuth:
      refused_auth(option.value);
      break;
    case kMagic:
      magic_ = random_magic();
      break;
    case kPfc:
      ask_pfc_ = false;
      break;
    case kAcfc:
      ask_acfc_ = false;
      break;
    default:
      break;
  }
}

void Lcp::rejected(const Option& option) {
  switch (option.type) {
    case kMru:
      ask_mru_ = 0;
      break;
    case kAuth:
      close("the peer refuses to authenticate");
      break;
    case kMagic:
      ask_magic_ = false;
      break;
    default:
      refused(option);
  }
}

// ---- LCP's own packets ----------------------------------------------------------

bool Lcp::other(const Packet& packet) {
  switch (packet.code) {
    case kProtocolReject:
      receive_protocol_reject(packet);
      return true;
    case kEchoRequest:
    case kEchoReply:
    case kDiscardRequest:
      receive_echo(packet);
      return true;
    default:
      return false;
  }
}

void Lcp::receive_protocol_reject(const Packet& packet) {
  if (packet.data.size() < 2 || !opened()) return;
  const std::uint16_t protocol = load16(packet.data);
  log(who(), "the peer does not support protocol 0x{:04x}", protocol);
  handle(protocol == kLcp ? Event::rxj_bad : Event::rxj_good);
  if (protocol != kLcp && rejected_) rejected_(protocol);
}

void Lcp::receive_echo(const Packet& packet) {
  if (!opened() || packet.data.size() < 4) return;
  if (ask_magic_ && load32(packet.data) == magic_) {
    close("the line is looped back");
    return;
  }
  if (packet.code == kEchoReply) unanswered_ = 0;
  if (packet.code != kEchoRequest || !may_report()) return;
  Bytes reply = magic();
  put(reply, packet.data.subspan(4));
  send(kEchoReply, packet.id, reply);
}

void Lcp::keep_alive(Time interval, unsigned int limit) {
  echo_interval_ = interval;
  echo_limit_ = limit;
  unanswered_ = 0;
  if (interval.count() > 0) echo_.start(interval);
}

void Lcp::send_echo() {
  if (!opened()) return;
  if (unanswered_ >= echo_limit_) {
    close(fmt::format("the peer did not answer {} echoes", unanswered_));
    return;
  }
  ++unanswered_;
  send(kEchoRequest, next_id(), magic());
  echo_.start(echo_interval_);
}

void Lcp::reject_protocol(std::uint16_t protocol, View payload) {
  if (!opened() || !may_report()) return;
  Bytes data = bytes16(protocol);
  put(data, payload);
  send(kProtocolReject, next_id(), data);
}

}  // namespace bsdnet::ppp
