// SPDX-License-Identifier: GPL-2.0
/// @file
/// Descriptors that become devices (IF-17): TUN and TAP devices and serial lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "unique_fd.hpp"
#include "values.hpp"

namespace bsdnet::ctl {

/// A descriptor. The destructor closes it, except one that was inherited; the kernel holds its own
/// reference from the request on.
class FdDevice {
 public:
  bool is_open() const noexcept { return fd_ >= 0; }
  std::uint32_t number() const noexcept { return static_cast<std::uint32_t>(fd_); }

  /// Use a descriptor that this process has inherited.
  void use(std::uint32_t fd);
  /// Open the TAP or TUN device @p name of the host's stack; create it if it does not exist. Throws
  /// SystemError.
  void open_tun(const std::string& name, bool ethernet);
  /// Open a serial line: raw, eight bits. Throws SystemError.
  /// @param speed  bits per second, 0: unchanged
  void open_tty(const std::string& path, std::uint32_t speed);

 private:
  void take(UniqueFd fd);

  int fd_ = -1;
  UniqueFd owned_;  // empty if fd_ was inherited
};

/// The part of a request that selects a descriptor.
class FdRequest {
 public:
  /// The encapsulation if none is given.
  std::optional<std::string> default_encap() const;
  /// Opens the device, TUN and TAP devices in the network namespace that this process was started
  /// in; throws UsageError, SystemError.
  void open(FdDevice& device) const;

 private:
  friend const Parameters<FdRequest>& fd_parameters();
  enum class Kind : std::uint8_t { none, fd, tap, tun, tty };

  static void set_fd(FdRequest& request, const std::uint32_t& fd);
  template <Kind kind>
  static void set_name(FdRequest& request, const std::string& name);
  static void set_speed(FdRequest& request, const std::uint32_t& speed);

  Kind kind_ = Kind::none;
  std::string name_;
  std::uint32_t number_ = 0;
  std::uint32_t speed_ = 0;
};

/// "fd N", "tap NAME", "tun NAME" or "tty PATH", and "speed N".
const Parameters<FdRequest>& fd_parameters();

}  // namespace bsdnet::ctl
