// SPDX-License-Identifier: GPL-2.0
#include "timer_queue.hpp"

#include <algorithm>

namespace bsdnet {

std::optional<Time> TimerQueue::next() const {
  return running_.empty() ? std::nullopt : std::optional(running_.begin()->first);
}

void TimerQueue::advance(Time now) {
  now_ = std::max(now_, now);
  // terminates, since timers started by fn_ expire after now_
  while (!running_.empty() && running_.begin()->first <= now_) {
    Timer* timer = running_.begin()->second;
    timer->stop();
    timer->fn_();
  }
}

void Timer::start(Time delay) {
  stop();
  position_ = queue_.running_.emplace(queue_.now_ + std::max(delay, Time(1)), this);
}

void Timer::stop() {
  if (!position_) return;
  queue_.running_.erase(*position_);
  position_.reset();
}

bool RateLimit::allow() {
  if (queue_.now() - since_ >= std::chrono::seconds(1)) {
    since_ = queue_.now();
    left_ = per_second_;
  }
  if (left_ == 0) return false;
  --left_;
  return true;
}

}  // namespace bsdnet
