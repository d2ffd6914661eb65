// SPDX-License-Identifier: GPL-2.0
/// @file
/// Timers. A queue knows no clock: whoever owns it tells it the time, the event loop that
/// of the system, a test whatever it likes.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>

namespace bsdnet::ppp {

using Time = std::chrono::milliseconds;  ///< since any fixed moment

class Timer;

/// Timers that run, by the time at which they go off.
class TimerQueue {
 public:
  TimerQueue() = default;
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;

  Time now() const { return now_; }
  /// When the next one goes off; nothing where none runs.
  std::optional<Time> next() const;
  /// It is @p now: calls those that are due. A timer that is started meanwhile goes off with
  /// the next call at the earliest.
  void advance(Time now);

 private:
  friend class Timer;
  std::multimap<Time, Timer*> running_;
  Time now_{0};
};

/// One timer; it stops when it is destroyed. Its function must not destroy it.
class Timer {
 public:
  Timer(TimerQueue& queue, std::function<void()> fn) : queue_(queue), fn_(std::move(fn)) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { stop(); }

  /// Calls the function once after @p delay; a timer that runs begins anew.
  void start(Time delay);
  void stop();
  bool running() const { return position_.has_value(); }

 private:
  friend class TimerQueue;
  TimerQueue& queue_;
  std::function<void()> fn_;
  std::optional<std::multimap<Time, Timer*>::iterator> position_;
};

/// So many things a second, and as many at once.
class RateLimit {
 public:
  RateLimit(const TimerQueue& queue, unsigned int per_second)
      : queue_(queue), per_second_(per_second), left_(per_second), since_(queue.now()) {}

  /// Whether one more may be done now.
  bool allow();

 private:
  const TimerQueue& queue_;
  unsigned int per_second_;
  unsigned int left_;
  Time since_;
};

}  // namespace bsdnet::ppp
