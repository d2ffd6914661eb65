// SPDX-License-Identifier: GPL-2.0
#include "option_values.hpp"

#include <algorithm>
#include <bit>

#include "inet.hpp"

namespace bsdnet::dhcp {
namespace {

constexpr std::size_t kAddressSize = 4;
constexpr std::uint8_t kAddressBits = 32;
constexpr std::size_t kLongestName = 253;
constexpr std::size_t kLongestLabel = 63;
constexpr std::size_t kMostNames = 32;
constexpr std::size_t kMostRoutes = 256;
constexpr std::uint8_t kPointer = 0xc0;

bool is_name_character(std::uint8_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

bool is_label(View label) {
  return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' &&
         label.back() != '-' && std::ranges::all_of(label, is_name_character);
}

// Reads the name at @p at, which becomes the position behind it. A pointer leads to what is in
// front of the part that it ends, so each name is read in a bounded number of steps.
std::optional<std::string> read_dns_name(View value, std::size_t& at) {
  std::string out;
  std::size_t position = at;
  std::size_t limit = at;  // pointers lead in front of it
  bool jumped = false;
  for (;;) {
    if (position >= value.size()) return {};
    const std::size_t length = value[position];
    if ((length & kPointer) == kPointer) {
      if (position + 1 >= value.size()) return {};
      const std::size_t target = load16(value.subspan(position)) & ~(kPointer << 8U);
      if (target >= limit) return {};
      if (!jumped) at = position + 2;
      jumped = true;
      position = limit = target;
      continue;
    }
    ++position;
    if (length == 0) break;
    if (value.size() - position < length) return {};
    const View label = value.subspan(position, length);
    if (!is_label(label)) return {};
    if (!out.empty()) out += '.';
    out += text(label);
    if (out.size() > kLongestName) return {};
    position += length;
  }
  if (!jumped) at = position;
  return out.empty() ? std::nullopt : std::optional(out);
}

}  // namespace

std::uint32_t mask_of(std::uint8_t bits) {
  return bits == 0 ? 0 : ~std::uint32_t{0} << (kAddressBits - bits);
}

std::optional<std::uint16_t> read16(View value) {
  return value.size() == 2 ? std::optional(load16(value)) : std::nullopt;
}

std::optional<std::uint32_t> read32(View value) {
  return value.size() == kAddressSize ? std::optional(load32(value)) : std::nullopt;
}

std::vector<std::uint32_t> read_hosts(View value) {
  std::vector<std::uint32_t> out;
  if (value.size() % kAddressSize != 0) return out;
  for (; !value.empty(); value = value.subspan(kAddressSize))
    if (is_host_address(load32(value))) out.push_back(load32(value));
  return out;
}

std::optional<std::uint8_t> read_mask(View value) {
  const auto mask = read32(value);
  if (!mask) return {};
  const auto bits = static_cast<std::uint8_t>(std::countl_one(*mask));
  return bits != 0 && mask_of(bits) == *mask ? std::optional(bits) : std::nullopt;
}

std::optional<std::string> read_name(View value) {
  // some servers count a NUL, some write the dot of the root
  while (!value.empty() && value.back() == 0)
    value = value.first(value.size() - 1);
  if (!value.empty() && value.back() == '.') value = value.first(value.size() - 1);
  if (value.empty() || value.size() > kLongestName) return {};
  for (View rest = value;;) {
    const auto dot = std::ranges::find(rest, std::uint8_t{'.'});
    const auto length = static_cast<std::size_t>(dot - rest.begin());
    if (!is_label(rest.first(length))) return {};
    if (dot == rest.end()) return text(value);
    rest = rest.subspan(length + 1);
  }
}

std::vector<std::string> read_search(View value) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < value.size() && out.size() < kMostNames;) {
    auto name = read_dns_name(value, at);
    if (!name) break;
    out.push_back(std::move(*name));
  }
  return out;
}

std::optional<std::vector<LeaseRoute>> read_classless_routes(View value) {
  std::vector<LeaseRoute> out;
  Reader reader(value);
  while (const auto bits = reader.u8()) {
    if (*bits > kAddressBits || out.size() == kMostRoutes) return {};
    const auto significant = reader.take((*bits + 7U) / 8U);
    const auto router = reader.take(kAddressSize);
    if (!significant || !router) return {};
    Bytes dst = {significant->begin(), significant->end()};
    dst.resize(kAddressSize);
    out.push_back({load32(dst) & mask_of(*bits), *bits, load32(*router)});
  }
  if (out.empty()) return {};
  return out;
}

std::vector<LeaseRoute> read_static_routes(View value) {
  std::vector<LeaseRoute> out;
  constexpr std::size_t kPair = 2 * kAddressSize;
  if (value.size() % kPair != 0) return out;
  for (; !value.empty() && out.size() < kMostRoutes; value = value.subspan(kPair)) {
    const std::uint32_t dst = load32(value);
    // 0.0.0.0 is not a legal destination (RFC 2132, section 5.8)
    if (is_host_address(dst)) out.push_back({dst, kAddressBits, load32(value.subspan(4))});
  }
  return out;
}

}  // namespace bsdnet::dhcp
