// SPDX-License-Identifier: GPL-2.0
//
// Two ends of PPP on a line: what they agree on, and how they end.
#include "session.hpp"

#include <gtest/gtest.h>

#include "bsdnet/address.hpp"
#include "ppp_wire.hpp"

namespace bsdnet::ppp {
namespace {

using std::chrono::seconds;

constexpr std::uint32_t kHere = 0x0a000001;
constexpr std::uint32_t kThere = 0x0a000002;

// an access concentrator, and a client that wants what it is given
SessionConfig server() {
  SessionConfig out;
  out.lcp.mru = 1492;
  out.own.name = "ac";
  out.ipcp = {kHere, kThere, {}};
  out.password_of = [](const std::string& name) {
    return name == "tom" ? std::optional<std::string>("jerry") : std::nullopt;
  };
  return out;
}

SessionConfig client() {
  SessionConfig out;
  out.lcp.mru = 1492;
  return out;
}

SessionConfig client_of(const std::string& name, const std::string& password) {
  SessionConfig out = client();
  out.lcp.can_authenticate = true;
  out.own = {name, password};
  return out;
}

struct Pair {
  Pair(const SessionConfig& first, const SessionConfig& second)
      : a(wire, wire.a, first), b(wire, wire.b, second) {}
  void start() {
    a.session.start();
    b.session.start();
    wire.run(seconds(1));
  }

