// SPDX-License-Identifier: GPL-2.0
/// @file
/// What the control channel does for sessions: interfaces that come and go with them,
/// their addresses and routes.
#pragma once

#include <optional>
#include <string>

#include "bsdnet/channel.hpp"
#include "bsdnet/objects.hpp"
#include "discovery.hpp"
#include "session.hpp"

namespace bsdnet::ppp {

/// A logical interface, as far as sessions want to know.
struct Interface {
  std::string name;
  std::uint32_t index = 0;
  std::string ifd;
  std::string type;  ///< kind of link: "ether", "ppp"
};

/// All functions throw KernelError, with words of the kernel's.
class Interfaces {
 public:
  Interface get(const std::string& name);
  /// Adds an interface of PPPoE session @p session with @p peer on @p parent; its unit is
  /// the number of the session.
  Interface add_pppoe(const Interface& parent, std::uint16_t session, const Mac& peer);
  /// With all that is on it.
  void remove(const Interface& interface);
  /// Adds the addresses, and says that the link is up.
  void up(const Interface& interface, std::uint32_t instance, const NetworkParameters& network);
  /// The reverse.
  void down(const Interface& interface, const NetworkParameters& network);
  void add_default_route(const Interface& interface, std::uint32_t instance);
  /// In what form PPP frames are sent on the serial device under @p interface.
  void set_framing(const Interface& interface, bool acfc, bool pfc);

 private:
  void set_link(const Interface& interface, bool up);

  Channel channel_;
};

/// Makes what fails a message and goes on: for what must be tidied up.
void tidy(const std::string& who, const std::function<void()>& fn);

}  // namespace bsdnet::ppp
