// SPDX-License-Identifier: GPL-2.0
/// @file
/// The types of values in grammars. `what` is the name of the value in error messages.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bsdnet/address.hpp"
#include "bsdnet/schema.hpp"
#include "grammar.hpp"

namespace bsdnet::ctl {

/// Any word.
Value<std::string> text(std::string what, std::string placeholder, Names names = Names::none);
/// The name of an interface.
Value<std::string> interface_name(std::string placeholder = "NAME", Names names = Names::ifl);
/// A number in [low, high], decimal or 0x hexadecimal.
Value<std::uint32_t> number(std::string what, std::string placeholder = "N", std::uint32_t low = 0,
                            std::uint32_t high = UINT32_MAX);
/// The number of a routing instance.
Value<std::uint32_t> instance_number();
/// "on" or "off".
Value<bool> on_off(std::string what);
/// "up" or "down", abbreviated or not.
Value<bool> up_down(std::string what);
/// A name of an enumeration, abbreviated or not. @p placeholder empty: the names themselves.
Value<std::uint8_t> enumerated(std::string what, std::span<const EnumName> names,
                               std::string placeholder = {});
/// One of @p words, abbreviated or not.
Value<std::string> one_word(std::string what, std::vector<std::string> words);
/// A protocol family of logical interfaces, not abbreviated.
Value<std::uint8_t> family();
Value<Address> address(std::string what, std::string placeholder = "ADDR");
Value<Prefix> prefix(std::string what, std::string placeholder = "PREFIX");
Value<LinkAddress> link_address();

}  // namespace bsdnet::ctl
