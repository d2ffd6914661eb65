// SPDX-License-Identifier: GPL-2.0
/// @file
/// Names and passwords from a file in the format of pppd's chap-secrets: lines of client,
/// server, secret and optionally the client's address.
#pragma once

#include <istream>
#include <map>
#include <optional>
#include <string>

namespace bsdnet::ppp {

struct Secret {
  std::string password;
  std::uint32_t address = 0;  ///< address of the client, host order; 0: any
};

class Secrets {
 public:
  /// Throws SystemError, or ArgumentError with the line number.
  static Secrets read(const std::string& file);
  /// @param name  name of the file in errors
  static Secrets parse(std::istream& in, const std::string& name);

  /// Returns null if the name is unknown.
  const Secret* find(const std::string& client) const;
  /// Returns the password of @p client, or nothing if the name is unknown.
  std::optional<std::string> password_of(const std::string& client) const;
  std::size_t size() const { return clients_.size(); }

 private:
  std::map<std::string, Secret, std::less<>> clients_;
};

}  // namespace bsdnet::ppp