  Wire wire;
  Player a, b;
};

TEST(Session, AddressesAreGivenAndBothEndsAreUp) {
  Pair pair(server(), client());
  pair.start();
  ASSERT_TRUE(pair.a.network && pair.b.network);
  EXPECT_EQ(pair.a.network->local, kHere);
  EXPECT_EQ(pair.a.network->remote, kThere);
  EXPECT_EQ(pair.b.network->local, kThere);
  EXPECT_EQ(pair.b.network->remote, kHere);
  EXPECT_EQ(pair.b.network->mtu, 1492);
  EXPECT_FALSE(pair.b.network->pfc);
}

TEST(Session, TheSmallerMruCounts) {
  SessionConfig small = client();
  small.lcp.mru = 1400;
  Pair pair(server(), small);
  pair.start();
  ASSERT_TRUE(pair.a.network && pair.b.network);
  EXPECT_EQ(pair.a.network->mtu, 1400);
  EXPECT_EQ(pair.b.network->mtu, 1400);
}

TEST(Session, CompressedFieldsOnSerialLinesAlone) {
  SessionConfig here = server();
  SessionConfig there = client();
  here.lcp = there.lcp = {1500, true};
  {
    Pair pair(here, there);
    pair.start();
    ASSERT_TRUE(pair.a.network);
    EXPECT_TRUE(pair.a.network->pfc && pair.a.network->acfc);
  }
  there.lcp.serial = false;
  Pair pair(here, there);
  pair.start();
  ASSERT_TRUE(pair.a.network);
  EXPECT_FALSE(pair.a.network->pfc || pair.a.network->acfc);
}

class Authentication : public testing::TestWithParam<AuthMethod> {};

TEST_P(Authentication, RightPassword) {
  SessionConfig demanding = server();
  demanding.lcp.demand = {GetParam()};
  Pair pair(demanding, client_of("tom", "jerry"));
  pair.start();
  EXPECT_TRUE(pair.a.network && pair.b.network);
  EXPECT_EQ(pair.a.peer, "tom");
}

TEST_P(Authentication, WrongPasswordNameOrNone) {
  for (const auto& config : {client_of("tom", "kerry"), client_of("tim", "jerry"),
                             client_of("tom", ""), client_of("tom", std::string(300, 'x'))}) {
    SessionConfig demanding = server();
    demanding.lcp.demand = {GetParam()};
    Pair pair(demanding, config);
    pair.start();
    EXPECT_EQ(pair.a.ups + pair.b.ups, 0);
    pair.wire.run(seconds(20));
    EXPECT_EQ(pair.a.outcome, Outcome::unauthorized);
    EXPECT_EQ(pair.b.outcome, Outcome::unauthorized);
    EXPECT_EQ(pair.wire.a.sent[kIpcp] + pair.wire.b.sent[kIpcp], 0U);
  }
}

// The access concentrator ends the PPPoE session before LCP is terminated
TEST_P(Authentication, FailureIsTheReasonIfTheLinkIsLostThen) {
  SessionConfig demanding = server();
  demanding.lcp.demand = {GetParam()};
  Pair pair(demanding, client_of("tom", "kerry"));
  bool proving = false;
  pair.wire.lose = [&](std::uint16_t protocol) {
    proving = proving || protocol == kPap || protocol == kChap;
    return proving && protocol == kLcp;
  };
  pair.start();
  EXPECT_FALSE(pair.b.outcome);
  EXPECT_EQ(pair.b.session.abandon(), Outcome::unauthorized);
}

TEST_P(Authentication, RepeatedWhereAnswersGetLost) {
  SessionConfig demanding = server();
  demanding.lcp.demand = {GetParam()};
  Pair pair(demanding, client_of("tom", "jerry"));
  std::mt19937 random(3);
  pair.wire.lose = [&random](std::uint16_t protocol) {
    return (protocol == kPap || protocol == kChap) && random() % 2 == 0;
  };
  pair.start();
  pair.wire.run(seconds(60));
  EXPECT_TRUE(pair.a.network && pair.b.network);
}

TEST_P(Authentication, BothDirections) {
  SessionConfig here = server();
  here.lcp.demand = {GetParam()};
  here.lcp.can_authenticate = true;
  here.own = {"ac", "secret"};
  SessionConfig there = client_of("tom", "jerry");
  there.lcp.demand = {AuthMethod::chap};
  there.password_of = [](const std::string& name) {
    return name == "ac" ? std::optional<std::string>("secret") : std::nullopt;
  };
  Pair pair(here, there);
  pair.start();
  EXPECT_TRUE(pair.a.network && pair.b.network);
  EXPECT_EQ(pair.b.peer, "ac");
}

INSTANTIATE_TEST_SUITE_P(Methods, Authentication,
                         testing::Values(AuthMethod::pap, AuthMethod::chap), [](const auto& one) {
                           return one.param == AuthMethod::pap ? "pap" : "chap";
                         });

TEST(Chap, ResponseIsMd5OfIdentifierPasswordAndChallenge) {
  Wire wire;
  const AuthContext context = {wire.b, wire.timers, {}};
  const auto proof = prove_by_chap(context, {"tom", "jerry"}, [](bool, const std::string&) {});
  proof->start();
  EXPECT_TRUE(proof->receive({1, 7, parse_hex("0401020304")}));
  EXPECT_EQ(hex(wire.b.last),
            "02070018"
            "10"
            "917815d5b3cbde0813f58d0a1182b3d0"
            "746f6d");
}

TEST(Session, NobodyGetsInWithoutProof) {
  SessionConfig demanding = server();
  demanding.lcp.demand = {AuthMethod::chap, AuthMethod::pap};
  Pair pair(demanding, client());
  pair.start();
  pair.wire.run(seconds(20));
  EXPECT_EQ(pair.a.ups + pair.b.ups, 0);
  EXPECT_EQ(pair.a.outcome, Outcome::disagreed);
  EXPECT_NE(pair.a.why.find("refuses to authenticate"), std::string::npos) << pair.a.why;
}

// a peer that talks IPCP while it should prove itself
TEST(Session, NetworkPacketsBeforeProofDoNotCount) {
  SessionConfig demanding = server();
  demanding.lcp.demand = {AuthMethod::chap};
  Pair pair(demanding, client_of("tom", "wrong"));
  pair.wire.b.receiver = [&](std::uint16_t protocol, View payload) {
    if (protocol != kChap) pair.b.session.receive(protocol, payload);
  };
  pair.start();
  const Bytes request =
      Packet{kConfigureRequest, 1, encode(Options{{3, bytes32(kThere)}})}.encode();
  pair.a.session.receive(kIpcp, request);
  pair.wire.run(seconds(2));
  EXPECT_EQ(pair.wire.a.sent[kIpcp], 0U);
  EXPECT_EQ(pair.a.ups, 0);
}

TEST(Session, ClosedInOrder) {
  Pair pair(server(), client());
  pair.start();
  pair.b.session.close("good bye");
  pair.wire.run(seconds(10));
  EXPECT_EQ(pair.a.outcome, Outcome::closed);
  EXPECT_EQ(pair.b.outcome, Outcome::closed);
  EXPECT_FALSE(pair.a.network || pair.b.network);
  EXPECT_NE(pair.a.why.find("good bye"), std::string::npos) << pair.a.why;
}

TEST(Session, EndsToADeafPeerToo) {
  Pair pair(server(), client());
  pair.start();
  pair.wire.lose = [](std::uint16_t) { return true; };
  pair.b.session.close("good bye");
  EXPECT_FALSE(pair.b.outcome);
  pair.wire.run(seconds(7));
  EXPECT_EQ(pair.b.outcome, Outcome::closed);
}

TEST(Session, GivesUpOnAPeerThatNeverAnswers) {
  Pair pair(server(), client());
  pair.wire.lose = [](std::uint16_t) { return true; };
  pair.start();
  pair.wire.run(seconds(40));
  EXPECT_EQ(pair.a.outcome, Outcome::disagreed);
  EXPECT_EQ(pair.wire.a.sent[kLcp], 10U);
}

TEST(Session, PassiveWaitsForThePeer) {
  SessionConfig waiting = server();
  waiting.patience.passive = true;
  Pair pair(waiting, client());
  pair.a.session.start();
  pair.wire.run(seconds(100));
  EXPECT_FALSE(pair.a.outcome);
  pair.b.session.start();
  pair.wire.run(seconds(2));
  EXPECT_TRUE(pair.a.network && pair.b.network);
}

TEST(Session, EchoesFindADeadPeer) {
  Pair pair(server(), client());
  pair.start();
  pair.wire.run(seconds(100));
  EXPECT_TRUE(pair.a.network);
  pair.wire.lose = [](std::uint16_t) { return true; };
  pair.wire.run(seconds(60));
  EXPECT_EQ(pair.a.outcome, Outcome::dead);
  EXPECT_FALSE(pair.a.network);
}

TEST(Session, APeerThatStartsAnewIsTakenBack) {
  Pair pair(server(), client());
  pair.start();
  pair.b.session.abandon();
  EXPECT_FALSE(pair.b.network);
  Player reborn(pair.wire, pair.wire.b, client());
  reborn.session.start();
  pair.wire.run(seconds(5));
  EXPECT_TRUE(pair.a.network && reborn.network);
  EXPECT_EQ(pair.a.ups, 2);
}

// RFC 1661, 6.4: a line that leads back to its beginning
TEST(Session, LoopIsFoundByTheMagicNumber) {
  Wire wire;
  wire.a.other = &wire.a;
  Player player(wire, wire.a, client());
  player.session.start();
  wire.run(seconds(30));
  EXPECT_EQ(player.ups, 0);
  EXPECT_NE(player.why.find("looped"), std::string::npos) << player.why;
  EXPECT_LT(wire.a.sent[kLcp], 40U);
}

TEST(Session, LoopThatComesLaterIsFoundByAnEcho) {
  Pair pair(server(), client());
  pair.start();
  pair.wire.a.other = &pair.wire.a;
  pair.wire.run(seconds(30));
  EXPECT_FALSE(pair.a.network);
  EXPECT_NE(pair.a.why.find("looped"), std::string::npos) << pair.a.why;
}

TEST(Session, UnknownProtocolsAreRejectedSomeASecond) {
  Pair pair(server(), client());
  const Bytes noise(100, 0x55);
  pair.a.session.receive(0x8057, noise);
  EXPECT_EQ(pair.wire.a.sent[kLcp], 0U);
  pair.start();
  const unsigned int before = pair.wire.a.sent[kLcp];
  pair.a.session.receive(0x8057, noise);
  EXPECT_EQ(pair.wire.a.sent[kLcp], before + 1);
  const auto packet = Packet::parse(pair.wire.a.last);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->code, kProtocolReject);
  EXPECT_EQ(load16(packet->data), 0x8057);
  EXPECT_EQ(packet->data.size(), 102U);
  for (int i = 0; i < 1000; ++i)
    pair.a.session.receive(0x8057, noise);
  EXPECT_LE(pair.wire.a.sent[kLcp], before + 20);
  EXPECT_TRUE(pair.a.network);
}

TEST(Session, AnErrorReportFitsThePeersMru) {
  Pair pair(server(), client());
  pair.start();
  pair.a.session.receive(0x8057, Bytes(9000, 0x55));
  EXPECT_EQ(pair.wire.a.last.size(), 1492U);
}

TEST(Session, AnEchoIsAnsweredWithOurMagicNumber) {
  Pair pair(server(), client());
  pair.start();
  pair.wire.a.other = nullptr;
  Bytes data = bytes32(0x01020304);
  put(data, view("hello"));
  pair.a.session.receive(kLcp, Packet{kEchoRequest, 77, data}.encode());
  const auto reply = Packet::parse(pair.wire.a.last);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->code, kEchoReply);
  EXPECT_EQ(reply->id, 77);
  EXPECT_EQ(text(reply->data.subspan(4)), "hello");
  EXPECT_NE(load32(reply->data), 0x01020304U);
  const unsigned int sent = pair.wire.a.sent[kLcp];
  pair.a.session.receive(kLcp, Packet{kEchoRequest, 78, View(data).first(3)}.encode());
  EXPECT_EQ(pair.wire.a.sent[kLcp], sent);
}

