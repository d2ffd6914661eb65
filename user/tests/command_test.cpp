// SPDX-License-Identifier: GPL-2.0
//
// Whole commands against a kernel that is played: what is sent, what is printed, how it ends.

#include "command.hpp"

#include <cerrno>

#include "command_session.hpp"
#include "monitor.hpp"

namespace bsdnet::ctl {
namespace {

using test::Bytes;
using test_support::encoded;
using test_support::Session;
using test::operator+;

test::Script accept_all() {
  return [](auto, const auto&) { return std::vector<Bytes>{test::ack(0)}; };
}

template <typename T>
test::Script dump_of(const std::vector<T>& objects) {
  return [objects](auto command, const auto&) {
    std::vector<Bytes> out;
    for (const T& object : objects)
      out.push_back(encoded(command, object));
    out.push_back(test::done());
    return out;
  };
}

template <typename T>
test::Script answer(const T& object) {
  return [object](auto command, const auto&) {
    return std::vector<Bytes>{encoded(command, object), test::ack(0)};
  };
}

Route user_route() {
  Route route;
  route.dst = Address::parse("10.0.0.0");
  route.dst_len = 8;
  route.gateway = Address::parse("192.0.2.1");
  route.ifl_name = "eth0";
  route.type = BSDNET_ROUTE_TYPE_USER;
  route.nh_type = BSDNET_NEXTHOP_TYPE_UNICAST;
  route.flags = BSDNET_ROUTE_FLAGS_IFCHECK;
  route.instance = 2;
  return route;
}

TEST(Command, RouteAddSendsWhatItSays) {
  Session session(accept_all());
  EXPECT_EQ(session.run("ro a 10.0.0.0/8 via 192.0.2.1 dev eth0 flags ifcheck inst 2").status, kOk);
  const Route route = Route::decode(session.sent());
  EXPECT_EQ(route_prefix(route).str_full(), "10.0.0.0/8");
  EXPECT_EQ(route.gateway->str(), "192.0.2.1");
  EXPECT_EQ(route.ifl_name, "eth0");
  EXPECT_EQ(route.flags, BSDNET_ROUTE_FLAGS_IFCHECK);
  EXPECT_EQ(route.instance, 2U);
  EXPECT_FALSE(route.type);
}

TEST(Command, WhatShowPrintsAddTakesBack) {
  Session show(dump_of<Route>({user_route()}));
  show.run("route show");
  EXPECT_EQ(show.out.str(),
            "10.0.0.0/8 via 192.0.2.1 dev eth0 flags ifcheck type user instance 2\n");
  Session add(accept_all());
  EXPECT_EQ(add.run("route add " + show.out.str().substr(0, show.out.str().size() - 1)).status,
            kOk);
  const Route route = Route::decode(add.sent());
  EXPECT_EQ(route.type, BSDNET_ROUTE_TYPE_USER);
  EXPECT_EQ(route.instance, 2U);
}

TEST(Command, StateOfAGatewayIsNotSentBack) {
  Session session(accept_all());
  EXPECT_EQ(session.run("route add default hold via 192.0.2.9 dev r1 type user").status, kOk);
  EXPECT_FALSE(Route::decode(session.sent()).nh_type);
}

// What ip(8) calls onlink, in text a word of its own (NH-7)
TEST(Command, RouteOnlink) {
  Session add(accept_all());
  EXPECT_EQ(add.run("route add 10.0.0.0/8 via 192.0.2.1 dev eth0 onlink flags ifcheck").status,
            kOk);
  EXPECT_EQ(Route::decode(add.sent()).flags,
            BSDNET_ROUTE_FLAGS_IFCHECK | BSDNET_ROUTE_FLAGS_ONLINK);
  Route route = user_route();
  route.instance.reset();
  route.flags = *route.flags | BSDNET_ROUTE_FLAGS_ONLINK;
  Session show(dump_of<Route>({route}));
  show.run("route show");
  EXPECT_EQ(show.out.str(), "10.0.0.0/8 via 192.0.2.1 dev eth0 onlink flags ifcheck type user\n");
  // a host route to the neighbour itself
  route.dst = route.gateway;
  route.dst_len = 32;
  Session host(dump_of<Route>({route}));
  host.run("route show");
  EXPECT_EQ(host.out.str(), "192.0.2.1 dev eth0 onlink flags ifcheck type user\n");
}

TEST(Command, RejectRoute) {
  Session session(accept_all());
  session.run("route add default reject");
  const Route route = Route::decode(session.sent());
  EXPECT_EQ(route.nh_type, BSDNET_NEXTHOP_TYPE_REJECT);
  EXPECT_EQ(route.dst_len, 0);
  EXPECT_EQ(route.dst->str(), "0.0.0.0");
}

TEST(Command, AddressesOfAnInterface) {
  const auto ifa = [](const std::string& line) {
    Session session(accept_all());
    EXPECT_EQ(session.run("ifa add eth0 " + line).status, kOk) << session.err.str();
    return Ifa::decode(session.sent());
  };
  Ifa object = ifa("192.0.2.1/24");
  EXPECT_EQ(object.local->str(), "192.0.2.1");
  EXPECT_EQ(object.dest->str(), "192.0.2.0");
  EXPECT_EQ(object.dest_len, 24);
  object = ifa("192.0.2.0/24");
  EXPECT_FALSE(object.local);
  EXPECT_EQ(object.dest->str(), "192.0.2.0");
  object = ifa("192.0.2.1");
  EXPECT_EQ(object.local->str(), "192.0.2.1");
  EXPECT_FALSE(object.dest);
  object = ifa("192.0.2.1 dest 192.0.2.2");
  EXPECT_EQ(object.local->str(), "192.0.2.1");
  EXPECT_EQ(object.dest->str(), "192.0.2.2");
  EXPECT_EQ(object.dest_len, 32);
  object = ifa("dest 192.0.2.2");
  EXPECT_FALSE(object.local);
}

TEST(Command, UsageErrorsDoNotReachTheKernel) {
  for (const char* line : {"nonsense",
                           "route nonsense",
                           "route add",
                           "route add 10.0.0.0/33",
                           "route add x",
                           "route add 10.0.0.0/8 via",
                           "route add 10.0.0.1/8 reject",
                           "route add 10.0.0.0/8 via eth0",
                           "ifl add eth0.5 vlan 4095",
                           "ifl add eth0.5 vlan 0",
                           "ifl set eth0",
                           "ifd add",
                           "ifd add eth0 mode both",
                           "ifa add eth0",
                           "ifa add eth0 1.2.3.4/24 dest 1.2.3.4",
                           "iff add eth0",
                           "instance add -1",
                           "instance set 0 forwarding maybe",
                           "instance set 0 max-neighbours many",
                           "instance set 0",
                           "neigh add 1.2.3.4",
                           "neigh add 1.2.3.4 dev eth0",
                           "nexthop add",
                           "drops show all",
                           "monitor nothing",
                           "route add 10.0.0.0/8 reject discard",
                           "route add 10.0.0.0/8 dev a dev b",
                           "ifd add a234567890123456789012345678901234567890123456789"}) {
    Session session(accept_all());
    EXPECT_EQ(session.run(line).status, kUsage) << line;
    EXPECT_FALSE(session.err.str().empty()) << line;
    EXPECT_TRUE(session.wire->requests.empty()) << line;
  }
}

// Shows: CTL-6
TEST(Command, RefusalIsPrintedWithObjectAndAttribute) {
  Session session([](auto, const auto&) {
    return std::vector<Bytes>{test::ack(
        -ENETUNREACH, test::attr_text(NLMSGERR_ATTR_MSG, "gateway 10.9.9.9 is not a neighbour"))};
  });
  EXPECT_EQ(session.run("route add 10.0.0.0/8 via 10.9.9.9").status, kRefused);
  EXPECT_EQ(session.err.str(),
            "route add 10.0.0.0/8: gateway 10.9.9.9 is not a neighbour: Network is unreachable\n");
  EXPECT_EQ(session.out.str(), "");
}

TEST(Command, JsonAndTextFromOnePath) {
  Ifd ifd;
  ifd.name = "eth0";
  ifd.driver = "ether";
  ifd.mode = BSDNET_IFD_MODE_SHARED;
  ifd.admin_up = true;
  ifd.index = 1;
  ifd.down = BSDNET_IF_DOWN_CARRIER;
  ifd.lladdr = LinkAddress::parse("02:00:00:00:00:01");
  Session text(dump_of<Ifd>({ifd}));
  text.run("ifd");
  EXPECT_EQ(text.out.str(),
            "eth0 driver ether mode shared up\n"
            "    index 1 state down (carrier) lladdr 02:00:00:00:00:01\n");
  Options options;
  options.json = true;
  Session json(dump_of<Ifd>({ifd}), options);
  json.run("ifd");
  EXPECT_EQ(nlohmann::json::parse(json.out.str()), nlohmann::json::parse(R"([{
    "name": "eth0", "driver": "ether", "mode": "shared", "admin_up": true, "index": 1,
    "state": "down", "down": ["carrier"], "lladdr": "02:00:00:00:00:01"}])"));
}

TEST(Command, InstanceBoundsItsNeighbours) {
  Instance instance;
  instance.index = 3;
  instance.forwarding = true;
  instance.routes_inet = 6;
  instance.neighbours = 12;
  instance.max_neighbours = 2048;
  Session text(dump_of<Instance>({instance}));
  text.run("instance");
  EXPECT_NE(text.out.str().find("neighbours 12 of 2048"), std::string::npos) << text.out.str();
  Options options;
  options.json = true;
  Session json(dump_of<Instance>({instance}), options);
  json.run("instance");
  EXPECT_EQ(nlohmann::json::parse(json.out.str())[0]["max_neighbours"], 2048);
}

TEST(Command, RouteGetShowsTheWholeResolution) {
  Resolve resolve;
  resolve.addr = Address::parse("10.1.2.3");
  resolve.iif_name = "eth1";
  resolve.instance = 0;
  resolve.forwarding = true;
  resolve.route = user_route();
  Nexthop& nexthop = resolve.nexthop.emplace();
  nexthop.type = BSDNET_NEXTHOP_TYPE_UNICAST;
  nexthop.gateway = Address::parse("192.0.2.1");
  nexthop.ifl_name = "eth0.5";
  nexthop.index = 7;
  resolve.mtu = 1500;
  resolve.l2_header = parse_hex(
      "02000000000102000000000281000005"
      "0800");
  Session session(answer(resolve));
  EXPECT_EQ(session.run("route get 10.1.2.3 iif eth1").status, kOk) << session.err.str();
  EXPECT_EQ(session.out.str(),
            "10.1.2.3 received on eth1 instance 0 (router)\n"
            "    route      10.0.0.0/8 type user flags ifcheck dev eth0\n"
            "    next hop   unicast via 192.0.2.1 index 7\n"
            "    interface  eth0.5 mtu 1500\n"
            "    l2 header  02:00:00:00:00:01 from 02:00:00:00:00:02 vlan 5 type 0x0800\n"
            "    result     sent\n");
}

TEST(Command, L2KeysInWords) {
  L2Entry entry;
  entry.ifd_name = "eth0";
  entry.ifl_name = "eth0.10";
  entry.key = parse_hex("8100000a0800");
  entry.key_bits = 48;
  entry.procedure = "inet";
  L2Entry all = entry;
  all.key = parse_hex("8100000a");
  all.key_bits = 32;
  L2Entry odd = entry;
  odd.key = parse_hex("80");
  odd.key_bits = 200;  // more than there are
  Session session(dump_of<L2Entry>({entry, all, odd}));
  EXPECT_EQ(session.run("l2 show").status, kOk);
  EXPECT_EQ(session.out.str(),
            "eth0 vlan 10 type 0x0800 ifl eth0.10 to inet\n"
            "eth0 vlan 10 all ifl eth0.10 to inet\n"
            "eth0 0x80/200 ifl eth0.10 to inet\n");
}

TEST(Command, DropsThatNeverHappenedAreDetails) {
  Drop none;
  none.name = "fwd_ttl";
  none.count = 0;
  Drop some = none;
  some.name = "nh_reject";
  some.count = 4;
  Session session(dump_of<Drop>({none, some}));
  session.run("drops");
  EXPECT_EQ(session.out.str().find("fwd_ttl"), std::string::npos);
  EXPECT_NE(session.out.str().find("nh_reject"), std::string::npos);
  Options options;
  options.details = true;
  Session details(dump_of<Drop>({none, some}), options);
  details.run("drops show");
  EXPECT_NE(details.out.str().find("fwd_ttl"), std::string::npos);
}

TEST(Command, HelpAtEachLevel) {
  for (const char* line : {"help", "route help", "route add help", "monitor help"}) {
    Session session(accept_all());
    EXPECT_EQ(session.run(line).status, kOk) << line;
    EXPECT_NE(session.out.str().find("bsdnetctl"), std::string::npos) << line;
    EXPECT_TRUE(session.wire->requests.empty());
  }
}

TEST(Command, EveryKindShowsNothingOfNothing) {
  for (const ObjectKind* kind : object_kinds()) {
    if (kind->name == "monitor" || kind->name == "capture") continue;
    Options options;
    options.json = true;
    Session session([](auto, const auto&) { return std::vector<Bytes>{test::done()}; }, options);
    EXPECT_EQ(session.run(std::string(kind->name)).status, kOk) << kind->name;
    EXPECT_EQ(session.out.str(), "[]\n") << kind->name;
  }
}

TEST(Batch, StopsAtTheFirstErrorUnlessForced) {
  const std::string text = "# a comment\n\ninstance add 1\ninstance add x\ninstance \\\n add 2\n";
  Session stops(accept_all());
  EXPECT_EQ(stops.batch(text).status, kUsage);
  EXPECT_EQ(stops.wire->requests.size(), 1U);
  EXPECT_NE(stops.err.str().find(":4: "), std::string::npos) << stops.err.str();
  Options options;
  options.force = true;
  Session forced(accept_all(), options);
  EXPECT_EQ(forced.batch(text).status, kUsage);
  EXPECT_EQ(forced.wire->requests.size(), 2U);
}

// Instance 2 exists
test::Script all_but_two() {
  return [](auto, const Bytes& request) {
    const auto attrs = parse_message(std::span(request).subspan(NLMSG_HDRLEN)).attrs;
    const bool bad = Instance::decode(attrs).index == 2U;
    return std::vector<Bytes>{test::ack(bad ? -EEXIST : 0)};
  };
}

// Shows: CTL-6
TEST(Batch, WhatTheKernelRefusesIsToldWithItsLine) {
  const std::string text = "instance add 1\n# two\ninstance add 2\ninstance add 3\n";
  Session stops(all_but_two());
  EXPECT_EQ(stops.batch(text).status, kRefused);
  EXPECT_EQ(stops.wire->requests.size(), 2U);
  EXPECT_NE(stops.err.str().find(":3: instance add 2: "), std::string::npos) << stops.err.str();
  Options options;
  options.force = true;
  Session forced(all_but_two(), options);
  EXPECT_EQ(forced.batch(text).status, kRefused);
  EXPECT_EQ(forced.wire->requests.size(), 3U);
  EXPECT_EQ(forced.err.str(), stops.err.str());
}

// Shows: CTL-6
TEST(Batch, ErrorsComeInTheOrderOfTheLines) {
  Options options;
  options.force = true;
  Session session(all_but_two(), options);
  session.batch("instance add 2\ninstance add x\ninstance add 3\n");
  EXPECT_EQ(session.status, kRefused);
  const std::string text = session.err.str();
  EXPECT_LT(text.find(":1: "), text.find(":2: ")) << text;
  Session stops(all_but_two());
  stops.batch("instance add 2\ninstance add x\n");
  EXPECT_EQ(stops.err.str().find(":2: "), std::string::npos) << stops.err.str();
}

// Shows: CTL-4
TEST(MonitorOutput, LossIsToldAndEverythingReadAnew) {
  Options options;
  options.json = true;
  Session session(
      [](auto command, const auto&) {
        std::vector<Bytes> out;
        if (command == BSDNET_CMD_ROUTE_GET) out.push_back(encoded(command, user_route()));
        out.push_back(test::done());
        return out;
      },
      options);
  Context context = session.context();
  print_resynchronization(context, {});
  std::istringstream lines(session.out.str());
  std::vector<std::string> events;
  for (std::string line; std::getline(lines, line);)
    events.push_back(nlohmann::json::parse(line)["event"]);
  EXPECT_EQ(events, (std::vector<std::string>{"lost", "sync", "synchronized"}));
}

TEST(MonitorOutput, LabelAndFilter) {
  Session session(accept_all());
  Context context = session.context();
  const Bytes message = encoded(BSDNET_CMD_ROUTE_DEL_NTF, user_route());
  const MessageView view = parse_message(std::span(message).subspan(NLMSG_HDRLEN));
  print_notification(context, {{"ifl"}}, view);
  EXPECT_EQ(session.out.str(), "");
  print_notification(context, {}, view);
  EXPECT_NE(session.out.str().find("[route del] 10.0.0.0/8 via 192.0.2.1 dev eth0"),
            std::string::npos)
      << session.out.str();
}

}  // namespace
}  // namespace bsdnet::ctl
