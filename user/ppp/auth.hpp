// SPDX-License-Identifier: GPL-2.0
/// @file
/// Authentication in one direction: this end to the peer, or the peer to this end, by PAP
/// (RFC 1334) or CHAP with MD5 (RFC 1994).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "control_protocol.hpp"
#include "lcp.hpp"

namespace bsdnet::ppp {

/// A name and its password.
struct Credentials {
  std::string name;
  std::string password;
};

/// Looks up the password of a name; empty if the name is unknown.
using PasswordOf = std::function<std::optional<std::string>(const std::string& name)>;

/// Link and timers of an authentication.
struct AuthContext {
  Link& link;
  TimerQueue& timers;
  Patience patience;
};

/// One direction. Lifetime: from the establishment of the link until the link is down.
class Auth {
 public:
  /// @param ok    authentication succeeded
  /// @param text  the authenticated name, or the reason of the failure
  using Done = std::function<void(bool ok, const std::string& text)>;

  virtual ~Auth() = default;
  virtual void start() = 0;
  /// Handles a received, untrusted packet. Returns false if it is not for this direction.
  virtual bool receive(const Packet& packet) = 0;
};

/// Authenticate this end to the peer.
std::unique_ptr<Auth> prove_by_pap(const AuthContext& context, const Credentials& own,
                                   Auth::Done done);
std::unique_ptr<Auth> prove_by_chap(const AuthContext& context, const Credentials& own,
                                    Auth::Done done);
/// Require the peer to authenticate.
std::unique_ptr<Auth> demand_pap(const AuthContext& context, PasswordOf password_of,
                                 Auth::Done done);
/// @param own_name  name of this end in Challenges
std::unique_ptr<Auth> demand_chap(const AuthContext& context, const std::string& own_name,
                                  PasswordOf password_of, Auth::Done done);

/// Compares in a time that does not depend on where @p a and @p b differ.
bool same_secret(View a, View b);

}  // namespace bsdnet::ppp
