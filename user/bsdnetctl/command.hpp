// SPDX-License-Identifier: GPL-2.0
/// @file
/// The tree of commands: kinds of objects and their commands.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "args.hpp"
#include "context.hpp"
#include "grammar.hpp"

namespace bsdnet::ctl {

/// A command of a kind of objects.
struct Command {
  std::string_view name;
  std::string_view help;      ///< one line
  const Syntax& (*syntax)();  ///< of what follows kind and name
  void (*run)(Context& context, Args& args);
};

/// The command whose arguments @p grammar, a function, parses into the request that @p handler is
/// called with. A request with a member `void begin(Context&)` is passed the context before.
template <auto grammar, auto handler>
constexpr Command command(std::string_view name, std::string_view help) {
  return {name, help, []() -> const Syntax& { return grammar(); },
          [](Context& context, Args& args) {
            typename std::remove_cvref_t<decltype(grammar())>::Request request;
            if constexpr (requires { request.begin(context); }) request.begin(context);
            grammar().parse(args, request);
            handler(context, request);
          }};
}

/// A kind of object.
struct ObjectKind {
  std::string_view name;
  std::string_view help;
  std::span<const Command> commands;  ///< the first is the default
};

/// All kinds, in the order in which abbreviations are matched.
std::span<const ObjectKind* const> object_kinds();

/// Runs the command @p words and returns an ExitStatus; prints errors on context.err().
int run_words(Context& context, std::vector<std::string> words);
/// Runs the lines of a batch file; returns the status of the first that failed.
int run_batch(Context& context, const std::string& file);

/// "bsdnetctl KIND COMMAND ARGUMENTS"
std::string usage_line(const ObjectKind& kind, const Command& command);
/// The text of `help` for everything, for @p kind, for @p command.
std::string help_text();
std::string help_text(const ObjectKind& kind);
std::string help_text(const ObjectKind& kind, const Command& command);

}  // namespace bsdnet::ctl
