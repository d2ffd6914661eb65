// SPDX-License-Identifier: GPL-2.0
/// @file
/// The messages that a client sends (RFC 2131, table 5).
#pragma once

#include <string>

#include "lease.hpp"
#include "mac.hpp"
#include "message.hpp"

namespace bsdnet::dhcp {

/// What a client reports of itself.
struct Identity {
  Mac mac{};
  Bytes client_id{};  ///< value of option 61; empty: none
  std::string host_name{};
  std::string vendor_class{};
  Bytes parameters{};             ///< codes of wanted options
  std::uint32_t lease_time = 0;   ///< wanted, in seconds; 0: the server's default
  std::uint32_t address = 0;      ///< wanted; 0: any
  bool broadcast = false;         ///< set the broadcast flag
  std::uint16_t max_size = 1472;  ///< of messages to us, without UDP's header
};

/// Returns the codes of the options that are used by this program.
Bytes default_parameters();

/// Client identifier of RFC 4361: type 255, an identifier of the interface, that of the host.
/// @param duid       DHCP unique identifier of the host
/// @param interface  name of the interface
Bytes make_client_id(View duid, const std::string& interface);

Message make_discover(const Identity& identity, std::uint32_t xid);
/// Accepts @p offer.
Message make_request(const Identity& identity, std::uint32_t xid, const Lease& offer);
/// Asks whether @p address is still valid here (INIT-REBOOT).
Message make_reboot(const Identity& identity, std::uint32_t xid, std::uint32_t address);
/// Asks for more time (RENEWING, REBINDING).
Message make_renewal(const Identity& identity, std::uint32_t xid, const Lease& lease);
Message make_decline(const Identity& identity, std::uint32_t xid, const Lease& lease,
                     const std::string& why);
Message make_release(const Identity& identity, std::uint32_t xid, const Lease& lease);

}  // namespace bsdnet::dhcp
