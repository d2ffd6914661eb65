// SPDX-License-Identifier: GPL-2.0
#include "settings.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <functional>

#include "inet.hpp"
#include "option_values.hpp"

namespace bsdnet::dhcp {
namespace {

constexpr std::size_t kLongestId = 255;
constexpr std::size_t kLongestHostName = 255;
constexpr std::uint32_t kMostSeconds = 86400;
constexpr std::uint32_t kMostProbes = 10;
constexpr std::uint32_t kMostInterval = 10000;
constexpr std::uint32_t kLastOption = 254;
constexpr std::size_t kColumn = 26;  // of the help text

std::uint32_t read_number(const std::string& word, std::uint32_t low, std::uint32_t high) {
  std::uint32_t out = 0;
  const auto [end, ec] = std::from_chars(word.data(), word.data() + word.size(), out);
  if (ec != std::errc{} || end != word.data() + word.size() || out < low || out > high)
    throw ArgumentError(fmt::format("\"{}\" is not a number in {} .. {}", word, low, high));
  return out;
}

// Characters that a server may log or put into a zone
std::string read_text(const std::string& word) {
  for (const char c : word)
    if (c < 0x20 || c >= 0x7f) throw ArgumentError("\"" + word + "\" is not printable text");
  if (word.size() > kLongestId) throw ArgumentError("\"" + word + "\" is too long");
  return word;
}

void set_client_id(Settings& out, const std::string& word) {
  out.client_id_kind = ClientIdKind::given;
  if (word == "rfc4361")
    out.client_id_kind = ClientIdKind::rfc4361;
  else if (word == "mac")
    out.client_id_kind = ClientIdKind::mac;
  else if (word == "none")
    out.client_id_kind = ClientIdKind::none;
  else if (word.starts_with("hex:"))
    out.client_id = LinkAddress::parse(word.substr(4)).bytes;
  else
    throw ArgumentError("\"" + word + "\" is not rfc4361, mac, none or hex:BYTES");
  // RFC 2132, section 9.14
  const std::size_t size = out.client_id.size();
  if (out.client_id_kind == ClientIdKind::given && (size < 2 || size > kLongestId))
    throw ArgumentError("a client identifier has 2 .. 255 bytes");
}

void set_host_name(Settings& out, const std::string& word) {
  std::string name = word;
  if (word == "auto") {
    std::array<char, kLongestHostName + 1> own{};
    gethostname(own.data(), kLongestHostName);
    name = own.data();
  }
  const auto checked = read_name(view(name));
  if (!checked) throw ArgumentError("\"" + name + "\" is not a host name");
  out.host_name = *checked;
}

void add_options(Settings& out, const std::string& words) {
  for (std::size_t begin = 0; begin <= words.size();) {
    const std::size_t end = std::min(words.find(',', begin), words.size());
    put8(out.more_options, read_number(words.substr(begin, end - begin), 1, kLastOption));
    begin = end + 1;
  }
}

void set_address(Settings& out, const std::string& word) {
  out.address = inet_number(Address::parse(word));
  if (!is_host_address(out.address)) throw ArgumentError(word + " is not the address of a host");
}

using Setter = std::function<void(Settings& out, const std::string& word)>;

struct Option {
  std::string name;      // without the dashes
  char letter;           // 0: none
  std::string argument;  // empty: none
  std::string help;
  Setter set;
};

Setter set_flag(bool Settings::*field, bool value = true) {
  return [field, value](Settings& out, const std::string&) { out.*field = value; };
}

Setter set_word(std::string Settings::*field) {
  return [field](Settings& out, const std::string& word) { out.*field = word; };
}

const std::vector<Option>& options() {
  static const std::vector<Option> all = {
      {"netns", 'n', "NETNS", "network namespace", set_word(&Settings::netns)},
      {"instance", 'i', "N", "routing instance of an interface without IPv4",
       [](Settings& out, const std::string& word) {
         out.instance = read_number(word, 0, 0xfffffffe);
       }},
      {"once", '1', "", "end with status 3 without a lease after the timeout",
       set_flag(&Settings::once)},
      {"quit", 'q', "", "end when there is a lease, and leave the addresses",
       set_flag(&Settings::quit)},
      {"background", 'b', "", "go on in the background when there is a lease, or none in time",
       set_flag(&Settings::background)},
      {"release", 'r', "", "give leases back at the end", set_flag(&Settings::release)},
      {"keep", 'k', "", "leave addresses and routes at the end", set_flag(&Settings::keep)},
      {"timeout", 't', "SECONDS", "how long to wait for the first lease, 60; 0: for ever",
       [](Settings& out, const std::string& word) {
         out.timeout = read_number(word, 0, kMostSeconds);
       }},
      {"script", 's', "FILE", "program to run when a lease is obtained, changed or lost",
       set_word(&Settings::script)},
      {"lease-dir", 'l', "DIR", "where leases are kept, /var/lib/bsdnet/dhclient",
       set_word(&Settings::lease_directory)},
      {"pid-file", 'p', "FILE", "file for the number of the process",
       set_word(&Settings::pid_file)},
      {"user", 'u', "NAME", "user to become", set_word(&Settings::user)},
      {"client-id", 'C', "ID", "rfc4361 (the default), mac, none or hex:BYTES", set_client_id},
      {"hostname", 'H', "NAME", "host name to send; auto: this host's", set_host_name},
      {"vendor-class", 'V', "TEXT", "vendor class to send, bsdnet-dhclient; \"\": none",
       [](Settings& out, const std::string& word) { out.vendor_class = read_text(word); }},
      {"options", 'O', "CODE,...", "further options to ask for", add_options},
      {"lease-time", 0, "SECONDS", "lease time to ask for",
       [](Settings& out, const std::string& word) {
         out.lease_time = read_number(word, 1, 0xffffffff);
       }},
      {"address", 'a', "ADDR", "address to ask for", set_address},
      {"broadcast", 0, "", "have servers broadcast all replies", set_flag(&Settings::broadcast)},
      {"no-routes", 0, "", "install no routes", set_flag(&Settings::routes, false)},
      {"no-default-route", 0, "", "install no default route",
       set_flag(&Settings::default_route, false)},
      {"no-mtu", 0, "", "leave the MTU as it is", set_flag(&Settings::mtu, false)},
      {"probes", 0, "N", "ARP probes before an address is used, 3; 0: none, and no defence",
       [](Settings& out, const std::string& word) {
         out.check.probes = read_number(word, 0, kMostProbes);
       }},
      {"probe-interval", 0, "MS", "least time between two probes in milliseconds, 1000",
       [](Settings& out, const std::string& word) {
         out.check.interval = Time(read_number(word, 1, kMostInterval));
       }},
      {"delay", 0, "MS", "the first message is sent within MS milliseconds, 1000",
       [](Settings& out, const std::string& word) {
         out.start_delay = Time(read_number(word, 0, kMostInterval));
       }},
      {"verbose", 'v', "", "report each state and message", set_flag(&Settings::verbose)},
      {"version", 0, "", "show the version",
       [](Settings& out, const std::string&) { out.command = Command::version; }},
      {"help", 'h', "", "show this text",
       [](Settings& out, const std::string&) { out.command = Command::help; }},
  };
  return all;
}

const Option& find(const std::string& word) {
  for (const Option& option : options()) {
    if (word == "--" + option.name) return option;
    if (option.letter != 0 && word == std::string("-") + option.letter) return option;
  }
  throw ArgumentError("unknown option \"" + word + "\", try --help");
}

void check(const Settings& settings) {
  if (settings.ifls.empty()) throw ArgumentError("interface is missing, try --help");
  if (settings.quit && settings.background)
    throw ArgumentError("--quit and --background are mutually exclusive");
  if (settings.release && (settings.keep || settings.quit))
    throw ArgumentError("--release does not go with --keep or --quit");
  if ((settings.quit || settings.background) && settings.once && settings.timeout == 0)
    throw ArgumentError("--once needs a timeout");
}

}  // namespace

std::string help_text() {
  std::string out =
      "usage: bsdnet-dhclient [OPTION]... IFL...\n\n"
      "Leases IPv4 addresses for logical interfaces of bsdnet by DHCP, and configures them.\n\n";
  for (const Option& option : options()) {
    std::string left = option.letter != 0 ? fmt::format("  -{}, ", option.letter) : "      ";
    left += "--" + option.name;
    if (!option.argument.empty()) left += " " + option.argument;
    out += left.size() + 2 <= kColumn + 4
               ? fmt::format("{:<{}}{}\n", left, kColumn + 4, option.help)
               : fmt::format("{}\n{:{}}{}\n", left, "", kColumn + 4, option.help);
  }
  return out +
         "\nSIGUSR1 renews now, SIGUSR2 gives leases back; SIGTERM, SIGINT and SIGHUP end it.\n"
         "exit status: 0 ended, 1 wrong usage, 2 system error, 3 no lease in time\n";
}

Settings parse_settings(const std::vector<std::string>& argv) {
  Settings out;
  for (std::size_t i = 0; i < argv.size(); ++i) {
    const std::string& word = argv[i];
    if (word == "--") {
      out.ifls.insert(out.ifls.end(), argv.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      argv.end());
      break;
    }
    if (!word.starts_with('-')) {
      out.ifls.push_back(word);
      continue;
    }
    // --name=value
    const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
    const Option& option = find(word.substr(0, equals));
    std::string value;
    if (option.argument.empty()) {
      if (equals != std::string::npos) throw ArgumentError(word + ": the option takes no value");
    } else if (equals != std::string::npos) {
      value = word.substr(equals + 1);
    } else {
      if (++i == argv.size()) throw ArgumentError(word + ": " + option.argument + " is missing");
      value = argv[i];
    }
    try {
      option.set(out, value);
    } catch (const ArgumentError& error) {
      throw ArgumentError("--" + option.name + ": " + error.what());
    }
    if (out.command != Command::run) return out;
  }
  check(out);
  return out;
}

}  // namespace bsdnet::dhcp
