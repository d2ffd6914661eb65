// SPDX-License-Identifier: GPL-2.0
#include "event_loop.hpp"

#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigset_t
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "bsdnet/error.hpp"

namespace bsdnet::ppp {
namespace {

constexpr std::size_t kBatch = 64;

}  // namespace

EventLoop::EventLoop() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (!epoll_) throw SystemError("epoll_create1", errno);
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

void EventLoop::on_signal(std::function<void()> fn) {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP})
    sigaddset(&set, number);
  if (sigprocmask(SIG_BLOCK, &set, nullptr) != 0) throw SystemError("sigprocmask", errno);
  signals_.reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_) throw SystemError("signalfd", errno);
  watch(signals_.get(), [this, handler = std::move(fn)] {
    signalfd_siginfo info;
    if (read(signals_.get(), &info, sizeof(info)) == sizeof(info)) handler();
  });
}

void EventLoop::tick() {
  timers_.advance(
      std::chrono::duration_cast<Time>(std::chrono::steady_clock::now().time_since_epoch()));
}

int EventLoop::wait_ms() const {
  const auto next = timers_.next();
  if (!next) return -1;
  const Time now =
      std::chrono::duration_cast<Time>(std::chrono::steady_clock::now().time_since_epoch());
  return static_cast<int>(std::max(*next - now, Time(0)).count());
}

int EventLoop::run() {
  std::array<epoll_event, kBatch> events{};
  while (!stopped_) {
    const int n =
        epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait_ms());
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

}  // namespace bsdnet::ppp
