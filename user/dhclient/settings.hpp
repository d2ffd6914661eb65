// SPDX-License-Identifier: GPL-2.0
/// @file
/// The command line.
#pragma once

#include <string>
#include <vector>

#include "address_check.hpp"
#include "message.hpp"

namespace bsdnet::dhcp {

enum class Command : std::uint8_t { help, version, run };

enum class ClientIdKind : std::uint8_t { rfc4361, mac, none, given };

struct Settings {
  Command command = Command::run;
  std::vector<std::string> ifls{};
  std::string netns{};
  std::uint32_t instance = 0;
  bool verbose = false;
  bool once = false;        ///< end without a lease after the timeout
  bool quit = false;        ///< end when all have a lease, or none
  bool background = false;  ///< go to the background when all have a lease, or none
  bool release = false;     ///< give leases back at the end
  bool keep = false;        ///< leave addresses at the end
  unsigned int timeout = 60;
  std::string script{};
  std::string lease_directory = "/var/lib/bsdnet/dhclient";
  std::string pid_file{};
  std::string user{};
  ClientIdKind client_id_kind = ClientIdKind::rfc4361;
  Bytes client_id{};
  std::string host_name{};
  std::string vendor_class = "bsdnet-dhclient";
  Bytes more_options{};  ///< codes
  std::uint32_t lease_time = 0;
  std::uint32_t address = 0;
  bool broadcast = false;
  bool routes = true;
  bool default_route = true;
  bool mtu = true;
  CheckConfig check{};
  Time start_delay{1000};
};

/// Exit statuses.
enum Exit : std::uint8_t {
  kOk = 0,
  kUsage = 1,
  kSystem = 2,   ///< error of the kernel or the system
  kNoLease = 3,  ///< no server gave a lease in time
};

/// Throws ArgumentError.
Settings parse_settings(const std::vector<std::string>& argv);
std::string help_text();

}  // namespace bsdnet::dhcp
