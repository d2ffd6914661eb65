// SPDX-License-Identifier: GPL-2.0
/// @file
/// A control protocol: the automaton and its packets. Derived classes (LCP, IPCP) implement
/// the options.
#pragma once

#include <functional>
#include <string>

#include "automaton.hpp"
#include "packet.hpp"
#include "timer_queue.hpp"

namespace bsdnet::ppp {

/// Sends packets: on a PPP interface, or in a test to another automaton.
class Link {
 public:
  virtual ~Link() = default;
  /// Sends @p payload behind the protocol number @p protocol. Packets may be lost.
  virtual void send(std::uint16_t protocol, View payload) = 0;
};

/// Timer and limits of a control protocol (RFC 1661, 4.6).
struct Patience {
  Time restart{3000};               ///< restart timer
  unsigned int max_configure = 10;  ///< Configure-Requests without an answer
  unsigned int max_terminate = 2;   ///< Terminate-Requests without an answer
  unsigned int max_failure = 5;     ///< Configure-Naks sent before rejecting
  unsigned int max_refused = 30;    ///< Configure-Requests refused before the protocol is closed
  bool passive = false;             ///< wait for a peer that does not answer
};

/// The answer to an option of the peer.
struct Verdict {
  enum Kind : std::uint8_t { ack, nak, reject } kind = ack;
  Bytes value{};  ///< with nak: an acceptable value
};

/// One end of a control protocol. Lifetime: that of its session. Not thread-safe.
class ControlProtocol {
 public:
  /// Notifications of the layers above and below.
  struct Events {
    std::function<void()> up, down, finished;
  };

  /// @param who       name of the session in messages
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
  /// Terminates the protocol; @p why is sent to the peer and logged.
  void close(const std::string& why);
  /// Handles a received, untrusted packet.
  void receive(View bytes);
  /// Handles a Protocol-Reject of this protocol.
  void protocol_rejected() { handle(Event::rxj_bad); }

  State state() const { return state_; }
  bool opened() const { return state_ == State::opened; }
  /// Sets the largest payload; longer packets are truncated.
  void set_mtu(std::size_t mtu) { mtu_ = mtu; }
  /// Reason of the close; may be empty.
  const std::string& why() const { return why_; }

 protected:
  /// Options of the next Configure-Request.
  virtual Options request() = 0;
  /// Checks @p option of the peer.
  virtual Verdict judge(const Option& option) = 0;
  /// Mandatory options that @p received lacks; they are sent in a Configure-Nak.
  virtual Options missing(const Options& received) = 0;
  /// The peer's @p options were acknowledged.
  virtual void accepted(const Options& options) = 0;
  /// The peer sent a Configure-Nak with @p option.
  virtual void refused(const Option& option) = 0;
  /// The peer sent a Configure-Reject with @p option.
  virtual void rejected(const Option& option) = 0;
  /// Negotiation starts or restarts.
  virtual void starting() {}
  /// Called before up. Returns false after it closed the protocol for unusable options.
  virtual bool agreed() { return true; }
  /// Handles a packet with a protocol-specific code; returns false if the code is unknown.
  virtual bool other(const Packet& /*packet*/) { return false; }

  void send(std::uint8_t code, std::uint8_t id, View data);
  void handle(Event event);
  const std::string& who() const { return who_; }
  TimerQueue& timers() { return timers_; }
  std::uint8_t next_id() { return ++id_; }
  std::size_t mtu() const { return mtu_; }
  /// Whether the rate limit permits another reply or error report to this peer.
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
  Packet received_;  // the packet that actions answer
  Bytes reply_;      // data of the answer, for scn
  std::uint8_t reply_code_ = 0;
  Options acceptable_;
  std::string why_;
};

}  // namespace bsdnet::ppp
