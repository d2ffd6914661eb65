// SPDX-License-Identifier: GPL-2.0
//
// Discovery: a client and an access concentrator, and peers that play them.
#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <set>

#include "discovery_client.hpp"
#include "discovery_server.hpp"

namespace bsdnet::ppp {
namespace {

using std::chrono::seconds;

constexpr Mac kHost = {2, 0, 0, 0, 0, 1};
constexpr Mac kStranger = {2, 0, 0, 0, 0, 9};
constexpr Mac kAc = {2, 0, 0, 0, 1, 1};

// a packet as it is on the wire
struct Port : DiscoveryPort {
  std::deque<std::pair<Mac, DiscoveryPacket>> sent;

  void send(const Mac& to, const DiscoveryPacket& packet) override {
    const auto copy = DiscoveryPacket::parse(packet.encode());
    ASSERT_TRUE(copy);
    sent.emplace_back(to, *copy);
  }
  DiscoveryPacket take() {
    DiscoveryPacket out = sent.front().second;
    sent.pop_front();
    return out;
  }
};

struct Seeker {
  explicit Seeker(TimerQueue& timers, const DiscoveryWish& wish = {})
      : client(port, timers, "test", wish,
               {[this](std::uint16_t number, const Mac& mac) {
                  session = number;
                  ac = mac;
                },
                [this](const std::string& because) { why = because; }}) {
    client.start();
  }

  Port port;
  std::optional<std::uint16_t> session;
  Mac ac{};
  std::string why;
  DiscoveryClient client;
};

struct Concentrator {
  explicit Concentrator(TimerQueue& timers, const DiscoveryOffer& offer = {"nas", {"internet"}})
      : server(port, timers, "test", offer,
               {[this](std::uint16_t number, const Mac&, std::string& why) {
                  if (full)
                    why = "full";
                  else
                    opened.insert(number);
                  return !full;
                },
                [this](std::uint16_t number, const std::string&) { closed.insert(number); }}) {}

