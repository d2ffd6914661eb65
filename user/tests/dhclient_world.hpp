// SPDX-License-Identifier: GPL-2.0
/// @file
/// A DHCP client whose messages, machine and clock are the test's.
#pragma once

#include <string>
#include <vector>

#include "client.hpp"
#include "inet.hpp"

namespace bsdnet::dhcp {

inline constexpr Mac kOurs = {2, 0, 0, 0, 0, 1};
inline constexpr Mac kTheirs = {2, 0, 0, 0, 0, 9};

inline std::uint32_t inet(const char* text) {
  return inet_number(Address::parse(text));
}

inline Bytes bytes_of(std::uint32_t value) {
  Bytes out;
  put32(out, value);
  return out;
}

struct World : MessagePort, ArpPort, Host {
  struct Sent {
    Message message;
    std::uint32_t source;
    std::uint32_t to;
    Time at;
  };

  explicit World(unsigned int probes = 0, bool broadcast = false) {
    ClientConfig config;
    config.who = "eth0";
    config.identity.mac = kOurs;
    config.identity.client_id = {1, 2, 0, 0, 0, 0, 1};
    config.identity.parameters = default_parameters();
    config.identity.broadcast = broadcast;
    config.check.probes = probes;
    client =
        std::make_unique<Client>(*this, *this, *this, timers, config, [this] { return ++number; });
  }

  void send(const Message& message, std::uint32_t source, std::uint32_t to) override {
    // as it looks on the wire
    sent.push_back({Message::parse(message.encode()).value(), source, to, timers.now()});
  }
  void send(const ArpPacket& packet) override { arps.push_back(packet); }
  bool configure(const Lease& lease, const Lease* old) override {
    if (refuse) return false;
    events.push_back(old != nullptr ? "change" : "configure");
    address = lease.address;
    return true;
  }
  void unconfigure(const Lease& lease) override {
    EXPECT_EQ(address, lease.address);
    address = 0;
    events.emplace_back("unconfigure");
  }
  void save(const Lease& lease, Time age) override {
    saved = lease;
    saved_age = age;
  }
  void forget() override { saved.reset(); }
  void tell(Event event, const Lease*, const std::string& why) override {
    constexpr const char* kNames[] = {"preinit", "bound", "renew", "deconfig", "fail"};
    events.push_back(std::string(kNames[static_cast<int>(event)]) + (why.empty() ? "" : ":") + why);
  }

  void pass(Time time) {
    const Time until = timers.now() + time;
    for (auto next = timers.next(); next && *next <= until; next = timers.next())
      timers.advance(*next);
    timers.advance(until);
  }

  /// An answer to the latest message.
  Message answer(MessageType type) const {
    Message out;
    out.op = kBootReply;
    out.xid = sent.back().message.xid;
    out.chaddr = {kOurs.begin(), kOurs.end()};
    out.options[kType] = {type};
    out.options[kServerId] = bytes_of(server);
    if (type == kNak) return out;
    out.yiaddr = offered;
    out.options[kSubnetMask] = bytes_of(0xffffff00);
    out.options[kLeaseTime] = bytes_of(duration);
    out.options[kRouters] = bytes_of(server);
    return out;
  }
  void reply(MessageType type) { client->receive(answer(type)); }
  /// From nothing to a lease.
  void lease() {
    client->start({}, Time(0));
    pass(Time(1000));
    reply(kOffer);
    reply(kAck);
  }
  std::string events_text() {
    std::string out;
    for (const std::string& event : events)
      out += (out.empty() ? "" : " ") + event;
    events.clear();
    return out;
  }
  MessageType last() const { return sent.back().message.type(); }

  std::uint32_t server = inet("192.0.2.1");
  std::uint32_t offered = inet("192.0.2.100");
  std::uint32_t duration = 3600;
  bool refuse = false;
  std::uint32_t address = 0;
  std::uint32_t number = 499;
  std::vector<Sent> sent;
  std::vector<ArpPacket> arps;
  std::vector<std::string> events;
  std::optional<Lease> saved;
  Time saved_age{0};
  TimerQueue timers;
  std::unique_ptr<Client> client;
};

}  // namespace bsdnet::dhcp
