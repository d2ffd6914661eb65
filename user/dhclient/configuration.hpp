// SPDX-License-Identifier: GPL-2.0
/// @file
/// Address, MTU and routes of a lease, over the control channel.
#pragma once

#include <string>
#include <vector>

#include "bsdnet/channel.hpp"
#include "bsdnet/objects.hpp"
#include "lease.hpp"
#include "mac.hpp"

namespace bsdnet::dhcp {

struct ConfigurationSettings {
  std::string ifl{};
  std::uint32_t instance = 0;  ///< of an interface without IPv4
  bool routes = true;          ///< install routes
  bool default_route = true;   ///< the default route among them
  bool mtu = true;             ///< set the MTU
};

/// The interface that is configured.
struct Station {
  std::string name{};
  std::uint32_t index = 0;
  std::uint32_t instance = 0;
  Mac mac{};
  bool up = false;

  bool operator==(const Station&) const = default;
};

/// Returns the routes of @p lease on the interface @p station, in the order in which they can be
/// added.
std::vector<Route> lease_routes(const Lease& lease, const Station& station,
                                const ConfigurationSettings& settings);

class Configuration {
 public:
  Configuration(Channel& channel, ConfigurationSettings settings)
      : channel_(channel), settings_(std::move(settings)) {}

  /// Brings IPv4 up on the interface, without an address. Throws ArgumentError if it is not
  /// Ethernet, KernelError.
  Station open();
  /// Reads the interface; throws KernelError.
  Station read();
  /// Takes IPv4 from the interface if open() brought it and no addresses are left.
  void close();
  /// Configures @p lease in place of @p old, which may be null. Returns false, and logs the error,
  /// if the address is refused; errors of routes and MTU are logged only.
  bool configure(const Lease& lease, const Lease* old);
  void unconfigure(const Lease& lease);
  /// The interface is gone, and its addresses with it: deletes the routes, which are dead.
  void gone();

 private:
  bool add_address(const Lease& lease);
  void delete_address(const Lease& lease);
  void set_mtu(std::uint32_t mtu);
  void add_route(const Route& route);
  void delete_route(const Route& route);
  void change_routes(const std::vector<Route>& routes);

  Channel& channel_;
  ConfigurationSettings settings_;
  Station station_{};
  bool made_family_ = false;
  std::vector<Route> installed_{};
};

}  // namespace bsdnet::dhcp
