// SPDX-License-Identifier: GPL-2.0
/*
 * room - starts and stops room fib
 */
#include "fib/fib.h"
#include "fib/trie.h"

const struct bn_room bn_fib_room = {
	.name = "fib",
	.init = bn_trie_init,
	.exit = bn_trie_exit,
};
