// SPDX-License-Identifier: GPL-2.0
#include "event_loop.hpp"

#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigset_t
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>

#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

constexpr std::size_t kBatch = 64;

}  // namespace

EventLoop::EventLoop()
    : epoll_(epoll_create1(EPOLL_CLOEXEC)),
      clock_(timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK)) {
  if (!epoll_) throw SystemError("epoll_create1", errno);
  if (!clock_) throw SystemError("timerfd_create", errno);
  // tick() makes the calls
  watch(clock_.get(), [this] {
    std::uint64_t expirations = 0;
    static_cast<void>(read(clock_.get(), &expirations, sizeof(expirations)));
  });
  tick();
}

void EventLoop::watch(int fd, std::function<void()> fn) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0)
    throw SystemError("epoll_ctl", errno);
  watched_[fd] = std::make_shared<std::function<void()>>(std::move(fn));
}

void EventLoop::unwatch(int fd) {
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
  watched_.erase(fd);
}

void EventLoop::on_signal(std::initializer_list<int> numbers, std::function<void(int)> fn) {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : numbers)
    sigaddset(&set, number);
  if (sigprocmask(SIG_BLOCK, &set, nullptr) != 0) throw SystemError("sigprocmask", errno);
  signals_.reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_) throw SystemError("signalfd", errno);
  watch(signals_.get(), [this, handler = std::move(fn)] {
    signalfd_siginfo info;
    if (read(signals_.get(), &info, sizeof(info)) == sizeof(info))
      handler(static_cast<int>(info.ssi_signo));
  });
}

void EventLoop::tick() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  timers_.advance(std::chrono::seconds(now.tv_sec) +
                  std::chrono::duration_cast<Time>(std::chrono::nanoseconds(now.tv_nsec)));
}

void EventLoop::set_clock() {
  itimerspec at{};  // zero: none
  if (const auto next = timers_.next()) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*next);
    at.it_value.tv_sec = seconds.count();
    at.it_value.tv_nsec = std::chrono::nanoseconds(*next - seconds).count();
  }
  if (timerfd_settime(clock_.get(), TFD_TIMER_ABSTIME, &at, nullptr) != 0)
    throw SystemError("timerfd_settime", errno);
}

int EventLoop::run() {
  std::array<epoll_event, kBatch> events{};
  while (!stopped_) {
    set_clock();
    const int n = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
    if (n < 0 && errno != EINTR) throw SystemError("epoll_wait", errno);
    tick();
    for (int i = 0; i < n && !stopped_; ++i) {
      const auto it = watched_.find(events[static_cast<std::size_t>(i)].data.fd);
      if (it == watched_.end()) continue;
      const auto fn = it->second;  // a reference: it may unwatch itself
      (*fn)();
    }
  }
  return status_;
}

void EventLoop::stop(int status) {
  stopped_ = true;
  status_ = status;
}

}  // namespace bsdnet
