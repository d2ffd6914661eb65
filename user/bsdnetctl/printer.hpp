// SPDX-License-Identifier: GPL-2.0
/// @file
/// Text and JSON from one print path: whoever prints names key, text format and value once.
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

/// Prints objects, one after the other. In text each value appears where it is printed; in
/// JSON values collect in the object that is open. A list is an array in JSON; its elements
/// are written as soon as they are complete, so a list may be long.
class Printer {
 public:
  using Json = nlohmann::ordered_json;

  Printer(std::ostream& out, bool json, bool pretty) : out_(out), json_(json), pretty_(pretty) {}
  Printer(const Printer&) = delete;
  Printer& operator=(const Printer&) = delete;

  bool is_json() const noexcept { return json_; }

  /// The answer to one command, open while the guard lives.
  class List {
   public:
    explicit List(Printer& printer);
    ~List();
    List(const List&) = delete;
    List& operator=(const List&) = delete;

   private:
    Printer& printer_;
  };

  /// An object, open while the guard lives: an element of the list, a line of its own where no
  /// list is open, or with a key a member of the object that is open.
  class Scope {
   public:
    explicit Scope(Printer& printer, std::string_view key = {}, bool append = false);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Printer& printer_;
    std::string key_;
    bool append_;
  };

  /// Value under @p key in JSON; through @p format in text.
  template <typename T>
  void print(std::string_view key, fmt::format_string<const T&> format, const T& value) {
    if (json_)
      put(key, value);
    else
      emit(fmt::format(format, value));
  }
  /// The same for what is optional: nothing at all where there is no value.
  template <typename T>
  void print(std::string_view key, fmt::format_string<const T&> format,
             const std::optional<T>& value) {
    if (value) print(key, format, *value);
  }
  /// A list of words: an array in JSON, separated by commas in text; nothing when empty.
  void print_words(std::string_view key, fmt::format_string<const std::string&> format,
                   const std::vector<std::string>& words);
  /// "on"/"off" style: a boolean in JSON, one of two texts else.
  void print_bool(std::string_view key, std::string_view yes, std::string_view no,
                  const std::optional<bool>& value);

  /// In JSON alone.
  template <typename T>
  void json(std::string_view key, const T& value) {
    if (json_) put(key, value);
  }
  template <typename T>
  void json(std::string_view key, const std::optional<T>& value) {
    if (value) json(key, *value);
  }
  /// In text alone.
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
  /// Ends a line of text, without the space that the last value left.
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
