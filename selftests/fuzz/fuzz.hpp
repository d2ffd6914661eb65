/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fuzz - what the fuzzers of tables share
 *
 * After each operation of an input (input.hpp) the structure is compared with a naive twin, that
 * of a table in selftests/twin.
 *
 * RCU is rcu.c here: one thread, and grace periods end when the input says so.
 */
#pragma once

#include <cstring>

#include "input.hpp"
#include "rcu.h"

/* The n-th allocation of an operation fails; 0: none */
class FailingAllocation {
public:
	explicit FailingAllocation(unsigned long n) { shim_alloc_fail_nth = n; }
	~FailingAllocation() { shim_alloc_fail_nth = 0; }
	FailingAllocation(const FailingAllocation &) = delete;
	FailingAllocation &operator=(const FailingAllocation &) = delete;
};
