// SPDX-License-Identifier: GPL-2.0
#include "grammar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace bsdnet::ctl {

std::string_view names_word(Names names) {
  constexpr std::array<std::string_view, 9> kWords = {
      "", "@driver", "@ifd", "@ifl", "@encap", "@instance", "@netdev", "@netns", "@file"};
  return kWords.at(static_cast<std::size_t>(names));
}

namespace {

std::string quoted(const ParameterSyntax& parameter) {
  return parameter.keyword.empty() ? parameter.value->placeholder
                                   : fmt::format("\"{}\"", parameter.keyword);
}

bool has_value(const ParameterSyntax& parameter) {
  return parameter.value || !parameter.usage.empty();
}

// One alternative: "mtu N"
std::string phrase(const ParameterSyntax& parameter) {
  std::string value = parameter.value ? parameter.value->placeholder : parameter.usage;
  if (parameter.keyword.empty()) return value;
  if (value.empty()) return parameter.keyword;
  return fmt::format(fmt::runtime(parameter.place == Place::free ? "[{}] {}" : "{} {}"),
                     parameter.keyword, value);
}

// "PREFIX|ADDR" to "Ar prefix | addr", "up|down" to "Cm up | down", "ADDR-ADDR" to "Ar addr-addr"
std::string mdoc_words(const std::string& words) {
  std::string out;
  bool is_placeholder = false;
  for (std::size_t begin = 0; begin <= words.size();) {
    const std::size_t end = std::min(words.find('|', begin), words.size());
    std::string one = words.substr(begin, end - begin);
    const bool is_upper = !one.empty() && std::isupper(static_cast<unsigned char>(one[0])) != 0;
    if (begin != 0) out += " | ";
    if (begin == 0 || is_upper != is_placeholder) out += is_upper ? "Ar " : "Cm ";
    is_placeholder = is_upper;
    std::ranges::transform(one, one.begin(), [](unsigned char c) { return std::tolower(c); });
    out += one;
    begin = end + 1;
  }
  return out;
}

std::string mdoc_phrase(const ParameterSyntax& parameter) {
  std::string value = parameter.value ? mdoc_words(parameter.value->placeholder) : std::string();
  if (parameter.keyword.empty()) return value;
  if (value.empty()) return "Cm " + parameter.keyword;
  return fmt::format(fmt::runtime(parameter.place == Place::free ? "Oo Cm {} Oc {}" : "Cm {} {}"),
                     parameter.keyword, value);
}

// What usage shows in one pair of brackets
struct Item {
  std::vector<const ParameterSyntax*> alternatives;
  const ParameterSyntax& front() const { return *alternatives.front(); }
};

bool belong_together(const ParameterSyntax& a, const ParameterSyntax& b) {
  return (a.group != 0 && a.group == b.group) || (!a.symbol.empty() && a.symbol == b.symbol);
}

std::vector<Item> items_of(const std::vector<ParameterSyntax>& parameters) {
  std::vector<Item> out;
  for (const ParameterSyntax& parameter : parameters) {
    if (!out.empty() && belong_together(out.back().front(), parameter))
      out.back().alternatives.push_back(&parameter);
    else
      out.push_back({{&parameter}});
  }
  return out;
}

std::string item_usage(const Item& item) {
  const ParameterSyntax& front = item.front();
  std::string text;
  if (!front.symbol.empty()) {
    text = front.symbol;
  } else {
    for (const ParameterSyntax* each : item.alternatives)
      text += (text.empty() ? "" : "|") + phrase(*each);
  }
  if (!front.is_required) text = "[" + text + "]";
  return front.is_repeated ? text + "..." : text;
}

std::string item_mdoc(const Item& item) {
  const ParameterSyntax& front = item.front();
  std::string text;
  if (!front.symbol.empty()) {
    text = mdoc_words(front.symbol);
  } else {
    for (const ParameterSyntax* each : item.alternatives)
      text += (text.empty() ? "" : " | ") + mdoc_phrase(*each);
  }
  if (front.is_repeated) text += " ...";
  return fmt::format(".{}{}\n", front.is_required ? "" : "Op ", text);
}

void append_value(std::vector<std::string>& out, const ValueSyntax& value) {
  out.insert(out.end(), value.choices.begin(), value.choices.end());
  if (value.names != Names::none) out.emplace_back(names_word(value.names));
}

bool is_choice(const ParameterSyntax& parameter, const std::string& word) {
  const auto& choices = parameter.value->choices;
  return choices.empty() || std::ranges::any_of(choices, [&](const std::string& choice) {
           return parameter.is_abbreviated ? abbreviates(word, choice) : word == choice;
         });
}

// An option of a usage text: "[tpid TPID]", "[acfc on|off]", or words alone: "[llc|mux]"
struct UsageOption {
  std::string keyword;               // empty: one of the choices alone
  std::vector<std::string> choices;  // of the value; empty: any word
  bool is_used = false;
};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end != 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// "2|3|4", "on|off"; a placeholder has no choices
std::vector<std::string> choices_of(const std::string& words) {
  return std::isupper(static_cast<unsigned char>(words[0])) != 0 ? std::vector<std::string>{}
                                                                 : split(words, '|');
}

// What follows a keyword: required words, then options
class UsageWords {
 public:
  explicit UsageWords(std::string_view usage) {
    const std::size_t brackets = std::min(usage.find('['), usage.size());
    required_ = split(usage.substr(0, brackets), ' ').size();
    for (const std::string& text : split(usage.substr(brackets), ']')) {
      const std::vector<std::string> words = split(text.substr(text.find('[') + 1), ' ');
      if (words.size() == 1) options_.push_back({{}, choices_of(words[0])});
      if (words.size() == 2) options_.push_back({words[0], choices_of(words[1])});
    }
  }

