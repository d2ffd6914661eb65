// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Readers of the tables, and waiting for them (read-copy-update).
///
/// The tables of libbsdnet-tables (route_table, l2_table, pcb_table) are looked up without a
/// lock. What a lookup yields stays in existence as long as the thread has a read_guard
/// that it had before the lookup; what a writer takes out of a table is destroyed when all
/// guards of that time are gone.
#pragma once

#include "bsdnet/export.hpp"

namespace bsdnet {

/// While it lives, nothing that its thread finds in a table is destroyed.
///
/// Costs a few nanoseconds; guards of one thread may nest. Keep it for a batch of lookups,
/// not for long: memory that writers free piles up meanwhile. It belongs to the thread that
/// made it. A thread that has one must not change a table, walk through it, or destroy
/// it: that may wait for the end of all guards. Tables refuse it with ArgumentError.
class BSDNET_API read_guard {
 public:
  read_guard() noexcept;
  ~read_guard();
  read_guard(const read_guard&) = delete;
  read_guard& operator=(const read_guard&) = delete;
};

/// Whether this thread has a read_guard.
[[nodiscard]] BSDNET_API bool reading() noexcept;

/// Waits until every read_guard that exists now is gone (milliseconds). Throws
/// ArgumentError in a thread that has one itself.
BSDNET_API void synchronize();

/// The same, and waits until what was taken out of tables before has been destroyed: the
/// destructors of values have run. Not to be called from such a destructor. Throws
/// ArgumentError in a thread that has a read_guard.
BSDNET_API void barrier();

}  // namespace bsdnet
