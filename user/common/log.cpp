// SPDX-License-Identifier: GPL-2.0
#include "log.hpp"

#include <syslog.h>

#include <algorithm>
#include <cstdio>

namespace bsdnet {
namespace {

constexpr std::size_t kLongest = 128;  // of untrusted data, in bytes
int level = 0;
bool to_system = false;

// of the program; syslog(3) keeps a pointer to it
std::string& program() {
  static std::string name;
  return name;
}

}  // namespace

void set_log_name(const std::string& name) {
  program() = name;
}

void log_to_system() {
  openlog(program().c_str(), LOG_PID, LOG_DAEMON);
  to_system = true;
}

void log_line(const std::string& who, const std::string& message) {
  if (level < 0) return;
  if (to_system)
    syslog(LOG_NOTICE, "%s: %s", who.c_str(), message.c_str());
  else
    fmt::print(stderr, "{}: {}: {}\n", program(), who, message);
}

void set_log_level(int value) {
  level = value;
}

int log_level() {
  return level;
}

std::string printable(View data) {
  std::string out;
  for (const std::uint8_t c : data.first(std::min(data.size(), kLongest)))
    out +=
        c >= 0x20 && c < 0x7f ? std::string(1, static_cast<char>(c)) : fmt::format("\\x{:02x}", c);
  return data.size() > kLongest ? out + "..." : out;
}

}  // namespace bsdnet
