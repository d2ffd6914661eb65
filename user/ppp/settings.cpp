// SPDX-License-Identifier: GPL-2.0
#include "settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "inet.hpp"
#include "ipcp.hpp"
#include "secrets.hpp"
#include "values.hpp"

namespace bsdnet::ppp {
namespace {

constexpr const char* kHelpBegin =
    R"(usage: bsdnet-ppp [-v] [-n NETNS] COMMAND ARGUMENTS...

)";

constexpr const char* kHelpEnd =
    R"(bsdnet-ppp runs in the foreground, reports events on standard error, and terminates
its sessions on SIGTERM, SIGINT and SIGHUP. A second signal ends it immediately.

  -n NETNS  network namespace     -v  verbose     -V  version     -h  this text

exit status: 0 sessions terminated, 1 wrong usage, 2 system error, 3 no session from
an access concentrator, 4 authentication failed, 5 negotiation failed, 6 the peer
stopped answering echoes
)";

constexpr std::uint32_t kLeastMtu = 128;
constexpr std::uint32_t kMostMtu = 65000;
constexpr std::uint16_t kSerialMru = 1500;
constexpr std::uint32_t kMostCount = 10000;
constexpr std::uint32_t kMostSessions = kMaxSession;
constexpr std::uint32_t kMostEcho = 3600;
constexpr std::size_t kMostNameServers = 2;

using ctl::flag;
using ctl::keyword;
using ctl::number;
using ctl::text;
using Grammar = ctl::Grammar<Settings>;
using Parameters = ctl::Parameters<Settings>;

void set_auth(Settings& out, const std::string& word) {
  if (word == "pap") out.auth = {AuthMethod::pap};
  if (word == "chap") out.auth = {AuthMethod::chap};
  if (word == "any") out.auth = {AuthMethod::chap, AuthMethod::pap};
}

void set_user(Settings& out, const std::string& name) {
  out.own.name = name;
}

void set_password(Settings& out, const std::string& password) {
  out.own.password = password;
}

void add_service(Settings& out, const std::string& name) {
  out.services.push_back(name);
}

void add_dns(Settings& out, const std::uint32_t& address) {
  if (out.dns.size() == kMostNameServers) throw ctl::UsageError("\"dns\" given more than twice");
  out.dns.push_back(address);
}

ctl::Value<std::uint32_t> inet_address(std::string what) {
  return {{"ADDR", {}, ctl::Names::none}, [what = std::move(what)](ctl::Args& args) {
            return inet_number(Address::parse(args.next(what)));
          }};
}

ctl::Value<std::uint32_t> host_address(std::string what) {
  ctl::Value<std::uint32_t> out = inet_address(what);
  out.read = [what = std::move(what), read = out.read](ctl::Args& args) {
    const std::uint32_t address = read(args);
    if (!is_host_address(address)) throw ctl::UsageError(what + " is not a host address");
    return address;
  };
  return out;
}

const Parameters& common_parameters() {
  static const Parameters parameters{
      keyword("mtu", &Settings::mtu, number("MTU", "N", kLeastMtu, kMostMtu)),
      keyword("instance", &Settings::instance, ctl::instance_number()),
      keyword("echo", &Settings::echo_seconds, number("echo interval", "SECONDS", 0, kMostEcho)),
      keyword("secrets", &Settings::secrets, text("secrets file", "FILE", ctl::Names::file)),
  };
  return parameters;
}

ctl::Parameter<Settings> local_parameter() {
  return keyword("local", &Settings::local, host_address("local address"));
}

// Authentication of this end
const Parameters& own_parameters() {
  static const Parameters parameters{
      keyword("user", set_user, text("user name", "NAME")),
      keyword("password", set_password, text("password", "WORD")),
      flag("defaultroute", &Settings::default_route),
  };
  return parameters;
}

// Authentication of the peer
Parameters auth_parameter() {
  return keyword("auth", set_auth, ctl::one_word("auth", {"pap", "chap", "any"}));
}

Parameters interface_parameter() {
  return ctl::first(&Settings::ifl, text("interface name", "IFL", ctl::Names::ifl));
}

Parameters ac_parameter() {
  return keyword("ac", &Settings::ac, text("name of the access concentrator", "NAME"));
}

Parameters dns_parameter() {
  return ctl::repeated(keyword("dns", add_dns, inet_address("address of a name server")));
}

const Grammar& client_grammar() {
  static const Grammar grammar({
      interface_parameter(),
      keyword("service", &Settings::service, text("service name", "NAME")),
      ac_parameter(),
      own_parameters(),
      local_parameter(),
      common_parameters(),
      keyword("count", &Settings::count, number("count", "N", 1, kMostCount)),
      flag("persist", &Settings::persist),
  });
  return grammar;
}