  std::size_t required() const { return required_; }

  // The option that begins with this word; null: none
  UsageOption* find(const std::string& word) {
    for (UsageOption& option : options_)
      if (option.keyword.empty() ? std::ranges::find(option.choices, word) != option.choices.end()
                                 : option.keyword == word)
        return &option;
    return nullptr;
  }

  // The words that begin an option which is not used yet
  void append_to(std::vector<std::string>& out) const {
    for (const UsageOption& option : options_) {
      if (option.is_used) continue;
      if (option.keyword.empty())
        out.insert(out.end(), option.choices.begin(), option.choices.end());
      else
        out.push_back(option.keyword);
    }
  }

 private:
  std::size_t required_ = 0;
  std::vector<UsageOption> options_;
};

}  // namespace

std::size_t new_group() {
  static std::size_t last = 0;
  return ++last;
}

// Which parameters the words so far have used
class Syntax::Parser {
 public:
  explicit Parser(const std::vector<ParameterSyntax>& parameters)
      : parameters_(parameters), seen_(parameters.size()) {}

  // The parameter that begins with this word: a keyword, else the first free value that accepts it
  std::size_t find(const std::string& word) const {
    std::size_t found = kNoMatch;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      if (parameters_[i].keyword.empty()) continue;
      if (word == parameters_[i].keyword) return i;
      if (found == kNoMatch && is_keyword(i, word)) found = i;
    }
    if (found != kNoMatch) return found;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      const ParameterSyntax& each = parameters_[i];
      if (each.place == Place::free && (!seen_[i] || each.is_repeated) && is_choice(each, word))
        return i;
    }
    return kNoMatch;
  }

  bool is_keyword(std::size_t index, const std::string& word) const {
    return abbreviates(word, parameters_[index].keyword);
  }

  void use(std::size_t index) {
    const ParameterSyntax& used = parameters_[index];
    if (seen_[index] && !used.is_repeated)
      throw UsageError(fmt::format("duplicate argument {}", quoted(used)));
    for (std::size_t i = 0; used.group != 0 && i < parameters_.size(); ++i)
      if (i != index && seen_[i] && parameters_[i].group == used.group)
        throw UsageError(fmt::format("only one {} can be given", group_name(used)));
    seen_[index] = true;
  }

  bool is_usable(std::size_t index) const {
    const ParameterSyntax& parameter = parameters_[index];
    if (seen_[index]) return parameter.is_repeated;
    for (std::size_t i = 0; i < parameters_.size(); ++i)
      if (seen_[i] && parameter.group != 0 && parameters_[i].group == parameter.group) return false;
    return true;
  }

  // Whether anything was given that is not at the front
  bool has_change() const {
    for (std::size_t i = 0; i < parameters_.size(); ++i)
      if (seen_[i] && parameters_[i].place != Place::first) return true;
    return false;
  }

  void check() const {
    std::size_t others = 0;
    const ParameterSyntax* only = nullptr;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      const ParameterSyntax& each = parameters_[i];
      if (each.is_required && !seen_[i])
        throw UsageError(fmt::format("{} is missing", quoted(each)));
      if (!seen_[i] || each.place == Place::first) continue;
      ++others;
      if (each.is_alone) only = &each;
    }
    if (only != nullptr && others > 1)
      throw UsageError(fmt::format("{} excludes all other arguments", phrase(*only)));
  }

 private:
  // "ENCAP", "of up and down"
  std::string group_name(const ParameterSyntax& parameter) const {
    return parameter.symbol.empty() ? "of " + group_list(parameter.group) : parameter.symbol;
  }

  std::string group_list(std::size_t group) const {
    std::vector<std::string_view> names;
    for (const ParameterSyntax& each : parameters_)
      if (each.group == group) names.push_back(each.keyword);
    const std::string_view last = names.back();
    names.pop_back();
    return fmt::format("{} and {}", fmt::join(names, ", "), last);
  }

  const std::vector<ParameterSyntax>& parameters_;
  std::vector<bool> seen_;
};

