/* SPDX-License-Identifier: GPL-2.0 */
/*
 * find - the forwarding lookup in line, for the packet path (RT-2, RT-9)
 */
#ifndef _BSDNET_FIND_H
#define _BSDNET_FIND_H

#include "fib/fib.h"
#include "fib/trie.h"

/**
 * bn_trie_find() - bn_trie_lookup() in line
 * @table: the trie
 * @dst: destination, @table->dst_bytes bytes
 * @src: source, the other bytes of a key
 *
 * Return: the number of the forwarding entry, 0 for no match.
 * Context: RCU read side, or the route lock.
 */
static __always_inline u32 bn_trie_find(const struct bn_prefix_table *table, const u8 *dst,
					const u8 *src)
{
	u64 root = bn_trie_slot_ref(READ_ONCE(table->fib)), ref = root;
	const u8 *key = dst;
	s32 leaf;

	while (bn_trie_is_page(ref))
		ref = bn_trie_slot_ref(READ_ONCE(bn_trie_page(ref)[*key++]));
	while (likely(bn_trie_has_leaves(ref))) {
		leaf = bn_trie_leaf(ref, *key++);
		if (leaf > 0)
			return leaf;
		if (!leaf)
			break;
		ref = bn_trie_slot_ref(READ_ONCE(*bn_trie_leaf_slot(ref, leaf)));
	}
	/* Where the last node says nothing, those above decide */
	return bn_trie_walk(root, dst, src, 0);
}

/**
 * bn_rt_find() - bn_rt_lookup() in line
 * @table: the table
 * @dst: destination address, network order
 * @src: source address
 *
 * Return: the forwarding entry; never NULL in a table with a 0/0 route.
 * Context: RCU read side.
 */
static __always_inline const struct bn_fwd *bn_rt_find(const struct bn_rt_table *table,
						       const void *dst, const void *src)
{
	u32 number = bn_trie_find(&table->prefixes, dst, src);

	smp_rmb();	/* see bn_rt_lookup_number() */
	return bn_rt_fwd(table, number);
}

#endif /* _BSDNET_FIND_H */
