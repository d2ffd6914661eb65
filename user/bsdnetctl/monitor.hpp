// SPDX-License-Identifier: GPL-2.0
/// @file
/// The output of `monitor`.
#pragma once

#include <set>
#include <string>

#include "bsdnet/attr.hpp"
#include "context.hpp"

namespace bsdnet::ctl {

/// The kinds of objects to print; empty: all.
struct MonitorFilter {
  std::set<std::string> kinds;
  bool wants(const std::string& kind) const { return kinds.empty() || kinds.contains(kind); }
};

/// A notification: label, time, object.
void print_notification(Context& context, const MonitorFilter& filter, const MessageView& view);
/// Notifications were lost: reports it and prints every object that exists now.
void print_resynchronization(Context& context, const MonitorFilter& filter);

}  // namespace bsdnet::ctl
