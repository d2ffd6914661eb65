// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// What the tables of the library have in common: the world of the kernel's code, and the
/// way from its errors to exceptions.
///
/// Include it after the library's own and the standard headers: the kernel's macros follow.
#pragma once

#include <exception>
#include <string_view>

#include "bsdnet/error.hpp"
#include "bsdnet/read_guard.hpp"

extern "C" {
#include "core/core.h"
}

namespace bsdnet::detail {

/// The stack that a table belongs to; dies after all that the table held.
class stack {
 public:
  /// Throws SystemError.
  stack();
  stack(const stack&) = delete;
  stack& operator=(const stack&) = delete;
  /// Aborts if objects are left: that is a bug of the library's.
  ~stack();

  bsdnet_stack* get() noexcept { return &stack_; }

 private:
  bsdnet_stack stack_{};
};

/// Holds the configuration lock of a stack. Throws ArgumentError in a thread that has a
/// read_guard, or the lock.
class writer_lock {
 public:
  explicit writer_lock(stack& of);
  writer_lock(const writer_lock&) = delete;
  writer_lock& operator=(const writer_lock&) = delete;
  ~writer_lock();

 private:
  bsdnet_stack* stack_;
};

/// Ends the program with a message if this thread has a read_guard: a destructor would wait
/// for ever.
void assert_not_reading(const char* what) noexcept;

/// Throws what fits @p err, a negative errno: std::bad_alloc, ArgumentError with the text of
/// @p said, or SystemError about @p what.
[[noreturn]] void throw_error(long err, std::string_view what, const netlink_ext_ack& said);

}  // namespace bsdnet::detail
