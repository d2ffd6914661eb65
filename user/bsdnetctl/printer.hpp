// SPDX-License-Identifier: GPL-2.0
/// @file
/// Text and JSON from one print path: a call names key, text format and value once.
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "bsdnet/address.hpp"

namespace bsdnet::ctl {

/// Prints objects. In text each value is printed at once; in JSON values are collected in the open
/// object. A list is an array in JSON; each element is written when it is complete, so that a list
/// may be long.
class Printer {
 public:
  using Json = nlohmann::ordered_json;

  Printer(std::ostream& out, bool json, bool pretty) : out_(out), json_(json), pretty_(pretty) {}
  Printer(const Printer&) = delete;
  Printer& operator=(const Printer&) = delete;

  bool is_json() const noexcept { return json_; }

  /// The output of one command, open for the lifetime of the guard.
  class List {
   public:
    explicit List(Printer& printer);
    ~List();
    List(const List&) = delete;
    List& operator=(const List&) = delete;

   private:
    Printer& printer_;
  };

  /// An object, open for the lifetime of the guard: with a key a member of the open object, else an
  /// element of the open list, else a line.
  class Scope {
   public:
    explicit Scope(Printer& printer, std::string_view key = {}, bool append = false);
    // NOLINTNEXTLINE(bugprone-exception-escape): without memory the program ends
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Printer& printer_;
    std::string key_;
    bool append_;
  };

  /// Prints @p value: under @p key in JSON, with @p format in text.
  template <typename T>
  void print(std::string_view key, fmt::format_string<const T&> format, const T& value) {
    if (json_)
      put(key, value);
    else
      emit(fmt::format(format, value));
  }
  /// Prints an optional value; nothing if it is empty.
  template <typename T>
  void print(std::string_view key, fmt::format_string<const T&> format,
             const std::optional<T>& value) {
    if (value) print(key, format, *value);
  }
  /// Prints words: an array in JSON, separated by commas in text; nothing if empty.
  void print_words(std::string_view key, fmt::format_string<const std::string&> format,
                   const std::vector<std::string>& words);
  /// Prints a boolean: one of two texts in text.
  void print_bool(std::string_view key, std::string_view yes, std::string_view no,
                  const std::optional<bool>& value);

  /// Prints a value in JSON only.
  template <typename T>
  void json(std::string_view key, const T& value) {
    if (json_) put(key, value);
  }
  template <typename T>
  void json(std::string_view key, const std::optional<T>& value) {
    if (value) json(key, *value);
  }
  /// Prints in text only.
  template <typename... Args>
  void text(fmt::format_string<const Args&...> format, const Args&... args) {
    if (!json_) emit(fmt::format(format, args...));
  }
  /// Appends the object printed by @p fn to the array @p key of the open object.
  template <typename Fn>
  void element(std::string_view key, Fn fn) {
    const Scope scope(*this, key, true);
    fn();
  }
  /// Ends a line of text; removes trailing spaces.
  void newline();
  void flush() { out_.flush(); }

 private:
  template <typename T>
  void put(std::string_view key, const T& value) {
    stack_.back()[std::string(key)] = value;
  }
  void emit(std::string_view text);
  void write_element(const Json& value);

  std::ostream& out_;
  bool json_;
  bool pretty_;
  bool in_list_ = false;
  bool first_ = true;
  std::string line_;
  std::vector<Json> stack_;
};

}  // namespace bsdnet::ctl
