// SPDX-License-Identifier: GPL-2.0
//
// encap: encapsulations of devices and logical interfaces (IF-10, CTL-3)

#include "encap.hpp"

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Grammar<Encap>& show_grammar() {
  static const Grammar<Encap> grammar(
      word(&Encap::name, text("encapsulation", "NAME", Names::encap)));
  return grammar;
}

void encap_show(Context& context, const Encap& wanted) {
  show<Encap>(context, {},
              [&](const Encap& encap) { return !wanted.name || encap.name == wanted.name; });
}

// "ifl add NAME vlan VID [tpid TPID]"
std::vector<std::string> usages(const std::string& name) {
  std::vector<std::string> out;
  const Encapsulation* encap = find_encapsulation(name);
  if (encap == nullptr) return {"encap " + name + " data HEX"};
  for (const EncapWord& entry : encap->words())
    out.push_back(fmt::format("{} add NAME {}{}{}{}",
                              entry.place == EncapPlace::ifl ? "ifl" : "ifd",
                              entry.place == EncapPlace::ifl ? "" : "encap ", entry.word,
                              entry.usage.empty() ? "" : " ", entry.usage));
  return out;
}

constexpr Command kCommands[] = {
    command<show_grammar, encap_show>("show", "encapsulations and their keywords"),
};

}  // namespace

const ObjectKind kEncapKind = {"encap", "encapsulations of devices and logical interfaces",
                               kCommands};

void print_object(Context& context, const Encap& encap) {
  Printer& out = context.out();
  out.print("name", "{} ", encap.name);
  out.print("descr", "- {} ", encap.descr);
  out.newline();
  out.text("    ");
  out.print("type", "type {} ", encap.type);
  if (encap.flags) out.print_words("flags", "as {} ", flag_names(enums::encap_flags, *encap.flags));
  if (!encap.name || encap.flags.value_or(0) == 0) return;  // cannot be configured
  const std::vector<std::string> words = usages(*encap.name);
  if (!words.empty()) out.json("usage", words);
  for (const std::string& line : words) {
    out.newline();
    out.text("    {}", line);
  }
}

}  // namespace bsdnet::ctl
