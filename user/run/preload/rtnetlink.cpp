// SPDX-License-Identifier: GPL-2.0
//
// Requests come from programs and can be anything: libmnl checks lengths, and each attribute's
// length is checked before it is read.

#include "rtnetlink.hpp"

#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "bsdnet/error.hpp"
#include "linux_route.hpp"

namespace bsdnet::run {
namespace {

// Datagrams of a dump: glibc reads them with a buffer of a page
constexpr std::size_t kDatagram = 3776;
constexpr std::size_t kMessage = 2048;
constexpr std::size_t kMaxEchoed = 1024;
constexpr std::uint16_t kMostAttributes = 64;
constexpr std::uint8_t kOperUp = 6;    // IF_OPER_UP of RFC 2863
constexpr std::uint8_t kOperDown = 2;  // IF_OPER_DOWN
constexpr std::uint32_t kForever = 0xffffffff;

using Attributes = std::array<const nlattr*, kMostAttributes>;

// An error for the sender of a request
struct Refusal {
  int code;
  const char* text;
};

// One message that is being built
class Message {
 public:
  Message(std::uint16_t type, std::uint16_t flags, std::uint32_t seq, std::uint32_t portid)
      : head_(mnl_nlmsg_put_header(bytes_.data())) {
    head_->nlmsg_type = type;
    head_->nlmsg_flags = flags;
    head_->nlmsg_seq = seq;
    head_->nlmsg_pid = portid;
  }

  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;
  ~Message() = default;

  template <typename T>
  T& body() {
    return *static_cast<T*>(mnl_nlmsg_put_extra_header(head_, sizeof(T)));
  }
  void raw(const void* data, std::size_t size) {
    std::memcpy(mnl_nlmsg_put_extra_header(head_, size), data, size);
  }
  void put(std::uint16_t type, const void* data, std::size_t size) {
    mnl_attr_put_check(head_, bytes_.size(), type, size, data);
  }
  template <typename T>
  void put(std::uint16_t type, const T& value) {
    put(type, &value, sizeof(value));
  }
  void put(std::uint16_t type, const std::string& text) {
    put(type, text.c_str(), text.size() + 1);
  }
  void put(std::uint16_t type, const Address& address) {
    put(type, address.bytes.data(), address.size());
  }
  nlmsghdr& head() { return *head_; }
  std::span<const std::uint8_t> bytes() const {
    return {reinterpret_cast<const std::uint8_t*>(head_), MNL_ALIGN(head_->nlmsg_len)};
  }

