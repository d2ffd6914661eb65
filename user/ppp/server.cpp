// SPDX-License-Identifier: GPL-2.0
//
// bsdnet-ppp server: a PPPoE access concentrator.

#include <sys/resource.h>

#include <map>
#include <memory>

#include "bsdnet/error.hpp"
#include "discovery_server.hpp"
#include "event_loop.hpp"
#include "interface_session.hpp"
#include "log.hpp"
#include "pool.hpp"
#include "secrets.hpp"
#include "settings.hpp"

namespace bsdnet::ppp {
namespace {

// Delay of the first packet after the PADS, so that the peer is ready to receive it
constexpr Time kStartDelay{20};
constexpr rlim_t kSpareDescriptors = 32;

// The session of one client
struct Subscriber {
  Subscriber(TimerQueue& timers, std::function<void()> start) : begin(timers, std::move(start)) {}

  std::uint32_t address = 0;
  std::unique_ptr<PppoeInterface> interface;
  std::unique_ptr<InterfaceSession> session;
  Timer begin;
};

class Server {
 public:
  Server(EventLoop& loop, Interfaces& interfaces, const Settings& settings)
      : loop_(loop),
        interfaces_(interfaces),
        settings_(settings),
        parent_(interfaces.get(settings.ifl)),
        socket_(parent_.index),
        pool_(AddressPool::parse(settings.pool)),
        discovery_(
            socket_, loop.timers(), parent_.name,
            {settings.ac.empty() ? "bsdnet" : settings.ac, settings.services, settings.max_sessions,
             settings.max_per_peer},
            {[this](auto number, const auto& peer, auto& why) { return open(number, peer, why); },
             [this](auto number, const auto& why) { closed_by_peer(number, why); }}),
        cleanup_(loop.timers(), [this] { clean_up(); }) {
    if (!settings.secrets.empty()) secrets_ = Secrets::read(settings.secrets);
    loop_.watch(socket_.fd(), [this] { receive(); });
    loop_.on_signal(kEndSignals, [this](int) { shut_down(); });
    log(parent_.name, "access concentrator \"{}\", {} addresses",
        settings.ac.empty() ? "bsdnet" : settings.ac, pool_.size());
  }
  // not const: the callbacks change the server
  int run() { return loop_.run(); }

 private:
  void receive() {
    socket_.receive([this](const Mac& from, const DiscoveryPacket& packet) {
      // no new sessions during shutdown
      if (!closing_ || packet.code == kPadt) discovery_.receive(from, packet);
    });
  }

  bool open(std::uint16_t number, const Mac& peer, std::string& why) {
    const auto address = pool_.take();
    if (!address) {
      why = "no more addresses";
      return false;
    }
    auto one = std::make_unique<Subscriber>(loop_.timers(), [this, number] { begin(number); });
    one->address = *address;
    try {
      one->interface = std::make_unique<PppoeInterface>(interfaces_, parent_, number, peer);
      one->session = make_session(number, *one);
    } catch (const Error& error) {
      log(parent_.name, "{}", error.what());
      pool_.give_back(*address);
      return false;
    }
    log(one->session->who(), "session {} with {}", number, str(peer));
    one->begin.start(kStartDelay);
    subscribers_[number] = std::move(one);
    return true;
  }

  std::unique_ptr<InterfaceSession> make_session(std::uint16_t number, const Subscriber& one) {
    SessionConfig config = session_config(settings_, false);
    config.ipcp.remote = one.address;
    config.password_of = [this](const std::string& name) { return secrets_.password_of(name); };
    return std::make_unique<InterfaceSession>(
        loop_, interfaces_,
        InterfaceSessionConfig{one.interface->get(), std::move(config), settings_.instance},
        InterfaceSession::Events{
            [this, number] { discovery_.confirm(number); },
            [this, number](const std::string& name) { authenticated(number, name); },
            [this, number](Outcome, const std::string& why) { ended(number, why); }});
  }

  void begin(std::uint16_t number) {
    if (const auto it = subscribers_.find(number); it != subscribers_.end())
      it->second->session->session().start();
  }

  // Assigns the address in the secrets file, if any
  void authenticated(std::uint16_t number, const std::string& name) {
    const auto it = subscribers_.find(number);
    const Secret* secret = secrets_.find(name);
    if (it == subscribers_.end() || secret == nullptr || secret->address == 0) return;
    Subscriber& one = *it->second;
    if (secret->address == one.address) return;
    if (!pool_.take(secret->address)) {
      one.session->session().close("the address is in use");
      return;
    }
    pool_.give_back(one.address);
    one.address = secret->address;
    one.session->session().configure({settings_.local, one.address, settings_.dns});
  }

  void ended(std::uint16_t number, const std::string& why) {
    const auto it = subscribers_.find(number);
    if (it == subscribers_.end()) return;
    log(it->second->session->who(), "{}", why);
    discovery_.end(number, "");
    retire(it);
  }

  void closed_by_peer(std::uint16_t number, const std::string& why) {
    const auto it = subscribers_.find(number);
    if (it == subscribers_.end()) return;
    log(it->second->session->who(), "the peer ended the session{}", why.empty() ? "" : ": " + why);
    it->second->session->session().abandon();
    retire(it);
  }

  // Destroyed by a timer: its functions may be on the call stack
  void retire(std::map<std::uint16_t, std::unique_ptr<Subscriber>>::iterator it) {
    it->second->begin.stop();
    retired_.push_back(std::move(it->second));
    subscribers_.erase(it);
    cleanup_.start(Time(0));
  }

  void clean_up() {
    for (const auto& one : retired_)
      pool_.give_back(one->address);
    retired_.clear();
    if (closing_ && subscribers_.empty()) loop_.stop(kOk);
  }

  void shut_down() {
    if (std::exchange(closing_, true)) return loop_.stop(kOk);
    std::vector<std::uint16_t> numbers;
    for (const auto& [number, one] : subscribers_)
      numbers.push_back(number);
    for (const std::uint16_t number : numbers)
      subscribers_.at(number)->session->session().close("shutting down");
    cleanup_.start(Time(0));
  }

  EventLoop& loop_;
  Interfaces& interfaces_;
  const Settings& settings_;
  Interface parent_;
  DiscoverySocket socket_;
  AddressPool pool_;
  Secrets secrets_;
  DiscoveryServer discovery_;
  std::map<std::uint16_t, std::unique_ptr<Subscriber>> subscribers_;
  std::vector<std::unique_ptr<Subscriber>> retired_;
  Timer cleanup_;
  bool closing_ = false;
};

// Each session has a socket
void allow_descriptors(std::size_t sessions) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = sessions + kSpareDescriptors;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  limit.rlim_max = std::max(limit.rlim_max, wanted);
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int run_server(EventLoop& loop, Interfaces& interfaces, const Settings& settings) {
  allow_descriptors(settings.max_sessions);
  Server server(loop, interfaces, settings);
  return server.run();
}

}  // namespace bsdnet::ppp
