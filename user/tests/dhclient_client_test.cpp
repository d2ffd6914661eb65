// SPDX-License-Identifier: GPL-2.0
//
// The client's states in the test's time (RFC 2131, figure 5; RFC 5227).
#include <gtest/gtest.h>

#include "dhclient_world.hpp"

namespace bsdnet::dhcp {
namespace {

using std::chrono::seconds;

const std::string kBound = "preinit configure bound";

TEST(DhcpClient, FromNothingToALease) {
  World world;
  world.client->start({}, Time(0));
  EXPECT_TRUE(world.sent.empty());
  world.pass(Time(1000));
  ASSERT_EQ(world.sent.size(), 1U);
  EXPECT_EQ(world.last(), kDiscover);
  EXPECT_EQ(world.sent[0].source, 0U);
  EXPECT_EQ(world.sent[0].to, kLimitedBroadcast);
  EXPECT_FALSE(world.sent[0].message.broadcast);
  world.reply(kOffer);
  ASSERT_EQ(world.sent.size(), 2U);
  const Message& request = world.sent[1].message;
  EXPECT_EQ(request.type(), kRequest);
  EXPECT_EQ(request.xid, world.sent[0].message.xid);
  EXPECT_EQ(request.ciaddr, 0U);
  EXPECT_EQ(read32(*request.option(kRequestedAddress)), world.offered);
  EXPECT_EQ(read32(*request.option(kServerId)), world.server);
  world.reply(kAck);
  EXPECT_EQ(world.events_text(), kBound);
  EXPECT_EQ(world.address, world.offered);
  EXPECT_TRUE(world.saved);
  EXPECT_STREQ(world.client->state(), "BOUND");
}

TEST(DhcpClient, AsksForBroadcastsIfConfigured) {
  World world(0, true);
  world.client->start({}, Time(0));
  world.pass(Time(1000));
  ASSERT_EQ(world.sent.size(), 1U);
  EXPECT_EQ(world.last(), kDiscover);
  EXPECT_TRUE(world.sent[0].message.broadcast);
}

TEST(DhcpClient, RepeatsWithGrowingPauses) {
  World world;
  world.client->start({}, Time(0));
  world.pass(seconds(400));
  ASSERT_GE(world.sent.size(), 7U);
  constexpr int kWant[] = {4, 8, 16, 32, 64, 64};
  for (std::size_t i = 0; i < std::size(kWant); ++i) {
    const Time pause = world.sent[i + 1].at - world.sent[i].at;
    EXPECT_LE(std::abs((pause - seconds(kWant[i])).count()), 1000) << i;
    EXPECT_EQ(world.sent[i + 1].message.xid, world.sent[0].message.xid);
  }
  EXPECT_NEAR(world.sent[4].message.secs, 60, 4);
}

TEST(DhcpClient, AsksAnewIfTheServerFallsSilent) {
  World world;
  world.client->start({}, Time(0));
  world.pass(Time(1000));
  world.reply(kOffer);
  world.pass(seconds(70));
  EXPECT_EQ(world.last(), kDiscover);
  EXPECT_EQ(std::count_if(world.sent.begin(), world.sent.end(),
                          [](const World::Sent& sent) { return sent.message.type() == kRequest; }),
            4);
}

TEST(DhcpClient, IgnoresWhatIsNotForIt) {
  World world;
  world.client->start({}, Time(0));
  world.pass(Time(1000));
  for (int i = 0; i < 7; ++i) {
    Message offer = world.answer(kOffer);
    if (i == 0) ++offer.xid;
    if (i == 1) offer.chaddr[5] ^= 1;
    if (i == 2) offer.op = kBootRequest;
    if (i == 3) offer.options.erase(kType);
    if (i == 4) offer.options.erase(kServerId);
    if (i == 5) offer.yiaddr = inet("224.0.0.1");
    if (i == 6) offer.options[kType] = {kAck};
    world.client->receive(offer);
    EXPECT_STREQ(world.client->state(), "SELECTING") << i;
  }
  world.reply(kOffer);
  for (int i = 0; i < 4; ++i) {
    Message ack = world.answer(i == 3 ? kNak : kAck);
    if (i == 0) ack.yiaddr += 1;
    if (i == 1 || i == 3) ack.options[kServerId] = bytes_of(inet("192.0.2.7"));
    if (i == 2) ack.options.erase(kLeaseTime);
    world.client->receive(ack);
    EXPECT_STREQ(world.client->state(), "REQUESTING") << i;
  }
  world.reply(kAck);
  EXPECT_STREQ(world.client->state(), "BOUND");
  // an answer that comes twice, and others when nothing was asked
  const std::size_t before = world.sent.size();
  world.events.clear();
  world.reply(kAck);
  world.reply(kNak);
  world.reply(kOffer);
  EXPECT_EQ(world.events_text(), "");
  EXPECT_EQ(world.sent.size(), before);
}

TEST(DhcpClient, Renews) {
  World world;
  world.lease();
  world.events.clear();
  world.sent.clear();
  world.pass(seconds(1799));
  EXPECT_TRUE(world.sent.empty());
  world.pass(seconds(2));
  ASSERT_EQ(world.sent.size(), 1U);
  const World::Sent& sent = world.sent[0];
  EXPECT_EQ(sent.to, world.server);
  EXPECT_EQ(sent.source, world.offered);
  EXPECT_EQ(sent.message.ciaddr, world.offered);
  EXPECT_FALSE(sent.message.broadcast);
  EXPECT_FALSE(sent.message.option(kRequestedAddress));
  EXPECT_FALSE(sent.message.option(kServerId));
  world.reply(kAck);
  EXPECT_EQ(world.events_text(), "change renew");
  // counted from the request
  world.pass(seconds(1798));
  EXPECT_EQ(world.sent.size(), 1U);
  world.pass(seconds(2));
  EXPECT_EQ(world.sent.size(), 2U);
}

TEST(DhcpClient, RebindsAndExpires) {
  World world;
  world.lease();
  world.events.clear();
  world.sent.clear();
  world.pass(seconds(3140));
  for (const World::Sent& sent : world.sent)
    EXPECT_EQ(sent.to, world.server);
  // half of what is left, a minute at least
  ASSERT_GE(world.sent.size(), 4U);
  EXPECT_NEAR(static_cast<double>((world.sent[1].at - world.sent[0].at).count()), 675000, 1000);
  world.pass(seconds(20));
  EXPECT_STREQ(world.client->state(), "REBINDING");
  EXPECT_EQ(world.sent.back().to, kLimitedBroadcast);
  EXPECT_EQ(world.sent.back().source, world.offered);
  world.pass(seconds(430));
  EXPECT_EQ(world.events_text(), "");
  world.pass(seconds(20));
  EXPECT_EQ(world.events_text(), "unconfigure deconfig:expire");
  EXPECT_EQ(world.last(), kDiscover);
  EXPECT_FALSE(world.saved);
}

TEST(DhcpClient, AnotherServerExtends) {
  World world;
  world.lease();
  world.pass(seconds(3160));
  world.server = inet("192.0.2.7");
  world.events.clear();
  world.reply(kAck);
  EXPECT_EQ(world.events_text(), "change renew");
  EXPECT_EQ(world.saved->server, world.server);
  world.pass(seconds(1801));
  EXPECT_EQ(world.sent.back().to, world.server);
}

TEST(DhcpClient, TheLeaseBeginsWithTheRequest) {
  World world;
  world.client->start({}, Time(0));
  world.pass(Time(1000));
  world.reply(kOffer);
  const Time asked = world.timers.now();
  world.pass(seconds(2));
  world.reply(kAck);
  EXPECT_EQ(world.saved_age, seconds(2));
  world.sent.clear();
  world.pass(seconds(1799));
  ASSERT_EQ(world.sent.size(), 1U);
  EXPECT_EQ(world.sent[0].at - asked, seconds(1800));
}

TEST(DhcpClient, ShortLeasesDoNotSpin) {
  World world;
  world.duration = 1;
  world.lease();
  const std::size_t before = world.sent.size();
  world.pass(seconds(60));
  EXPECT_LT(world.sent.size() - before, 20U);
}

TEST(DhcpClient, AnInfiniteLeaseStays) {
  World world;
  world.duration = kInfinite;
  world.lease();
  const std::size_t before = world.sent.size();
  world.pass(std::chrono::hours(24 * 365));
  EXPECT_EQ(world.sent.size(), before);
  EXPECT_EQ(world.events_text(), kBound);
}

TEST(DhcpClient, ARefusalTakesTheAddress) {
  World world;
  world.lease();
  world.pass(seconds(1801));
  world.events.clear();
  // not by another server, as long as one is asked
  Message nak = world.answer(kNak);
  nak.options[kServerId] = bytes_of(inet("192.0.2.7"));
  world.client->receive(nak);
  EXPECT_EQ(world.events_text(), "");
  world.reply(kNak);
  EXPECT_EQ(world.events_text(), "unconfigure deconfig:nak");
  EXPECT_FALSE(world.saved);
  world.pass(Time(10));
  EXPECT_EQ(world.last(), kDiscover);
}

TEST(DhcpClient, RefusalsAgainAndAgainTakeTime) {
  World world;
  world.client->start({}, Time(0));
  const Time end = seconds(600);
  int refusals = 0;
  while (world.timers.now() < end) {
    world.pass(Time(100));
    if (world.sent.empty() || std::string(world.client->state()) != "SELECTING") continue;
    world.reply(kOffer);
    world.reply(kNak);
    ++refusals;
  }
  EXPECT_GT(refusals, 5);
  EXPECT_LT(refusals, 20);
}

TEST(DhcpClient, AsksForTheSavedAddressFirst) {
  World first;
  first.lease();
  World world;
  world.client->start(first.saved, seconds(100));
  ASSERT_EQ(world.sent.size(), 1U);
  const Message& request = world.sent[0].message;
  EXPECT_EQ(request.type(), kRequest);
  EXPECT_EQ(read32(*request.option(kRequestedAddress)), world.offered);
  EXPECT_FALSE(request.option(kServerId));
  EXPECT_EQ(request.ciaddr, 0U);
  world.reply(kAck);
  EXPECT_EQ(world.events_text(), kBound);
}

TEST(DhcpClient, TheSavedAddressIsRefusedOrUnknown) {
  World first;
  first.lease();
  World world;
  world.client->start(first.saved, seconds(100));
  world.reply(kNak);
  world.pass(Time(10));
  EXPECT_EQ(world.last(), kDiscover);
  World silent;
  silent.client->start(first.saved, seconds(100));
  silent.pass(seconds(14));
  EXPECT_EQ(silent.last(), kDiscover);
  silent.reply(kOffer);
  silent.reply(kAck);
  EXPECT_EQ(silent.events_text(), kBound);
}

TEST(DhcpClient, ProbesBeforeUse) {
  World world(3);
  world.lease();
  EXPECT_EQ(world.events_text(), "preinit");
  world.pass(seconds(9));
  EXPECT_EQ(world.events_text(), "configure bound");
  ASSERT_GE(world.arps.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(world.arps[i], (ArpPacket{kArpRequest, kOurs, 0, {}, world.offered}));
  world.pass(seconds(5));
  EXPECT_EQ(world.arps.size(), 5U);
  EXPECT_EQ(world.arps.back(), (ArpPacket{kArpRequest, kOurs, world.offered, {}, world.offered}));
}

TEST(DhcpClient, DeclinesAnAddressInUse) {
  const std::uint32_t address = inet("192.0.2.100");
  const ArpPacket conflicts[] = {
      {kArpReply, kTheirs, address, kOurs, 0},       // an answer
      {kArpRequest, kTheirs, address, {}, address},  // an announcement
      {kArpRequest, kTheirs, 0, {}, address},        // a probe for the same
  };
  for (const ArpPacket& conflict : conflicts) {
    World world(3);
    world.lease();
    world.pass(Time(500));
    world.client->receive(ArpPacket{kArpRequest, kTheirs, 0, {}, address + 1});
    world.client->receive(ArpPacket{kArpRequest, kOurs, 0, {}, address});
    EXPECT_STREQ(world.client->state(), "CHECKING");
    world.client->receive(conflict);
    EXPECT_EQ(world.last(), kDecline);
    const Message& decline = world.sent.back().message;
    EXPECT_EQ(read32(*decline.option(kRequestedAddress)), address);
    EXPECT_EQ(read32(*decline.option(kServerId)), world.server);
    EXPECT_EQ(decline.ciaddr, 0U);
    EXPECT_EQ(world.sent.back().source, 0U);
    EXPECT_EQ(world.events_text(), "preinit");
    world.pass(seconds(9));
    EXPECT_EQ(world.last(), kDecline);
    world.pass(seconds(2));
    EXPECT_EQ(world.last(), kDiscover);
  }
}

TEST(DhcpClient, DefendsItsAddressOnce) {
  World world(1);
  world.lease();
  world.pass(seconds(20));
  world.events.clear();
  world.arps.clear();
  const ArpPacket conflict{kArpReply, kTheirs, world.offered, kOurs, 0};
  world.client->receive(conflict);
  EXPECT_EQ(world.arps.size(), 1U);
  world.pass(seconds(11));
  world.client->receive(conflict);
  EXPECT_EQ(world.arps.size(), 2U);
  EXPECT_EQ(world.events_text(), "");
  world.pass(seconds(5));
  world.client->receive(conflict);
  EXPECT_EQ(world.events_text(), "unconfigure deconfig:conflict");
  EXPECT_EQ(world.last(), kDecline);
}

TEST(DhcpClient, GivesTheLeaseBack) {
  World world;
  world.lease();
  world.events.clear();
  world.client->release();
  EXPECT_EQ(world.last(), kRelease);
  EXPECT_EQ(world.sent.back().to, world.server);
  EXPECT_EQ(world.sent.back().source, world.offered);
  EXPECT_EQ(world.sent.back().message.ciaddr, world.offered);
  EXPECT_FALSE(world.saved);
  EXPECT_EQ(world.address, world.offered);
  world.pass(kReleaseTime);
  EXPECT_EQ(world.events_text(), "unconfigure deconfig:release");
  const std::size_t before = world.sent.size();
  world.pass(seconds(10000));
  EXPECT_EQ(world.sent.size(), before);
  world.client->renew();
  world.pass(Time(10));
  EXPECT_EQ(world.last(), kDiscover);
}

TEST(DhcpClient, StopsWithTheAddressOrWithout) {
  World world;
  world.lease();
  world.client->stop(true);
  EXPECT_NE(world.address, 0U);
  World gone;
  gone.lease();
  gone.events.clear();
  gone.client->release();
  gone.client->stop(true);
  EXPECT_EQ(gone.events_text(), "unconfigure deconfig:release");
  World other;
  other.lease();
  other.events.clear();
  other.client->stop(false);
  EXPECT_EQ(other.events_text(), "unconfigure deconfig:stop");
  EXPECT_TRUE(other.saved);
}

TEST(DhcpClient, AsksAgainWhenTheLinkWasDown) {
  World world;
  world.lease();
  world.sent.clear();
  world.events.clear();
  world.client->link_down();
  world.pass(seconds(2000));
  EXPECT_TRUE(world.sent.empty());
  world.client->link_up();
  ASSERT_EQ(world.sent.size(), 1U);
  EXPECT_EQ(world.last(), kRequest);
  EXPECT_FALSE(world.sent[0].message.option(kServerId));
  world.reply(kAck);
  EXPECT_EQ(world.events_text(), "change renew");
  // silence is no refusal
  world.client->link_down();
  world.client->link_up();
  world.pass(seconds(15));
  EXPECT_STREQ(world.client->state(), "BOUND");
  EXPECT_EQ(world.events_text(), "");
  // the lease ends all the same
  world.client->link_down();
  world.pass(seconds(3600));
  EXPECT_EQ(world.events_text(), "unconfigure deconfig:expire");
}

TEST(DhcpClient, TheMachineRefusesTheAddress) {
  World world;
  world.refuse = true;
  world.lease();
  EXPECT_EQ(world.last(), kDecline);
  EXPECT_EQ(world.events_text(), "preinit fail");
  EXPECT_FALSE(world.client->has_lease());
  world.refuse = false;
  world.pass(seconds(61));
  world.reply(kOffer);
  world.reply(kAck);
  EXPECT_TRUE(world.client->has_lease());
}

}  // namespace
}  // namespace bsdnet::dhcp
