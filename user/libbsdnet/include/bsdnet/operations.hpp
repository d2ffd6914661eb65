// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Operations on objects over a channel.
#pragma once

#include <linux/netlink.h>

#include <concepts>
#include <functional>
#include <string_view>
#include <vector>

#include "bsdnet/channel.hpp"
#include "bsdnet/objects.hpp"

namespace bsdnet {

/// A kind of object that can be read.
template <typename T>
concept Readable = requires {
  { T::kGet } -> std::convertible_to<std::uint8_t>;
  { T::kName } -> std::convertible_to<const char*>;
};

/// Calls @p fn for every object that matches @p filter. See Channel::dump().
template <Readable T>
DumpResult dump(Channel& channel, const T& filter, const std::function<void(const T&)>& fn) {
  Message request = channel.message(T::kGet);
  filter.encode(request);
  return channel.dump(request, T::kName,
                      [&fn](const MessageView& view) { fn(T::decode(view.attrs)); });
}

/// Every object that matches @p filter.
template <Readable T>
std::vector<T> list(Channel& channel, const T& filter = {}) {
  std::vector<T> out;
  dump<T>(channel, filter, [&out](const T& object) { out.push_back(object); });
  return out;
}

/// The object that @p key identifies; throws KernelError, with ENOENT or ENODEV if there is
/// none.
template <Readable T>
T get(Channel& channel, const T& key, std::string_view subject = T::kName) {
  std::vector<T> out;
  Message request = channel.message(T::kGet);
  key.encode(request);
  channel.request(request, subject,
                  [&out](const MessageView& view) { out.push_back(T::decode(view.attrs)); });
  if (out.empty()) throw DecodeError("acknowledgement without a reply");
  return out.front();
}

/// Sends @p object with @p command (BSDNET_CMD_*_ADD, _SET, _DEL); throws KernelError.
template <typename T>
void change(Channel& channel, std::uint8_t command, const T& object, std::string_view subject) {
  Message request = channel.message(command);
  object.encode(request);
  channel.request(request, subject);
}

/// Index of the logical interface called @p name (SK-3); throws KernelError.
std::uint32_t ifl_index(Channel& channel, std::string_view name);
/// Name of the logical interface @p index; throws KernelError.
std::string ifl_name(Channel& channel, std::uint32_t index);

/// Destination of a route; throws DecodeError if the length does not fit the address.
Prefix route_prefix(const Route& route);
/// Prefix of an address and a received length; no length means a host. Throws DecodeError.
Prefix make_prefix(const Address& address, std::optional<std::uint8_t> bits);

}  // namespace bsdnet
