// SPDX-License-Identifier: GPL-2.0
#include "printer.hpp"

#include <utility>

namespace bsdnet::ctl {
namespace {

constexpr int kIndent = 4;

// nlohmann indents from column 0; an element of a list is one level deeper
std::string indented(const std::string& text) {
  const std::string margin(kIndent, ' ');
  std::string out = margin;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += margin;
  }
  return out;
}

// Names from the kernel are bytes; invalid UTF-8 must not end the program
std::string dump_json(const Printer::Json& value, int indent) {
  return value.dump(indent, ' ', false, Printer::Json::error_handler_t::replace);
}

}  // namespace

Printer::List::List(Printer& printer) : printer_(printer) {
  printer_.in_list_ = true;
  printer_.first_ = true;
  if (printer_.json_) printer_.out_ << '[';
}

Printer::List::~List() {
  printer_.newline();
  printer_.in_list_ = false;
  if (printer_.json_) printer_.out_ << (printer_.pretty_ && !printer_.first_ ? "\n]\n" : "]\n");
}

Printer::Scope::Scope(Printer& printer, std::string_view key, bool append)
    : printer_(printer), key_(key), append_(append) {
  printer_.stack_.emplace_back(Json::object());
}

// NOLINTNEXTLINE(bugprone-exception-escape): see there
Printer::Scope::~Scope() {
  Json value = std::move(printer_.stack_.back());
  printer_.stack_.pop_back();
  if (!printer_.json_) {
    if (printer_.stack_.empty()) printer_.newline();
    return;
  }
  if (printer_.stack_.empty())
    printer_.write_element(value);
  else if (append_)
    printer_.stack_.back()[key_].push_back(std::move(value));
  else
    printer_.put(key_, value);
}

void Printer::write_element(const Json& value) {
  if (!in_list_) {
    out_ << dump_json(value, pretty_ ? kIndent : -1) << '\n';
    return;
  }
  if (!first_) out_ << ',';
  first_ = false;
  if (pretty_)
    out_ << '\n' << indented(dump_json(value, kIndent));
  else
    out_ << dump_json(value, -1);
}

void Printer::print_words(std::string_view key, fmt::format_string<const std::string&> format,
                          const std::vector<std::string>& words) {
  if (words.empty()) return;
  const std::string joined = fmt::format("{}", fmt::join(words, ","));
  if (json_)
    put(key, words);
  else
    emit(fmt::format(format, joined));
}

void Printer::print_bool(std::string_view key, std::string_view yes, std::string_view no,
                         const std::optional<bool>& value) {
  if (!value) return;
  if (json_)
    put(key, *value);
  else
    emit(*value ? yes : no);
}

// Collects text until the end of the line, where trailing spaces are removed
void Printer::emit(std::string_view text) {
  line_ += text;
}

void Printer::newline() {
  if (json_ || line_.empty()) return;
  const std::size_t end = line_.find_last_not_of(' ');
  if (end != std::string::npos) out_ << line_.substr(0, end + 1) << '\n';
  line_.clear();
}

}  // namespace bsdnet::ctl
