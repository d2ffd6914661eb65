/* SPDX-License-Identifier: GPL-2.0 */
/*
 * registry - list of a stack's bounded queues, for dumps
 */
#ifndef _BSDNET_QUEUES_REGISTRY_H
#define _BSDNET_QUEUES_REGISTRY_H

#include "queues/queues.h"

/* registry.c APIs, not for other rooms: */
struct bn_queue_stats *bn_registry_find(struct bsdnet_stack *stack, u32 id);

/* devq.c and svcq.c APIs, called by room.c: */
int bn_devq_room_init(void);
void bn_devq_room_exit(void);
int bn_svcq_room_init(void);
void bn_svcq_room_exit(void);

/* The link is in the first words of the skb */
static inline struct bn_pktq_link *skb_to_link(struct sk_buff *skb)
{
	BUILD_BUG_ON(offsetof(struct sk_buff, next) != offsetof(struct bn_pktq_link, next));
	BUILD_BUG_ON(offsetof(struct sk_buff, prev) != offsetof(struct bn_pktq_link, kind));
	BUILD_BUG_ON(sizeof_field(struct sk_buff, prev) !=
		     sizeof_field(struct bn_pktq_link, kind));
	return (struct bn_pktq_link *)skb;
}

/* After dequeue: clear the pointers of the skb that the link has overwritten */
static inline struct sk_buff *link_to_skb(struct bn_pktq_link *link)
{
	struct sk_buff *skb = (struct sk_buff *)link;

	skb->next = NULL;
	skb->prev = NULL;
	return skb;
}

#endif /* _BSDNET_QUEUES_REGISTRY_H */
