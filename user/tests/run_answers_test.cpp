// SPDX-License-Identifier: GPL-2.0
//
// What bsdnet-run's library answers: rtnetlink, ioctls, files of /proc.
#include <gtest/gtest.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#include <array>
#include <cstring>
#include <random>

#include "linux_route.hpp"
#include "proc_text.hpp"
#include "requests.hpp"
#include "rtnetlink.hpp"

namespace bsdnet::run {
namespace {

constexpr std::uint32_t kPort = 4711;
constexpr std::uint32_t kSeq = 42;

Route make_route(const char* prefix, std::uint8_t type, std::uint8_t nexthop, std::uint32_t ifl) {
  Route out;
  const Prefix dst = Prefix::parse(prefix);
  out.dst = dst.address;
  out.dst_len = dst.bits;
  out.type = type;
  out.nh_type = nexthop;
  if (ifl != 0) out.ifl_index = ifl;
  return out;
}

// eth0 with a network and a peer, lo
class FakeFacts : public Facts {
 public:
  FakeFacts() {
    Interface eth;
    eth.index = 3;
    eth.name = "eth0";
    eth.flags = IFF_UP | IFF_RUNNING | IFF_BROADCAST | IFF_MULTICAST;
    eth.hardware = ARPHRD_ETHER;
    eth.mtu = 1400;
    eth.lladdr = LinkAddress::parse("02:00:00:00:00:01");
    eth.addresses = {{Address::parse("192.0.2.9"), Prefix::parse("192.0.2.8/29")},
                     {Address::parse("10.0.0.1"), Prefix::parse("10.0.0.2")}};
    Interface lo;
    lo.index = 5;
    lo.name = "lo";
    lo.flags = IFF_UP | IFF_LOOPBACK;
    lo.hardware = ARPHRD_LOOPBACK;
    lo.addresses = {{Address::parse("127.0.0.1"), Prefix::parse("127.0.0.0/8")}};
    found = {eth, lo};
    Route via =
        make_route("203.0.113.0/24", BSDNET_ROUTE_TYPE_USER, BSDNET_NEXTHOP_TYPE_UNICAST, 3);
    via.gateway = Address::parse("192.0.2.10");
    list = {make_route("0.0.0.0/0", BSDNET_ROUTE_TYPE_PERM, BSDNET_NEXTHOP_TYPE_REJECT, 0),
            make_route("10.9.0.0/16", BSDNET_ROUTE_TYPE_USER, BSDNET_NEXTHOP_TYPE_REJECT, 0),
            make_route("192.0.2.8/29", BSDNET_ROUTE_TYPE_IF_DEST, BSDNET_NEXTHOP_TYPE_RESOLV, 3),
            make_route("192.0.2.8", BSDNET_ROUTE_TYPE_IF, BSDNET_NEXTHOP_TYPE_RECV, 3),
            make_route("192.0.2.9", BSDNET_ROUTE_TYPE_IF_LOCAL, BSDNET_NEXTHOP_TYPE_LOCAL, 3),
            make_route("192.0.2.10", BSDNET_ROUTE_TYPE_IFDEST, BSDNET_NEXTHOP_TYPE_UNICAST, 3),
            make_route("192.0.2.15", BSDNET_ROUTE_TYPE_IF, BSDNET_NEXTHOP_TYPE_BRECV, 3),
            via,
            via};
  }

  std::vector<Interface> interfaces() override {
    if (code != 0) throw KernelError("ifl", code, {});
    return found;
  }
  std::map<std::uint32_t, Stats> traffic() override {
    Stats stats;
    stats.rx_bytes = 5000000000U;
    stats.tx_packets = 7;
    return {{3, stats}};
  }
  void each_route(const std::function<void(const Route&)>& fn) override {
    for (const Route& route : list)
      fn(route);
  }
  Resolve resolve(const Resolve& question) override {
    asked = question;
    return resolution;
  }

