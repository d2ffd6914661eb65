// SPDX-License-Identifier: GPL-2.0
#include "global_options.hpp"

#include <fmt/format.h>

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

constexpr std::array<std::string_view, 9> kOptions = {
    "json", "pretty", "statistics", "details", "netns", "batch", "force", "Version", "help"};

std::string_view strip_dashes(std::string_view word) {
  word.remove_prefix(1);
  if (word.starts_with('-')) word.remove_prefix(1);
  return word;
}

void apply(std::size_t option, Args& args, CommandLine& line) {
  switch (option) {
    case 0:
      line.options.json = true;
      break;
    case 1:
      line.options.pretty = true;
      break;
    case 2:
      line.options.statistics = true;
      break;
    case 3:
      line.options.details = true;
      break;
    case 4:
      line.options.netns = args.next("the name after -netns");
      break;
    case 5:
      line.options.batch = args.next("the file after -batch");
      break;
    case 6:
      line.options.force = true;
      break;
    case 7:
      line.version = true;
      break;
    default:
      line.help = true;
      break;
  }
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

CommandLine parse_command_line(const std::vector<std::string>& argv) {
  CommandLine line;
  Args args(argv);
  while (!args.empty() && args.peek().size() > 1 && args.peek().front() == '-') {
    const std::string word = args.next("");
    if (word == "--") break;
    const std::size_t option = match(strip_dashes(word), kOptions);
    if (option == kNoMatch)
      throw UsageError(fmt::format("option \"{}\" is unknown, try \"bsdnetctl -help\"", word));
    apply(option, args, line);
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
