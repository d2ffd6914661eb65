// SPDX-License-Identifier: GPL-2.0
/*
 * ntf - notifications of changes (CTL-1, CTL-4)
 *
 * Every change of a stack has a number, whether its notification can be sent or
 * not. The notification contains the number (event-seq). The latest number is
 * reported by module-get and used for the consistency check of dumps. So a monitor
 * detects lost notifications by a gap in the numbers, by ENOBUFS from its socket,
 * or both; and after a dump it knows which notifications the dump includes.
 *
 * Notifications are numbered and sent under bn_ctl::lock, so they arrive in order.
 */
#include "ctl/private.h"
#include "ctl/put.h"

struct ntf_kind {
	u8 cmd[BN_EVENT_DELETE + 1];
	u8 seq_attr;
	bn_fill_fn fill;
};

#define NTF_KIND(NAME, name)						\
	[BN_OBJ_##NAME] = {						\
		.cmd = {						\
			[BN_EVENT_ADD] = BSDNET_CMD_##NAME##_ADD_NTF,	\
			[BN_EVENT_CHANGE] = BSDNET_CMD_##NAME##_CHANGE_NTF, \
			[BN_EVENT_DELETE] = BSDNET_CMD_##NAME##_DEL_NTF, \
		},							\
		.seq_attr = BSDNET_A_##NAME##_EVENT_SEQ,		\
		.fill = bn_ctl_##name##_fill,				\
	}

/* The other kinds are not configured; they change as a result of changes of these */
static const struct ntf_kind kinds[BN_OBJ_MAX] = {
	NTF_KIND(IFD, ifd),
	NTF_KIND(IFL, ifl),
	NTF_KIND(IFF, iff),
	NTF_KIND(IFA, ifa),
	NTF_KIND(INSTANCE, instance),
	NTF_KIND(ROUTE, route),
	NTF_KIND(NEIGH, neigh),
	NTF_KIND(MADDR, maddr),
	NTF_KIND(DDP, ddp),
};

/* Allocate and fill a message except for its number, at *seq. NULL on failure */
static struct sk_buff *make_message(struct bsdnet_stack *stack, const struct ntf_kind *kind,
				    enum bn_event event, const void *obj, void **seq)
{
	struct nlattr *nla;
	struct sk_buff *skb;
	void *hdr;

	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!skb)
		return NULL;
	hdr = genlmsg_put(skb, 0, 0, &bsdnet_nl_family, 0, kind->cmd[event]);
	if (!hdr)
		goto fail;
	nla = nla_reserve(skb, kind->seq_attr, sizeof(__be64));
	if (!nla || kind->fill(skb, stack, obj))
		goto fail;
	genlmsg_end(skb, hdr);
	*seq = nla_data(nla);
	return skb;

fail:
	nlmsg_free(skb);
	return NULL;
}

/**
 * bn_ntf_event() - number a change and notify listeners
 * @stack: the stack
 * @event: kind of change
 * @obj_kind: kind of the object
 * @obj: the object; for BN_OBJ_NEIGH a struct bn_neigh_info, for BN_OBJ_ROUTE a struct
 *	bn_route_ref
 *
 * Context: configuration lock held, or the route lock for a route or neighbour;
 * for BN_OBJ_DDP, whose object is a copy, none is needed. Does not sleep.
 */
void bn_ntf_event(struct bsdnet_stack *stack, enum bn_event event, enum bn_obj obj_kind,
		  const void *obj)
{
	const struct ntf_kind *kind = &kinds[obj_kind];
	struct bn_ctl *ctl = stack->ctl;
	struct sk_buff *skb = NULL;
	bool listeners;
	void *seq_at;
	__be64 seq;

	if (!ctl || !kind->fill)
		return;
	listeners = genl_has_listeners(&bsdnet_nl_family, stack->net, BSDNET_NLGRP_CONFIG);
	if (listeners) {
		/* interfaces are read under RCU if only the route lock is held */
		rcu_read_lock();
		skb = make_message(stack, kind, event, obj, &seq_at);
		rcu_read_unlock();
	}

	spin_lock_bh(&ctl->lock);
	seq = cpu_to_be64(++ctl->seq);
	if (skb) {
		memcpy(seq_at, &seq, sizeof(seq));
		genlmsg_multicast_netns(&bsdnet_nl_family, stack->net, skb, 0,
					BSDNET_NLGRP_CONFIG, GFP_ATOMIC);
	}
	spin_unlock_bh(&ctl->lock);

	if (listeners && !skb)
		genl_set_err(&bsdnet_nl_family, stack->net, 0, BSDNET_NLGRP_CONFIG, -ENOBUFS);
}

/**
 * bn_ntf_seq() - return the number of the latest notification
 * @stack: the stack
 *
 * Return: the number; 0 before the first notification.
 * Context: any but hard interrupts.
 */
u64 bn_ntf_seq(struct bsdnet_stack *stack)
{
	struct bn_ctl *ctl = stack->ctl;
	u64 seq;

	spin_lock_bh(&ctl->lock);
	seq = ctl->seq;
	spin_unlock_bh(&ctl->lock);
	return seq;
}