  std::vector<Interface> found;
  std::vector<Route> list;
  Resolve resolution;
  Resolve asked;
  int code = 0;
};

// A request with a fixed part and attributes
class Question {
 public:
  Question(std::uint16_t type, std::uint16_t flags) {
    nlmsghdr* const header = mnl_nlmsg_put_header(bytes_.data());
    header->nlmsg_type = type;
    header->nlmsg_flags = NLM_F_REQUEST | flags;
    header->nlmsg_seq = kSeq;
  }
  template <typename T>
  Question& body(const T& value) {
    std::memcpy(mnl_nlmsg_put_extra_header(head(), sizeof(T)), &value, sizeof(T));
    return *this;
  }
  Question& address(std::uint16_t type, const char* text) {
    mnl_attr_put(head(), type, 4, Address::parse(text).bytes.data());
    return *this;
  }
  Question& u32(std::uint16_t type, std::uint32_t value) {
    mnl_attr_put_u32(head(), type, value);
    return *this;
  }
  Question& text(std::uint16_t type, const char* value) {
    mnl_attr_put_strz(head(), type, value);
    return *this;
  }
  std::span<const std::uint8_t> bytes() const {
    const auto* const at = reinterpret_cast<const std::uint8_t*>(bytes_.data());
    return {at, reinterpret_cast<const nlmsghdr*>(at)->nlmsg_len};
  }

 private:
  nlmsghdr* head() { return reinterpret_cast<nlmsghdr*>(bytes_.data()); }

  alignas(nlmsghdr) std::array<char, 512> bytes_{};
};

// A message of an answer
struct Received {
  nlmsghdr head{};
  Bytes payload;
  std::map<std::uint16_t, Bytes> attrs;

  template <typename T>
  T body() const {
    T out{};
    std::memcpy(&out, payload.data(), std::min(sizeof(out), payload.size()));
    return out;
  }
  std::string text(std::uint16_t type) const {
    const Bytes& bytes = attrs.at(type);
    return {bytes.begin(), bytes.end() - 1};
  }
  std::string address(std::uint16_t type) const {
    return attrs.contains(type) ? Address::from_bytes(attrs.at(type)).str() : "none";
  }
};

std::size_t fixed_size(std::uint16_t type) {
  switch (type) {
    case RTM_NEWLINK:
      return sizeof(ifinfomsg);
    case RTM_NEWADDR:
      return sizeof(ifaddrmsg);
    default:
      return sizeof(rtmsg);
  }
}

std::vector<Received> take_apart(const std::vector<Bytes>& datagrams) {
  std::vector<Received> out;
  for (const Bytes& datagram : datagrams) {
    int left = static_cast<int>(datagram.size());
    const auto* at = reinterpret_cast<const nlmsghdr*>(datagram.data());
    for (; mnl_nlmsg_ok(at, left); at = mnl_nlmsg_next(at, &left)) {
      Received message;
      message.head = *at;
      const auto* const payload = static_cast<const std::uint8_t*>(mnl_nlmsg_get_payload(at));
      message.payload.assign(payload, payload + mnl_nlmsg_get_payload_len(at));
      if (at->nlmsg_type >= NLMSG_MIN_TYPE) {
        mnl_attr_parse(
            at, static_cast<unsigned int>(fixed_size(at->nlmsg_type)),
            [](const nlattr* attr, void* attrs) {
              const auto* const data = static_cast<const std::uint8_t*>(mnl_attr_get_payload(attr));
              (*static_cast<std::map<std::uint16_t, Bytes>*>(attrs))[mnl_attr_get_type(attr)] =
                  Bytes(data, data + mnl_attr_get_payload_len(attr));
              return MNL_CB_OK;
            },
            &message.attrs);
      }
      out.push_back(message);
    }
    EXPECT_EQ(left, 0);
  }
  return out;
}

std::vector<Received> ask(const Question& request, Facts& facts, Asker asker = {kPort}) {
  return take_apart(answer(request.bytes(), asker, facts));
}

int error_of(const std::vector<Received>& messages) {
  EXPECT_EQ(messages.size(), 1U);
  if (messages.size() != 1 || messages[0].head.nlmsg_type != NLMSG_ERROR) return -1;
  return -messages[0].body<int>();
}

TEST(RunNetlink, Links) {
  FakeFacts facts;
  const auto found = ask(Question(RTM_GETLINK, NLM_F_DUMP).body(rtgenmsg{AF_UNSPEC}), facts);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].head.nlmsg_type, RTM_NEWLINK);
  EXPECT_EQ(found[0].head.nlmsg_flags, NLM_F_MULTI);
  EXPECT_EQ(found[0].head.nlmsg_seq, kSeq);
  EXPECT_EQ(found[0].head.nlmsg_pid, kPort);
  const auto link = found[0].body<ifinfomsg>();
  EXPECT_EQ(link.ifi_index, 3);
  EXPECT_EQ(link.ifi_type, ARPHRD_ETHER);
  EXPECT_NE(link.ifi_flags & 0x10000U, 0U);  // IFF_LOWER_UP
  EXPECT_EQ(found[0].text(IFLA_IFNAME), "eth0");
  EXPECT_EQ(found[0].attrs.at(IFLA_ADDRESS), LinkAddress::parse("02:00:00:00:00:01").bytes);
  rtnl_link_stats64 stats{};
  std::memcpy(&stats, found[0].attrs.at(IFLA_STATS64).data(), sizeof(stats));
  EXPECT_EQ(stats.rx_bytes, 5000000000U);
  EXPECT_EQ(stats.tx_packets, 7U);
  EXPECT_EQ(found[1].text(IFLA_IFNAME), "lo");
  EXPECT_FALSE(found[1].attrs.contains(IFLA_ADDRESS));
  EXPECT_EQ(found[2].head.nlmsg_type, NLMSG_DONE);
}

