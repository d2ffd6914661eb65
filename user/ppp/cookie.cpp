// SPDX-License-Identifier: GPL-2.0
#include "cookie.hpp"

#include <algorithm>

#include "auth.hpp"
#include "random.hpp"

namespace bsdnet::ppp {
namespace {

constexpr std::chrono::seconds kEpoch{60};

}  // namespace

CookieJar::CookieJar(const TimerQueue& timers) : timers_(timers) {
  std::ranges::copy(random_bytes(key_.size()), key_.begin());
}

std::uint32_t CookieJar::epoch() const {
  return static_cast<std::uint32_t>(timers_.now() / kEpoch) + 1;
}

Bytes CookieJar::make(const Mac& peer, std::uint32_t epoch) const {
  Bytes data(peer.begin(), peer.end());
  put32(data, epoch);
  const std::uint64_t hash = siphash(key_, data);
  Bytes out;
  put32(out, static_cast<std::uint32_t>(hash >> 32));
  put32(out, static_cast<std::uint32_t>(hash));
  return out;
}

bool CookieJar::is_good(View cookie, const Mac& peer) const {
  return same_secret(cookie, make(peer, epoch())) || same_secret(cookie, make(peer, epoch() - 1));
}

}  // namespace bsdnet::ppp
