// SPDX-License-Identifier: GPL-2.0
#include "encap_request.hpp"

#include <fmt/format.h>
#include <linux/bsdnet.h>

namespace bsdnet::ctl {
namespace {

constexpr std::size_t kNameMax = BSDNET_ENCAP_NAME_MAX;
constexpr const char* kSymbol = "ENCAP";

Parameter<EncapRequest> word_parameter(const Encapsulation& encap, const EncapWord& entry,
                                       std::size_t group) {
  Parameter<EncapRequest> out;
  out.keyword = entry.word;
  out.usage = entry.usage;
  out.symbol = kSymbol;
  out.group = group;
  out.read = [&encap, name = entry.word](EncapRequest& request, Args& args) {
    request.read(encap, name, args);
  };
  return out;
}

}  // namespace

Parameters<EncapRequest> encap_parameters(EncapPlace place) {
  Parameters<EncapRequest> out;
  const std::size_t group = new_group();
  for (const Encapsulation* encap : encapsulations())
    for (const EncapWord& entry : encap->words())
      if (entry.place == place) out.list.push_back(word_parameter(*encap, entry, group));
  Parameter<EncapRequest> named;
  named.keyword = "encap";
  named.value = {"NAME [data HEX]", {}, Names::encap};
  named.symbol = kSymbol;
  named.group = group;
  named.read = [](EncapRequest& request, Args& args) { request.read_named(args); };
  out.list.push_back(std::move(named));
  return out;
}

Parameters<EncapRequest> encap_options() {
  Parameter<EncapRequest> out;
  out.place = Place::option;
  out.value = {"ENCAP-OPTION", {}, Names::none};
  out.is_repeated = true;
  return out;
}

void EncapRequest::read(const Encapsulation& encap, std::string_view word, Args& args) {
  encap_ = &encap;
  name_ = encap.name();
  encap.parse(word, args, data_);
}

void EncapRequest::read_named(Args& args) {
  const std::string name = args.next("name of the encapsulation");
  if (name.empty() || name.size() > kNameMax)
    throw UsageError(fmt::format("\"{}\" is not a valid name of an encapsulation", name));
  const Encapsulation* encap = find_encapsulation(name);
  if (!args.empty() && args.peek() == "data") {
    args.skip(1);
    raw_ = parse_hex(args.next("parameters in hexadecimal"));
  } else if (encap != nullptr) {
    read(*encap, encap->words().empty() ? name : encap->words().front().word, args);
  }
  name_ = name;
}

// The kernel keeps parameters that are absent: those of the object are not read and sent back,
// since it may have some that this program does not know.
bool EncapRequest::option(const std::string& word, Args& args) {
  if (!has_encap() && current_) {
    const std::optional<std::string> current = current_();
    if (current) encap_ = find_encapsulation(*current);
  }
  if (encap_ == nullptr || raw_) return false;
  return encap_->parse_option(word, args, data_);
}

std::optional<std::string> EncapRequest::encap_name() const {
  return name_.empty() ? std::nullopt : std::optional(name_);
}

std::optional<Blob> EncapRequest::encap_bytes() const {
  if (raw_) return raw_;
  return data_.empty() ? std::nullopt : std::optional(data_);
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
