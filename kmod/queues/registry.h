/* SPDX-License-Identifier: GPL-2.0 */
/*
 * registry - a stack's bounded queues, for those who want to look
 */
#ifndef _BSDNET_QUEUES_REGISTRY_H
#define _BSDNET_QUEUES_REGISTRY_H

#include "queues/queues.h"

/* registry.c APIs: */
int bn_registry_add(struct bsdnet_stack *stack, struct bn_queue_stats *stats, const char *name,
		    const char *kind, u32 limit);
void bn_registry_remove(struct bn_queue_stats *stats);

/* devq.c and svcq.c: with the room */
int bn_devq_room_init(void);
void bn_devq_room_exit(void);
int bn_svcq_room_init(void);
void bn_svcq_room_exit(void);

/* The skb and its link are the same words */
static inline struct bn_pktq_link *skb_to_link(struct sk_buff *skb)
{
	BUILD_BUG_ON(offsetof(struct sk_buff, next) != offsetof(struct bn_pktq_link, next));
	BUILD_BUG_ON(offsetof(struct sk_buff, prev) != offsetof(struct bn_pktq_link, kind));
	BUILD_BUG_ON(sizeof_field(struct sk_buff, prev) !=
		     sizeof_field(struct bn_pktq_link, kind));
	return (struct bn_pktq_link *)skb;
}

/* Out of the queue: what the links overlay is as others expect it */
static inline struct sk_buff *link_to_skb(struct bn_pktq_link *link)
{
	struct sk_buff *skb = (struct sk_buff *)link;

	skb->next = NULL;
	skb->prev = NULL;
	return skb;
}

/* One item more than before the consumer looked. The consumer's alone. */
static inline void note_high_water(struct bn_queue_stats *stats, int len)
{
	if (len > (int)stats->high_water)
		WRITE_ONCE(stats->high_water, len);
}

#endif /* _BSDNET_QUEUES_REGISTRY_H */
