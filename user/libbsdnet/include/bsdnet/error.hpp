// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// What goes wrong: three exceptions, one per place where it went wrong.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bsdnet/export.hpp"

namespace bsdnet {

/// Base of all; what() is a complete sentence for people.
class BSDNET_API Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An argument makes no sense; nothing was sent to the kernel.
class BSDNET_API ArgumentError : public Error {
 public:
  using Error::Error;
};

/// The system refused a call of this process (socket, setns, ...).
class BSDNET_API SystemError : public Error {
 public:
  /// @param what  what was tried
  /// @param code  errno
  SystemError(std::string_view what, int code);
  int code() const noexcept { return code_; }

 private:
  int code_;
};

/// A message from the kernel (or somebody who plays it) is malformed.
class BSDNET_API DecodeError : public Error {
 public:
  using Error::Error;
};

/// What the kernel said about a request beyond the error number (CTL-6).
struct ExtAck {
  std::string message;       ///< NLMSGERR_ATTR_MSG; empty when not given
  std::string attribute;     ///< name of the attribute at NLMSGERR_ATTR_OFFS, "ifd.name"
  std::string missing;       ///< name of the attribute that is missing
  std::uint32_t offset = 0;  ///< as received, 0 for none
  bool empty() const { return message.empty() && attribute.empty() && missing.empty(); }
  /// One line: the text, then attribute or missing attribute in parentheses.
  std::string text() const;
};

/// The kernel refused a request.
class BSDNET_API KernelError : public Error {
 public:
  /// @param subject  what was asked for: "route add"
  KernelError(std::string_view subject, int code, ExtAck ack);
  int code() const noexcept { return code_; }
  const ExtAck& ack() const noexcept { return ack_; }

 private:
  int code_;
  ExtAck ack_;
};

}  // namespace bsdnet
