// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/operations.hpp"

#include <fmt/format.h>

namespace bsdnet {

std::uint32_t ifl_index(Channel& channel, std::string_view name) {
  Ifl key;
  key.name = std::string(name);
  return get<Ifl>(channel, key, fmt::format("ifl {}", name)).index.value_or(0);
}

std::string ifl_name(Channel& channel, std::uint32_t index) {
  Ifl key;
  key.index = index;
  return get<Ifl>(channel, key, fmt::format("ifl {}", index)).name.value_or("");
}

Prefix make_prefix(const Address& address, std::optional<std::uint8_t> bits) {
  const auto all = static_cast<std::uint8_t>(address.size() * 8);
  if (bits.value_or(all) > all)
    throw DecodeError(fmt::format("prefix length {} of {}", *bits, address.str()));
  return {address, bits.value_or(all)};
}

Prefix route_prefix(const Route& route) {
  if (route.dst) return make_prefix(*route.dst, route.dst_len);
  Address any;
  any.family = static_cast<Family>(route.family.value_or(static_cast<std::uint8_t>(Family::inet)));
  return make_prefix(any, std::uint8_t{0});
}

}  // namespace bsdnet