void Syntax::parse_with(Args& args, const Read& read, const Option& option) const {
  Parser parser(parameters_);
  bool has_option = false;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (parameters_[i].place != Place::first) continue;
    read(i, args);
    parser.use(i);
  }
  while (!args.empty()) {
    const std::string word = args.peek();
    const std::size_t found = parser.find(word);
    if (found == kNoMatch) {
      args.skip(1);
      if (!option(word, args)) throw UsageError(fmt::format("unexpected argument \"{}\"", word));
      has_option = true;
      continue;
    }
    if (parser.is_keyword(found, word)) args.skip(1);
    parser.use(found);
    read(found, args);
  }
  parser.check();
  if (needs_change_ && !has_option && !parser.has_change()) throw UsageError("nothing to set");
}

std::string Syntax::usage() const {
  std::string only;
  std::string out;
  for (const Item& item : items_of(parameters_)) {
    std::string& to = item.front().is_alone ? only : out;
    to += (to.empty() ? "" : " ") + item_usage(item);
  }
  return only.empty() ? out : out.empty() ? only : fmt::format("{} | {}", only, out);
}

std::string Syntax::definitions() const {
  std::string out;
  for (const Item& item : items_of(parameters_)) {
    if (item.front().symbol.empty()) continue;
    out += item.front().symbol + ":";
    for (const ParameterSyntax* each : item.alternatives)
      out += (each == &item.front() ? " " : "|") + phrase(*each);
  }
  return out;
}

std::string Syntax::mdoc() const {
  std::string only;
  std::string out;
  for (const Item& item : items_of(parameters_))
    (item.front().is_alone ? only : out) += item_mdoc(item);
  return only.empty() || out.empty() ? only + out : only + ".No |\n" + out;
}

std::vector<std::string> Syntax::complete(const std::vector<std::string>& words) const {
  std::vector<std::string> out;
  Parser parser(parameters_);
  UsageWords more("");
  std::size_t at = 0;
  for (const ParameterSyntax& each : parameters_) {
    if (each.place != Place::first) continue;
    if (at++ < words.size()) continue;
    append_value(out, *each.value);
    return out;
  }
  while (at < words.size()) {
    const std::string& word = words[at++];
    if (UsageOption* option = more.find(word)) {
      option->is_used = true;
      if (option->keyword.empty() || at++ < words.size()) continue;
      return option->choices;
    }
    const std::size_t found = parser.find(word);
    if (found == kNoMatch) continue;
    try {
      parser.use(found);
    } catch (const UsageError&) {
      return {};
    }
    if (!has_value(parameters_[found]) || !parser.is_keyword(found, word)) continue;
    if (!parameters_[found].value) {
      more = UsageWords(parameters_[found].usage);
      at += more.required();
      if (at > words.size()) return {};
      continue;
    }
    if (at++ < words.size()) continue;
    append_value(out, *parameters_[found].value);
    return out;
  }
  more.append_to(out);
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const ParameterSyntax& each = parameters_[i];
    if (each.place == Place::first || !parser.is_usable(i)) continue;
    if (!each.keyword.empty()) out.push_back(each.keyword);
    if (each.place == Place::free) append_value(out, *each.value);
  }
  return out;
}

}  // namespace bsdnet::ctl
