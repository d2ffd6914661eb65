// SPDX-License-Identifier: GPL-2.0
//
// bsdnet-ppp link: PPP on an existing interface of type ppp, for example on a serial device.

#include "bsdnet/error.hpp"
#include "event_loop.hpp"
#include "interface_session.hpp"
#include "log.hpp"
#include "secrets.hpp"
#include "settings.hpp"

namespace bsdnet::ppp {
namespace {

constexpr std::chrono::seconds kPause{1};

}  // namespace

int run_link(EventLoop& loop, Interfaces& interfaces, const Settings& settings) {
  const Interface interface = interfaces.get(settings.ifl);
  if (interface.type != "ppp")
    throw ArgumentError(fmt::format("{} is of type {}, not ppp", interface.name, interface.type));
  Secrets secrets;
  if (!settings.secrets.empty()) secrets = Secrets::read(settings.secrets);
  SessionConfig config = session_config(settings, true);
  config.password_of = [&secrets](const std::string& name) { return secrets.password_of(name); };

  bool closing = false;
  std::optional<InterfaceSession> session;
  Timer again(loop.timers(), [&] { session->session().reopen(); });
  const auto ended = [&](Outcome outcome, const std::string& why) {
    log(interface.name, "{}", why);
    if (settings.passive && !closing && outcome != Outcome::unauthorized)
      again.start(kPause);
    else
      loop.stop(exit_of(outcome));
  };
  session.emplace(
      loop, interfaces,
      InterfaceSessionConfig{interface, config, settings.instance, settings.default_route, true},
      InterfaceSession::Events{{}, {}, ended});
  loop.on_signal(kEndSignals, [&](int) {
    if (std::exchange(closing, true)) return loop.stop(kOk);
    again.stop();
    session->session().close("closed by the user");
  });
  session->session().start();
  return loop.run();
}

}  // namespace bsdnet::ppp
