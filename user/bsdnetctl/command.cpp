// SPDX-License-Identifier: GPL-2.0
#include "command.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <ostream>

#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

constexpr const ObjectKind* kKinds[] = {
    &kDriverKind, &kIfdKind,     &kIflKind,   &kIffKind,     &kIfaKind,   &kInstanceKind,
    &kRouteKind,  &kNexthopKind, &kNeighKind, &kL2Kind,      &kPcbKind,   &kQueueKind,
    &kSocketKind, &kStatsKind,   &kDropsKind, &kMonitorKind, &kEncapKind, &kShowKind,
};

const ObjectKind& find_kind(const std::string& word) {
  std::vector<std::string_view> names;
  for (const ObjectKind* kind : object_kinds())
    names.push_back(kind->name);
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

std::string usage_line(const ObjectKind& kind, const Command& command) {
  const std::string name = command.name.empty() ? "" : fmt::format(" {}", command.name);
  const std::string usage = command.usage.empty() ? "" : fmt::format(" {}", command.usage);
  return fmt::format("bsdnetctl {}{}{}", kind.name, name, usage);
}

bool is_help(const Args& args) {
  return !args.empty() && args.peek() == "help";
}

void print_help(Context& context, const std::string& text) {
  // Help is for people, whatever the format of the rest
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

int guarded(Context& context, const std::string& where, const std::function<void()>& fn) {
  try {
    fn();
    return kOk;
  } catch (const UsageError& error) {
    context.err() << where << error.what() << '\n';
    return kUsage;
  } catch (const ArgumentError& error) {
    context.err() << where << error.what() << '\n';
    return kUsage;
  } catch (const BatchStopped&) {
    return kRefused;  // has been told
  } catch (const std::exception& error) {
    context.err() << where << error.what() << '\n';
    return kRefused;
  }
}

// One command of a batch; comes in order with what the kernel says to those before
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

// Joins lines that end with a backslash; false at the end
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
  const auto note = [&status, force](int result) {
    if (status == kOk) status = result;
    return result == kOk || force;
  };
  context.begin_batch([&](std::uint64_t at, const KernelError& error) {
    context.err() << where(at) << error.what() << '\n';
    return note(kRefused);
  });
  for (;;) {
    // Who writes the next line may wait for what became of the last
    if (in.rdbuf()->in_avail() <= 0 &&
        !note(guarded(context, where(number), [&] { context.flush(); })))
      return status;
    if (!read_line(in, line, number)) return status;
    context.mark(number);
    const int result = guarded(context, where(number), [&] { run_line(context, line); });
    context.out().flush();
    if (!note(result)) return status;
  }
}

}  // namespace

std::span<const ObjectKind* const> object_kinds() {
  return kKinds;
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
      "Options:\n"
      "    -j, -json           JSON\n"
      "    -p, -pretty         indented JSON\n"
      "    -s, -statistics     counters as well\n"
      "    -d, -details        everything that is known\n"
      "    -n, -netns NAME     in this network namespace\n"
      "    -b, -batch FILE     commands from FILE, - for standard input\n"
      "    -f, -force          go on after an error in a batch\n"
      "    -V, -Version        version; with -d that of the kernel's module as well\n"
      "    -h, -help           this\n"
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
  const std::string more = command.more == nullptr ? "" : fmt::format("    {}\n", command.more());
  return fmt::format("Usage: {}\n    {}\n{}", usage_line(kind, command), command.help, more);
}

int run_words(Context& context, std::vector<std::string> words) {
  return guarded(context, "", [&] {
    Args args(std::move(words));
    if (args.empty() || is_help(args)) return print_help(context, help_text());
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
