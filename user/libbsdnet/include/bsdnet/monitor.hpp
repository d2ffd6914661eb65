// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Notifications of changes, and detection of lost ones (CTL-4).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "bsdnet/channel.hpp"

namespace bsdnet {

/// Notifications of one namespace. Each carries a number; a gap in the numbers or an overflow
/// of the socket's buffer means that some were lost. The owner of the monitor then dumps the
/// objects that it follows; notifications that the dump already contains are skipped.
class Monitor {
 public:
  struct Events {
    /// A change. The command determines the attribute set, see schema.hpp.
    std::function<void(const MessageView&)> change;
    /// Changes were lost: dump all objects again, over another channel.
    std::function<void()> lost;
  };

  /// @param listener  channel for notifications only; joins the group
  /// @param reader    channel for the number of the latest event
  Monitor(Channel& listener, Channel& reader, Events events);

  /// Waits for one datagram and delivers its notifications.
  void step();
  /// Number of the latest event delivered or known to be contained in a dump.
  std::uint64_t sequence() const noexcept { return sequence_; }
  /// Call it before a dump of all objects: later events that the dump contains are not
  /// delivered.
  void resynchronize();

 private:
  void deliver(const MessageView& view);

  Channel& listener_;
  Channel& reader_;
  Events events_;
  std::uint64_t sequence_ = 0;
};

/// Number of a notification, if it has one.
std::optional<std::uint64_t> event_sequence(const MessageView& view);

}  // namespace bsdnet
