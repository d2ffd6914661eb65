// SPDX-License-Identifier: GPL-2.0
#include "automaton.hpp"

namespace bsdnet::ppp {
namespace {

using enum Action;

constexpr Transition kNever = {false, State::initial, {none, none, none}};

constexpr Transition to(int next, Action a = none, Action b = none, Action c = none) {
  return {true, static_cast<State>(next), {a, b, c}};
}

using Row = std::array<Transition, kStates>;

// clang-format off
constexpr std::array<Row, kEvents> kTable = {{
  // 0 Initial, 1 Starting, 2 Closed, 3 Stopped, 4 Closing, 5 Stopping, 6 Req-Sent, 7 Ack-Rcvd,
  // 8 Ack-Sent, 9 Opened
  /* Up    */ {{to(2), to(6, irc, scr), kNever, kNever, kNever, kNever,
                kNever, kNever, kNever, kNever}},
  /* Down  */ {{kNever, kNever, to(0), to(1, tls), to(0), to(1),
                to(1), to(1), to(1), to(1, tld)}},
  /* Open  */ {{to(1, tls), to(1), to(6, irc, scr), to(3), to(5), to(5),
                to(6), to(7), to(8), to(9)}},
  /* Close */ {{to(0), to(0, tlf), to(2), to(2), to(4), to(4),
                to(4, irc, str), to(4, irc, str), to(4, irc, str), to(4, tld, irc, str)}},
  /* TO+   */ {{kNever, kNever, kNever, kNever, to(4, str), to(5, str),
                to(6, scr), to(6, scr), to(8, scr), kNever}},
  /* TO-   */ {{kNever, kNever, kNever, kNever, to(2, tlf), to(3, tlf),
                to(3, tlf), to(3, tlf), to(3, tlf), kNever}},
  /* RCR+  */ {{kNever, kNever, to(2, sta), to(8, irc, scr, sca), to(4), to(5),
                to(8, sca), to(9, sca, tlu), to(8, sca), to(8, tld, scr, sca)}},
  /* RCR-  */ {{kNever, kNever, to(2, sta), to(6, irc, scr, scn), to(4), to(5),
                to(6, scn), to(7, scn), to(6, scn), to(6, tld, scr, scn)}},
  /* RCA   */ {{kNever, kNever, to(2, sta), to(3, sta), to(4), to(5),
                to(7, irc), to(6, scr), to(9, irc, tlu), to(6, tld, scr)}},
  /* RCN   */ {{kNever, kNever, to(2, sta), to(3, sta), to(4), to(5),
                to(6, irc, scr), to(6, scr), to(8, irc, scr), to(6, tld, scr)}},
  /* RTR   */ {{kNever, kNever, to(2, sta), to(3, sta), to(4, sta), to(5, sta),
                to(6, sta), to(6, sta), to(6, sta), to(5, tld, zrc, sta)}},
  /* RTA   */ {{kNever, kNever, to(2), to(3), to(2, tlf), to(3, tlf),
                to(6), to(6), to(8), to(6, tld, scr)}},
  /* RUC   */ {{kNever, kNever, to(2, scj), to(3, scj), to(4, scj), to(5, scj),
                to(6, scj), to(7, scj), to(8, scj), to(9, scj)}},
  /* RXJ+  */ {{kNever, kNever, to(2), to(3), to(4), to(5),
                to(6), to(6), to(8), to(9)}},
  /* RXJ-  */ {{kNever, kNever, to(2, tlf), to(3, tlf), to(2, tlf), to(3, tlf),
                to(3, tlf), to(3, tlf), to(3, tlf), to(5, tld, irc, str)}},
  /* RXR   */ {{kNever, kNever, to(2), to(3), to(4), to(5),
                to(6), to(7), to(8), to(9, ser)}},
}};
// clang-format on

constexpr std::array<std::string_view, kStates> kNames = {
    "Initial",  "Starting", "Closed",   "Stopped",  "Closing",
    "Stopping", "Req-Sent", "Ack-Rcvd", "Ack-Sent", "Opened"};

}  // namespace

const Transition& transition(State state, Event event) {
  return kTable.at(static_cast<std::size_t>(event)).at(static_cast<std::size_t>(state));
}

std::string_view name(State state) {
  return kNames.at(static_cast<std::size_t>(state));
}

}  // namespace bsdnet::ppp