 private:
  alignas(nlmsghdr) std::array<char, kMessage> bytes_{};
  nlmsghdr* head_;
};

// The attributes of a request behind a fixed part of size bytes
Attributes attributes_of(const nlmsghdr& request, std::size_t size) {
  Attributes out{};
  if (mnl_nlmsg_get_payload_len(&request) < size) return out;
  mnl_attr_parse(
      &request, static_cast<unsigned int>(size),
      [](const nlattr* attr, void* data) {
        const std::uint16_t type = mnl_attr_get_type(attr);
        if (type < kMostAttributes) (*static_cast<Attributes*>(data))[type] = attr;
        return MNL_CB_OK;
      },
      &out);
  return out;
}

template <typename T>
std::optional<T> number(const nlattr* attr) {
  T out{};
  if (attr == nullptr || mnl_attr_get_payload_len(attr) < sizeof(out)) return {};
  std::memcpy(&out, mnl_attr_get_payload(attr), sizeof(out));
  return out;
}

std::string text(const nlattr* attr) {
  if (attr == nullptr) return {};
  const auto* const data = static_cast<const char*>(mnl_attr_get_payload(attr));
  return {data, ::strnlen(data, mnl_attr_get_payload_len(attr))};
}

std::optional<Address> address(const nlattr* attr) {
  if (attr == nullptr || mnl_attr_get_payload_len(attr) != 4) return {};
  const auto* const data = static_cast<const std::uint8_t*>(mnl_attr_get_payload(attr));
  return Address::from_bytes({data, 4});
}

// The fixed part, if it is there, else zeros: programs often send less than it
template <typename T>
T fixed_part(const nlmsghdr& request) {
  T out{};
  std::memcpy(&out, mnl_nlmsg_get_payload(&request),
              std::min(sizeof(out), mnl_nlmsg_get_payload_len(&request)));
  return out;
}

std::uint8_t family_of(const nlmsghdr& request) {
  return fixed_part<rtgenmsg>(request).rtgen_family;
}

rtnl_link_stats64 counters(const Stats& stats) {
  rtnl_link_stats64 out{};
  out.rx_packets = stats.rx_packets.value_or(0);
  out.rx_bytes = stats.rx_bytes.value_or(0);
  out.tx_packets = stats.tx_packets.value_or(0);
  out.tx_bytes = stats.tx_bytes.value_or(0);
  return out;
}

rtnl_link_stats narrow_counters(const Stats& stats) {
  rtnl_link_stats out{};
  out.rx_packets = static_cast<__u32>(stats.rx_packets.value_or(0));
  out.rx_bytes = static_cast<__u32>(stats.rx_bytes.value_or(0));
  out.tx_packets = static_cast<__u32>(stats.tx_packets.value_or(0));
  out.tx_bytes = static_cast<__u32>(stats.tx_bytes.value_or(0));
  return out;
}

void fill_link(Message& out, const Interface& interface, const Stats& stats) {
  const bool running = (interface.flags & IFF_RUNNING) != 0;
  auto& link = out.body<ifinfomsg>();
  link.ifi_type = interface.hardware;
  link.ifi_index = static_cast<int>(interface.index);
  link.ifi_flags = interface.flags;
  if (running) link.ifi_flags |= IFF_LOWER_UP;
  out.put(IFLA_IFNAME, interface.name);
  out.put(IFLA_TXQLEN, std::uint32_t{0});
  out.put(IFLA_OPERSTATE, static_cast<std::uint8_t>(running ? kOperUp : kOperDown));
  out.put(IFLA_LINKMODE, std::uint8_t{0});
  out.put(IFLA_MTU, interface.mtu);
  out.put(IFLA_CARRIER, static_cast<std::uint8_t>(running));
  out.put(IFLA_QDISC, std::string("noqueue"));
  if (!interface.lladdr.bytes.empty()) {
    const std::vector<std::uint8_t> broadcast(interface.lladdr.bytes.size(), 0xff);
    out.put(IFLA_ADDRESS, interface.lladdr.bytes.data(), interface.lladdr.bytes.size());
    out.put(IFLA_BROADCAST, broadcast.data(), broadcast.size());
  }
  out.put(IFLA_STATS64, counters(stats));
  out.put(IFLA_STATS, narrow_counters(stats));
}

// As Linux has it: the prefix around the local address, or a peer's address
void fill_address(Message& out, const Interface& interface, const InterfaceAddress& address) {
  const bool peer = address.dest.is_host() && address.dest.address != address.local;
  const bool loopback = (interface.flags & IFF_LOOPBACK) != 0;
  auto& head = out.body<ifaddrmsg>();
  head.ifa_family = AF_INET;
  head.ifa_prefixlen = address.dest.bits;
  head.ifa_flags = IFA_F_PERMANENT;
  head.ifa_scope = loopback ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE;
  head.ifa_index = interface.index;
  out.put(IFA_ADDRESS, peer ? address.dest.address : address.local);
  out.put(IFA_LOCAL, address.local);
  if (const auto broadcast = address.broadcast(); broadcast && !loopback)
    out.put(IFA_BROADCAST, *broadcast);
  out.put(IFA_LABEL, interface.name);
  out.put(IFA_FLAGS, std::uint32_t{IFA_F_PERMANENT});
  out.put(IFA_CACHEINFO, ifa_cacheinfo{kForever, kForever, 0, 0});
}

// The answer to a lookup ends with an attribute that is always there, as Linux's does: nmap reads
// the attributes without the last bytes
void fill_route(Message& out, const LinuxRoute& route) {
  auto& head = out.body<rtmsg>();
  head.rtm_family = AF_INET;
  head.rtm_dst_len = route.dst.bits;
  head.rtm_table = route.table;
  head.rtm_protocol = route.protocol;
  head.rtm_scope = route.scope;
  head.rtm_type = route.type;
  head.rtm_flags = route.flags;
  out.put(RTA_TABLE, std::uint32_t{route.table});
  if (route.dst.bits > 0) out.put(RTA_DST, route.dst.address);
  if (route.priority > 0) out.put(RTA_PRIORITY, route.priority);
  if (route.gateway) out.put(RTA_GATEWAY, *route.gateway);
  if (route.source) out.put(RTA_PREFSRC, *route.source);
  if (route.ifl_index != 0) out.put(RTA_OIF, route.ifl_index);
  if ((route.flags & RTM_F_CLONED) != 0) out.put(RTA_CACHEINFO, rta_cacheinfo{});
}

// The answer to one request
class Reply {
 public:
  Reply(const nlmsghdr& request, const Asker& asker, Facts& facts, std::vector<Bytes>& out)
      : request_(request), asker_(asker), facts_(facts), out_(out) {}

