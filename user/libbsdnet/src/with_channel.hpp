// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "bsdnet/channel.hpp"
#include "guarded.hpp"

namespace bsdnet {

// Calls fn with a channel of its own; failed, with errno set, if it throws
template <typename T, typename Fn>
T with_channel(T failed, Fn fn) noexcept {
  return guarded(failed, [&fn] {
    Channel channel;
    return fn(channel);
  });
}

}  // namespace bsdnet
