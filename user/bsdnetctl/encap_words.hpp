// SPDX-License-Identifier: GPL-2.0
/// @file
/// The words of encapsulations among those of a command. Which there are, libbsdnet knows.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "args.hpp"
#include "bsdnet/encap.hpp"
#include "printer.hpp"

namespace bsdnet::ctl {

/// Reads an encapsulation and its parameters: `vlan 5 tpid 0x9100`, `encap ppp pfc on`,
/// `encap NAME data HEX`. Options may stand anywhere after the word.
class EncapWords {
 public:
  /// An encapsulation that something has already.
  struct Current {
    std::optional<std::string> encap;
    std::optional<Blob> data;
  };

  /// @param current  where an option without the word changes what is there: reads that
  EncapWords(Args& args, EncapPlace place, std::function<Current()> current = {})
      : args_(args), place_(place), current_(std::move(current)) {}
  EncapWords(const EncapWords&) = delete;
  EncapWords& operator=(const EncapWords&) = delete;

  /// Appends a keyword for each word, and "encap".
  void append_to(std::vector<Keyword>& keywords);
  /// For words that are no keyword: whether @p word is an option of the encapsulation.
  bool option(const std::string& word);

  bool given() const noexcept { return raw_.has_value() || encap_ != nullptr || !name_.empty(); }
  /// The name, where a word asked for one.
  std::optional<std::string> name() const;
  /// The parameters, where there are any.
  std::optional<Blob> data() const;

 private:
  void word(const Encapsulation& encap, std::string_view word);
  void named();
  void only_one() const;
  void load();

  Args& args_;
  EncapPlace place_;
  std::function<Current()> current_;
  const Encapsulation* encap_ = nullptr;
  std::string name_;  // empty: no word asked for one
  EncapData data_;
  std::optional<Blob> raw_;
};

/// "vlan VID [tpid TPID] | svlan VID | ..." of @p place, for help.
std::string encap_usage(EncapPlace place);
/// Prints an encapsulation as `add` takes it; behind @p prefix where it is in words of its own.
void print_encap(Printer& out, const std::optional<std::string>& encap,
                 const std::optional<Blob>& data, std::string_view prefix = {});

}  // namespace bsdnet::ctl
