// SPDX-License-Identifier: GPL-2.0
/// @file
/// Interfaces, addresses and routes of sessions, over the control channel.
#pragma once

#include <optional>
#include <string>

#include "bsdnet/channel.hpp"
#include "bsdnet/objects.hpp"
#include "discovery.hpp"
#include "session.hpp"

namespace bsdnet::ppp {

/// Attributes of a logical interface.
struct Interface {
  std::string name;
  std::uint32_t index = 0;
  std::string ifd;
  std::string type;  ///< kind of link: "ether", "ppp"
};

/// All functions throw KernelError.
class Interfaces {
 public:
  Interface get(const std::string& name);
  /// Adds an interface for PPPoE session @p session with @p peer on @p parent. Its unit is
  /// the session number.
  Interface add_pppoe(const Interface& parent, std::uint16_t session, const Mac& peer);
  /// Deletes @p interface and everything on it.
  void remove(const Interface& interface);
  /// Adds the addresses and sets the link up.
  void up(const Interface& interface, std::uint32_t instance, const NetworkParameters& network);
  /// Sets the link down and deletes the addresses.
  void down(const Interface& interface, const NetworkParameters& network);
  void add_default_route(const Interface& interface, std::uint32_t instance);
  /// Sets the compression of header fields that the device of @p interface sends.
  void set_framing(const Interface& interface, bool acfc, bool pfc);

 private:
  void set_link(const Interface& interface, bool up);

  Channel channel_;
};

/// Calls @p fn and logs its error, for cleanup.
void log_errors(const std::string& who, const std::function<void()>& fn);

}  // namespace bsdnet::ppp
