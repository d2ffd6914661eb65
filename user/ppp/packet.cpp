// SPDX-License-Identifier: GPL-2.0
#include "packet.hpp"

#include <algorithm>

namespace bsdnet::ppp {

std::optional<Packet> Packet::parse(View in) {
  Reader reader(in);
  const auto code = reader.u8();
  const auto id = reader.u8();
  const auto length = reader.u16();
  if (!length || *length < kPacketHeader) return {};
  const auto data = reader.take(*length - kPacketHeader);
  if (!data) return {};
  return Packet{*code, *id, *data};
}

Bytes Packet::encode() const {
  Bytes out = {code, id};
  put16(out, kPacketHeader + data.size());
  put(out, data);
  return out;
}

std::optional<Options> parse_options(View in) {
  Options out;
  Reader reader(in);
  while (!reader.rest().empty()) {
    const auto type = reader.u8();
    const auto length = reader.u8();
    if (!length || *length < 2) return {};
    const auto value = reader.take(*length - 2U);
    if (!value) return {};
    out.push_back({*type, {value->begin(), value->end()}});
  }
  return out;
}

Bytes encode(const Options& options) {
  Bytes out;
  for (const Option& option : options) {
    put8(out, option.type);
    put8(out, option.value.size() + 2);
    put(out, option.value);
  }
  return out;
}

const Option* find(const Options& options, std::uint8_t type) {
  const auto it = std::ranges::find(options, type, &Option::type);
  return it == options.end() ? nullptr : &*it;
}

}  // namespace bsdnet::ppp
