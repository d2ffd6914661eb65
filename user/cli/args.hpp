// SPDX-License-Identifier: GPL-2.0
/// @file
/// The words of a command line and how they are matched.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bsdnet/schema.hpp"

namespace bsdnet::ctl {

/// The words are not a valid command; exit status 1.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Whether @p word is a prefix of @p full and not empty.
bool abbreviates(std::string_view word, std::string_view full);

/// Index of the name that equals @p word, else of the first that @p word is a prefix of, else
/// kNoMatch.
std::size_t match(std::string_view word, std::span<const std::string_view> names);
inline constexpr std::size_t kNoMatch = static_cast<std::size_t>(-1);

/// The words that are not consumed yet.
class Args {
 public:
  explicit Args(std::vector<std::string> words) : words_(std::move(words)) {}

  bool empty() const { return position_ == words_.size(); }
  const std::string& peek() const { return words_.at(position_); }
  /// Consumes a word; UsageError "WHAT is missing" if none is left.
  const std::string& next(std::string_view what);
  /// UsageError if words are left.
  void end() const;
  /// The words that are left; does not consume them.
  std::vector<std::string> rest() const;
  /// Consumes @p words words.
  void skip(std::size_t words) { position_ += words; }

  /// Consumes a number in [low, high], decimal or 0x hexadecimal.
  std::uint32_t number(std::string_view what, std::uint32_t low = 0,
                       std::uint32_t high = UINT32_MAX);
  /// Consumes "on" or "off".
  bool on_off(std::string_view what);
  /// Consumes a number of 16 bits in hexadecimal, "0x9100" or "9100", in [low, high].
  std::uint16_t hex16(std::string_view what, std::uint16_t low, std::uint16_t high);
  /// Consumes exactly @p size bytes in hexadecimal, with or without separators.
  std::vector<std::uint8_t> bytes(std::string_view what, std::size_t size);
  /// Consumes a name of an enumeration, abbreviated or not.
  std::uint8_t enumerated(std::string_view what, std::span<const EnumName> names);

 private:
  std::vector<std::string> words_;
  std::size_t position_ = 0;
};

/// Splits a line of a batch file: blanks, double and single quotes, backslash, # comments.
/// UsageError for an unterminated quote.
std::vector<std::string> split_line(std::string_view line);

}  // namespace bsdnet::ctl
