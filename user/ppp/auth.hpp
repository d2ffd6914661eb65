// SPDX-License-Identifier: GPL-2.0
/// @file
/// One direction of authentication: an end that proves itself, or one that has the other
/// prove itself. PAP (RFC 1334) and CHAP with MD5 (RFC 1994) are the kinds there are.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "control_protocol.hpp"
#include "lcp.hpp"

namespace bsdnet::ppp {

/// A name and what only it knows.
struct Credentials {
  std::string name;
  std::string password;
};

/// The password of a name; nothing where the name is not known.
using PasswordOf = std::function<std::optional<std::string>(const std::string& name)>;

/// Where the authentication is carried.
struct AuthContext {
  Link& link;
  TimerQueue& timers;
  Patience patience;
};

/// One direction. Life: from the establishment of the link until it goes down.
class Auth {
 public:
  /// @param ok    it succeeded
  /// @param text  whom it was about, or why it failed
  using Done = std::function<void(bool ok, const std::string& text)>;

  virtual ~Auth() = default;
  virtual void start() = 0;
  /// A packet of the protocol came; hostile. False: not for this direction.
  virtual bool receive(const Packet& packet) = 0;
};

std::unique_ptr<Auth> prove_by_pap(const AuthContext& context, const Credentials& own,
                                   Auth::Done done);
std::unique_ptr<Auth> demand_pap(const AuthContext& context, PasswordOf password_of,
                                 Auth::Done done);
std::unique_ptr<Auth> prove_by_chap(const AuthContext& context, const Credentials& own,
                                    Auth::Done done);
/// @param own_name  by which this end calls itself
std::unique_ptr<Auth> demand_chap(const AuthContext& context, const std::string& own_name,
                                  PasswordOf password_of, Auth::Done done);

/// Comparison in a time that does not tell where the two differ.
bool same_secret(View a, View b);

}  // namespace bsdnet::ppp
