// SPDX-License-Identifier: GPL-2.0
//
// bsdnet-dhclient: a DHCP client for interfaces of bsdnet, without packet sockets and BPF.

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>

#include "background.hpp"
#include "bsdnet/error.hpp"
#include "bsdnet/monitor.hpp"
#include "bsdnet/netns.hpp"
#include "interface_client.hpp"
#include "log.hpp"
#include "privileges.hpp"
#include "settings.hpp"

namespace bsdnet::dhcp {
namespace {

constexpr Time kLookAgain{100};
constexpr unsigned int kScriptSeconds = 30;

class PidFile {
 public:
  explicit PidFile(std::string path) : path_(std::move(path)) {
    if (path_.empty()) return;
    std::ofstream out(path_);
    out << getpid() << '\n';
    if (!out.flush()) throw SystemError("file " + path_, errno);
  }
  ~PidFile() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

 private:
  std::string path_;
};

// Changes of interfaces, many at a time
class Watch {
 public:
  Watch(EventLoop& loop, Channel& reader, std::function<void()> changed)
      : timer_(loop.timers(), std::move(changed)),
        monitor_(listener_, reader,
                 {[this](const MessageView& view) { note(view.command); }, [this] { look(); }}) {
    loop.watch(listener_.fd(), [this] { monitor_.step(); });
  }

 private:
  void note(std::uint8_t command) {
    switch (command) {
      case BSDNET_CMD_IFL_CHANGE_NTF:
      case BSDNET_CMD_IFL_DEL_NTF:
      case BSDNET_CMD_IFF_CHANGE_NTF:
      case BSDNET_CMD_IFF_DEL_NTF:
        return look();
      default:
        return;
    }
  }
  void look() {
    if (!timer_.running()) timer_.start(kLookAgain);
  }

  Channel listener_;
  Timer timer_;
  Monitor monitor_;
};

// All interfaces of one process
class Daemon {
 public:
  Daemon(const Settings& settings, Hook& hook, Background& background)
      : settings_(settings),
        hook_(hook),
        background_(background),
        leases_(settings.lease_directory),
        shared_{loop_, channel_, hook, leases_, settings},
        watch_(loop_, channel_, [this] { each(&InterfaceClient::check); }),
        end_(loop_.timers(), [this] { finish(); }) {}

  int run() {
    drop_privileges(settings_.user, leases_.path());
    if (hook_.fd() >= 0)
      loop_.watch(hook_.fd(), [this] {
        if (!hook_.collect()) loop_.unwatch(hook_.fd());
      });
    loop_.on_signal({SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2},
                    [this](int number) { signalled(number); });
    unsettled_ = settings_.ifls.size();
    for (const std::string& ifl : settings_.ifls)
      clients_.push_back(std::make_unique<InterfaceClient>(
          shared_, ifl, [this](bool has_lease) { settled(has_lease); }));
    try {
      for (const auto& client : clients_)
        client->start();
      return loop_.run();
    } catch (const Error&) {
      stop(false);
      throw;
    }
  }

 private:
  void each(void (InterfaceClient::*fn)()) {
    for (const auto& client : clients_)
      (*client.*fn)();
  }

  // A client may be the caller: it is stopped later
  void settled(bool has_lease) {
    if (!has_lease) status_ = kNoLease;
    if (--unsettled_ > 0) return;
    if (settings_.quit || (settings_.once && status_ != kOk))
      end_.start(Time(0));
    else
      background_.report(status_);
    keep_ = settings_.quit && status_ == kOk;
  }

  void signalled(int number) {
    if (number == SIGUSR1) return each(&InterfaceClient::renew);
    if (number == SIGUSR2) return each(&InterfaceClient::release);
    status_ = kOk;
    if (!settings_.release || ending_) return finish();
    each(&InterfaceClient::release);
    ending_ = true;
    end_.start(2 * kReleaseTime);
  }

  void finish() {
    stop(keep_ || settings_.keep);
    hook_.finish();
    loop_.stop(status_);
  }

  void stop(bool keep) {
    for (const auto& client : clients_)
      client->stop(keep);
  }

  const Settings& settings_;
  Hook& hook_;
  Background& background_;
  EventLoop loop_;
  Channel channel_;
  LeaseDirectory leases_;
  InterfaceClient::Shared shared_;
  Watch watch_;
  Timer end_;
  std::vector<std::unique_ptr<InterfaceClient>> clients_;
  std::size_t unsettled_ = 0;
  int status_ = kOk;
  bool keep_ = false;
  bool ending_ = false;
};

int run(const Settings& settings) {
  if (settings.command == Command::help) {
    fmt::print("{}", help_text());
    return kOk;
  }
  if (settings.command == Command::version) {
    fmt::print("bsdnet-dhclient {}\n", BSDNET_VERSION);
    return kOk;
  }
  set_log_name("bsdnet-dhclient");
  set_log_level(settings.verbose ? 1 : 0);
  if (!settings.netns.empty()) enter_netns(settings.netns);
  Background background;
  if (settings.background) background.fork();
  const PidFile pid_file(settings.pid_file);
  Hook hook;
  if (!settings.script.empty()) hook = Hook(settings.script, kScriptSeconds, settings.background);
  return Daemon(settings, hook, background).run();
}

int report(const char* what, int status) {
  fmt::print(stderr, "bsdnet-dhclient: {}\n", what);
  return status;
}

}  // namespace
}  // namespace bsdnet::dhcp

int main(int argc, char** argv) {
  using namespace bsdnet;
  try {
    return dhcp::run(dhcp::parse_settings({argv + 1, argv + argc}));
  } catch (const ArgumentError& error) {
    return dhcp::report(error.what(), dhcp::kUsage);
  } catch (const std::exception& error) {
    return dhcp::report(error.what(), dhcp::kSystem);
  }
}
