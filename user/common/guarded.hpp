// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Functions that C programs call: exceptions become errno. Not installed.
#pragma once

#include <cerrno>
#include <exception>
#include <new>

#include "bsdnet/error.hpp"

namespace bsdnet {

/// fn(), or @p failed with errno set if it throws.
template <typename T, typename Fn>
T guarded(T failed, Fn fn) noexcept {
  try {
    return fn();
  } catch (const KernelError& error) {
    errno = error.code();
  } catch (const SystemError& error) {
    errno = error.code();
  } catch (const std::bad_alloc&) {
    errno = ENOMEM;
  } catch (const std::exception&) {
    errno = EPROTO;
  }
  return failed;
}

}  // namespace bsdnet