TEST(RunNetlink, OneLink) {
  FakeFacts facts;
  ifinfomsg question{};
  question.ifi_index = 5;
  auto found = ask(Question(RTM_GETLINK, 0).body(question), facts);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].head.nlmsg_flags, 0);
  EXPECT_EQ(found[0].text(IFLA_IFNAME), "lo");
  found = ask(Question(RTM_GETLINK, NLM_F_ACK).body(ifinfomsg{}).text(IFLA_IFNAME, "eth0"), facts);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].body<ifinfomsg>().ifi_index, 3);
  EXPECT_EQ(found[1].head.nlmsg_type, NLMSG_ERROR);
  EXPECT_EQ(found[1].body<int>(), 0);
  question.ifi_index = 4;
  EXPECT_EQ(error_of(ask(Question(RTM_GETLINK, 0).body(question), facts)), ENODEV);
  EXPECT_EQ(error_of(ask(Question(RTM_GETLINK, 0).body(ifinfomsg{}), facts)), EINVAL);
  EXPECT_EQ(error_of(ask(Question(RTM_GETLINK, 0), facts)), EINVAL);
}

TEST(RunNetlink, Addresses) {
  FakeFacts facts;
  auto found = ask(Question(RTM_GETADDR, NLM_F_DUMP).body(rtgenmsg{AF_INET}), facts);
  ASSERT_EQ(found.size(), 4U);
  auto head = found[0].body<ifaddrmsg>();
  EXPECT_EQ(head.ifa_prefixlen, 29);
  EXPECT_EQ(head.ifa_index, 3U);
  EXPECT_EQ(found[0].address(IFA_LOCAL), "192.0.2.9");
  EXPECT_EQ(found[0].address(IFA_ADDRESS), "192.0.2.9");
  EXPECT_EQ(found[0].address(IFA_BROADCAST), "192.0.2.15");
  EXPECT_EQ(found[1].address(IFA_LOCAL), "10.0.0.1");
  EXPECT_EQ(found[1].address(IFA_ADDRESS), "10.0.0.2");
  EXPECT_EQ(found[1].address(IFA_BROADCAST), "none");
  EXPECT_EQ(found[2].body<ifaddrmsg>().ifa_scope, RT_SCOPE_HOST);
  EXPECT_EQ(found[3].head.nlmsg_type, NLMSG_DONE);
  EXPECT_EQ(ask(Question(RTM_GETADDR, NLM_F_DUMP).body(rtgenmsg{AF_INET6}), facts).size(), 1U);
  EXPECT_EQ(error_of(ask(Question(RTM_GETADDR, 0).body(ifaddrmsg{}), facts)), EOPNOTSUPP);

  head = {};
  head.ifa_index = 5;
  const Question filtered = Question(RTM_GETADDR, NLM_F_DUMP).body(head);
  EXPECT_EQ(ask(filtered, facts).size(), 4U);
  EXPECT_EQ(ask(filtered, facts, {kPort, false, true}).size(), 2U);
}

