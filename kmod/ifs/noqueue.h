/* SPDX-License-Identifier: GPL-2.0 */
/*
 * noqueue - hand a frame to the driver of a netdev without a queueing discipline
 *
 * dev_queue_xmit() selects a transmit queue, looks for filters, segments, computes
 * checksums and takes the queueing discipline's way. For a plain frame on a device
 * with one queue, no discipline and a driver that takes no lock (veth, dummy, VLAN devices) none
 * of that has an effect.
 */
#ifndef _BSDNET_IFS_NOQUEUE_H
#define _BSDNET_IFS_NOQUEUE_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/sch_generic.h>

#include "core/core.h"

/* Nothing but the driver sees the frames that leave by @dev, and it needs no lock */
static __always_inline bool bn_noqueue_is_plain_dev(const struct net_device *dev,
						    const struct netdev_queue *txq)
{
	if (!(dev->priv_flags & IFF_NO_QUEUE) || !netdev_is_lltx(dev) ||
	    dev->real_num_tx_queues != 1 || !(READ_ONCE(dev->flags) & IFF_UP) ||
	    rcu_dereference_bh(txq->qdisc)->enqueue)
		return false;
#if defined(CONFIG_NET_XGRESS)
	if (rcu_access_pointer(dev->tcx_egress))
		return false;
#elif defined(CONFIG_NET_CLS_ACT)
	if (rcu_access_pointer(dev->miniq_egress))
		return false;
#endif
#ifdef CONFIG_NETFILTER_EGRESS
	if (rcu_access_pointer(dev->nf_hooks_egress))
		return false;
#endif
	return !dev_nit_active((struct net_device *)dev);
}

/* Needs no segmentation, checksum, copy or time stamp. @skb: the frame */
static __always_inline bool bn_noqueue_is_plain_frame(const struct sk_buff *skb)
{
	return !skb->sk && !skb_is_nonlinear(skb) && skb->ip_summed != CHECKSUM_PARTIAL;
}

/**
 * bn_noqueue_xmit() - hand a frame to the driver, if the kernel has nothing to do with it
 * @stack: the stack, for the drop counter
 * @dev: the netdev
 * @skb: a frame of that device
 *
 * Return: true if the frame is consumed; false: it is for dev_queue_xmit().
 * Context: RCU read side, BH off.
 */
static __always_inline bool bn_noqueue_xmit(struct bsdnet_stack *stack, struct net_device *dev,
					    struct sk_buff *skb)
{
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	int err = NETDEV_TX_BUSY;

	if (!bn_noqueue_is_plain_frame(skb) || !bn_noqueue_is_plain_dev(dev, txq))
		return false;
	skb_set_queue_mapping(skb, 0);
	if (likely(!netif_xmit_frozen_or_stopped(txq)))
		err = netdev_start_xmit(skb, dev, txq, false);
	if (unlikely(!dev_xmit_complete(err))) {
		bn_drop_count(stack, BN_DROP_L2_XMIT);
		kfree_skb(skb);
	}
	return true;
}

#endif /* _BSDNET_IFS_NOQUEUE_H */
