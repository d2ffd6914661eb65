// SPDX-License-Identifier: GPL-2.0
/// @file
/// The option negotiation automaton of RFC 1661, section 4: the table of section 4.1.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bsdnet::ppp {

enum class State : std::uint8_t {
  initial,
  starting,
  closed,
  stopped,
  closing,
  stopping,
  req_sent,
  ack_rcvd,
  ack_sent,
  opened,
};
inline constexpr std::size_t kStates = 10;

enum class Event : std::uint8_t {
  up,
  down,
  open,
  close,
  timeout,       ///< TO+: the restart counter is greater than zero
  timeout_last,  ///< TO-: the restart counter is zero
  rcr_good,      ///< RCR+: acceptable Configure-Request
  rcr_bad,       ///< RCR-: unacceptable Configure-Request
  rca,           ///< Configure-Ack
  rcn,           ///< Configure-Nak or -Reject
  rtr,           ///< Terminate-Request
  rta,           ///< Terminate-Ack
  ruc,           ///< unknown code
  rxj_good,      ///< RXJ+: permitted Code-Reject or Protocol-Reject
  rxj_bad,       ///< RXJ-: catastrophic Code-Reject or Protocol-Reject
  rxr,           ///< Echo-Request, Echo-Reply, Discard-Request
};
inline constexpr std::size_t kEvents = 16;

enum class Action : std::uint8_t {
  none,
  tlu,  ///< this layer up
  tld,  ///< this layer down
  tls,  ///< this layer started
  tlf,  ///< this layer finished
  irc,  ///< initialize restart counter
  zrc,  ///< zero restart counter
  scr,  ///< send Configure-Request
  sca,  ///< send Configure-Ack
  scn,  ///< send Configure-Nak or -Reject
  str,  ///< send Terminate-Request
  sta,  ///< send Terminate-Ack
  scj,  ///< send Code-Reject
  ser,  ///< send Echo-Reply
};

/// Next state and actions of an event in a state.
struct Transition {
  bool possible;
  State next;
  std::array<Action, 3> actions;
};

/// The table entry of @p event in @p state; not possible where the RFC has "-": the event is
/// ignored.
const Transition& transition(State state, Event event);

/// Whether the restart timer may run in @p state.
constexpr bool has_timer(State state) {
  return state >= State::closing && state <= State::ack_sent;
}

/// "Req-Sent"
std::string_view name(State state);

}  // namespace bsdnet::ppp