TEST(RunNetlink, Routes) {
  FakeFacts facts;
  auto found = ask(Question(RTM_GETROUTE, NLM_F_DUMP).body(rtmsg{}), facts);
  ASSERT_EQ(found.size(), 7U);
  const auto type = [&found](std::size_t n) { return found[n].body<rtmsg>().rtm_type; };
  EXPECT_EQ(type(0), RTN_UNREACHABLE);
  EXPECT_EQ(type(1), RTN_UNICAST);
  EXPECT_EQ(found[1].address(RTA_DST), "192.0.2.8");
  EXPECT_EQ(found[1].body<rtmsg>().rtm_dst_len, 29);
  EXPECT_EQ(found[1].body<rtmsg>().rtm_scope, RT_SCOPE_LINK);
  EXPECT_EQ(type(2), RTN_LOCAL);
  EXPECT_EQ(type(3), RTN_BROADCAST);
  EXPECT_EQ(found[4].address(RTA_GATEWAY), "192.0.2.10");
  EXPECT_EQ(found[4].body<rtmsg>().rtm_protocol, RTPROT_STATIC);
  EXPECT_FALSE(found[4].attrs.contains(RTA_PRIORITY));
  EXPECT_TRUE(found[5].attrs.contains(RTA_PRIORITY));
  rtmsg cloned{};
  cloned.rtm_flags = RTM_F_CLONED;
  EXPECT_EQ(ask(Question(RTM_GETROUTE, NLM_F_DUMP).body(cloned), facts).size(), 1U);
  const Question local =
      Question(RTM_GETROUTE, NLM_F_DUMP).body(rtmsg{}).u32(RTA_TABLE, RT_TABLE_LOCAL);
  EXPECT_EQ(ask(local, facts).size(), 7U);
  EXPECT_EQ(ask(local, facts, {kPort, false, true}).size(), 3U);
}

TEST(RunNetlink, Lookup) {
  FakeFacts facts;
  Nexthop hop;
  hop.type = BSDNET_NEXTHOP_TYPE_UNICAST;
  hop.gateway = Address::parse("192.0.2.10");
  hop.ifl_index = 3;
  facts.resolution.nexthop = hop;
  facts.resolution.local = Address::parse("192.0.2.9");
  rtmsg head{};
  head.rtm_family = AF_INET;
  const auto question = [&head] {
    return Question(RTM_GETROUTE, 0).body(head).address(RTA_DST, "203.0.113.7");
  };
  const auto found = ask(question(), facts);
  EXPECT_EQ(facts.asked.addr->str(), "203.0.113.7");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].address(RTA_DST), "203.0.113.7");
  EXPECT_EQ(found[0].address(RTA_GATEWAY), "192.0.2.10");
  EXPECT_EQ(found[0].address(RTA_PREFSRC), "192.0.2.9");
  EXPECT_TRUE(found[0].attrs.contains(RTA_CACHEINFO));
  EXPECT_EQ(ask(question().u32(RTA_OIF, 3), facts).size(), 1U);
  EXPECT_EQ(error_of(ask(question().u32(RTA_OIF, 5), facts)), ENETUNREACH);
  facts.resolution.nexthop->type = BSDNET_NEXTHOP_TYPE_REJECT;
  EXPECT_EQ(error_of(ask(question(), facts)), ENETUNREACH);
  facts.resolution.nexthop->type = BSDNET_NEXTHOP_TYPE_DISCARD;
  EXPECT_EQ(error_of(ask(question(), facts)), EINVAL);
  facts.resolution.nexthop.reset();
  EXPECT_EQ(error_of(ask(question(), facts)), ENETUNREACH);
  head.rtm_family = AF_INET6;
  EXPECT_EQ(error_of(ask(question(), facts)), EAFNOSUPPORT);
}

