// SPDX-License-Identifier: GPL-2.0
//
// bsdnet-ppp: PPP control protocols for interfaces of bsdnet (IF-9, IF-10).

#include <fmt/format.h>

#include <cstdio>

#include "args.hpp"
#include "bsdnet/error.hpp"
#include "bsdnet/netns.hpp"
#include "event_loop.hpp"
#include "interfaces.hpp"
#include "log.hpp"
#include "settings.hpp"

namespace bsdnet::ppp {
namespace {

int run(const Settings& settings) {
  if (settings.command == Command::help) {
    fmt::print("{}", help_text());
    return kOk;
  }
  if (settings.command == Command::version) {
    fmt::print("bsdnet-ppp {}\n", BSDNET_VERSION);
    return kOk;
  }
  set_log_name("bsdnet-ppp");
  set_log_level(settings.verbose ? 1 : 0);
  if (!settings.netns.empty()) enter_netns(settings.netns);
  EventLoop loop;
  Interfaces interfaces;
  if (settings.command == Command::client) return run_client(loop, interfaces, settings);
  if (settings.command == Command::server) return run_server(loop, interfaces, settings);
  return run_link(loop, interfaces, settings);
}

int report(const char* what, int status) {
  fmt::print(stderr, "bsdnet-ppp: {}\n", what);
  return status;
}

}  // namespace
}  // namespace bsdnet::ppp

int main(int argc, char** argv) {
  using namespace bsdnet;
  try {
    return ppp::run(ppp::parse_settings({argv + 1, argv + argc}));
  } catch (const ctl::UsageError& error) {
    return ppp::report(error.what(), ppp::kUsage);
  } catch (const ArgumentError& error) {
    return ppp::report(error.what(), ppp::kUsage);
  } catch (const std::exception& error) {
    return ppp::report(error.what(), ppp::kSystem);
  }
}
