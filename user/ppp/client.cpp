// SPDX-License-Identifier: GPL-2.0
//
// bsdnet-ppp client: a PPPoE host. All sessions share one discovery socket; each recognizes
// its answers by its Host-Uniq tag.

#include <algorithm>
#include <memory>

#include "bsdnet/error.hpp"
#include "discovery_client.hpp"
#include "event_loop.hpp"
#include "interface_session.hpp"
#include "log.hpp"
#include "settings.hpp"

namespace bsdnet::ppp {
namespace {

constexpr std::chrono::seconds kPause{5};  // before a session is opened again

struct ClientContext {
  EventLoop& loop;
  Interfaces& interfaces;
  const Settings& settings;
  Interface parent;
  DiscoverySocket& discovery;
};

// One session, from discovery to its end; repeated with "persist"
class Client {
 public:
  Client(ClientContext& context, std::function<void(int status)> over)
      : context_(context),
        over_(std::move(over)),
        search_(context.discovery, context.loop.timers(), context.parent.name,
                {context.settings.service, context.settings.ac},
                {[this](std::uint16_t number, const Mac& ac) { found(number, ac); },
                 [this](const std::string& why) { ended(kNoAnswer, why); }}),
        cleanup_(context.loop.timers(), [this] { clean_up(); }),
        again_(context.loop.timers(), [this] { search_.start(); }) {}

  void start() { search_.start(); }

  void close() {
    closing_ = true;
    again_.stop();
    search_.stop();
    if (session_ && !cleanup_.running())
      session_->session().close("closed by the user");
    else if (!session_)
      over(kOk);
  }

  void receive(const Mac& from, const DiscoveryPacket& packet) {
    if (packet.code == kPadt && number_ != 0 && packet.session == number_ && from == ac_) {
      number_ = 0;  // no PADT in return
      const Outcome how = session_ ? session_->session().abandon() : Outcome::disagreed;
      ended(exit_of(how), "the access concentrator ended the session" +
                                           (packet.error().empty() ? "" : ": " + packet.error()));
      return;
    }
    search_.receive(from, packet);
  }

 private:
  void found(std::uint16_t number, const Mac& ac) {
    number_ = number;
    ac_ = ac;
    try {
      interface_ =
          std::make_unique<PppoeInterface>(context_.interfaces, context_.parent, number, ac);
      session_ = std::make_unique<InterfaceSession>(
          context_.loop, context_.interfaces,
          InterfaceSessionConfig{interface_->get(), session_config(context_.settings, false),
                                 context_.settings.instance, context_.settings.default_route,
                                 false},
          InterfaceSession::Events{{}, {}, [this](Outcome outcome, const std::string& why) {
                                     ended(exit_of(outcome), why);
                                   }});
      session_->session().start();
    } catch (const Error& error) {
      ended(kSystem, error.what());
    }
  }

  void ended(Exit status, const std::string& why) {
    if (cleanup_.running()) return;
    log(context_.parent.name, "{}", why);
    if (number_ != 0) context_.discovery.send(ac_, padt(number_, ""));
    number_ = 0;
    status_ = status;
    // destroyed by a timer: its functions may be on the call stack
    cleanup_.start(Time(0));
  }

  void clean_up() {
    session_.reset();
    interface_.reset();
    if (context_.settings.persist && !closing_)
      again_.start(kPause);
    else
      over(status_);
  }

  void over(int status) {
    if (over_) std::exchange(over_, nullptr)(status);
  }

  ClientContext& context_;
  std::function<void(int)> over_;
  DiscoveryClient search_;
  std::uint16_t number_ = 0;
  Mac ac_{};
  std::unique_ptr<PppoeInterface> interface_;
  std::unique_ptr<InterfaceSession> session_;
  Timer cleanup_;
  Timer again_;
  Exit status_ = kOk;
  bool closing_ = false;
};

}  // namespace

int run_client(EventLoop& loop, Interfaces& interfaces, const Settings& settings) {
  const Interface parent = interfaces.get(settings.ifl);
  DiscoverySocket discovery(parent.index);
  ClientContext context = {loop, interfaces, settings, parent, discovery};
  std::vector<std::unique_ptr<Client>> clients;
  std::size_t left = settings.count;
  int worst = kOk;
  for (std::size_t i = 0; i < settings.count; ++i)
    clients.push_back(std::make_unique<Client>(context, [&](int status) {
      worst = std::max(worst, status);
      if (--left == 0) loop.stop(worst);
    }));
  loop.watch(discovery.fd(), [&] {
    discovery.receive([&](const Mac& from, const DiscoveryPacket& packet) {
      for (const auto& client : clients)
        client->receive(from, packet);
    });
  });
  bool closing = false;
  loop.on_signal(kEndSignals, [&](int) {
    if (std::exchange(closing, true)) return loop.stop(worst);
    for (const auto& client : clients)
      client->close();
  });
  for (const auto& client : clients)
    client->start();
  return loop.run();
}

}  // namespace bsdnet::ppp
