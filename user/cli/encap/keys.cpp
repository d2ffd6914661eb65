// SPDX-License-Identifier: LGPL-2.1-or-later
#include "keys.hpp"

#include <fmt/format.h>

namespace bsdnet::ctl {
namespace {

constexpr std::uint32_t kPppBridged = 0x0031;

// Appends the bits after the protocol, if any
std::string with_rest(std::string text, const EncapKey& key) {
  if (key.left() > 0) text += " " + key.rest();
  return text;
}

}  // namespace

std::string key_ethertype(EncapKey& key) {
  const auto type = key.take(16);
  return type ? with_rest(fmt::format("type 0x{:04x}", *type), key) : key.rest();
}

std::string key_ppp(EncapKey& key) {
  const auto protocol = key.take(16);
  if (!protocol) return key.rest();
  std::string out = fmt::format("protocol 0x{:04x}", *protocol);
  if (*protocol == kPppBridged)
    if (const auto mac_type = key.take(8)) out += fmt::format(" mac-type {}", *mac_type);
  return with_rest(std::move(out), key);
}

std::string key_snap(EncapKey& key) {
  const auto oui = key.take(24);
  if (!oui) return key.rest();
  std::string out =
      fmt::format("snap {:02x}:{:02x}:{:02x}", *oui >> 16, *oui >> 8 & 0xff, *oui & 0xff);
  if (const auto pid = key.take(16)) out += fmt::format(" pid 0x{:04x}", *pid);
  return with_rest(std::move(out), key);
}

}  // namespace bsdnet::ctl
