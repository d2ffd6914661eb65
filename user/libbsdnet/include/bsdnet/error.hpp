// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Exceptions.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bsdnet/export.hpp"

namespace bsdnet {

/// Base of all; what() is a complete message for users.
class BSDNET_API Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An argument is invalid; nothing was sent to the kernel.
class BSDNET_API ArgumentError : public Error {
 public:
  using Error::Error;
};

/// A system call failed (socket, setns, ...).
class BSDNET_API SystemError : public Error {
 public:
  /// @param what  the operation
  /// @param code  errno
  SystemError(std::string_view what, int code);
  int code() const noexcept { return code_; }

 private:
  int code_;
};

/// A message from the kernel is malformed.
class BSDNET_API DecodeError : public Error {
 public:
  using Error::Error;
};

/// Extended acknowledgement: the kernel's report beyond the error number (CTL-6).
struct ExtAck {
  std::string message;       ///< NLMSGERR_ATTR_MSG; empty if absent
  std::string attribute;     ///< name of the attribute at NLMSGERR_ATTR_OFFS, "ifd.name"
  std::string missing;       ///< name of the missing attribute
  std::uint32_t offset = 0;  ///< as received; 0: none
  bool empty() const { return message.empty() && attribute.empty() && missing.empty(); }
  /// One line: the text, then attribute or missing attribute in parentheses.
  std::string text() const;
};

/// The kernel refused a request.
class BSDNET_API KernelError : public Error {
 public:
  /// @param subject  the request: "route add"
  KernelError(std::string_view subject, int code, ExtAck ack);
  int code() const noexcept { return code_; }
  const ExtAck& ack() const noexcept { return ack_; }

 private:
  int code_;
  ExtAck ack_;
};

}  // namespace bsdnet
