// SPDX-License-Identifier: GPL-2.0
/// @file
/// Waits for packets, timers and signals. Single-threaded: run() makes all calls.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "timer_queue.hpp"
#include "unique_fd.hpp"

namespace bsdnet::ppp {

class EventLoop {
 public:
  /// Throws SystemError.
  EventLoop();

  TimerQueue& timers() { return timers_; }
  /// Calls @p fn when @p fd is readable; throws SystemError.
  void watch(int fd, std::function<void()> fn);
  void unwatch(int fd);
  /// Blocks SIGINT, SIGTERM and SIGHUP and calls @p fn on each; throws SystemError.
  void on_signal(std::function<void()> fn);
  /// Runs until stop(); returns its argument.
  int run();
  void stop(int status);

 private:
  void tick();
  int wait_ms() const;

  TimerQueue timers_;
  UniqueFd epoll_;
  UniqueFd signals_;
  std::map<int, std::shared_ptr<std::function<void()>>> watched_;
  bool stopped_ = false;
  int status_ = 0;
};

}  // namespace bsdnet::ppp
