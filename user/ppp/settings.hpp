// SPDX-License-Identifier: GPL-2.0
/// @file
/// The command line.
#pragma once

#include <csignal>
#include <initializer_list>
#include <string>
#include <vector>

#include "auth.hpp"
#include "discovery.hpp"
#include "session.hpp"

namespace bsdnet {
class EventLoop;
}

namespace bsdnet::ppp {

enum class Command : std::uint8_t { help, version, client, server, link };

/// Arguments of the command line; those of other commands keep their defaults.
struct Settings {
  Command command = Command::help;
  std::string netns{};
  bool verbose = false;
  std::string ifl{};
  std::string service{};
  std::vector<std::string> services{};
  std::string ac{};
  Credentials own{};
  std::string secrets{};           ///< path of the file
  std::vector<AuthMethod> auth{};  ///< required of the peer
  std::uint16_t mtu = 0;           ///< 0: maximum
  std::uint32_t local = 0, remote = 0;
  std::string pool{};
  std::vector<std::uint32_t> dns{};
  std::uint32_t instance = 0;
  std::size_t max_sessions = 64;
  std::size_t max_per_peer = 16;
  std::size_t count = 1;
  unsigned int echo_seconds = 10;
  bool default_route = false;
  bool persist = false;
  bool passive = false;
};

/// Exit statuses.
enum Exit : std::uint8_t {
  kOk = 0,
  kUsage = 1,
  kSystem = 2,        ///< error of the kernel or the system
  kNoAnswer = 3,      ///< no access concentrator, or it refused the session
  kUnauthorized = 4,  ///< authentication failed
  kDisagreed = 5,     ///< negotiation failed
  kDead = 6,          ///< the peer stopped answering echoes
};
Exit exit_of(Outcome outcome);

/// Signals that end the program.
inline constexpr std::initializer_list<int> kEndSignals = {SIGINT, SIGTERM, SIGHUP};

/// Throws ctl::UsageError, ArgumentError.
Settings parse_settings(const std::vector<std::string>& argv);
std::string help_text();

/// Returns the configuration of a session.
SessionConfig session_config(const Settings& settings, bool serial);

class Interfaces;
/// Run until a signal or the end of all sessions; return the exit status. Throw Error.
int run_client(EventLoop& loop, Interfaces& interfaces, const Settings& settings);
int run_server(EventLoop& loop, Interfaces& interfaces, const Settings& settings);
int run_link(EventLoop& loop, Interfaces& interfaces, const Settings& settings);

}  // namespace bsdnet::ppp
