// SPDX-License-Identifier: GPL-2.0
/*
 * exports - what other modules may call: the forwarding lookup and what is
 * needed to get there, for the benchmark that holds it against fib_lookup()
 */
#include <linux/export.h>

#include "core/core.h"
#include "rt/rt.h"

EXPORT_SYMBOL_GPL(bn_stack_of);
EXPORT_SYMBOL_GPL(bn_instance_get);
EXPORT_SYMBOL_GPL(bn_instance_table);
EXPORT_SYMBOL_GPL(bn_route_next);
EXPORT_SYMBOL_GPL(bn_route_prefix);
EXPORT_SYMBOL_GPL(bn_rt_lookup);
EXPORT_SYMBOL_GPL(bn_rt_lookup_vector);
