// SPDX-License-Identifier: GPL-2.0
#include "control_protocol.hpp"

#include <algorithm>

#include "log.hpp"

namespace bsdnet::ppp {
namespace {

constexpr unsigned int kReportsPerSecond = 10;  // Code-Rejects, Protocol-Rejects, Echo-Replies

constexpr bool is_log_worthy(State from, State to) {
  return (from == State::opened) != (to == State::opened);
}

}  // namespace

ControlProtocol::ControlProtocol(Link& link, TimerQueue& timers, std::string who, const char* name,
                                 std::uint16_t protocol, const Patience& patience)
    : link_(link),
      timers_(timers),
      who_(std::move(who)),
      name_(name),
      protocol_(protocol),
      patience_(patience),
      restart_(timers, [this] { time_out(); }),
      reports_(timers, kReportsPerSecond) {}

void ControlProtocol::close(const std::string& why) {
  if (why_.empty()) why_ = why;
  handle(Event::close);
}

void ControlProtocol::begin() {
  naks_ = 0;
  refusals_ = 0;
  why_.clear();
  starting();
}

void ControlProtocol::handle(Event event) {
  const Transition& step = transition(state_, event);
  if (!step.possible) return;
  const State from = state_;
  if ((event == Event::up || event == Event::open) && step.actions[0] == Action::irc) begin();
  // set the state before the actions, since they may cause further events
  state_ = step.next;
  if (!has_timer(state_)) restart_.stop();
  if (is_log_worthy(from, state_) || log_level() > 0)
    log(who_, "{} is {}", name_, state_ == State::opened ? "open" : name(state_));
  for (const Action action : step.actions) {
    if (state_ != step.next) return;
    act(action, step);
  }
}

void ControlProtocol::act(Action action, const Transition& transition) {
  switch (action) {
    case Action::none:
    case Action::tls:
      break;
    case Action::tlu:
      if (agreed() && events_.up) events_.up();
      break;
    case Action::tld:
      if (events_.down) events_.down();
      break;
    case Action::tlf:
      if (events_.finished) events_.finished();
      break;
    case Action::irc:
      start_counter(std::ranges::find(transition.actions, Action::str) != transition.actions.end()
                        ? patience_.max_terminate
                        : patience_.max_configure);
      break;
    case Action::zrc:
      start_counter(0);
      restart_.start(patience_.restart);
      break;
    case Action::scr:
      send_request();
      break;
    case Action::sca:
      naks_ = 0;
      send(kConfigureAck, received_.id, received_.data);
      accepted(acceptable_);
      break;
    case Action::scn:
      send(reply_code_, received_.id, reply_);
      break;
    case Action::str:
      send_terminate();
      break;
    case Action::sta:
      send(kTerminateAck, received_.id, {});
      break;
    case Action::scj:
      if (may_report()) send(kCodeReject, next_id(), received_.encode());
      break;
    case Action::ser:
      // sent by other()
      break;
  }
}

void ControlProtocol::send(std::uint8_t code, std::uint8_t id, View data) {
  const std::size_t room = std::max(mtu_, kPacketHeader) - kPacketHeader;
  link_.send(protocol_, Packet{code, id, data.first(std::min(data.size(), room))}.encode());
}

void ControlProtocol::send_request() {
  requested_ = request();
  request_id_ = next_id();
  if (counter_ > 0) --counter_;
  restart_.start(patience_.restart);
  send(kConfigureRequest, request_id_, encode(requested_));
}

void ControlProtocol::send_terminate() {
  if (counter_ > 0) --counter_;
  restart_.start(patience_.restart);
  send(kTerminateRequest, next_id(), view(why_));
}

void ControlProtocol::time_out() {
  if (counter_ > 0) {
    handle(Event::timeout);
    return;
  }
  if (state_ >= State::req_sent) {
    // RFC 1661, 4.1, option p: wait in Stopped without This-Layer-Finished
    if (patience_.passive) {
      state_ = State::stopped;
      return;
    }
    if (why_.empty()) why_ = std::string(name_) + ": no answer from the peer";
  }
  handle(Event::timeout_last);
}

void ControlProtocol::receive(View bytes) {
  const auto packet = Packet::parse(bytes);
  if (!packet || state_ == State::initial || state_ == State::starting) return;
  received_ = *packet;
  dispatch(*packet);
  received_ = {};
}

void ControlProtocol::dispatch(const Packet& packet) {
  switch (packet.code) {
    case kConfigureRequest:
      return receive_request(packet);
    case kConfigureAck:
      return receive_ack(packet);
    case kConfigureNak:
      return receive_nak(packet);
    case kConfigureReject:
      return receive_reject(packet);
    case kTerminateRequest:
      if (why_.empty() && opened())
        why_ = std::string("the peer closed ") + name_ +
               (packet.data.empty() ? "" : ": " + printable(packet.data));
      return handle(Event::rtr);
    case kTerminateAck:
      return handle(Event::rta);
    case kCodeReject:
      return receive_code_reject(packet);
    default:
      if (!other(packet)) handle(Event::ruc);
  }
}

void ControlProtocol::receive_request(const Packet& packet) {
  const auto options = parse_options(packet.data);
  if (!options) return;
  if (state_ == State::stopped || state_ == State::opened) begin();
  prepare_reply(*options);
  handle(reply_code_ == kConfigureAck ? Event::rcr_good : Event::rcr_bad);
}

// A Reject lists all options that are not acceptable with any value, a Nak those that are
// acceptable with another value. Rejects are sent first (RFC 1661, 5.4).
void ControlProtocol::prepare_reply(const Options& options) {
  Options naks;
  Options rejects;
  for (const Option& option : options) {
    Verdict verdict = judge(option);
    if (verdict.kind == Verdict::nak && naks_ >= patience_.max_failure)
      verdict.kind = Verdict::reject;
    if (verdict.kind == Verdict::nak) naks.push_back({option.type, std::move(verdict.value)});
    if (verdict.kind == Verdict::reject) rejects.push_back(option);
  }
  if (naks_ < patience_.max_failure) {
    const Options more = missing(options);
    naks.insert(naks.end(), more.begin(), more.end());
  }
  acceptable_ = options;
  reply_code_ = !rejects.empty() ? kConfigureReject : !naks.empty() ? kConfigureNak : kConfigureAck;
  reply_ = encode(!rejects.empty() ? rejects : naks);
  if (reply_code_ == kConfigureNak) ++naks_;
}

void ControlProtocol::receive_ack(const Packet& packet) {
  if (packet.id != request_id_ || !same(packet.data, encode(requested_))) return;
  refusals_ = 0;
  handle(Event::rca);
}

bool ControlProtocol::converges() {
  if (++refusals_ <= patience_.max_refused) return true;
  close(std::string(name_) + ": no agreement with the peer");
  return false;
}

void ControlProtocol::receive_nak(const Packet& packet) {
  const auto options = parse_options(packet.data);
  if (packet.id != request_id_ || !options || options->empty()) return;
  if (!converges()) return;
  const State before = state_;
  for (const Option& option : *options)
    refused(option);
  if (state_ == before) handle(Event::rcn);
}

void ControlProtocol::receive_reject(const Packet& packet) {
  const auto options = parse_options(packet.data);
  if (packet.id != request_id_ || !options || options->empty()) return;
  // ignore a Reject of options that were not requested
  for (const Option& option : *options)
    if (std::ranges::find(requested_, option) == requested_.end()) return;
  if (!converges()) return;
  const State before = state_;
  for (const Option& option : *options)
    rejected(option);
  if (state_ == before) handle(Event::rcn);
}

void ControlProtocol::receive_code_reject(const Packet& packet) {
  if (packet.data.empty()) return;
  const std::uint8_t code = packet.data[0];
  const bool vital = code >= kConfigureRequest && code <= kCodeReject;
  if (vital && why_.empty())
    why_ = fmt::format("{}: the peer does not support code {}", name_, code);
  handle(vital ? Event::rxj_bad : Event::rxj_good);
}

}  // namespace bsdnet::ppp
