// SPDX-License-Identifier: GPL-2.0
/// @file
/// Timers. The owner of a queue sets its time: the event loop from the system clock, a test to
/// any value.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>

namespace bsdnet {

using Time = std::chrono::milliseconds;  ///< since a fixed time

class Timer;

/// Running timers, ordered by expiry.
class TimerQueue {
 public:
  TimerQueue() = default;
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;

  Time now() const { return now_; }
  /// Expiry of the first timer; nothing if none is running.
  std::optional<Time> next() const;
  /// Sets the time and calls expired timers. A timer that is started meanwhile expires in a
  /// later call.
  void advance(Time now);

 private:
  friend class Timer;
  std::multimap<Time, Timer*> running_;
  Time now_{0};
};

/// A timer; stopped when destroyed. Its function must not destroy it.
class Timer {
 public:
  Timer(TimerQueue& queue, std::function<void()> fn) : queue_(queue), fn_(std::move(fn)) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { stop(); }

  /// Starts or restarts the timer: it calls its function once, after @p delay.
  void start(Time delay);
  void stop();
  bool running() const { return position_.has_value(); }

 private:
  friend class TimerQueue;
  TimerQueue& queue_;
  std::function<void()> fn_;
  std::optional<std::multimap<Time, Timer*>::iterator> position_;
};

/// A limit of events in each second.
class RateLimit {
 public:
  RateLimit(const TimerQueue& queue, unsigned int per_second)
      : queue_(queue), per_second_(per_second), left_(per_second), since_(queue.now()) {}

  /// Counts an event; returns false if the limit is exceeded.
  bool allow();

 private:
  const TimerQueue& queue_;
  unsigned int per_second_;
  unsigned int left_;
  Time since_;
};

}  // namespace bsdnet
