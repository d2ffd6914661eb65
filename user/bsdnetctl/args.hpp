// SPDX-License-Identifier: GPL-2.0
/// @file
/// The words of a command and how they are matched.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bsdnet/schema.hpp"

namespace bsdnet::ctl {

/// The words make no command; exit status 1.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Whether @p word is @p full or begins it.
bool abbreviates(std::string_view word, std::string_view full);

/// Index of the one among @p names that @p word means: itself, else the first that it begins;
/// npos for none.
std::size_t match(std::string_view word, std::span<const std::string_view> names);
inline constexpr std::size_t kNoMatch = static_cast<std::size_t>(-1);

/// Words still to be read.
class Args {
 public:
  explicit Args(std::vector<std::string> words) : words_(std::move(words)) {}

  bool empty() const { return position_ == words_.size(); }
  const std::string& peek() const { return words_.at(position_); }
  /// The next word; UsageError where @p what is missing.
  const std::string& next(std::string_view what);
  /// Takes the next word if it is @p word or begins it.
  bool take(std::string_view word);
  /// UsageError where words are left.
  void end() const;
  /// All words that are left, which stay; @ref skip moves past them.
  std::vector<std::string> rest() const;
  void skip(std::size_t words) { position_ += words; }

  /// Next word as a number in [low, high], decimal or 0x hexadecimal.
  std::uint32_t number(std::string_view what, std::uint32_t low = 0,
                       std::uint32_t high = UINT32_MAX);
  /// Next word as "on" or "off".
  bool on_off(std::string_view what);
  /// Next word as a name of an enumeration, abbreviated or not.
  std::uint8_t enumerated(std::string_view what, std::span<const EnumName> names);

 private:
  std::vector<std::string> words_;
  std::size_t position_ = 0;
};

/// A word that may come once, and what then reads on.
struct Keyword {
  std::string_view name;
  std::function<void()> action;
};

/// Reads keywords in any order until the words end. A word that is none is given to
/// @p other; without it, or where it says false, UsageError.
void parse_keywords(Args& args, const std::vector<Keyword>& keywords,
                    const std::function<bool(const std::string&)>& other = {});

/// Splits a line of a batch file: blanks, double and single quotes, backslash, # comments.
/// UsageError for a quote that is not closed.
std::vector<std::string> split_line(std::string_view line);

}  // namespace bsdnet::ctl