TEST(Session, UnknownCodesAreRejected) {
  Pair pair(server(), client());
  pair.start();
  pair.a.session.receive(kIpcp, Packet{99, 5, {}}.encode());
  const auto packet = Packet::parse(pair.wire.a.last);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->code, kCodeReject);
  EXPECT_EQ(packet->data[0], 99);
}

TEST(Session, TwoThatWantTheSameAddressDoNotComeUp) {
  SessionConfig same_one = client();
  same_one.ipcp.local = kHere;
  SessionConfig other = client();
  other.ipcp.local = kHere;
  Pair pair(same_one, other);
  pair.start();
  pair.wire.run(seconds(60));
  EXPECT_FALSE(pair.a.network || pair.b.network);
}

TEST(Session, NobodyHasAnAddress) {
  Pair pair(client(), client());
  pair.start();
  pair.wire.run(seconds(60));
  EXPECT_EQ(pair.a.ups + pair.b.ups, 0);
  EXPECT_EQ(pair.a.outcome, Outcome::disagreed);
}

TEST(Session, NameServersAreGivenOrRejected) {
  for (const bool has : {true, false}) {
    SessionConfig config = server();
    if (has) config.ipcp.dns = {0x08080808};
    Pair pair(config, client());
    pair.start();
    const Bytes ask =
        Packet{kConfigureRequest, 9, encode(Options{{3, bytes32(kThere)}, {129, bytes32(0)}})}
            .encode();
    pair.wire.a.other = nullptr;
    pair.a.session.receive(kIpcp, ask);
    const auto answer = Packet::parse(pair.wire.a.last);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->code, has ? kConfigureNak : kConfigureReject);
    const auto options = parse_options(answer->data);
    ASSERT_TRUE(options && options->size() == 1);
    EXPECT_EQ(load32(options->front().value), has ? 0x08080808U : 0U);
  }
}

