// SPDX-License-Identifier: GPL-2.0
#include "cookie.hpp"

#include <nettle/hmac.h>

#include <algorithm>

#include "auth.hpp"
#include "random.hpp"

namespace bsdnet::ppp {
namespace {

constexpr std::chrono::seconds kEpoch{60};
constexpr std::size_t kCookieSize = 16;  // HMAC-SHA256, truncated (RFC 2104, 5)

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
  hmac_sha256_ctx context;
  Bytes cookie(kCookieSize);
  hmac_sha256_set_key(&context, key_.size(), key_.data());
  hmac_sha256_update(&context, data.size(), data.data());
  hmac_sha256_digest(&context, cookie.size(), cookie.data());
  return cookie;
}

bool CookieJar::is_good(View cookie, const Mac& peer) const {
  return same_secret(cookie, make(peer, epoch())) || same_secret(cookie, make(peer, epoch() - 1));
}

}  // namespace bsdnet::ppp