  void make() {
    const std::size_t before = out_.size();
    const auto refusal = attempt();
    if (!refusal) return;
    out_.resize(before);
    pack_.clear();
    acknowledge(*refusal);
  }

 private:
  bool is_dump() const { return (request_.nlmsg_flags & NLM_F_DUMP) != 0; }

  std::optional<Refusal> attempt() {
    try {
      dispatch();
      finish();
      return {};
    } catch (const Refusal& error) {
      return error;
    } catch (const KernelError& error) {
      return Refusal{error.code(), nullptr};
    } catch (const SystemError& error) {
      return Refusal{error.code(), nullptr};
    } catch (const Error&) {
      return Refusal{EPROTO, nullptr};
    }
  }

  void dispatch() {
    switch (request_.nlmsg_type) {
      case RTM_GETLINK:
        return is_dump() ? dump_links() : get_link();
      case RTM_GETADDR:
        if (!is_dump()) throw Refusal{EOPNOTSUPP, "bsdnet-run: addresses can only be listed"};
        return dump_addresses();
      case RTM_GETROUTE:
        return is_dump() ? dump_routes() : get_route();
      default:
        throw Refusal{EOPNOTSUPP, "bsdnet-run: not a question that it answers for bsdnet"};
    }
  }

  Message message(std::uint16_t type) const {
    const std::uint16_t flags = is_dump() ? NLM_F_MULTI : 0;
    return {type, flags, request_.nlmsg_seq, asker_.portid};
  }

  // Appends a message to the datagram, which is sent when it is full
  void add(const Message& message) {
    const auto bytes = message.bytes();
    if (pack_.size() + bytes.size() > kDatagram) flush();
    pack_.insert(pack_.end(), bytes.begin(), bytes.end());
  }

  void flush() {
    if (!pack_.empty()) out_.push_back(std::move(pack_));
    pack_.clear();
  }

  void finish() {
    if (!is_dump()) {
      flush();
      if ((request_.nlmsg_flags & NLM_F_ACK) != 0) acknowledge({});
      return;
    }
    Message done = message(NLMSG_DONE);
    done.body<int>() = 0;
    add(done);
    flush();
  }

  void acknowledge(const Refusal& refusal) {
    const bool with_text = asker_.ext_ack && refusal.text != nullptr;
    const std::size_t echoed = refusal.code == 0 || request_.nlmsg_len > kMaxEchoed
                                   ? 0
                                   : request_.nlmsg_len - NLMSG_HDRLEN;
    Message out(NLMSG_ERROR, 0, request_.nlmsg_seq, asker_.portid);
    auto& error = out.body<nlmsgerr>();
    error.error = -refusal.code;
    error.msg = request_;
    if (echoed > 0) out.raw(mnl_nlmsg_get_payload(&request_), echoed);
    if (refusal.code == 0 || echoed != request_.nlmsg_len - NLMSG_HDRLEN)
      out.head().nlmsg_flags |= NLM_F_CAPPED;
    if (with_text) {
      out.head().nlmsg_flags |= NLM_F_ACK_TLVS;
      out.put(NLMSGERR_ATTR_MSG, std::string(refusal.text));
    }
    pack_.clear();
    add(out);
    flush();
  }

  void add_link(const Interface& interface, const Stats& stats) {
    Message out = message(RTM_NEWLINK);
    fill_link(out, interface, stats);
    add(out);
  }

  void dump_links() {
    const std::uint8_t family = family_of(request_);
    if (family != AF_UNSPEC && family != AF_INET && family != AF_PACKET) return;
    auto traffic = facts_.traffic();
    for (const Interface& interface : facts_.interfaces())
      add_link(interface, traffic[interface.index]);
  }

