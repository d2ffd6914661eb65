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
    &kDriverKind, &kIfdKind,     &kIflKind,   &kIffKind,     &kIfaKind, &kInstanceKind,
    &kRouteKind,  &kNexthopKind, &kNeighKind, &kL2Kind,      &kPcbKind, &kQueueKind,
    &kSocketKind, &kStatsKind,   &kDropsKind, &kMonitorKind,
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
  } catch (const std::exception& error) {
    context.err() << where << error.what() << '\n';
    return kRefused;
  }
}

int run_stream(Context& context, std::istream& in, const std::string& name) {
  int status = kOk;
  std::string line;
  for (unsigned int number = 1; std::getline(in, line); ++number) {
    while (line.ends_with('\\')) {
      std::string more;
      line.pop_back();
      if (!std::getline(in, more)) break;
      line += more;
      ++number;
    }
    const std::string where = fmt::format("{}:{}: ", name, number);
    const int result = guarded(context, where, [&] {
      Args args(split_line(line));
      if (args.empty()) return;
      const ObjectKind& kind = find_kind(args.next("object"));
      run_kind(context, kind, args);
    });
    context.out().flush();
    if (result == kOk) continue;
    if (status == kOk) status = result;
    if (!context.options().force) break;
  }
  return status;
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
  return fmt::format("Usage: {}\n    {}\n", usage_line(kind, command), command.help);
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