// Both come to an end of their own, whatever the line does to the packets
TEST(Session, ALineThatLosesDoublesAndDamages) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    SessionConfig demanding = server();
    if (round % 3 != 0)
      demanding.lcp.demand = {round % 3 == 1 ? AuthMethod::pap : AuthMethod::chap};
    Pair pair(demanding, client_of("tom", "jerry"));
    pair.wire.lose = [&random](std::uint16_t) { return random() % 5 == 0; };
    pair.wire.damage = [&random](Bytes& bytes) {
      if (random() % 4 == 0 && !bytes.empty())
        bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
      if (random() % 8 == 0) bytes.resize(random() % (bytes.size() + 1));
    };
    pair.start();
    pair.wire.run(seconds(120));
    pair.wire.damage = nullptr;
    pair.wire.lose = nullptr;
    pair.a.session.close("enough");
    pair.b.session.close("enough");
    pair.wire.run(seconds(30));
    EXPECT_TRUE(pair.a.outcome && pair.b.outcome) << round;
    EXPECT_FALSE(pair.a.network || pair.b.network) << round;
  }
}

// Every packet of a negotiation, cut at every length and with every byte changed, against a
// session in every stage
TEST(Session, NoPacketDoesHarm) {
  std::vector<std::pair<std::uint16_t, Bytes>> seen;
  {
    SessionConfig demanding = server();
    demanding.lcp.demand = {AuthMethod::chap};
    Pair pair(demanding, client_of("tom", "jerry"));
    const auto deliver = pair.wire.a.receiver;
    pair.wire.a.receiver = [&](std::uint16_t protocol, View payload) {
      seen.emplace_back(protocol, Bytes(payload.begin(), payload.end()));
      deliver(protocol, payload);
    };
    pair.start();
    pair.b.session.close("bye");
    pair.wire.run(seconds(10));
  }
  ASSERT_GT(seen.size(), 5U);
  std::mt19937 random(2);
  for (const auto& [protocol, packet] : seen) {
    for (std::size_t cut = 0; cut <= packet.size(); ++cut) {
      SessionConfig demanding = server();
      if (cut % 2 == 0) demanding.lcp.demand = {AuthMethod::chap};
      Pair pair(demanding, client_of("tom", "jerry"));
      pair.start();
      for (int i = 0; i < 8; ++i) {
        Bytes changed(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(cut));
        if (!changed.empty())
          changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
        pair.a.session.receive(protocol, changed);
        pair.wire.run(seconds(1));
      }
      EXPECT_LT(pair.wire.a.sent[kLcp], 200U);
    }
  }
}

}  // namespace
}  // namespace bsdnet::ppp