  Port port;
  bool full = false;
  std::set<std::uint16_t> opened, closed;
  DiscoveryServer server;
};

// lets the two talk until both are silent
void talk(Seeker& seeker, Concentrator& concentrator) {
  while (!seeker.port.sent.empty() || !concentrator.port.sent.empty()) {
    while (!seeker.port.sent.empty())
      concentrator.server.receive(kHost, seeker.port.take());
    while (!concentrator.port.sent.empty())
      seeker.client.receive(kAc, concentrator.port.take());
  }
}

TEST(Discovery, ASessionIsFound) {
  TimerQueue timers;
  Seeker seeker(timers);
  Concentrator concentrator(timers);
  EXPECT_EQ(seeker.port.sent.front().first, kBroadcast);
  talk(seeker, concentrator);
  ASSERT_TRUE(seeker.session);
  EXPECT_EQ(seeker.ac, kAc);
  EXPECT_TRUE(concentrator.opened.contains(*seeker.session));
  EXPECT_FALSE(timers.next());
}

TEST(Discovery, ByNameOfServiceAndConcentrator) {
  TimerQueue timers;
  for (const auto& [wish, good] :
       std::initializer_list<std::pair<DiscoveryWish, bool>>{{{"internet", ""}, true},
                                                             {{"", "nas"}, true},
                                                             {{"internet", "nas"}, true},
                                                             {{"intranet", ""}, false},
                                                             {{"", "other"}, false}}) {
    Seeker seeker(timers, wish);
    Concentrator concentrator(timers);
    talk(seeker, concentrator);
    EXPECT_EQ(seeker.session.has_value(), good) << wish.service << " " << wish.ac;
  }
}

TEST(Discovery, RetriesAndGivesUp) {
  TimerQueue timers;
  Seeker seeker(timers);
  for (int i = 0; i < 100; ++i)
    timers.advance(timers.now() + seconds(1));
  EXPECT_EQ(seeker.port.sent.size(), 5U);
  EXPECT_NE(seeker.why.find("no answer from an access concentrator"), std::string::npos);
}

TEST(Discovery, RefusalsAreTold) {
  TimerQueue timers;
  Seeker seeker(timers);
  Concentrator concentrator(timers);
  concentrator.full = true;
  talk(seeker, concentrator);
  EXPECT_FALSE(seeker.session);
  EXPECT_NE(seeker.why.find("full"), std::string::npos) << seeker.why;
  EXPECT_EQ(concentrator.server.sessions(), 0U);
}

TEST(Discovery, ALostPadsIsRepeatedForTheSameSession) {
  TimerQueue timers;
  Seeker seeker(timers);
  Concentrator concentrator(timers);
  concentrator.server.receive(kHost, seeker.port.take());
  seeker.client.receive(kAc, concentrator.port.take());
  const DiscoveryPacket padr = seeker.port.take();
  concentrator.server.receive(kHost, padr);
  const std::uint16_t number = concentrator.port.take().session;
  concentrator.server.receive(kHost, padr);
  EXPECT_EQ(concentrator.port.take().session, number);
  concentrator.server.confirm(number);
  concentrator.server.receive(kHost, padr);
  EXPECT_NE(concentrator.port.take().session, number);
  EXPECT_EQ(concentrator.server.sessions(), 2U);
}

TEST(Discovery, ARequestNeedsItsCookie) {
  TimerQueue timers;
  Seeker seeker(timers);
  Concentrator concentrator(timers);
  concentrator.server.receive(kHost, seeker.port.take());
  seeker.client.receive(kAc, concentrator.port.take());
  const DiscoveryPacket padr = seeker.port.take();
  concentrator.server.receive(kStranger, padr);
  DiscoveryPacket without{kPadr, 0, {}};
  without.copy(padr, kServiceName);
  concentrator.server.receive(kHost, without);
  timers.advance(seconds(300));
  concentrator.server.receive(kHost, padr);
  EXPECT_TRUE(concentrator.port.sent.empty());
  EXPECT_TRUE(concentrator.opened.empty());
}

TEST(Discovery, TagsThatMustComeBackDo) {
  TimerQueue timers;
  Concentrator concentrator(timers);
  DiscoveryPacket padi{kPadi, 0, {}};
  padi.add(kServiceName, {});
  padi.add(kHostUniq, view("who"));
  padi.add(kRelaySessionId, view("relay"));
  concentrator.server.receive(kHost, padi);
  DiscoveryPacket pado = concentrator.port.take();
  EXPECT_EQ(text(pado.find(kHostUniq)->value), "who");
  EXPECT_EQ(text(pado.find(kRelaySessionId)->value), "relay");
  DiscoveryPacket padr{kPadr, 0, {}};
  for (const auto type : {kServiceName, kAcCookie, kHostUniq, kRelaySessionId})
    padr.copy(pado, type);
  concentrator.server.receive(kHost, padr);
  const DiscoveryPacket pads = concentrator.port.take();
  EXPECT_NE(pads.session, 0);
  EXPECT_EQ(text(pads.find(kRelaySessionId)->value), "relay");
}

// what a client must not fall for
TEST(Discovery, OthersAnswersAreNotOurs) {
  TimerQueue timers;
  Seeker seeker(timers);
  const DiscoveryPacket padi = seeker.port.take();
  DiscoveryPacket pado{kPado, 0, {}};
  pado.add(kServiceName, {});
  pado.add(kHostUniq, view("another"));
  seeker.client.receive(kAc, pado);  // neither ours nor complete
  pado.tags.pop_back();
  pado.copy(padi, kHostUniq);
  seeker.client.receive(kAc, pado);  // without AC-Name
  pado.add(kAcName, view("nas"));
  pado.session = 1;
  seeker.client.receive(kAc, pado);  // with a session
  EXPECT_TRUE(seeker.port.sent.empty());
  pado.session = 0;
  seeker.client.receive(kAc, pado);
  ASSERT_EQ(seeker.port.sent.size(), 1U);
  DiscoveryPacket pads{kPads, 5, {}};
  pads.copy(padi, kHostUniq);
  seeker.client.receive(kStranger, pads);
  EXPECT_FALSE(seeker.session);
  pads.session = 0xffff;
  seeker.client.receive(kAc, pads);
  EXPECT_FALSE(seeker.session);
  pads.session = 5;
  seeker.client.receive(kAc, pads);
  EXPECT_EQ(seeker.session, 5);
}

TEST(Discovery, OnlyThePeerEndsItsSession) {
  TimerQueue timers;
  Seeker seeker(timers);
  Concentrator concentrator(timers);
  talk(seeker, concentrator);
  ASSERT_TRUE(seeker.session);
  concentrator.server.receive(kStranger, padt(*seeker.session, ""));
  concentrator.server.receive(kHost, padt(static_cast<std::uint16_t>(*seeker.session ^ 1), ""));
  EXPECT_TRUE(concentrator.closed.empty());
  concentrator.server.receive(kHost, padt(*seeker.session, ""));
  EXPECT_TRUE(concentrator.closed.contains(*seeker.session));
  EXPECT_EQ(concentrator.server.sessions(), 0U);
}

TEST(Discovery, NumbersOfSessionsAndAnswersAreBounded) {
  TimerQueue timers;
  DiscoveryOffer offer{"nas", {}};
  offer.max_sessions = 5;
  offer.max_per_peer = 3;
  Concentrator concentrator(timers, offer);
  const auto ask = [&](const Mac& from) {
    DiscoveryPacket padi{kPadi, 0, {}};
    padi.add(kServiceName, {});
    concentrator.server.receive(from, padi);
    DiscoveryPacket padr{kPadr, 0, {}};
    const DiscoveryPacket pado = concentrator.port.take();
    padr.copy(pado, kServiceName);
    padr.copy(pado, kAcCookie);
    concentrator.server.receive(from, padr);
    return concentrator.port.take().session != 0;
  };
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(ask(kHost));
  EXPECT_FALSE(ask(kHost));
  EXPECT_TRUE(ask(kStranger) && ask(kStranger));
  EXPECT_FALSE(ask(kStranger));
  EXPECT_EQ(concentrator.opened.size(), 5U);

  DiscoveryPacket padi{kPadi, 0, {}};
  padi.add(kServiceName, {});
  for (int i = 0; i < 10000; ++i)
    concentrator.server.receive(kHost, padi);
  EXPECT_LE(concentrator.port.sent.size(), 500U);
  concentrator.port.sent.clear();
  timers.advance(seconds(2));
  concentrator.server.receive(kHost, padi);
  EXPECT_EQ(concentrator.port.sent.size(), 1U);
}

}  // namespace
}  // namespace bsdnet::ppp
