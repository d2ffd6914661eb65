// SPDX-License-Identifier: GPL-2.0
/// @file
/// The options before the object, in the manner of ip(8): -j, -json, --json, -js.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "context.hpp"

namespace bsdnet::ctl {

/// What the words before the object say.
struct CommandLine {
  Options options;
  bool version = false;
  bool help = false;
  std::vector<std::string> words;  ///< object, command, arguments
};

/// Throws UsageError.
CommandLine parse_command_line(const std::vector<std::string>& argv);

/// The whole program; returns an ExitStatus.
int run_main(const std::vector<std::string>& argv, std::ostream& out, std::ostream& err);

}  // namespace bsdnet::ctl
