// SPDX-License-Identifier: GPL-2.0
/// @file
/// Leases and the identifier of the host, kept for the next start.
#pragma once

#include <ctime>
#include <optional>
#include <string>

#include "lease.hpp"

namespace bsdnet::dhcp {

struct SavedLease {
  Lease lease{};
  std::time_t obtained = 0;  ///< when it was asked for
};

/// A directory of files. Errors of writing are logged: the client works without.
class LeaseDirectory {
 public:
  /// Makes the directory if it does not exist.
  explicit LeaseDirectory(std::string path);

  const std::string& path() const { return path_; }
  /// Returns the DHCP unique identifier of the host (RFC 6355), made at the first call and kept.
  Bytes duid();
  /// Returns the lease called @p name, or nothing if there is none, it has expired at @p now or the
  /// file is damaged.
  std::optional<SavedLease> load(const std::string& name, std::time_t now) const;
  void save(const std::string& name, const SavedLease& saved);
  void remove(const std::string& name);

 private:
  std::string file_of(const std::string& name) const;
  bool write(const std::string& file, const std::string& text);

  std::string path_;
};

/// Text of a lease file.
std::string to_json(const SavedLease& saved);
/// The reverse; nothing if it is damaged.
std::optional<SavedLease> from_json(const std::string& text);

}  // namespace bsdnet::dhcp
