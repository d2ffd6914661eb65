// SPDX-License-Identifier: GPL-2.0
/// @file
/// AC-Cookies: they show, without any state, that a host that requests a session receives
/// packets at its address (RFC 2516, appendix A).
#pragma once

#include <array>

#include "discovery.hpp"
#include "timer_queue.hpp"

namespace bsdnet::ppp {

/// Generates cookies and verifies them for one to two minutes. Each object has a random key.
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
