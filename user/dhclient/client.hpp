// SPDX-License-Identifier: GPL-2.0
/// @file
/// The client's state machine on one interface (RFC 2131, section 4.4). It knows nothing of
/// sockets, of the clock or of the machine.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "address_check.hpp"
#include "lease.hpp"
#include "requests.hpp"
#include "timer_queue.hpp"

namespace bsdnet::dhcp {

inline constexpr std::uint32_t kLimitedBroadcast = 0xffffffff;

inline constexpr Time kReleaseTime{300};

/// Sends messages.
class MessagePort {
 public:
  MessagePort() = default;
  MessagePort(const MessagePort&) = delete;
  MessagePort& operator=(const MessagePort&) = delete;
  virtual ~MessagePort() = default;
  /// @param source  our address, or 0
  /// @param to      a server, or kLimitedBroadcast
  virtual void send(const Message& message, std::uint32_t source, std::uint32_t to) = 0;
};

/// What happens to a lease.
enum class Event : std::uint8_t {
  preinit,   ///< the client starts
  bound,     ///< a new lease, or an old one that is still valid
  renew,     ///< the lease is extended, perhaps with other parameters
  deconfig,  ///< the lease is over
  fail,      ///< no server answers in time
};

/// What the client does to the machine.
class Host {
 public:
  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;
  /// Configures address and routes of @p lease in place of those of @p old, which may be null.
  /// Returns false, and logs the error, if the address is refused.
  virtual bool configure(const Lease& lease, const Lease* old) = 0;
  virtual void unconfigure(const Lease& lease) = 0;
  /// Saves the lease, received just now with a request of @p age ago, for the next start.
  virtual void save(const Lease& lease, Time age) = 0;
  virtual void forget() = 0;
  /// @param why  reason of deconfig, one word
  virtual void tell(Event event, const Lease* lease, const std::string& why) = 0;
};

struct ClientConfig {
  std::string who{};  ///< name of the interface
  Identity identity{};
  CheckConfig check{};
  Time start_delay{1000};  ///< the first message is sent within it
};

class Client {
 public:
  using Random = std::function<std::uint32_t()>;

  Client(MessagePort& messages, ArpPort& arp, Host& host, TimerQueue& timers, ClientConfig config,
         Random random);

  /// Starts; with @p saved, a lease of @p age ago, asks for that first.
  void start(const std::optional<Lease>& saved, Time age);
  /// Handles a message from @p source.
  void receive(const Message& message);
  void receive(const ArpPacket& packet) { check_.receive(packet); }
  /// The link went down, or came up: perhaps to another network.
  void link_down();
  void link_up();
  /// Asks the server now.
  void renew();
  /// Gives the lease back, and stops kReleaseTime later: the message may have to wait for the
  /// link-layer address of the server, and needs our address as long.
  void release();
  /// Stops. @param keep  leaves address and routes
  void stop(bool keep);

  bool has_lease() const { return configured_; }
  const Lease* lease() const { return lease_ ? &*lease_ : nullptr; }
  /// Name of the state, as in RFC 2131, figure 5.
  const char* state() const;

 private:
  enum class State : std::uint8_t {
    stopped,
    init,
    rebooting,
    selecting,
    requesting,
    checking,
    bound,
    renewing,
    rebinding,
    releasing,
  };

  void enter(State state);
  void begin_init(Time delay);
  void discover();
  void reboot();
  void request(const Lease& offer);
  void begin_renewal(State state);
  void ask(Message message);
  void transmit();
  void resend();
  Time patience() const;
  void lease_timer();
  void set_lease_timer();
  Time since_request(std::uint32_t seconds) const;
  void complain(const char* what, const std::string& why);
  void offered(const Message& message);
  void acknowledged(const Message& message);
  void refused(const Message& message);
  void extend(Lease lease);
  void bind();
  void conflict(const Mac& who);
  void expire();
  void drop_lease(const std::string& why);
  void stop_timers();

  MessagePort& messages_;
  Host& host_;
  TimerQueue& timers_;
  ClientConfig config_;
  Random random_;
  AddressCheck check_;
  Timer resend_;
  Timer lease_timer_;
  State state_ = State::stopped;
  bool link_ = true;
  Message question_{};            // what is sent until it is answered
  unsigned int sent_ = 0;         // how often
  Time began_{0};                 // first message of the exchange
  Time asked_{0};                 // latest message of it
  std::optional<Lease> lease_{};  // offered, assigned or saved
  bool configured_ = false;       // its address is in use
  Time lease_start_{0};
  RateLimit complaints_;
  unsigned int conflicts_ = 0;
  unsigned int refusals_ = 0;
};

}  // namespace bsdnet::dhcp
