// SPDX-License-Identifier: GPL-2.0
#include "settings.hpp"

#include <algorithm>
#include <array>

#include "args.hpp"
#include "ipcp.hpp"
#include "secrets.hpp"

namespace bsdnet::ppp {
namespace {

constexpr const char* kHelp =
    R"(usage: bsdnet-ppp [-v] [-n NETNS] COMMAND ARGUMENTS...

  client IFL [service NAME] [ac NAME] [user NAME {password WORD | secrets FILE}]
         [mtu N] [local ADDR] [instance N] [defaultroute] [count N] [persist]
         [echo SECONDS]
    PPPoE client: open a session (or N sessions) on the Ethernet interface IFL

  server IFL local ADDR pool ADDR-ADDR [ac NAME] [service NAME]...
         [auth {pap | chap | any} secrets FILE] [dns ADDR]... [mtu N]
         [instance N] [max N] [per-peer N] [echo SECONDS]
    PPPoE access concentrator on the Ethernet interface IFL

  link IFL [local ADDR] [remote ADDR] [user NAME {password WORD | secrets FILE}]
       [auth {pap | chap | any} secrets FILE] [dns ADDR]... [mtu N] [instance N]
       [defaultroute] [passive] [echo SECONDS]
    PPP on the existing interface IFL of type ppp

bsdnet-ppp runs in the foreground, reports events on standard error, and terminates
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

std::vector<AuthMethod> parse_auth(const std::string& word) {
  if (word == "pap") return {AuthMethod::pap};
  if (word == "chap") return {AuthMethod::chap};
  if (word == "any") return {AuthMethod::chap, AuthMethod::pap};
  throw ctl::UsageError("auth must be pap, chap or any, not \"" + word + "\"");
}

std::uint32_t next_address(ctl::Args& args, const char* what) {
  const std::uint32_t address = inet_number(Address::parse(args.next(what)));
  if (!is_host_address(address))
    throw ctl::UsageError(std::string(what) + " is not a host address");
  return address;
}

std::size_t next_number(ctl::Args& args, const char* what, std::uint32_t most) {
  return args.number(what, 1, most);
}

// Arguments of all commands
std::vector<ctl::Keyword> common_words(ctl::Args& args, Settings& out) {
  return {
      {"mtu",
       [&] { out.mtu = static_cast<std::uint16_t>(args.number("MTU", kLeastMtu, kMostMtu)); }},
      {"instance", [&] { out.instance = args.number("instance"); }},
      {"local", [&] { out.local = next_address(args, "local address"); }},
      {"echo", [&] { out.echo_seconds = args.number("echo interval", 0, kMostEcho); }},
      {"secrets", [&] { out.secrets = args.next("secrets file"); }},
  };
}

void add(std::vector<ctl::Keyword>& to, std::vector<ctl::Keyword> more) {
  std::ranges::move(more, std::back_inserter(to));
}

std::vector<ctl::Keyword> proving_words(ctl::Args& args, Settings& out) {
  return {
      {"user", [&] { out.own.name = args.next("user name"); }},
      {"password", [&] { out.own.password = args.next("password"); }},
      {"defaultroute", [&] { out.default_route = true; }},
  };
}

std::vector<ctl::Keyword> demanding_words(ctl::Args& args, Settings& out) {
  return {{"auth", [&] { out.auth = parse_auth(args.next("authentication protocol")); }}};
}

// Takes dns and service, which may be repeated, out of words: other keywords may not
void take_repeated(std::vector<std::string>& words, Settings& out) {
  std::vector<std::string> rest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool has_value = i > 0 && i + 1 < words.size();
    if (has_value && words[i] == "dns")
      out.dns.push_back(inet_number(Address::parse(words[++i])));
    else if (has_value && words[i] == "service" && out.command == Command::server)
      out.services.push_back(words[++i]);
    else
      rest.push_back(words[i]);
  }
  if (out.dns.size() > 2) throw ctl::UsageError("\"dns\" given more than twice");
  words = std::move(rest);
}

void parse_client(ctl::Args& args, Settings& out) {
  auto words = common_words(args, out);
  add(words, proving_words(args, out));
  add(words, {
                 {"service", [&] { out.service = args.next("service name"); }},
                 {"ac", [&] { out.ac = args.next("name of the access concentrator"); }},
                 {"count", [&] { out.count = next_number(args, "count", kMostCount); }},
                 {"persist", [&] { out.persist = true; }},
             });
  ctl::parse_keywords(args, words);
  if (out.default_route && out.count > 1)
    throw ctl::UsageError("\"defaultroute\" and \"count\" are mutually exclusive");
}

void parse_server(ctl::Args& args, Settings& out) {
  auto words = common_words(args, out);
  add(words, demanding_words(args, out));
  add(words,
      {
          {"pool", [&] { out.pool = args.next("range of addresses"); }},
          {"ac", [&] { out.ac = args.next("name of the access concentrator"); }},
          {"max", [&] { out.max_sessions = next_number(args, "max", kMostSessions); }},
          {"per-peer", [&] { out.max_per_peer = next_number(args, "per-peer", kMostSessions); }},
      });
  ctl::parse_keywords(args, words);
  if (out.local == 0) throw ctl::UsageError("\"local\" is missing");
  if (out.pool.empty()) throw ctl::UsageError("\"pool\" is missing");
}

void parse_link(ctl::Args& args, Settings& out) {
  auto words = common_words(args, out);
  add(words, proving_words(args, out));
  add(words, demanding_words(args, out));
  add(words, {
                 {"remote", [&] { out.remote = next_address(args, "remote address"); }},
                 {"passive", [&] { out.passive = true; }},
             });
  ctl::parse_keywords(args, words);
}

// Looks up our password in the secrets file unless it is an argument
void find_password(Settings& out) {
  if (out.own.name.empty() && !out.own.password.empty())
    throw ctl::UsageError("\"password\" without \"user\"");
  if (out.own.name.empty() || !out.own.password.empty()) return;
  if (out.secrets.empty()) throw ctl::UsageError("\"user\" without \"password\" or \"secrets\"");
  const auto password = Secrets::read(out.secrets).password_of(out.own.name);
  if (!password)
    throw ctl::UsageError("no password for user \"" + out.own.name + "\" in " + out.secrets);
  out.own.password = *password;
}

void parse_command(std::vector<std::string> words, Settings& out) {
  constexpr std::array<std::string_view, 4> kCommands = {"client", "server", "link", "help"};
  constexpr std::array<Command, 4> kMeaning = {Command::client, Command::server, Command::link,
                                               Command::help};
  const std::size_t which = ctl::match(words.front(), kCommands);
  if (which == ctl::kNoMatch)
    throw ctl::UsageError("unknown command \"" + words.front() + "\", try --help");
  out.command = kMeaning[which];
  if (out.command == Command::help) return;
  words.erase(words.begin());
  if (out.command != Command::client) take_repeated(words, out);
  ctl::Args args(std::move(words));
  out.ifl = args.next("interface name");
  if (out.command == Command::client) parse_client(args, out);
  if (out.command == Command::server) parse_server(args, out);
  if (out.command == Command::link) parse_link(args, out);
  if (!out.auth.empty() && out.secrets.empty())
    throw ctl::UsageError("\"auth\" without \"secrets\"");
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
  return kHelp;
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
  std::vector<std::string> words;
  while (!args.empty())
    words.push_back(args.next(""));
  if (words.empty()) throw ctl::UsageError("command is missing, try --help");
  parse_command(std::move(words), out);
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