  void get_link() {
    const auto question = fixed_part<ifinfomsg>(request_);
    const Attributes attributes = attributes_of(request_, sizeof(question));
    std::string name = text(attributes[IFLA_IFNAME]);
    if (name.empty()) name = text(attributes[IFLA_ALT_IFNAME]);
    if (question.ifi_index == 0 && name.empty())
      throw Refusal{EINVAL, "bsdnet-run: neither index nor name of an interface"};
    const auto found = facts_.interfaces();
    const auto at = std::ranges::find_if(found, [&](const Interface& interface) {
      return question.ifi_index != 0 ? interface.index == static_cast<unsigned>(question.ifi_index)
                                     : interface.name == name;
    });
    if (at == found.end()) throw Refusal{ENODEV, nullptr};
    add_link(*at, facts_.traffic()[at->index]);
  }

  void dump_addresses() {
    const auto question = fixed_part<ifaddrmsg>(request_);
    if (question.ifa_family != AF_UNSPEC && question.ifa_family != AF_INET) return;
    for (const Interface& interface : facts_.interfaces()) {
      if (asker_.strict && question.ifa_index != 0 && question.ifa_index != interface.index)
        continue;
      for (const InterfaceAddress& address : interface.addresses) {
        Message out = message(RTM_NEWADDR);
        fill_address(out, interface, address);
        add(out);
      }
    }
  }

  void dump_routes() {
    const auto question = fixed_part<rtmsg>(request_);
    const Attributes attributes = attributes_of(request_, sizeof(question));
    const auto table = number<std::uint32_t>(attributes[RTA_TABLE]);
    const auto oif = number<std::uint32_t>(attributes[RTA_OIF]);
    if (question.rtm_family != AF_UNSPEC && question.rtm_family != AF_INET) return;
    if ((question.rtm_flags & RTM_F_CLONED) != 0) return;
    Prefix last;
    std::uint32_t priority = 0;
    facts_.each_route([&](const Route& route) {
      auto found = linux_route(route);
      if (!found) return;
      priority = found->dst == last ? priority + 1 : 0;
      last = found->dst;
      found->priority = priority;
      if (asker_.strict &&
          ((table && *table != 0 && *table != found->table) || (oif && *oif != found->ifl_index)))
        return;
      Message out = message(RTM_NEWROUTE);
      fill_route(out, *found);
      add(out);
    });
  }

  void get_route() {
    const auto question = fixed_part<rtmsg>(request_);
    const Attributes attributes = attributes_of(request_, sizeof(question));
    if (question.rtm_family != AF_INET) throw Refusal{EAFNOSUPPORT, nullptr};
    Resolve lookup;
    lookup.addr = address(attributes[RTA_DST]);
    lookup.from = address(attributes[RTA_SRC]);
    if (!lookup.addr) lookup.addr = Address{Family::inet, {}};
    if (const auto iif = number<std::uint32_t>(attributes[RTA_IIF])) lookup.iif_index = iif;
    Resolve answer = facts_.resolve(lookup);
    answer.addr = lookup.addr;
    int error = 0;
    const auto found = linux_lookup(answer, error);
    if (!found) throw Refusal{error, nullptr};
    const auto oif = number<std::uint32_t>(attributes[RTA_OIF]);
    if (oif && *oif != 0 && *oif != found->ifl_index) throw Refusal{ENETUNREACH, nullptr};
    Message out = message(RTM_NEWROUTE);
    fill_route(out, *found);
    add(out);
  }

  const nlmsghdr& request_;
  const Asker& asker_;
  Facts& facts_;
  std::vector<Bytes>& out_;
  Bytes pack_;
};

}  // namespace

std::vector<Bytes> answer(std::span<const std::uint8_t> request, const Asker& asker, Facts& facts) {
  std::vector<Bytes> out;
  // each message is copied, which aligns it
  std::vector<nlmsghdr> copy;
  while (request.size() >= sizeof(nlmsghdr)) {
    nlmsghdr head{};
    std::memcpy(&head, request.data(), sizeof(head));
    // mnl_nlmsg_ok() takes the length for a signed number
    if (head.nlmsg_len < sizeof(head) || head.nlmsg_len > request.size()) break;
    copy.assign(head.nlmsg_len / sizeof(head) + 1, {});
    std::memcpy(copy.data(), request.data(), head.nlmsg_len);
    if ((head.nlmsg_flags & NLM_F_REQUEST) != 0 && head.nlmsg_type >= NLMSG_MIN_TYPE)
      Reply(copy.front(), asker, facts, out).make();
    request = request.subspan(std::min<std::size_t>(NLMSG_ALIGN(head.nlmsg_len), request.size()));
  }
  return out;
}

}  // namespace bsdnet::run