TEST(RunNetlink, RefusesTheRestWithText) {
  FakeFacts facts;
  for (const std::uint16_t type : {RTM_NEWADDR, RTM_DELLINK, RTM_GETRULE, RTM_GETNEIGH}) {
    const auto found = ask(Question(type, NLM_F_ACK).body(rtmsg{}), facts, {kPort, true, false});
    EXPECT_EQ(error_of(found), EOPNOTSUPP);
    EXPECT_NE(found[0].head.nlmsg_flags & NLM_F_ACK_TLVS, 0);
    EXPECT_NE(std::string(found[0].payload.begin(), found[0].payload.end()).find("bsdnet-run"),
              std::string::npos);
  }
}

TEST(RunNetlink, ErrorsOfTheModule) {
  FakeFacts facts;
  facts.code = EPERM;
  EXPECT_EQ(error_of(ask(Question(RTM_GETLINK, NLM_F_DUMP).body(rtgenmsg{}), facts)), EPERM);
}

TEST(RunNetlink, SeveralRequestsInOneDatagram) {
  FakeFacts facts;
  Bytes both;
  const Question first = Question(RTM_GETADDR, NLM_F_DUMP).body(ifaddrmsg{});
  for (int n = 0; n < 2; n++)
    both.insert(both.end(), first.bytes().begin(), first.bytes().end());
  EXPECT_EQ(take_apart(answer(both, {kPort}, facts)).size(), 8U);
}

TEST(RunNetlink, LongAnswersAreCut) {
  FakeFacts facts;
  for (int n = 0; n < 1000; n++)
    facts.found[0].addresses.push_back(facts.found[0].addresses[0]);
  const auto datagrams =
      answer(Question(RTM_GETADDR, NLM_F_DUMP).body(ifaddrmsg{}).bytes(), {kPort}, facts);
  EXPECT_GT(datagrams.size(), 10U);
  for (const Bytes& datagram : datagrams)
    EXPECT_LE(datagram.size(), 4096U);
  EXPECT_EQ(take_apart(datagrams).size(), 1004U);
}

TEST(RunNetlink, AnyBytes) {
  FakeFacts facts;
  std::mt19937 random(1);
  for (int n = 0; n < 20000; n++) {
    Bytes bytes(random() % 96);
    for (auto& byte : bytes)
      byte = static_cast<std::uint8_t>(random());
    if (bytes.size() >= sizeof(nlmsghdr)) {
      nlmsghdr head{};
      std::memcpy(&head, bytes.data(), sizeof(head));
      head.nlmsg_len = static_cast<std::uint32_t>(random() % 4 ? bytes.size() : random() % 200);
      head.nlmsg_type = static_cast<std::uint16_t>(RTM_GETLINK + 4 * (random() % 3));
      head.nlmsg_flags |= NLM_F_REQUEST;
      std::memcpy(bytes.data(), &head, sizeof(head));
    }
    take_apart(answer(bytes, {kPort, true, true}, facts));
  }
}

TEST(RunProc, Paths) {
  EXPECT_EQ(proc_file("/proc/net/dev", 7), ProcFile::dev);
  EXPECT_EQ(proc_file("/proc/self/net/route", 7), ProcFile::route);
  EXPECT_EQ(proc_file("/proc/thread-self/net/dev", 7), ProcFile::dev);
  EXPECT_EQ(proc_file("/proc/7/net/dev", 7), ProcFile::dev);
  for (const char* path : {"/proc/8/net/dev", "/proc/net/dev_mcast", "/proc/net/devx", "/proc/net",
                           "/proc/7", "/proc/7net/dev", "/proc/", "", "/etc/net/dev"})
    EXPECT_EQ(proc_file(path, 7), ProcFile::none) << path;
}

TEST(RunProc, Devices) {
  FakeFacts facts;
  const std::string text = proc_net_dev(facts);
  EXPECT_NE(text.find("\n  eth0: 5000000000       0    0    0    0     0          0         0 "
                      "       0       7    0    0    0     0       0          0\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\n    lo:       0 "), std::string::npos);
}

TEST(RunProc, Routes) {
  FakeFacts facts;
  const std::string text = proc_net_route(facts);
  EXPECT_EQ(text.size() % 128, 0U);
  EXPECT_EQ(text.size() / 128, 5U) << text;
  const std::uint32_t number = htonl(0xc0000208);
  std::array<char, 16> hex{};
  std::snprintf(hex.data(), hex.size(), "%08X", number);
  EXPECT_NE(text.find(std::string("eth0\t") + hex.data() + "\t00000000\t0001\t"),
            std::string::npos);
  EXPECT_NE(text.find("\n*\t"), std::string::npos);
  EXPECT_NE(text.find("\t0003\t"), std::string::npos);
}

