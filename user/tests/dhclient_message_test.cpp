// SPDX-License-Identifier: GPL-2.0
//
// Messages, options and leases: what is read, and what is refused.
#include <gtest/gtest.h>

#include <random>

#include "arp.hpp"
#include "dhclient_world.hpp"
#include "lease_file.hpp"

namespace bsdnet::dhcp {
namespace {

constexpr std::size_t kSname = 44;
constexpr std::size_t kFile = 108;
constexpr std::size_t kOptions = 240;

Message ack() {
  Message out;
  out.op = kBootReply;
  out.xid = 0x12345678;
  out.yiaddr = inet("192.0.2.100");
  out.chaddr = {kOurs.begin(), kOurs.end()};
  out.options[kType] = {kAck};
  out.options[kServerId] = bytes_of(inet("192.0.2.1"));
  out.options[kLeaseTime] = bytes_of(3600);
  out.options[kSubnetMask] = bytes_of(0xffffff00);
  return out;
}

std::string why(const Message& message) {
  return read_lease(message).why;
}

Bytes labels(std::initializer_list<const char*> words) {
  Bytes out;
  for (const char* word : words) {
    put8(out, std::string_view(word).size());
    put(out, view(word));
  }
  return out;
}

TEST(DhcpMessage, IsReadAsWritten) {
  Message message = ack();
  message.broadcast = true;
  message.secs = 7;
  message.ciaddr = inet("10.0.0.1");
  message.giaddr = inet("10.0.0.2");
  EXPECT_EQ(Message::parse(message.encode()), message);
  EXPECT_GE(message.encode().size(), 300U);
}

TEST(DhcpMessage, LongOptionsAreJoined) {
  Message message = ack();
  message.options[kDomainName] = Bytes(600, 'a');
  const Bytes wire = message.encode();
  EXPECT_EQ(Message::parse(wire), message);
  // 255 + 255 + 90
  EXPECT_EQ(wire.size(), kOptions + 3 + 6 * 3 + 600 + 6 + 1);
}

TEST(DhcpMessage, OptionsContinueInOtherFields) {
  Bytes wire = ack().encode();
  // overload, without an end; pads before
  wire.resize(kOptions);
  put(wire, Bytes{0, 0, 53, 1, 5, 15, 2, 'a', 'b', 52, 1, 3});
  const Bytes file = {15, 2, 'c', 'd', 255, 15, 1, 'x'};
  const Bytes sname = {15, 1, 'e', 12, 1, 'h'};
  std::copy(file.begin(), file.end(), wire.begin() + kFile);
  std::copy(sname.begin(), sname.end(), wire.begin() + kSname);
  const auto message = Message::parse(wire);
  ASSERT_TRUE(message);
  EXPECT_EQ(text(*message->option(kDomainName)), "abcde");
  EXPECT_EQ(text(*message->option(kHostName)), "h");
  EXPECT_FALSE(message->option(kOverload));
}

TEST(DhcpMessage, OverloadInOtherFieldsMeansNothing) {
  Bytes wire = ack().encode();
  wire.resize(kOptions);
  put(wire, Bytes{52, 1, 1, 255});
  const Bytes file = {52, 1, 3, 255};
  const Bytes sname = {12, 1, 'h', 255};
  std::copy(file.begin(), file.end(), wire.begin() + kFile);
  std::copy(sname.begin(), sname.end(), wire.begin() + kSname);
  ASSERT_TRUE(Message::parse(wire));
  EXPECT_FALSE(Message::parse(wire)->option(kHostName));
}

TEST(DhcpMessage, MalformedOnesAreNothing) {
  const Bytes good = ack().encode();
  for (std::size_t size = 0; size < kOptions; ++size)
    EXPECT_FALSE(Message::parse(View(good).first(size))) << size;
  Bytes wire = good;
  wire[kOptions - 1] ^= 1;  // the cookie
  EXPECT_FALSE(Message::parse(wire));
  wire = good;
  wire[2] = 17;  // length of the link-layer address
  EXPECT_FALSE(Message::parse(wire));
  wire = good;
  wire.resize(kOptions);
  put(wire, Bytes{12, 5, 'a'});  // longer than the rest
  EXPECT_FALSE(Message::parse(wire));
  wire.resize(kOptions);
  wire.push_back(12);  // no length
  EXPECT_FALSE(Message::parse(wire));
  wire.resize(kOptions);
  put(wire, Bytes{52, 2, 1, 1});
  EXPECT_FALSE(Message::parse(wire));
}

TEST(DhcpMessage, DamagedOnesDoNoHarm) {
  std::mt19937 random(1);
  Message message = ack();
  message.options[kDomainSearch] = {3, 'f', 'o', 'o', 0, 3, 'b', 'a', 'r', 0xc0, 0};
  message.options[kClasslessRoutes] = {24, 10, 0, 0, 192, 0, 2, 1, 0, 192, 0, 2, 2};
  const Bytes good = message.encode();
  std::size_t leases = 0;
  for (int i = 0; i < 20000; ++i) {
    Bytes wire = good;
    wire.resize(kOptions + random() % (wire.size() - kOptions));
    for (unsigned int n = random() % 4; n > 0; --n)
      wire[random() % wire.size()] = static_cast<std::uint8_t>(random());
    const auto parsed = Message::parse(wire);
    if (!parsed) continue;
    EXPECT_EQ(Message::parse(parsed->encode()), parsed);
    if (read_lease(*parsed).lease) ++leases;
  }
  EXPECT_GT(leases, 100U);
}

TEST(DhcpOptions, Names) {
  EXPECT_EQ(read_name(view("host-1.example.org")), "host-1.example.org");
  EXPECT_EQ(read_name(view("example.org.")), "example.org");
  EXPECT_EQ(read_name(Bytes{'a', 0}), "a");
  for (const char* bad :
       {"", ".", "a..b", ".a", "a;reboot", "a b", "$(id)", "a\nb", "-a", "a-", "a/b", "\xc3\xa9"})
    EXPECT_FALSE(read_name(view(bad))) << bad;
  EXPECT_FALSE(read_name(Bytes(64, 'a')));
  EXPECT_FALSE(read_name(Bytes{'a', 0, 'b'}));
}

TEST(DhcpOptions, SearchListsWithPointers) {
  Bytes list = labels({"eng", "example", "org"});
  put8(list, 0);
  put(list, labels({"marketing"}));
  put16(list, 0xc004);
  EXPECT_EQ(read_search(list),
            (std::vector<std::string>{"eng.example.org", "marketing.example.org"}));
  // to itself, forward, in a circle, out of it
  for (const unsigned int target : {0U, 1U, 5U, 0x3fffU}) {
    Bytes bad;
    put16(bad, 0xc000U | target);
    put(bad, Bytes(4));
    EXPECT_TRUE(read_search(bad).empty()) << target;
  }
  Bytes circle = labels({"a"});
  put16(circle, 0xc000);
  EXPECT_TRUE(read_search(circle).empty());
  Bytes many;
  for (int i = 0; i < 1000; ++i)
    put(many, Bytes{1, 'a', 0});
  EXPECT_EQ(read_search(many).size(), 32U);
  EXPECT_TRUE(read_search(labels({"a;b"})).empty());
}

TEST(DhcpOptions, ClasslessRoutes) {
  const Bytes in = {32, 10, 99, 0, 1, 0, 0, 0, 0, 0, 10, 99, 0, 1, 20, 10, 1, 0xff, 192, 0, 2, 9};
  const std::vector<LeaseRoute> want = {{inet("10.99.0.1"), 32, 0},
                                        {0, 0, inet("10.99.0.1")},
                                        {inet("10.1.240.0"), 20, inet("192.0.2.9")}};
  EXPECT_EQ(read_classless_routes(in), want);
  for (std::size_t size = 1; size < in.size(); ++size)
    EXPECT_EQ(read_classless_routes(View(in).first(size)).has_value(), size == 9 || size == 14)
        << size;
  EXPECT_FALSE(read_classless_routes(Bytes{33, 1, 2, 3, 4, 5, 1, 2, 3, 4}));
  EXPECT_FALSE(read_classless_routes({}));
}

TEST(DhcpLease, Values) {
  Message message = ack();
  message.options[kRouters] = bytes_of(inet("192.0.2.1"));
  put32(message.options[kRouters], inet("192.0.2.2"));
  message.options[kMtu] = {5, 0xdc};
  message.options[kNameServers] = bytes_of(inet("192.0.2.53"));
  const auto lease = read_lease(message).lease;
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->bits, 24);
  EXPECT_EQ(lease->renewal, 1800U);
  EXPECT_EQ(lease->rebinding, 3150U);
  EXPECT_EQ(lease->mtu, 1500);
  EXPECT_EQ(lease->routes, (std::vector<LeaseRoute>{{0, 0, inet("192.0.2.1")}}));
  EXPECT_EQ(lease->name_servers, std::vector<std::uint32_t>{inet("192.0.2.53")});
}

TEST(DhcpLease, ClasslessRoutesReplaceRouters) {
  Message message = ack();
  message.options[kRouters] = bytes_of(inet("192.0.2.1"));
  message.options[kClasslessRoutes] = {8, 10, 192, 0, 2, 9};
  EXPECT_EQ(read_lease(message).lease->routes,
            (std::vector<LeaseRoute>{{inet("10.0.0.0"), 8, inet("192.0.2.9")}}));
}

TEST(DhcpLease, OddTimes) {
  Message message = ack();
  message.options[kRenewalTime] = bytes_of(4000);
  message.options[kRebindingTime] = bytes_of(3600);
  EXPECT_EQ(read_lease(message).lease->rebinding, 3150U);
  EXPECT_EQ(read_lease(message).lease->renewal, 1800U);
  for (const std::uint32_t seconds : {1U, 2U, 7U, 0xfffffffeU}) {
    message.options[kLeaseTime] = bytes_of(seconds);
    const Lease lease = *read_lease(message).lease;
    EXPECT_LE(lease.renewal, lease.rebinding);
    EXPECT_LE(lease.rebinding, lease.duration);
  }
  message.options[kLeaseTime] = bytes_of(kInfinite);
  EXPECT_EQ(read_lease(message).lease->renewal, kInfinite);
}

TEST(DhcpLease, NonsenseIsRefused) {
  for (const char* address : {"0.0.0.0", "127.0.0.1", "224.0.0.5", "255.255.255.255", "0.1.2.3",
                              "192.0.2.0", "192.0.2.255"}) {
    Message message = ack();
    message.yiaddr = inet(address);
    EXPECT_NE(why(message), "") << address;
  }
  Message message = ack();
  message.options[kSubnetMask] = bytes_of(0xff00ff00);
  EXPECT_EQ(why(message), "the subnet mask is not one");
  message.options[kSubnetMask] = bytes_of(0);
  EXPECT_EQ(why(message), "the subnet mask is not one");
  message = ack();
  message.options.erase(kServerId);
  EXPECT_EQ(why(message), "no server identifier");
  message.options[kServerId] = bytes_of(inet("224.0.0.1"));
  EXPECT_EQ(why(message), "no server identifier");
  message = ack();
  message.options[kLeaseTime] = bytes_of(0);
  EXPECT_EQ(why(message), "no lease time");
  message = ack();
  message.options[kRouters] = bytes_of(inet("224.0.0.1"));
  message.options[kMtu] = {0, 68};
  message.options[kHostName] = {'a', ';', 'b'};
  EXPECT_TRUE(read_lease(message).lease->routes.empty());
  EXPECT_EQ(read_lease(message).lease->mtu, 0);
  EXPECT_EQ(read_lease(message).lease->host_name, "");
  message.options.erase(kSubnetMask);
  EXPECT_EQ(read_lease(message).lease->bits, 24);
  message.yiaddr = inet("192.0.2.0");
  for (const std::uint32_t mask : {0xffffffffU, 0xfffffffeU}) {
    message.options[kSubnetMask] = bytes_of(mask);
    EXPECT_TRUE(read_lease(message).lease) << mask;
  }
}

TEST(DhcpLease, IsKeptInAFile) {
  const SavedLease saved{*read_lease(ack()).lease, 1000};
  const auto read = from_json(to_json(saved));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->lease, saved.lease);
  EXPECT_EQ(read->obtained, 1000);
  for (const char* bad : {"", "{}", "[]", "{\"message\":\"00\",\"obtained\":1}",
                          "{\"message\":\"zz\",\"obtained\":1}", "{\"message\":5,\"obtained\":1}"})
    EXPECT_FALSE(from_json(bad)) << bad;
}

