// SPDX-License-Identifier: GPL-2.0
#include "pool.hpp"

#include <fmt/format.h>

#include "bsdnet/address.hpp"
#include "bsdnet/error.hpp"
#include "inet.hpp"

namespace bsdnet::ppp {

AddressPool AddressPool::parse(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos)
    throw ArgumentError(fmt::format("\"{}\": expected ADDRESS-ADDRESS", text));
  const std::uint32_t first = inet_number(Address::parse(text.substr(0, dash)));
  const std::uint32_t last = inet_number(Address::parse(text.substr(dash + 1)));
  if (first > last || !is_host_address(first) || !is_host_address(last))
    throw ArgumentError(fmt::format("\"{}\" is not a range of host addresses", text));
  return {first, last};
}

std::optional<std::uint32_t> AddressPool::take() {
  for (std::uint64_t tried = 0; tried < size(); ++tried) {
    const std::uint32_t address = next_;
    next_ = next_ == last_ ? first_ : next_ + 1;
    if (taken_.insert(address).second) return address;
  }
  return {};
}

}  // namespace bsdnet::ppp
