// SPDX-License-Identifier: GPL-2.0
/*
 * room - starts and stops room fib
 */
#include <linux/mm.h>
#include <linux/printk.h>

#include "fib/fib.h"
#include "fib/trie.h"

/* Slots have BN_TRIE_REF_BITS bits of an offset in the direct map */
static int fib_init(void)
{
	if (((unsigned long)high_memory - PAGE_OFFSET) >> BN_TRIE_REF_BITS) {
		pr_err("fib: more than %lu TiB of memory are not supported\n",
		       1UL << (BN_TRIE_REF_BITS - 40));
		return -ERANGE;
	}
	return bn_trie_init();
}

const struct bn_room bn_fib_room = {
	.name = "fib",
	.init = fib_init,
	.exit = bn_trie_exit,
};
