// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

template <typename T>
std::optional<T> parse_number(std::string_view text, int base) {
  T value{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (ec != std::errc{} || end != text.data() + text.size() || text.empty()) return {};
  return value;
}

std::optional<std::uint8_t> parse_hex_byte(std::string_view text) {
  return text.size() > 2 ? std::nullopt : parse_number<std::uint8_t>(text, 16);
}

}  // namespace

std::string family_name(Family family) {
  switch (family) {
    case Family::unspec:
      return "unspec";
    case Family::inet:
      return "inet";
    case Family::inet6:
      return "inet6";
    case Family::appletalk:
      return "appletalk";
    case Family::l2:
      return "l2";
  }
  return std::to_string(static_cast<unsigned>(family));
}

Family parse_family(std::string_view name) {
  for (const Family family : {Family::inet, Family::appletalk, Family::inet6, Family::l2})
    if (family_name(family) == name) return family;
  throw ArgumentError(fmt::format("\"{}\" is not a protocol family; known: inet, inet6", name));
}

std::size_t Address::size() const {
  if (family == Family::inet) return 4;
  return family == Family::inet6 ? 16 : 0;
}

namespace {

// As inet_ntop(), which is slow
std::string inet_text(std::span<const std::uint8_t, 4> bytes) {
  std::array<char, INET_ADDRSTRLEN> text;  // NOLINT: set below
  char* at = text.data();
  for (const std::uint8_t byte : bytes) {
    if (at != text.data()) *at++ = '.';
    at = std::to_chars(at, text.data() + text.size(), byte).ptr;
  }
  return {text.data(), at};
}

}  // namespace

std::string Address::str() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (size() == 0) return "none";
  if (family == Family::inet) return inet_text(std::span(bytes).first<4>());
  if (::inet_ntop(static_cast<int>(family), bytes.data(), text.data(), text.size()) == nullptr)
    return "?";
  return text.data();
}

bool Address::is_zero() const {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

Address Address::parse(std::string_view text) {
  Address out;
  const std::string copy(text);
  out.family = copy.find(':') == std::string::npos ? Family::inet : Family::inet6;
  if (::inet_pton(static_cast<int>(out.family), copy.c_str(), out.bytes.data()) != 1)
    throw ArgumentError(fmt::format("\"{}\" is not an IP address", text));
  return out;
}

Address Address::from_bytes(std::span<const std::uint8_t> bytes) {
  Address out;
  if (bytes.size() != 4 && bytes.size() != 16)
    throw DecodeError(fmt::format("address of {} bytes", bytes.size()));
  out.family = bytes.size() == 4 ? Family::inet : Family::inet6;
  std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
  return out;
}

std::string Prefix::str() const {
  return is_host() ? address.str() : str_full();
}

std::string Prefix::str_full() const {
  return address.str() + '/' + std::to_string(bits);
}

Prefix Prefix::network() const {
  Prefix out = *this;
  for (std::size_t i = 0; i < out.address.bytes.size(); ++i) {
    const std::size_t first = i * 8;
    if (first >= bits)
      out.address.bytes[i] = 0;
    else if (bits - first < 8)
      out.address.bytes[i] &= static_cast<std::uint8_t>(0xff00U >> (bits - first));
  }
  return out;
}

Prefix Prefix::parse(std::string_view text, Family family) {
  Prefix out;
  if (text == "default") {
    out.address.family = family == Family::unspec ? Family::inet : family;
    return out;
  }
  const std::size_t slash = text.find('/');
  try {
    out.address = Address::parse(text.substr(0, slash));
  } catch (const ArgumentError&) {
    throw ArgumentError(fmt::format("\"{}\" is not an IP prefix", text));
  }
  out.bits = static_cast<std::uint8_t>(out.address.size() * 8);
  if (slash == std::string_view::npos) return out;
  const auto bits = parse_number<std::uint8_t>(text.substr(slash + 1), 10);
  if (!bits || *bits > out.bits)
    throw ArgumentError(fmt::format("\"{}\": prefix length must be 0..{}", text, out.bits));
  out.bits = *bits;
  return out;
}

bool LinkAddress::is_zero() const {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

std::string LinkAddress::str() const {
  return fmt::format("{:02x}", fmt::join(bytes, ":"));
}

LinkAddress LinkAddress::parse(std::string_view text) {
  LinkAddress out;
  for (std::string_view rest = text;;) {
    const std::size_t end = rest.find_first_of(":-");
    const auto byte = parse_hex_byte(rest.substr(0, end));
    if (!byte || out.bytes.size() >= 32)
      throw ArgumentError(fmt::format("\"{}\" is not a link-layer address", text));
    out.bytes.push_back(*byte);
    if (end == std::string_view::npos) return out;
    rest.remove_prefix(end + 1);
  }
}

std::string hex(std::span<const std::uint8_t> bytes) {
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

std::vector<std::uint8_t> parse_hex(std::string_view text) {
  std::vector<std::uint8_t> out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto byte = i + 2 <= text.size() ? parse_hex_byte(text.substr(i, 2)) : std::nullopt;
    if (!byte) throw ArgumentError(fmt::format("\"{}\" is not a string of hex bytes", text));
    out.push_back(*byte);
  }
  return out;
}

}  // namespace bsdnet
