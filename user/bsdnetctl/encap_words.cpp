// SPDX-License-Identifier: GPL-2.0
#include "encap_words.hpp"

#include <fmt/format.h>

namespace bsdnet::ctl {
namespace {

constexpr std::size_t kNameMax = 15;

}  // namespace

void EncapWords::append_to(std::vector<Keyword>& keywords) {
  keywords.push_back({"encap", [this] { named(); }});
  for (const Encapsulation* encap : encapsulations())
    for (const EncapWord& entry : encap->words())
      if (entry.place == place_)
        keywords.push_back({entry.word, [this, encap, name = entry.word] { word(*encap, name); }});
}

void EncapWords::only_one() const {
  if (given()) throw UsageError("only one encapsulation can be given");
}

void EncapWords::word(const Encapsulation& encap, std::string_view word) {
  only_one();
  EncapArgs more(word, args_.rest());
  encap_ = &encap;
  name_ = encap.name();
  encap.read(word, more, data_);
  args_.skip(more.taken());
}

void EncapWords::named() {
  only_one();
  const std::string name = args_.next("name of the encapsulation");
  if (name.empty() || name.size() > kNameMax)
    throw UsageError(fmt::format("\"{}\" is no name of an encapsulation", name));
  const Encapsulation* encap = find_encapsulation(name);
  if (!args_.empty() && args_.peek() == "data") {
    args_.next("data");
    raw_ = parse_hex(args_.next("parameters in hexadecimal"));
  } else if (encap != nullptr) {
    word(*encap, encap->words().empty() ? name : encap->words().front().word);
  }
  name_ = name;
}

// The parameters that are there, to be changed
void EncapWords::load() {
  const Current current = current_();
  if (!current.encap) return;
  encap_ = find_encapsulation(*current.encap);
  if (current.data) data_ = EncapData(*current.data);
}

bool EncapWords::option(const std::string& word) {
  if (!given() && current_) load();
  if (encap_ == nullptr || raw_) return false;
  EncapArgs more(encap_->name(), args_.rest());
  if (!encap_->read_option(word, more, data_)) return false;
  args_.skip(more.taken());
  return true;
}

std::optional<std::string> EncapWords::name() const {
  return name_.empty() ? std::nullopt : std::optional(name_);
}

std::optional<Blob> EncapWords::data() const {
  if (raw_) return raw_;
  Blob bytes = data_.encode();
  return bytes.empty() ? std::nullopt : std::optional(std::move(bytes));
}

std::string encap_usage(EncapPlace place) {
  std::string out;
  for (const Encapsulation* encap : encapsulations())
    for (const EncapWord& entry : encap->words())
      if (entry.place == place)
        out += fmt::format("{}{}{}{}", out.empty() ? "" : "|", entry.word,
                           entry.usage.empty() ? "" : " ", entry.usage);
  return out;
}

void print_encap(Printer& out, const std::optional<std::string>& encap,
                 const std::optional<Blob>& data, std::string_view prefix) {
  if (!encap) return;
  const EncapText text = describe_encap(*encap, data.value_or(Blob{}));
  out.json("encap", *encap);
  out.text("{}{} ", text.words.starts_with("encap ") ? "" : prefix, text.words);
  if (!out.is_json() || text.fields.empty()) return;
  const Printer::Scope scope(out, "parameters");
  for (const EncapField& field : text.fields)
    std::visit([&](const auto& value) { out.json(field.key, value); }, field.value);
}

}  // namespace bsdnet::ctl
