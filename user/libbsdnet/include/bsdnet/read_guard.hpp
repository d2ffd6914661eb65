// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Read-side sections of the tables and grace periods (read-copy-update).
///
/// Lookups in the tables of libbsdnet-tables (route_table, l2_table, pcb_table) take no lock.
/// The result of a lookup is valid during the lifetime of a read_guard that the thread created
/// before it; an object that a writer removes is destroyed after all guards that exist at that
/// time.
#pragma once

#include "bsdnet/export.hpp"

namespace bsdnet {

/// A read-side section: during its lifetime, nothing that its thread finds in a table is
/// destroyed.
///
/// Costs a few nanoseconds; guards of one thread can nest. Use one for a batch of lookups, but
/// not for long, because memory that writers free accumulates. It belongs to the thread that
/// created it. A thread with a guard must not change, walk or destroy a table, which may wait
/// for the end of all guards; tables throw ArgumentError.
class BSDNET_API read_guard {
 public:
  read_guard() noexcept;
  ~read_guard();
  read_guard(const read_guard&) = delete;
  read_guard& operator=(const read_guard&) = delete;
};

/// Whether this thread has a read_guard.
[[nodiscard]] BSDNET_API bool reading() noexcept;

/// Waits for a grace period: the end of every read_guard that exists now (milliseconds).
/// Throws ArgumentError in a thread that has a read_guard.
BSDNET_API void synchronize();

/// The same, and waits until all objects removed before are destroyed, including the
/// destructors of values. Must not be called from such a destructor. Throws ArgumentError in a
/// thread that has a read_guard.
BSDNET_API void barrier();

}  // namespace bsdnet
