// SPDX-License-Identifier: GPL-2.0
/// @file
/// Names and passwords, from a file as pppd's chap-secrets has them: a line each of
/// client, server, secret and perhaps the client's address.
#pragma once

#include <istream>
#include <map>
#include <optional>
#include <string>

namespace bsdnet::ppp {

struct Secret {
  std::string password;
  std::uint32_t address = 0;  ///< the client's, host order; 0: any
};

class Secrets {
 public:
  /// Throws SystemError, or ArgumentError that names the line.
  static Secrets read(const std::string& file);
  static Secrets parse(std::istream& in, const std::string& name);

  /// Null where the name is not known.
  const Secret* find(const std::string& client) const;
  std::size_t size() const { return clients_.size(); }

 private:
  std::map<std::string, Secret, std::less<>> clients_;
};

}  // namespace bsdnet::ppp
