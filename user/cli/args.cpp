// SPDX-License-Identifier: GPL-2.0
#include "args.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "bsdnet/address.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet::ctl {
namespace {

std::optional<std::uint64_t> parse_integer(std::string_view text, int base) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, ec] = std::from_chars(text.data(), end, value, base);
  if (ec != std::errc{} || stop != end) return {};
  return value;
}

std::string_view without_0x(std::string_view text) {
  if (text.starts_with("0x")) text.remove_prefix(2);
  return text;
}

}  // namespace

bool abbreviates(std::string_view word, std::string_view full) {
  return !word.empty() && full.starts_with(word);
}

std::size_t match(std::string_view word, std::span<const std::string_view> names) {
  std::size_t found = kNoMatch;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (word == names[i]) return i;
    if (found == kNoMatch && abbreviates(word, names[i])) found = i;
  }
  return found;
}

const std::string& Args::next(std::string_view what) {
  if (empty()) throw UsageError(fmt::format("{} is missing", what));
  return words_[position_++];
}

void Args::end() const {
  if (!empty()) throw UsageError(fmt::format("unexpected argument \"{}\"", peek()));
}

std::vector<std::string> Args::rest() const {
  return {words_.begin() + static_cast<std::ptrdiff_t>(position_), words_.end()};
}

std::uint32_t Args::number(std::string_view what, std::uint32_t low, std::uint32_t high) {
  const std::string& word = next(what);
  const auto value = parse_integer(without_0x(word), word.starts_with("0x") ? 16 : 10);
  if (!value) throw UsageError(fmt::format("{} must be a number, not \"{}\"", what, word));
  if (*value < low || *value > high)
    throw UsageError(fmt::format("{} must be {}..{}, not {}", what, low, high, word));
  return static_cast<std::uint32_t>(*value);
}

std::uint16_t Args::hex16(std::string_view what, std::uint16_t low, std::uint16_t high) {
  const std::string& word = next(what);
  const auto value = parse_integer(without_0x(word), 16);
  if (!value || *value < low || *value > high)
    throw UsageError(
        fmt::format("{} must be 0x{:04x}..0x{:04x}, not \"{}\"", what, low, high, word));
  return static_cast<std::uint16_t>(*value);
}

std::vector<std::uint8_t> Args::bytes(std::string_view what, std::size_t size) {
  const std::string& word = next(what);
  try {
    std::vector<std::uint8_t> value = word.find_first_of(":-") == std::string::npos
                                          ? parse_hex(without_0x(word))
                                          : LinkAddress::parse(word).bytes;
    if (value.size() == size) return value;
  } catch (const ArgumentError&) {
    // reported below
  }
  throw UsageError(fmt::format("{} must be {} bytes in hexadecimal, not \"{}\"", what, size, word));
}

bool Args::on_off(std::string_view what) {
  const std::string& word = next(what);
  if (word == "on" || word == "1") return true;
  if (word == "off" || word == "0") return false;
  throw UsageError(fmt::format("{} must be on or off, not \"{}\"", what, word));
}

std::uint8_t Args::enumerated(std::string_view what, std::span<const EnumName> names) {
  const std::string& word = next(what);
  std::vector<std::string_view> words;
  for (const EnumName& name : names)
    words.emplace_back(name.name);
  const std::size_t found = match(word, words);
  if (found == kNoMatch)
    throw UsageError(
        fmt::format("\"{}\" is not a valid {}; expected {}", word, what, enum_list(names)));
  return static_cast<std::uint8_t>(names[found].value);
}

namespace {

// Splits one line of a batch file
class Splitter {
 public:
  std::vector<std::string> split(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\' && quote_ != '\'' && i + 1 < line.size()) {
        add(line[++i]);
      } else if (!step(line[i])) {
        break;
      }
    }
    if (quote_ != 0) throw UsageError("unterminated quote");
    finish();
    return std::move(words_);
  }

 private:
  void add(char c) {
    word_ += c;
    open_ = true;
  }
  void finish() {
    if (open_) words_.push_back(word_);
    word_.clear();
    open_ = false;
  }
  // Returns false at a comment
  bool step(char c) {
    if (quote_ != 0) {
      if (c == quote_)
        quote_ = 0;
      else
        word_ += c;
    } else if (c == '"' || c == '\'') {
      quote_ = c;
      open_ = true;
    } else if (c == '#' && !open_) {
      return false;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      finish();
    } else {
      add(c);
    }
    return true;
  }

  std::vector<std::string> words_;
  std::string word_;
  char quote_ = 0;
  bool open_ = false;
};

}  // namespace

std::vector<std::string> split_line(std::string_view line) {
  const auto is_special = [](char c) { return c == '\\' || c == '"' || c == '\'' || c == '#'; };
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  // most lines have nothing but words
  if (std::ranges::any_of(line, is_special)) return Splitter().split(line);
  std::vector<std::string> words;
  words.reserve(8);
  for (auto begin = line.begin();;) {
    begin = std::find_if_not(begin, line.end(), is_blank);
    if (begin == line.end()) return words;
    const auto end = std::find_if(begin, line.end(), is_blank);
    words.emplace_back(begin, end);
    begin = end;
  }
}

}  // namespace bsdnet::ctl
