// SPDX-License-Identifier: GPL-2.0
/// @file
/// Descriptors that become devices (IF-17): TUN and TAP devices and serial lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "args.hpp"
#include "unique_fd.hpp"

namespace bsdnet::ctl {

/// A descriptor, closed at the end if it was opened here. The kernel takes a reference of its
/// own from the request that names it.
class FdDevice {
 public:
  bool is_open() const noexcept { return fd_ >= 0; }
  std::uint32_t number() const noexcept { return static_cast<std::uint32_t>(fd_); }

  /// Refers to a descriptor that this process inherited.
  void use(std::uint32_t fd);
  /// The far side of a TAP or TUN device that the host's own stack calls @p name and that is
  /// made where it does not exist. Throws SystemError.
  void open_tun(const std::string& name, bool ethernet);
  /// A serial line, raw, eight bits. Throws SystemError.
  /// @param speed  bits a second, 0: leave it
  void open_tty(const std::string& path, std::uint32_t speed);

 private:
  void take(UniqueFd fd);

  int fd_ = -1;
  UniqueFd owned_;  // empty if fd_ was inherited
};

/// The words "fd N", "tap NAME", "tun NAME" and "tty PATH", of which one may stand, and
/// "speed N".
class FdWords {
 public:
  explicit FdWords(Args& args) : args_(args) {}

  void append_to(std::vector<Keyword>& keywords);
  bool given() const noexcept { return kind_ != Kind::none; }
  /// What the frames of a descriptor begin with where nothing else was asked for.
  std::optional<std::string> usual_encap() const;
  /// Opens what the words said; a TUN or TAP device in the network namespace that this process was
  /// started in; throws UsageError, SystemError.
  void open(FdDevice& device) const;

 private:
  enum class Kind : std::uint8_t { none, fd, tap, tun, tty };

  void choose(Kind kind);

  Args& args_;
  Kind kind_ = Kind::none;
  std::string name_;
  std::uint32_t number_ = 0;
  std::uint32_t speed_ = 0;
};

}  // namespace bsdnet::ctl