TEST(RunIoctl, Kinds) {
  EXPECT_EQ(classify(SIOCGIFCONF), Request::list);
  EXPECT_EQ(classify(SIOCGIFNAME), Request::name);
  EXPECT_EQ(classify(SIOCGIFNETMASK), Request::question);
  EXPECT_EQ(classify(SIOCSIFADDR), Request::refused);
  EXPECT_EQ(classify(SIOCETHTOOL), Request::refused);
  EXPECT_EQ(classify(FIONREAD), Request::other);
  EXPECT_EQ(classify(SIOCATMARK), Request::other);
}

std::string inet(const sockaddr& address) {
  sockaddr_in in{};
  std::memcpy(&in, &address, sizeof(in));
  EXPECT_EQ(in.sin_family, AF_INET);
  std::array<std::uint8_t, 4> bytes{};
  std::memcpy(bytes.data(), &in.sin_addr, bytes.size());
  return Address::from_bytes(bytes).str();
}

TEST(RunIoctl, Questions) {
  FakeFacts facts;
  const Interface& eth = facts.found[0];
  ifreq out{};
  EXPECT_EQ(fill(SIOCGIFADDR, eth, out), 0);
  EXPECT_EQ(inet(out.ifr_addr), "192.0.2.9");
  EXPECT_EQ(fill(SIOCGIFNETMASK, eth, out), 0);
  EXPECT_EQ(inet(out.ifr_netmask), "255.255.255.248");
  out = {};
  EXPECT_EQ(fill(SIOCGIFBRDADDR, eth, out), 0);
  EXPECT_EQ(inet(out.ifr_broadaddr), "192.0.2.15");
  out = {};
  EXPECT_EQ(fill(SIOCGIFFLAGS, eth, out), 0);
  EXPECT_EQ(static_cast<unsigned short>(out.ifr_flags), eth.flags);
  EXPECT_EQ(fill(SIOCGIFMTU, eth, out), 0);
  EXPECT_EQ(out.ifr_mtu, 1400);
  EXPECT_EQ(fill(SIOCGIFHWADDR, eth, out), 0);
  EXPECT_EQ(out.ifr_hwaddr.sa_family, ARPHRD_ETHER);
  EXPECT_EQ(std::memcmp(out.ifr_hwaddr.sa_data, eth.lladdr.bytes.data(), 6), 0);
}

TEST(RunIoctl, TheAddressInTheRequestIsMeant) {
  FakeFacts facts;
  ifreq out{};
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_addr.s_addr = htonl(0x0a000001);
  std::memcpy(&out.ifr_addr, &in, sizeof(in));
  EXPECT_EQ(fill(SIOCGIFDSTADDR, facts.found[0], out), 0);
  EXPECT_EQ(inet(out.ifr_dstaddr), "10.0.0.2");
  EXPECT_EQ(fill(SIOCGIFADDR, Interface{}, out), EADDRNOTAVAIL);
}

TEST(RunIoctl, List) {
  FakeFacts facts;
  std::array<ifreq, 4> entries{};
  ifconf conf{};
  fill(facts.found, conf);
  EXPECT_EQ(conf.ifc_len, static_cast<int>(3 * sizeof(ifreq)));
  conf.ifc_len = static_cast<int>(2 * sizeof(ifreq) + 1);
  conf.ifc_req = entries.data();
  fill(facts.found, conf);
  EXPECT_EQ(conf.ifc_len, static_cast<int>(2 * sizeof(ifreq)));
  EXPECT_STREQ(entries[1].ifr_name, "eth0");
  EXPECT_EQ(inet(entries[1].ifr_addr), "10.0.0.1");
  EXPECT_STREQ(entries[2].ifr_name, "");
  conf.ifc_len = -1;
  fill(facts.found, conf);
  EXPECT_EQ(conf.ifc_len, 0);
}

}  // namespace
}  // namespace bsdnet::run