const Grammar& server_grammar() {
  static const Grammar grammar({
      interface_parameter(),
      ctl::required(local_parameter()),
      ctl::required(keyword("pool", &Settings::pool, text("range of addresses", "ADDR-ADDR"))),
      ac_parameter(),
      ctl::repeated(keyword("service", add_service, text("service name", "NAME"))),
      auth_parameter(),
      dns_parameter(),
      common_parameters(),
      keyword("max", &Settings::max_sessions, number("max", "N", 1, kMostSessions)),
      keyword("per-peer", &Settings::max_per_peer, number("per-peer", "N", 1, kMostSessions)),
  });
  return grammar;
}

const Grammar& link_grammar() {
  static const Grammar grammar({
      interface_parameter(),
      local_parameter(),
      keyword("remote", &Settings::remote, host_address("remote address")),
      own_parameters(),
      auth_parameter(),
      dns_parameter(),
      common_parameters(),
      flag("passive", &Settings::passive),
  });
  return grammar;
}

void check_client(const Settings& settings) {
  if (settings.default_route && settings.count > 1)
    throw ctl::UsageError("\"defaultroute\" and \"count\" are mutually exclusive");
}

void check_auth(const Settings& settings) {
  if (!settings.auth.empty() && settings.secrets.empty())
    throw ctl::UsageError("\"auth\" without \"secrets\"");
}

struct CommandEntry {
  std::string_view name;
  Command command;
  std::string_view help;
  const Grammar& (*grammar)();
  void (*check)(const Settings& settings);
};

constexpr std::array<CommandEntry, 3> kCommands = {{
    {"client", Command::client,
     "PPPoE client: open a session (or N sessions) on the Ethernet interface IFL", client_grammar,
     check_client},
    {"server", Command::server, "PPPoE access concentrator on the Ethernet interface IFL",
     server_grammar, check_auth},
    {"link", Command::link, "PPP on the existing interface IFL of type ppp", link_grammar,
     check_auth},
}};

// Looks up our password in the secrets file unless it is an argument
void find_password(Settings& out) {
  if (out.own.name.empty() && !out.own.password.empty())
    throw ctl::UsageError("\"password\" without \"user\"");
  if (out.own.name.empty() || !out.own.password.empty()) return;
  if (out.secrets.empty()) throw ctl::UsageError("\"user\" without \"password\" or \"secrets\"");
  const Secrets secrets = Secrets::read(out.secrets);
  const Secret* secret = secrets.find(out.own.name);
  if (secret == nullptr)
    throw ctl::UsageError("no password for user \"" + out.own.name + "\" in " + out.secrets);
  out.own.password = secret->password;
}

void parse_command(ctl::Args& args, Settings& out) {
  std::vector<std::string_view> names;
  names.reserve(kCommands.size() + 1);
  for (const CommandEntry& entry : kCommands)
    names.push_back(entry.name);
  names.emplace_back("help");
  const std::string word = args.next("command");
  const std::size_t found = ctl::match(word, names);
  if (found == ctl::kNoMatch) throw ctl::UsageError("unknown command \"" + word + "\", try --help");
  if (found == kCommands.size()) return;
  const CommandEntry& entry = kCommands.at(found);
  out.command = entry.command;
  entry.grammar().parse(args, out);
  entry.check(out);
  find_password(out);
}

}  // namespace

Exit exit_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::unauthorized:
      return kUnauthorized;
    case Outcome::disagreed:
      return kDisagreed;
    case Outcome::dead:
      return kDead;
    default:
      return kOk;
  }
}

std::string help_text() {
  std::string out = kHelpBegin;
  for (const CommandEntry& entry : kCommands)
    out += fmt::format("  {} {}\n    {}\n\n", entry.name, entry.grammar().usage(), entry.help);
  return out + kHelpEnd;
}

Settings parse_settings(const std::vector<std::string>& argv) {
  Settings out;
  ctl::Args args(argv);
  while (!args.empty() && args.peek().starts_with('-')) {
    const std::string option = args.next("");
    if (option == "-n" || option == "--netns")
      out.netns = args.next("network namespace");
    else if (option == "-v" || option == "--verbose")
      out.verbose = true;
    else if (option == "-V" || option == "--version")
      return out.command = Command::version, out;
    else if (option == "-h" || option == "--help")
      return out;
    else
      throw ctl::UsageError("unknown option \"" + option + "\", try --help");
  }
  if (args.empty()) throw ctl::UsageError("command is missing, try --help");
  parse_command(args, out);
  return out;
}

SessionConfig session_config(const Settings& settings, bool serial) {
  SessionConfig out;
  const std::uint16_t most = serial ? kSerialMru : kPppoeMru;
  out.lcp.mru = settings.mtu == 0 ? most : serial ? settings.mtu : std::min(settings.mtu, most);
  out.lcp.serial = serial;
  out.lcp.demand = settings.auth;
  out.lcp.can_authenticate = !settings.own.name.empty();
  out.own = settings.own;
  if (out.own.name.empty()) out.own.name = settings.ac.empty() ? "bsdnet" : settings.ac;
  out.ipcp = {settings.local, settings.remote, settings.dns};
  out.echo_interval = std::chrono::seconds(settings.echo_seconds);
  out.patience.passive = settings.passive;
  return out;
}

}  // namespace bsdnet::ppp
