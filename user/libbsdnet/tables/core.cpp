// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <new>

namespace bsdnet {

read_guard::read_guard() noexcept {
  rcu_read_lock();
}
read_guard::~read_guard() {
  rcu_read_unlock();
}

bool reading() noexcept {
  return rcu_read_lock_held();
}

namespace {

void refuse_reader() {
  if (reading()) throw ArgumentError("a thread that has a read_guard cannot wait for its end");
}

}  // namespace

void synchronize() {
  refuse_reader();
  synchronize_rcu();
}

void barrier() {
  refuse_reader();
  rcu_barrier();
}

namespace detail {

stack::stack() {
  pthread_mutexattr_t attr;
  int err = pthread_mutexattr_init(&attr);
  if (err == 0) {
    // a second lock by the same thread is an error
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
    err = pthread_mutex_init(&stack_.cfg_mutex, &attr);
    pthread_mutexattr_destroy(&attr);
  }
  if (err != 0) throw SystemError("table", err);
}

stack::~stack() {
  rcu_barrier();
  for (int kind = 0; kind < BN_OBJ_MAX; ++kind) {
    const long live = atomic_long_read(&stack_.live[kind]);
    if (live == 0) continue;
    (void)std::fprintf(stderr, "libbsdnet-tables: %ld objects left of kind %s\n", live,
                       bn_obj_name(static_cast<bn_obj>(kind)));
    std::abort();
  }
  pthread_mutex_destroy(&stack_.cfg_mutex);
}

writer_lock::writer_lock(stack& of) : stack_(of.get()) {
  if (reading())
    throw ArgumentError("a thread that has a read_guard cannot change or walk through a table");
  if (pthread_mutex_lock(&stack_->cfg_mutex) != 0)
    throw ArgumentError("a table cannot be changed or walked through from its own callback");
}

writer_lock::~writer_lock() {
  pthread_mutex_unlock(&stack_->cfg_mutex);
}

void assert_not_reading(const char* what) noexcept {
  if (!reading()) return;
  (void)std::fprintf(
      stderr, "libbsdnet-tables: %s destroyed under a read_guard of the same thread\n", what);
  std::abort();
}

void throw_error(long err, std::string_view what, const netlink_ext_ack& said) {
  if (err == -ENOMEM) throw std::bad_alloc();
  if (err == -EINVAL && said.text[0] != '\0') throw ArgumentError(said.text);
  if (err == -EINVAL) throw ArgumentError(std::string(what) + ": invalid argument");
  throw SystemError(what, static_cast<int>(-err));
}

}  // namespace detail
}  // namespace bsdnet
