// SPDX-License-Identifier: GPL-2.0
#include "command.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <ostream>

#include "completion.hpp"
#include "global_options.hpp"
#include "kinds.hpp"
#include "manual.hpp"

namespace bsdnet::ctl {
namespace {

constexpr const ObjectKind* kKinds[] = {
    &kDriverKind,   &kIfdKind,     &kIflKind,     &kIffKind,   &kIfaKind,
    &kInstanceKind, &kRouteKind,   &kNexthopKind, &kNeighKind, &kMaddrKind, &kL2Kind,
    &kPcbKind,      &kQueueKind,   &kSocketKind,  &kStatsKind, &kDropsKind,
    &kDdpKind,      &kAarpKind,    &kMonitorKind, &kCaptureKind, &kEncapKind,
    &kShowKind,
};

const ObjectKind& find_kind(const std::string& word) {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const ObjectKind* kind : object_kinds())
      all.push_back(kind->name);
    return all;
  }();
  const std::size_t found = match(word, names);
  if (found == kNoMatch)
    throw UsageError(fmt::format("object \"{}\" is unknown, try \"bsdnetctl help\"", word));
  return *object_kinds()[found];
}

const Command& find_command(const ObjectKind& kind, const std::string& word) {
  std::vector<std::string_view> names;
  for (const Command& command : kind.commands)
    names.push_back(command.name);
  const std::size_t found = match(word, names);
  if (found == kNoMatch)
    throw UsageError(
        fmt::format("command \"{}\" is unknown, try \"bsdnetctl {} help\"", word, kind.name));
  return kind.commands[found];
}

bool is_help(const Args& args) {
  return !args.empty() && args.peek() == "help";
}

void print_help(Context& context, const std::string& text) {
  // Help is plain text even if the output format is JSON
  if (context.out().is_json())
    context.err() << text;
  else
    context.out().text("{}", text.substr(0, text.size() - 1));
  context.out().newline();
}

void run_kind(Context& context, const ObjectKind& kind, Args& args) {
  if (is_help(args)) return print_help(context, help_text(kind));
  const Command* command = &kind.commands.front();
  if (!args.empty() && !command->name.empty()) command = &find_command(kind, args.next("command"));
  if (is_help(args)) return print_help(context, help_text(kind, *command));
  try {
    command->run(context, args);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}\nUsage: {}", error.what(), usage_line(kind, *command)));
  } catch (const ArgumentError& error) {
    throw UsageError(fmt::format("{}\nUsage: {}", error.what(), usage_line(kind, *command)));
  }
}

// help, help --man, help --complete WORD...
void run_help(Context& context, Args& args) {
  args.skip(1);
  if (args.empty()) return print_help(context, help_text());
  const std::string option = args.next("option");
  if (option == "--man") {
    args.end();
    return print_help(context, manual_text());
  }
  if (option != "--complete") throw UsageError(fmt::format("unexpected argument \"{}\"", option));
  for (const std::string& word : completions(args.rest()))
    print_help(context, word + "\n");
}

// where: what an error begins with
int guarded(Context& context, const std::function<std::string()>& where,
            const std::function<void()>& fn) {
  try {
    fn();
    return kOk;
  } catch (const UsageError& error) {
    context.err() << where() << error.what() << '\n';
    return kUsage;
  } catch (const ArgumentError& error) {
    context.err() << where() << error.what() << '\n';
    return kUsage;
  } catch (const BatchStopped&) {
    return kRefused;  // already reported
  } catch (const std::exception& error) {
    context.err() << where() << error.what() << '\n';
    return kRefused;
  }
}

// Runs one command of a batch. Errors of earlier commands are reported first.
void run_line(Context& context, const std::string& line) {
  try {
    Args args(split_line(line));
    if (args.empty()) return;
    const ObjectKind& kind = find_kind(args.next("object"));
    run_kind(context, kind, args);
  } catch (const BatchStopped&) {
    throw;
  } catch (...) {
    context.flush();
    throw;
  }
}

// Joins lines that end with a backslash; returns false at the end of the file
bool read_line(std::istream& in, std::string& line, unsigned int& number) {
  if (!std::getline(in, line)) return false;
  ++number;
  while (line.ends_with('\\')) {
    std::string more;
    line.pop_back();
    if (!std::getline(in, more)) break;
    line += more;
    ++number;
  }
  return true;
}

int run_stream(Context& context, std::istream& in, const std::string& name) {
  const bool force = context.options().force;
  unsigned int number = 0;
  int status = kOk;
  std::string line;
  const auto where = [&name](std::uint64_t at) { return fmt::format("{}:{}: ", name, at); };
  const auto here = [&where, &number] { return where(number); };
  const auto note = [&status, force](int result) {
    if (status == kOk) status = result;
    return result == kOk || force;
  };
  context.begin_batch([&](std::uint64_t at, const KernelError& error) {
    context.err() << where(at) << error.what() << '\n';
    return note(kRefused);
  });
  for (;;) {
    // The writer of the next line may wait for the result of the last one
    if (in.rdbuf()->in_avail() <= 0 &&
        !note(guarded(context, here, [&] { context.flush(); })))
      return status;
    if (!read_line(in, line, number)) return status;
    context.mark(number);
    const int result = guarded(context, here, [&] { run_line(context, line); });
    context.out().flush();
    if (!note(result)) return status;
  }
}

}  // namespace

std::span<const ObjectKind* const> object_kinds() {
  return kKinds;
}

std::string usage_line(const ObjectKind& kind, const Command& command) {
  const std::string usage = command.syntax().usage();
  std::string out = fmt::format("bsdnetctl {}", kind.name);
  if (!command.name.empty()) out += fmt::format(" {}", command.name);
  if (!usage.empty()) out += fmt::format(" {}", usage);
  return out;
}

std::string help_text() {
  std::string out =
      "Usage: bsdnetctl [OPTIONS] OBJECT [COMMAND [ARGUMENTS]]\n"
      "       bsdnetctl [-force] -batch FILE\n"
      "\n"
      "Objects, each with \"help\":\n";
  for (const ObjectKind* kind : object_kinds())
    out += fmt::format("    {:<10} {}\n", kind->name, kind->help);
  out +=
      "\n"
      "Options:\n";
  out += options_help();
  out +=
      "\n"
      "Objects, commands and keywords may be abbreviated. See bsdnetctl(8).\n";
  return out;
}

std::string help_text(const ObjectKind& kind) {
  std::string out = fmt::format("{}: {}\n\n", kind.name, kind.help);
  for (const Command& command : kind.commands)
    out += fmt::format("    {}\n        {}\n", usage_line(kind, command), command.help);
  return out;
}

std::string help_text(const ObjectKind& kind, const Command& command) {
  std::string more = command.syntax().definitions();
  if (!more.empty()) more = fmt::format("    {}\n", more);
  return fmt::format("Usage: {}\n    {}\n{}", usage_line(kind, command), command.help, more);
}

int run_words(Context& context, std::vector<std::string> words) {
  return guarded(context, [] { return std::string(); }, [&] {
    Args args(std::move(words));
    if (args.empty()) return print_help(context, help_text());
    if (is_help(args)) return run_help(context, args);
    const ObjectKind& kind = find_kind(args.next("object"));
    run_kind(context, kind, args);
  });
}

int run_batch(Context& context, const std::string& file) {
  if (file == "-") return run_stream(context, std::cin, "standard input");
  std::ifstream in(file);
  if (!in) {
    context.err() << "cannot read \"" << file << "\"\n";
    return kUsage;
  }
  return run_stream(context, in, file);
}

}  // namespace bsdnet::ctl
