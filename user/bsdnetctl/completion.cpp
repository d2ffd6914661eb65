// SPDX-License-Identifier: GPL-2.0
#include "completion.hpp"

#include "command.hpp"
#include "global_options.hpp"

namespace bsdnet::ctl {
namespace {

std::vector<std::string> command_words(const ObjectKind& kind) {
  std::vector<std::string> out;
  for (const Command& command : kind.commands)
    if (!command.name.empty()) out.emplace_back(command.name);
  out.emplace_back("help");
  return out;
}

std::vector<std::string> object_words() {
  std::vector<std::string> out = option_words();
  for (const ObjectKind* kind : object_kinds())
    out.emplace_back(kind->name);
  out.emplace_back("help");
  return out;
}

const ObjectKind* find_kind(const std::string& word) {
  std::vector<std::string_view> names;
  for (const ObjectKind* kind : object_kinds())
    names.push_back(kind->name);
  const std::size_t found = match(word, names);
  return found == kNoMatch ? nullptr : object_kinds()[found];
}

const Command* find_command(const ObjectKind& kind, const std::string& word) {
  std::vector<std::string_view> names;
  for (const Command& command : kind.commands)
    names.push_back(command.name);
  const std::size_t found = match(word, names);
  return found == kNoMatch ? nullptr : &kind.commands[found];
}

std::vector<std::string> kind_completions(const ObjectKind& kind, Args& args) {
  // monitor has no commands
  if (const Command& only = kind.commands.front(); only.name.empty())
    return only.syntax().complete(args.rest());
  if (args.empty()) return command_words(kind);
  const Command* command = find_command(kind, args.next("command"));
  if (command == nullptr) return {};
  return command->syntax().complete(args.rest());
}

}  // namespace

std::vector<std::string> completions(const std::vector<std::string>& words) {
  Args args(words);
  while (!args.empty() && args.peek().starts_with('-')) {
    const Names names = option_value(args.next("option"));
    if (names == Names::none) continue;
    if (args.empty()) return {std::string(names_word(names))};
    args.skip(1);
  }
  if (args.empty()) return object_words();
  const ObjectKind* kind = find_kind(args.next("object"));
  return kind == nullptr ? std::vector<std::string>{} : kind_completions(*kind, args);
}

}  // namespace bsdnet::ctl
