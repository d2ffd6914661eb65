// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Shared by the tables of the library: the environment of the kernel's code, and exceptions
/// for its errors.
///
/// Include it after the headers of the library and the standard headers, because it defines
/// the kernel's macros.
#pragma once

#include <exception>
#include <string_view>

#include "bsdnet/error.hpp"
#include "bsdnet/read_guard.hpp"

extern "C" {
#include "core/core.h"
}

namespace bsdnet::detail {

/// The stack of a table; destroyed after all objects of the table.
class stack {
 public:
  /// Throws SystemError.
  stack();
  stack(const stack&) = delete;
  stack& operator=(const stack&) = delete;
  /// Aborts if objects are left, which is a bug in the library.
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

/// Aborts with a message if this thread has a read_guard: a destructor would wait for ever.
void assert_not_reading(const char* what) noexcept;

/// Throws the exception of @p err, a negative errno: std::bad_alloc, ArgumentError with the text
/// in @p said, or SystemError for @p what.
[[noreturn]] void throw_error(long err, std::string_view what, const netlink_ext_ack& said);

}  // namespace bsdnet::detail
