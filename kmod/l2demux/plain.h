/* SPDX-License-Identifier: GPL-2.0 */
/*
 * plain - lookup of untagged frames by their ethertype, in line, for the packet path (L2-2)
 *
 * Their key is the ethertype, so none is made.
 */
#ifndef _BSDNET_L2DEMUX_PLAIN_H
#define _BSDNET_L2DEMUX_PLAIN_H

#include <linux/if_ether.h>

#include "l2demux/few.h"
#include "l2demux/table.h"

/* Not a tag, a length or a protocol that lengthens the key */
static __always_inline bool bn_l2_is_plain(__be16 type)
{
	return ntohs(type) >= ETH_P_802_3_MIN && type != htons(ETH_P_8021Q) &&
	       type != htons(ETH_P_8021AD) && type != htons(BN_ETH_P_QINQ) &&
	       type != htons(ETH_P_PPP_SES) && type != htons(BN_ETH_P_ETAG);
}

/**
 * bn_l2_lookup_plain() - longest match for an untagged frame
 * @table: the table
 * @type: ethertype of the frame
 *
 * Return: the entry with the longest prefix of the frame's key; NULL if there is none, the key
 *	is longer than @type, or the table has many entries: see bn_l2_lookup().
 * Context: RCU read side.
 */
static __always_inline const struct bn_l2_entry *
bn_l2_lookup_plain(const struct bn_l2_table *table, __be16 type)
{
	const struct bn_l2_few *few = rcu_dereference(table->few);
	__be64 word = cpu_to_be64((u64)ntohs(type) << 48);
	const struct bn_l2_one *one;

	if (unlikely(!few || !bn_l2_is_plain(type)))
		return NULL;
	for (one = few->one; one < few->one + few->n; one++)
		if (!((word ^ one->word[0]) & one->mask[0]) && one->bits <= 16)
			return rcu_dereference(one->entry);
	return NULL;
}

#endif /* _BSDNET_L2DEMUX_PLAIN_H */
