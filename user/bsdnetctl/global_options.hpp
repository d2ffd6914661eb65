// SPDX-License-Identifier: GPL-2.0
/// @file
/// The options before the object, as ip(8) has them: -j, -json, --json, -js.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "context.hpp"
#include "grammar.hpp"

namespace bsdnet::ctl {

/// A parsed command line.
struct CommandLine {
  Options options;
  bool version = false;
  bool help = false;
  std::vector<std::string> words;  ///< object, command, arguments
};

/// The options as help text and as words for completion.
std::string options_help();
std::vector<std::string> option_words();
/// The kind of name that follows option @p word; none if it has no value or is unknown.
Names option_value(const std::string& word);

/// Throws UsageError.
CommandLine parse_command_line(const std::vector<std::string>& argv);

/// The whole program; returns an ExitStatus.
int run_main(const std::vector<std::string>& argv, std::ostream& out, std::ostream& err);

}  // namespace bsdnet::ctl
