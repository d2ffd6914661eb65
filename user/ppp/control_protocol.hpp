// SPDX-License-Identifier: GPL-2.0
/// @file
/// A control protocol: the automaton, the packets that drive it and those that it sends. What
/// the options mean is for those derived from it (LCP, IPCP).
#pragma once

#include <functional>
#include <string>

#include "automaton.hpp"
#include "packet.hpp"
#include "timer_queue.hpp"

namespace bsdnet::ppp {

/// Where packets go: the PPP interface, or another automaton in a test.
class Link {
 public:
  virtual ~Link() = default;
  /// Sends @p payload, what follows the protocol number @p protocol. Packets may be lost.
  virtual void send(std::uint16_t protocol, View payload) = 0;
};

/// How patient a control protocol is (RFC 1661, 4.6).
struct Patience {
  Time restart{3000};               ///< restart timer
  unsigned int max_configure = 10;  ///< Configure-Requests without an answer
  unsigned int max_terminate = 2;   ///< Terminate-Requests without an answer
  unsigned int max_failure = 5;     ///< Configure-Naks sent before rejecting
  unsigned int max_refused = 30;    ///< Configure-Requests refused before giving up
  bool passive = false;             ///< wait for the peer where it does not answer
};

/// What an option of the peer's comes to.
struct Verdict {
  enum Kind : std::uint8_t { ack, nak, reject } kind = ack;
  Bytes value{};  ///< with nak: what would be good
};

/// One end of a control protocol. Life: as its session. Not for concurrent use.
class ControlProtocol {
 public:
  /// What it tells those above and below.
  struct Events {
    std::function<void()> up, down, finished;
  };

  /// @param who       whose session it is, for messages
  /// @param name      "LCP"
  /// @param protocol  PPP protocol number
  ControlProtocol(Link& link, TimerQueue& timers, std::string who, const char* name,
                  std::uint16_t protocol, const Patience& patience);
  virtual ~ControlProtocol() = default;
  ControlProtocol(const ControlProtocol&) = delete;
  ControlProtocol& operator=(const ControlProtocol&) = delete;

  void on(Events events) { events_ = std::move(events); }

  void lower_up() { handle(Event::up); }
  void lower_down() { handle(Event::down); }
  void open() { handle(Event::open); }
  /// Ends it in order; @p why for the peer and the log.
  void close(const std::string& why);
  /// A packet of the protocol came; hostile.
  void receive(View bytes);
  /// The peer does not know the protocol.
  void protocol_rejected() { handle(Event::rxj_bad); }

  State state() const { return state_; }
  bool opened() const { return state_ == State::opened; }
  /// Longest payload that may be sent; packets are cut to it.
  void set_mtu(std::size_t mtu) { mtu_ = mtu; }
  /// Why it was closed; empty where nothing was wrong.
  const std::string& why() const { return why_; }

 protected:
  /// What to ask for in the next Configure-Request.
  virtual Options request() = 0;
  /// Is @p option of the peer's acceptable?
  virtual Verdict judge(const Option& option) = 0;
  /// Options that @p received lacks and must have: to be asked for in a Configure-Nak.
  virtual Options missing(const Options& received) = 0;
  /// The peer's @p options were acknowledged.
  virtual void accepted(const Options& options) = 0;
  /// The peer would like @p option with this value instead.
  virtual void refused(const Option& option) = 0;
  /// The peer does not take @p option at all.
  virtual void rejected(const Option& option) = 0;
  /// Negotiation begins (anew).
  virtual void starting() {}
  /// Called before up: false where what was agreed will not do; it has been closed then.
  virtual bool agreed() { return true; }
  /// A packet with a code of the protocol's own; false: unknown.
  virtual bool other(const Packet& /*packet*/) { return false; }

  void send(std::uint8_t code, std::uint8_t id, View data);
  void handle(Event event);
  const std::string& who() const { return who_; }
  TimerQueue& timers() { return timers_; }
  std::uint8_t next_id() { return ++id_; }
  std::size_t mtu() const { return mtu_; }
  /// Whether one more error report may be sent to this peer.
  bool may_report() { return reports_.allow(); }

 private:
  void act(Action action, const Transition& transition);
  void start_counter(unsigned int count) { counter_ = count; }
  void send_request();
  void send_terminate();
  void time_out();
  void receive_request(const Packet& packet);
  void receive_ack(const Packet& packet);
  void receive_nak(const Packet& packet);
  void receive_reject(const Packet& packet);
  void receive_code_reject(const Packet& packet);
  void begin();
  void dispatch(const Packet& packet);
  void prepare_reply(const Options& options);
  bool converges();

  Link& link_;
  TimerQueue& timers_;
  std::string who_;
  const char* name_;
  std::uint16_t protocol_;
  Patience patience_;
  Events events_;
  Timer restart_;
  RateLimit reports_;
  State state_ = State::initial;
  std::size_t mtu_ = 1500;
  std::uint8_t id_ = 0;
  std::uint8_t request_id_ = 0;
  Options requested_;
  unsigned int counter_ = 0;  // RFC 1661: Restart counter
  unsigned int naks_ = 0;     // Configure-Naks sent since the last Configure-Ack
  unsigned int refusals_ = 0;
  Packet received_;  // the one that actions answer
  Bytes reply_;      // its answer's data, for scn
  std::uint8_t reply_code_ = 0;
  Options acceptable_;
  std::string why_;
};

}  // namespace bsdnet::ppp
