// SPDX-License-Identifier: GPL-2.0
#include "global_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <ostream>
#include <utility>

#include "bsdnet/netns.hpp"
#include "bsdnet/operations.hpp"
#include "command.hpp"

#ifndef BSDNET_VERSION
#define BSDNET_VERSION "unknown"
#endif

namespace bsdnet::ctl {
namespace {

// An option: its name, its value if it has one, and what it assigns
struct Option {
  std::string_view name;
  std::string_view placeholder;
  Names names;
  std::string_view help;
  void (*apply)(CommandLine& line, Args& args);
};

template <bool Options::*member>
void set(CommandLine& line, Args&) {
  line.options.*member = true;
}

constexpr std::array<Option, 9> kOptions = {{
    {"json", "", Names::none, "print JSON", set<&Options::json>},
    {"pretty", "", Names::none, "indent JSON", set<&Options::pretty>},
    {"statistics", "", Names::none, "print counters", set<&Options::statistics>},
    {"details", "", Names::none, "print all attributes", set<&Options::details>},
    {"netns", "NAME", Names::netns, "use this network namespace",
     [](CommandLine& line, Args& args) {
       line.options.netns = args.next("the name after -netns");
     }},
    {"batch", "FILE", Names::file, "read commands from FILE, - for standard input",
     [](CommandLine& line, Args& args) {
       line.options.batch = args.next("the file after -batch");
     }},
    {"force", "", Names::none, "continue a batch after an error", set<&Options::force>},
    {"Version", "", Names::none, "print the version; with -d also that of the kernel module",
     [](CommandLine& line, Args&) { line.version = true; }},
    {"help", "", Names::none, "print this text",
     [](CommandLine& line, Args&) { line.help = true; }},
}};

std::string_view strip_dashes(std::string_view word) {
  word.remove_prefix(1);
  if (word.starts_with('-')) word.remove_prefix(1);
  return word;
}

const Option* find_option(std::string_view word) {
  std::array<std::string_view, kOptions.size()> names;
  std::ranges::transform(kOptions, names.begin(), &Option::name);
  const std::size_t found = match(strip_dashes(word), names);
  return found == kNoMatch ? nullptr : &kOptions.at(found);
}

void print_version(Context& context) {
  const Printer::Scope scope(context.out());
  context.out().print("program", "bsdnetctl {}", std::string(BSDNET_VERSION));
  if (!context.options().details) return;
  const auto module = get<Module>(context.channel(), Module{});
  context.out().print("module", ", module {}", module.version);
  context.out().print("af", ", AF_BSDNET {}", module.af);
  const Printer::Scope live(context.out(), "live");
  for (const Counter& kind : module.live) {
    const std::string name = kind.name.value_or("?");
    context.out().newline();
    context.out().text("    {:<10} ", name);
    context.out().print(name, "{}", kind.value);
  }
}

int run(const CommandLine& line, std::ostream& out, std::ostream& err) {
  if (!line.options.netns.empty()) enter_netns(line.options.netns);
  Context context(line.options, out, err, [] { return std::make_unique<Channel>(); });
  if (line.help) {
    out << help_text();
    return kOk;
  }
  if (line.version) {
    print_version(context);
    return kOk;
  }
  if (!line.options.batch.empty()) {
    if (!line.words.empty()) throw UsageError("a command and -batch exclude each other");
    return run_batch(context, line.options.batch);
  }
  if (line.words.empty()) {
    err << help_text();
    return kUsage;
  }
  return run_words(context, line.words);
}

}  // namespace

std::string options_help() {
  std::string out;
  for (const Option& option : kOptions)
    out += fmt::format("    {:<20}{}\n",
                       fmt::format("-{}, -{} {}", option.name[0], option.name, option.placeholder),
                       option.help);
  return out;
}

std::vector<std::string> option_words() {
  std::vector<std::string> out;
  out.reserve(std::size(kOptions));
  for (const Option& option : kOptions)
    out.push_back(fmt::format("-{}", option.name));
  return out;
}

Names option_value(const std::string& word) {
  const Option* option = find_option(word);
  return option == nullptr ? Names::none : option->names;
}

CommandLine parse_command_line(const std::vector<std::string>& argv) {
  CommandLine line;
  Args args(argv);
  while (!args.empty() && args.peek().size() > 1 && args.peek().front() == '-') {
    const std::string word = args.next("");
    if (word == "--") break;
    const Option* option = find_option(word);
    if (option == nullptr)
      throw UsageError(fmt::format("option \"{}\" is unknown, try \"bsdnetctl -help\"", word));
    option->apply(line, args);
  }
  while (!args.empty())
    line.words.push_back(args.next(""));
  return line;
}

int run_main(const std::vector<std::string>& argv, std::ostream& out, std::ostream& err) {
  try {
    const int status = run(parse_command_line(argv), out, err);
    out.flush();
    return status;
  } catch (const UsageError& error) {
    err << error.what() << '\n';
    return kUsage;
  } catch (const ArgumentError& error) {
    err << error.what() << '\n';
    return kUsage;
  } catch (const std::exception& error) {
    err << error.what() << '\n';
    return kRefused;
  }
}

}  // namespace bsdnet::ctl
