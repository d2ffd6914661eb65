// SPDX-License-Identifier: GPL-2.0
/// @file
/// The tree of commands: objects, and what can be done with each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "args.hpp"
#include "context.hpp"

namespace bsdnet::ctl {

/// Something that can be done with an object.
struct Command {
  std::string_view name;
  std::string_view usage;  ///< what follows object and name
  std::string_view help;   ///< one line
  void (*run)(Context& context, Args& args);
  std::string (*more)() = nullptr;  ///< further lines of help, where they are not fixed
};

/// A kind of object.
struct ObjectKind {
  std::string_view name;
  std::string_view help;
  std::span<const Command> commands;  ///< the first is what happens without a command
};

/// All kinds, in the order in which abbreviations are tried.
std::span<const ObjectKind* const> object_kinds();

/// Runs the command that @p words make and returns an ExitStatus; errors are told on
/// context.err().
int run_words(Context& context, std::vector<std::string> words);
/// Runs the lines of a batch file; the status of the first that failed.
int run_batch(Context& context, const std::string& file);

/// The text of `help` for everything, for @p kind, for @p command.
std::string help_text();
std::string help_text(const ObjectKind& kind);
std::string help_text(const ObjectKind& kind, const Command& command);

}  // namespace bsdnet::ctl
