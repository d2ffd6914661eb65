// SPDX-License-Identifier: GPL-2.0
/// @file
/// AC-Cookies: what shows that who asks for a session receives what is sent to its address,
/// without anything being remembered of it (RFC 2516, appendix A).
#pragma once

#include <array>

#include "discovery.hpp"
#include "timer_queue.hpp"

namespace bsdnet::ppp {

/// Makes cookies and knows them again for one to two minutes. The key dies with it.
class CookieJar {
 public:
  explicit CookieJar(const TimerQueue& timers);

  Bytes make(const Mac& peer) const { return make(peer, epoch()); }
  bool is_good(View cookie, const Mac& peer) const;

 private:
  Bytes make(const Mac& peer, std::uint32_t epoch) const;
  std::uint32_t epoch() const;

  const TimerQueue& timers_;
  std::array<std::uint8_t, 32> key_{};
};

}  // namespace bsdnet::ppp
