// SPDX-License-Identifier: GPL-2.0
/// @file
/// The script that hears of leases. It runs in a process of its own, which keeps the privileges
/// that the client gives up; that process takes nothing but words that it has checked.
#pragma once

#include <string>
#include <vector>

#include "client.hpp"
#include "unique_fd.hpp"

namespace bsdnet::dhcp {

/// "name=value"
using Environment = std::vector<std::string>;

/// Argument of the script: "bound", ...
const char* event_name(Event event);

/// Returns the variables that describe @p lease, which may be null. Text from the network has been
/// checked: names of domains, addresses, numbers and bytes in hexadecimal.
Environment hook_environment(const std::string& ifl, const Lease* lease, const std::string& why);

/// What is sent to the process: the event and the variables, each with a NUL.
std::string encode_call(Event event, const Environment& environment);
/// The reverse. Returns nothing unless all is of the form that hook_environment() gives.
std::optional<std::vector<std::string>> decode_call(View in);

class Hook {
 public:
  /// Starts the process that runs @p script. Call it before privileges are given up. Throws
  /// SystemError.
  /// @param seconds  after which a script is killed
  /// @param silent   scripts write to /dev/null, as a program in the background does
  Hook(const std::string& script, unsigned int seconds, bool silent);
  /// Without a script.
  Hook() = default;

  /// Readable when a script has ended; -1 without a script.
  int fd() const { return fd_.get(); }
  void run(Event event, const Environment& environment);
  /// Takes the results of scripts that have ended. Returns false if their process is gone: then
  /// fd() must not be waited for any more.
  bool collect();
  /// Waits until all scripts have ended.
  void finish();

 private:
  enum class Result : std::uint8_t { taken, none, gone };
  Result take_result(int flags);

  UniqueFd fd_;
  unsigned int running_ = 0;
};

}  // namespace bsdnet::dhcp
