// SPDX-License-Identifier: GPL-2.0
/// @file
/// Waits for packets, timers and signals. Single-threaded: run() makes all calls. Time goes on
/// while the machine is suspended (CLOCK_BOOTTIME).
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>

#include "timer_queue.hpp"
#include "unique_fd.hpp"

namespace bsdnet {

class EventLoop {
 public:
  /// Throws SystemError.
  EventLoop();

  TimerQueue& timers() { return timers_; }
  /// Calls @p fn when @p fd is readable; throws SystemError.
  void watch(int fd, std::function<void()> fn);
  void unwatch(int fd);
  /// Blocks the signals @p numbers and calls @p fn with the number of each; once. Throws
  /// SystemError.
  void on_signal(std::initializer_list<int> numbers, std::function<void(int)> fn);
  /// Runs until stop(); returns its argument.
  int run();
  void stop(int status);

 private:
  void tick();
  void set_clock();

  TimerQueue timers_;
  UniqueFd epoll_;
  UniqueFd clock_;
  UniqueFd signals_;
  std::map<int, std::shared_ptr<std::function<void()>>> watched_;
  bool stopped_ = false;
  int status_ = 0;
};

}  // namespace bsdnet
