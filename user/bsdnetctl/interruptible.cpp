// SPDX-License-Identifier: GPL-2.0
#include "interruptible.hpp"

#include <poll.h>

#include <cerrno>

#include "bsdnet/error.hpp"

namespace bsdnet::ctl {
namespace {

volatile std::sig_atomic_t interrupted = 0;

}  // namespace

Interruptible::Interruptible() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = 1; };
  sigset_t ending;
  sigemptyset(&ending);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    sigaddset(&ending, signal);
    sigaction(signal, &action, nullptr);
  }
  sigprocmask(SIG_BLOCK, &ending, &before_);
}

Interruptible::~Interruptible() {
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

bool Interruptible::wait(int fd, std::optional<std::chrono::nanoseconds> timeout) const {
  constexpr long kSecond = 1000000000;
  pollfd file{fd, POLLIN, 0};
  timespec limit{};
  if (timeout) limit = {timeout->count() / kSecond, timeout->count() % kSecond};
  if (ppoll(&file, 1, timeout ? &limit : nullptr, &before_) < 0 && errno != EINTR)
    throw SystemError("poll", errno);
  return interrupted == 0;
}

}  // namespace bsdnet::ctl
