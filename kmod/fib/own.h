/* SPDX-License-Identifier: GPL-2.0 */
/*
 * own - a filter for the addresses of this host
 *
 * A received packet must not have an address of this host, or a broadcast address of an
 * attached subnet, as source. A second lookup in the route table for each packet would be
 * expensive. So a table has a bitmap, indexed by a hash of the address, of the host prefixes
 * whose forwarding route leads to this host: if the bit is clear the address is none of
 * them, else a lookup decides.
 *
 * The bitmap has 8 to 32 bits for each such prefix. A packet
 * reads one pointer and one word of the bitmap.
 *
 * Synchronization: changed under the configuration lock; readers are under
 * RCU. A bit changes in place, a bitmap that is too small is replaced.
 */
#ifndef _BSDNET_OWN_H
#define _BSDNET_OWN_H

#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/types.h>

struct bn_rt_prefix;
struct bn_rt_table;

/**
 * struct bn_own_bits - a bitmap
 * @shift: [path] shift of a 32-bit hash that makes an index of it
 * @bits: [path] the bits
 */
struct bn_own_bits {
	unsigned int shift;
	u64 bits[];
};

/**
 * struct bn_own - the addresses of this host in a route table
 * @bits: [path] what readers test
 * @made: the bitmap of the host prefixes; NULL: not needed, or no memory
 * @counts: prefixes for each bit of @made; 255: 255 or more, not counted any more
 * @n: host prefixes
 * @wide: shorter prefixes; if there are any, all bits are set for readers
 */
struct bn_own {
	const struct bn_own_bits __rcu *bits;
	struct bn_own_bits *made;
	u8 *counts;
	unsigned int n;
	unsigned int wide;
};

static __always_inline u32 bn_own_hash(const void *addr, unsigned int bytes)
{
	u32 hash = 0, word;
	unsigned int i;

	for (i = 0; i < bytes; i += sizeof(word)) {
		memcpy(&word, (const u8 *)addr + i, sizeof(word));
		hash = (hash ^ word) * 0x61C88647;
	}
	return hash;
}

/* False: @addr is not an address of this host. @bytes: 4 or 16, a constant. RCU */
static __always_inline bool bn_own_maybe(const struct bn_own_bits *own, const void *addr,
					 unsigned int bytes)
{
	u32 at = bn_own_hash(addr, bytes) >> own->shift;

	return READ_ONCE(own->bits[at / 64]) >> at % 64 & 1;
}

/* own.c APIs, private to room fib. Configuration lock: */
void bn_own_init(struct bn_own *own);
void bn_own_exit(struct bn_own *own);
void bn_own_add(struct bn_rt_table *table, const struct bn_rt_prefix *prefix);
void bn_own_remove(struct bn_rt_table *table, const struct bn_rt_prefix *prefix);

#endif /* _BSDNET_OWN_H */
