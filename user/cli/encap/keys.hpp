// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Text of the ends of keys that several encapsulations share.
#pragma once

#include <string>

#include "encap.hpp"

namespace bsdnet::ctl {

/// An ethertype: "type 0x0800".
std::string key_ethertype(EncapKey& key);
/// A PPP protocol, and the MAC type of bridged frames (RFC 3518): "protocol 0x0021".
std::string key_ppp(EncapKey& key);
/// OUI and protocol of SNAP (RFC 1042): "snap 00:00:00 pid 0x0800".
std::string key_snap(EncapKey& key);

}  // namespace bsdnet::ctl
