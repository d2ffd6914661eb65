// SPDX-License-Identifier: GPL-2.0
/// @file
/// The part of a request that selects an encapsulation, its parameters and its options.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "encap.hpp"
#include "grammar.hpp"
#include "printer.hpp"

namespace bsdnet::ctl {

/// An encapsulation and its parameters: `vlan 5 tpid 0x9100`, `encap ppp pfc on`,
/// `encap NAME data HEX`. Options are accepted anywhere after the encapsulation.
class EncapRequest {
 public:
  /// Calls @p current, which returns the name of the object's encapsulation, for an option that
  /// is given without one; the option then changes that encapsulation.
  void on_option(std::function<std::optional<std::string>()> current) {
    current_ = std::move(current);
  }

  /// Parses what follows the keyword @p word of @p encap.
  void read(const Encapsulation& encap, std::string_view word, Args& args);
  /// Parses what follows the keyword "encap".
  void read_named(Args& args);
  /// Parses an option, if @p word is one of the encapsulation; see Grammar.
  bool option(const std::string& word, Args& args);

  bool has_encap() const noexcept {
    return raw_.has_value() || encap_ != nullptr || !name_.empty();
  }
  /// The name, if an encapsulation is given.
  std::optional<std::string> encap_name() const;
  /// The parameters, if there are any.
  std::optional<Blob> encap_bytes() const;

 private:
  std::function<std::optional<std::string>()> current_;
  const Encapsulation* encap_ = nullptr;
  std::string name_;  // empty: none is given
  Blob data_;
  std::optional<Blob> raw_;
};

/// The keywords of all encapsulations of @p place, and "encap".
Parameters<EncapRequest> encap_parameters(EncapPlace place);
/// The options of the encapsulation that an object has, which EncapRequest::option() parses.
Parameters<EncapRequest> encap_options();
/// Prints an encapsulation as `add` takes it, after @p prefix if it is known by its own keyword.
void print_encap(Printer& out, const std::optional<std::string>& encap,
                 const std::optional<Blob>& data, std::string_view prefix = {});

}  // namespace bsdnet::ctl
