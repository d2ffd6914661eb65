// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Listening to changes, and knowing when some were missed (CTL-4).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "bsdnet/channel.hpp"

namespace bsdnet {

/// Notifications of one namespace. Each carries a number; a gap in the numbers or an overflow
/// of the socket's buffer means that some were lost. The owner of the monitor then dumps what
/// it cares for; notifications that the dump already contains are passed over.
class Monitor {
 public:
  struct Events {
    /// A change. Attribute sets follow from the command, see schema.hpp.
    std::function<void(const MessageView&)> change;
    /// Changes were lost: read everything anew, over another channel.
    std::function<void()> lost;
  };

  /// @param listener  a channel of its own; joins the group
  /// @param reader    channel for the number of the latest event
  Monitor(Channel& listener, Channel& reader, Events events);

  /// Waits for one datagram and delivers what is in it.
  void step();
  /// Number of the latest event delivered or known to be contained in a dump.
  std::uint64_t sequence() const noexcept { return sequence_; }
  /// To be called before a dump of everything: later events that the dump is sure to contain
  /// will not be delivered.
  void resynchronize();

 private:
  void deliver(const MessageView& view);

  Channel& listener_;
  Channel& reader_;
  Events events_;
  std::uint64_t sequence_ = 0;
};

/// Number of a notification, where it carries one.
std::optional<std::uint64_t> event_sequence(const MessageView& view);

}  // namespace bsdnet
