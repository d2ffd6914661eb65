// SPDX-License-Identifier: GPL-2.0
#include "values.hpp"

#include <fmt/format.h>
#include <linux/bsdnet.h>

#include <algorithm>

namespace bsdnet::ctl {
namespace {

constexpr std::size_t kNameMax = BSDNET_NAME_MAX;

std::vector<std::string> names_of(std::span<const EnumName> names) {
  std::vector<std::string> out;
  out.reserve(names.size());
  for (const EnumName& name : names)
    out.emplace_back(name.name);
  return out;
}

std::string alternatives(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, "|"));
}

}  // namespace

Value<std::string> text(std::string what, std::string placeholder, Names names) {
  return {{std::move(placeholder), {}, names},
          [what = std::move(what)](Args& args) { return args.next(what); }};
}

Value<std::string> interface_name(std::string placeholder, Names names) {
  return {{std::move(placeholder), {}, names}, [](Args& args) {
            const std::string& name = args.next("name of an interface");
            if (name.empty() || name.size() > kNameMax)
              throw UsageError(fmt::format("\"{}\" is not a valid interface name", name));
            return name;
          }};
}

Value<std::uint32_t> number(std::string what, std::string placeholder, std::uint32_t low,
                            std::uint32_t high) {
  return {{std::move(placeholder), {}, Names::none},
          [what = std::move(what), low, high](Args& args) { return args.number(what, low, high); }};
}

Value<std::uint32_t> instance_number() {
  Value<std::uint32_t> out = number("instance");
  out.names = Names::instance;
  return out;
}

Value<bool> on_off(std::string what) {
  return {{"on|off", {"on", "off"}, Names::none},
          [what = std::move(what)](Args& args) { return args.on_off(what); }};
}

Value<bool> up_down(std::string what) {
  return {{"up|down", {"up", "down"}, Names::none}, [what = std::move(what)](Args& args) {
            const std::string& word = args.next(what);
            if (abbreviates(word, "up")) return true;
            if (abbreviates(word, "down")) return false;
            throw UsageError(fmt::format("{} must be up or down, not \"{}\"", what, word));
          }};
}

Value<std::uint8_t> enumerated(std::string what, std::span<const EnumName> names,
                               std::string placeholder) {
  std::vector<std::string> choices = names_of(names);
  if (placeholder.empty()) placeholder = alternatives(choices);
  return {{std::move(placeholder), std::move(choices), Names::none},
          [what = std::move(what), names](Args& args) { return args.enumerated(what, names); }};
}

Value<std::string> one_word(std::string what, std::vector<std::string> words) {
  Value<std::string> out{{alternatives(words), words, Names::none}, {}};
  out.read = [what = std::move(what), words = std::move(words)](Args& args) {
    const std::string& word = args.next(what);
    const std::vector<std::string_view> views(words.begin(), words.end());
    const std::size_t found = match(word, views);
    if (found == kNoMatch)
      throw UsageError(
          fmt::format("{} must be one of {}, not \"{}\"", what, fmt::join(words, ", "), word));
    return words[found];
  };
  return out;
}

Value<std::uint8_t> family() {
  return {{"inet", {"inet", "inet6"}, Names::none}, [](Args& args) {
            for (const Family family : {Family::inet, Family::inet6})
              if (!args.empty() && args.peek() == family_name(family)) {
                args.skip(1);
                return static_cast<std::uint8_t>(family);
              }
            throw UsageError("the family after the interface is missing: inet");
          }};
}

Value<Address> address(std::string what, std::string placeholder) {
  return {{std::move(placeholder), {}, Names::none},
          [what = std::move(what)](Args& args) { return Address::parse(args.next(what)); }};
}

Value<Prefix> prefix(std::string what, std::string placeholder) {
  return {{std::move(placeholder), {}, Names::none},
          [what = std::move(what)](Args& args) { return Prefix::parse(args.next(what)); }};
}

Value<LinkAddress> link_address() {
  return {{"LLADDR", {}, Names::none},
          [](Args& args) { return LinkAddress::parse(args.next("link-layer address")); }};
}

}  // namespace bsdnet::ctl
