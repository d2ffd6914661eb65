// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The C interface: exceptions become errno.
#pragma once

#include <cerrno>
#include <exception>
#include <new>

#include "bsdnet/channel.hpp"

namespace bsdnet {

// Calls fn with a channel of its own; failed, with errno set, if it throws
template <typename T, typename Fn>
T guarded(T failed, Fn fn) noexcept {
  try {
    Channel channel;
    return fn(channel);
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
