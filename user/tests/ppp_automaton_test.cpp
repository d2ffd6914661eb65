// SPDX-License-Identifier: GPL-2.0
#include "automaton.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace bsdnet::ppp {
namespace {

// RFC 1661, 4.1, as it is printed there, but for "-" with an action-less state
constexpr const char* kRfc = R"(
 Up    2         irc,scr/6 -         -         -         -         -         -         -         -
 Down  -         -         0         tls/1     0         1         1         1         1         tld/1
 Open  tls/1     1         irc,scr/6 3         5         5         6         7         8         9
 Close 0         tlf/0     2         2         4         4         irc,str/4 irc,str/4 irc,str/4 tld,irc,str/4
 TO+   -         -         -         -         str/4     str/5     scr/6     scr/6     scr/8     -
 TO-   -         -         -         -         tlf/2     tlf/3     tlf/3     tlf/3     tlf/3     -
 RCR+  -         -         sta/2     irc,scr,sca/8 4     5         sca/8     sca,tlu/9 sca/8     tld,scr,sca/8
 RCR-  -         -         sta/2     irc,scr,scn/6 4     5         scn/6     scn/7     scn/6     tld,scr,scn/6
 RCA   -         -         sta/2     sta/3     4         5         irc/7     scr/6     irc,tlu/9 tld,scr/6
 RCN   -         -         sta/2     sta/3     4         5         irc,scr/6 scr/6     irc,scr/8 tld,scr/6
 RTR   -         -         sta/2     sta/3     sta/4     sta/5     sta/6     sta/6     sta/6     tld,zrc,sta/5
 RTA   -         -         2         3         tlf/2     tlf/3     6         6         8         tld,scr/6
 RUC   -         -         scj/2     scj/3     scj/4     scj/5     scj/6     scj/7     scj/8     scj/9
 RXJ+  -         -         2         3         4         5         6         6         8         9
 RXJ-  -         -         tlf/2     tlf/3     tlf/2     tlf/3     tlf/3     tlf/3     tlf/3     tld,irc,str/5
 RXR   -         -         2         3         4         5         6         7         8         ser/9
)";

constexpr std::array<const char*, 14> kActions = {"",    "tlu", "tld", "tls", "tlf", "irc", "zrc",
                                                  "scr", "sca", "scn", "str", "sta", "scj", "ser"};

std::string text_of(const Transition& step) {
  if (!step.possible) return "-";
  std::string out;
  for (const Action action : step.actions)
    if (action != Action::none)
      out += (out.empty() ? "" : ",") + std::string(kActions.at(static_cast<std::size_t>(action)));
  return out + (out.empty() ? "" : "/") + std::to_string(static_cast<int>(step.next));
}

TEST(Automaton, IsTheTableOfTheRfc) {
  std::istringstream in(kRfc);
  for (std::size_t event = 0; event < kEvents; ++event) {
    std::string name;
    in >> name;
    for (std::size_t state = 0; state < kStates; ++state) {
      std::string expected;
      in >> expected;
      EXPECT_EQ(text_of(transition(static_cast<State>(state), static_cast<Event>(event))), expected)
          << name << " in state " << state;
    }
  }
}

// What can become of two automata that talk over a line that loses packets, tried exhaustively:
// from every pair of states that can be reached, both can still come to Opened, and both to
// Closed once requested.
TEST(Automaton, TwoOfThemCanAlwaysAgree) {
  using Pair = std::pair<State, State>;
  const auto reachable = [](Pair from, const std::vector<Event>& events) {
    std::set<Pair> seen = {from};
    std::vector<Pair> todo = {from};
    while (!todo.empty()) {
      const Pair now = todo.back();
      todo.pop_back();
      for (const Event event : events) {
        for (const bool first : {true, false}) {
          const Transition& step = transition(first ? now.first : now.second, event);
          if (!step.possible) continue;
          const Pair next = first ? Pair{step.next, now.second} : Pair{now.first, step.next};
          if (seen.insert(next).second) todo.push_back(next);
        }
      }
    }
    return seen;
  };
  const std::vector<Event> line = {Event::timeout, Event::rcr_good, Event::rcr_bad, Event::rca,
                                   Event::rcn,     Event::rtr,      Event::rta,     Event::ruc};
  const auto all = reachable({State::req_sent, State::req_sent}, line);
  EXPECT_GT(all.size(), 20U);
  for (const Pair& pair : all) {
    auto events = line;
    events.push_back(Event::timeout_last);
    EXPECT_TRUE(reachable(pair, events).contains({State::opened, State::opened}));
    events.push_back(Event::close);
    EXPECT_TRUE(reachable(pair, events).contains({State::closed, State::closed}));
  }
}

TEST(Automaton, TimerRunsWhereAnAnswerIsAwaited) {
  for (std::size_t state = 0; state < kStates; ++state) {
    const bool waits = transition(static_cast<State>(state), Event::timeout).possible;
    EXPECT_EQ(has_timer(static_cast<State>(state)), waits) << name(static_cast<State>(state));
  }
}

}  // namespace
}  // namespace bsdnet::ppp
