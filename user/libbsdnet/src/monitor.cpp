// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/monitor.hpp"

#include <linux/bsdnet.h>

#include <utility>

#include "bsdnet/operations.hpp"

namespace bsdnet {

// The number is the first attribute of every notified set
static_assert(BSDNET_A_IFD_EVENT_SEQ == 1 && BSDNET_A_IFL_EVENT_SEQ == 1 &&
              BSDNET_A_IFF_EVENT_SEQ == 1 && BSDNET_A_IFA_EVENT_SEQ == 1 &&
              BSDNET_A_INSTANCE_EVENT_SEQ == 1 && BSDNET_A_ROUTE_EVENT_SEQ == 1 &&
              BSDNET_A_NEXTHOP_EVENT_SEQ == 1 && BSDNET_A_NEIGH_EVENT_SEQ == 1 &&
              BSDNET_A_MADDR_EVENT_SEQ == 1);

std::optional<std::uint64_t> event_sequence(const MessageView& view) {
  const auto attr = view.attrs.find(BSDNET_A_IFD_EVENT_SEQ);
  if (!attr) return {};
  return attr->u64();
}

Monitor::Monitor(Channel& listener, Channel& reader, Events events)
    : listener_(listener), reader_(reader), events_(std::move(events)) {
  listener_.join(BSDNET_MCGRP_CONFIG);
  resynchronize();
}

void Monitor::resynchronize() {
  sequence_ = get<Module>(reader_, Module{}).event_seq.value_or(0);
}

void Monitor::deliver(const MessageView& view) {
  const auto sequence = event_sequence(view);
  if (sequence) {
    if (*sequence <= sequence_) return;
    const bool gap = *sequence != sequence_ + 1;
    sequence_ = *sequence;
    if (gap && events_.lost) {
      // lost() reads the change of this event, too
      resynchronize();
      events_.lost();
      return;
    }
  }
  if (events_.change) events_.change(view);
}

void Monitor::step() {
  if (listener_.wait_notifications([this](const MessageView& view) { deliver(view); })) return;
  resynchronize();
  if (events_.lost) events_.lost();
}

}  // namespace bsdnet
