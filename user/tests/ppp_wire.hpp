// SPDX-License-Identifier: GPL-2.0
/// @file
/// A line between two ends of PPP, in the tests' own time.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <random>

#include "session.hpp"

namespace bsdnet::ppp {

class Wire {
 public:
  using Receiver = std::function<void(std::uint16_t, View)>;

  struct End : Link {
    Wire* wire = nullptr;
    End* other = nullptr;
    Receiver receiver;
    std::map<std::uint16_t, unsigned int> sent;  // packets by protocol
    Bytes last;                                  // the newest packet

    void send(std::uint16_t protocol, View payload) override {
      ++sent[protocol];
      last.assign(payload.begin(), payload.end());
      if (other != nullptr) wire->queue_.push_back({other, protocol, last});
    }
  };

  Wire() {
    a.wire = b.wire = this;
    a.other = &b;
    b.other = &a;
  }

  /// Delivers and lets time pass until nothing happens any more or @p limit is over.
  void run(Time limit) {
    const Time until = timers.now() + limit;
    for (;;) {
      deliver();
      const auto next = timers.next();
      if (!next || *next > until) break;
      timers.advance(*next);
    }
    timers.advance(until);
  }

  void deliver() {
    for (std::size_t n = 0; !queue_.empty(); ++n) {
      ASSERT_LT(n, 100000U) << "the two never stop talking";
      auto packet = std::move(queue_.front());
      queue_.pop_front();
      if (damage) damage(packet.bytes);
      if (lose && lose(packet.protocol)) continue;
      if (packet.to->receiver) packet.to->receiver(packet.protocol, packet.bytes);
    }
  }

  TimerQueue timers;
  End a, b;
  std::function<bool(std::uint16_t protocol)> lose;
  std::function<void(Bytes&)> damage;

 private:
  struct InFlight {
    End* to;
    std::uint16_t protocol;
    Bytes bytes;
  };
  std::deque<InFlight> queue_;
};

/// A session on one end of a wire, and what became of it.
struct Player {
  Player(Wire& wire, Wire::End& end, const SessionConfig& config)
      : session(end, wire.timers, &end == &wire.a ? "a" : "b", config,
                {[this](const std::string& name) { peer = name; },
                 [this](const NetworkParameters& parameters) {
                   network = parameters;
                   ++ups;
                 },
                 [this] { network.reset(); },
                 [this](Outcome how, const std::string& because) {
                   outcome = how;
                   why = because;
                 }}) {
    end.receiver = [this](std::uint16_t protocol, View payload) {
      session.receive(protocol, payload);
    };
  }

  std::string peer;
  std::optional<NetworkParameters> network;
  int ups = 0;
  std::optional<Outcome> outcome;
  std::string why;
  Session session;
};

}  // namespace bsdnet::ppp