TEST(DhcpLease, FilesThatExpiredAreNotUsed) {
  char name[] = "/tmp/dhclient-test.XXXXXX";
  ASSERT_NE(mkdtemp(name), nullptr);
  const std::string path = name;
  LeaseDirectory directory(path);
  EXPECT_FALSE(directory.load("eth0", 0));
  directory.save("eth0", {*read_lease(ack()).lease, 1000});
  EXPECT_TRUE(directory.load("eth0", 1000));
  EXPECT_TRUE(directory.load("eth0", 4599));
  EXPECT_FALSE(directory.load("eth0", 4600));
  EXPECT_FALSE(directory.load("eth0", 999));
  EXPECT_FALSE(directory.load("eth1", 1000));
  const Bytes duid = directory.duid();
  EXPECT_EQ(duid.size(), 18U);
  EXPECT_EQ(LeaseDirectory(path).duid(), duid);
  directory.remove("eth0");
  EXPECT_FALSE(directory.load("eth0", 1000));
  EXPECT_EQ(std::system(("rm -r " + path).c_str()), 0);
}

TEST(DhcpArp, IsReadAsWritten) {
  const ArpPacket packet{kArpReply, kTheirs, inet("192.0.2.1"), kOurs, inet("192.0.2.2")};
  Bytes wire = packet.encode();
  EXPECT_EQ(ArpPacket::parse(wire), packet);
  for (std::size_t size = 0; size < wire.size(); ++size)
    EXPECT_FALSE(ArpPacket::parse(View(wire).first(size)));
  wire.resize(46);
  EXPECT_EQ(ArpPacket::parse(wire), packet);
  wire[4] = 8;
  EXPECT_FALSE(ArpPacket::parse(wire));
}

}  // namespace
}  // namespace bsdnet::dhcp
