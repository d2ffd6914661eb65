// SPDX-License-Identifier: GPL-2.0
/// @file
/// Encoding and decoding of packets: integers in network order, with length checks.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bsdnet {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

inline std::uint16_t load16(View in) {
  return static_cast<std::uint16_t>(in[0] << 8 | in[1]);
}

inline std::uint32_t load32(View in) {
  return static_cast<std::uint32_t>(load16(in)) << 16 | load16(in.subspan(2));
}

inline void put8(Bytes& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value));
}

inline void put16(Bytes& out, std::size_t value) {
  put8(out, value >> 8);
  put8(out, value);
}

inline void put32(Bytes& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xffff);
}

inline Bytes bytes16(std::uint16_t value) {
  Bytes out;
  put16(out, value);
  return out;
}

inline Bytes bytes32(std::uint32_t value) {
  Bytes out;
  put32(out, value);
  return out;
}

inline void put(Bytes& out, View data) {
  out.insert(out.end(), data.begin(), data.end());
}

inline View view(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string text(View data) {
  return {data.begin(), data.end()};
}

inline bool same(View a, View b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

/// Decodes a packet from its start.
class Reader {
 public:
  explicit Reader(View data) : rest_(data) {}

  /// Returns the next @p n bytes, or nothing if fewer are left.
  std::optional<View> take(std::size_t n) {
    if (rest_.size() < n) return {};
    const View out = rest_.first(n);
    rest_ = rest_.subspan(n);
    return out;
  }
  std::optional<std::uint8_t> u8() {
    const auto in = take(1);
    return in ? std::optional((*in)[0]) : std::nullopt;
  }
  std::optional<std::uint16_t> u16() {
    const auto in = take(2);
    return in ? std::optional(load16(*in)) : std::nullopt;
  }
  /// Returns the bytes that follow a length byte.
  std::optional<View> counted() {
    const auto n = u8();
    return n ? take(*n) : std::nullopt;
  }
  View rest() const { return rest_; }

 private:
  View rest_;
};

}  // namespace bsdnet
