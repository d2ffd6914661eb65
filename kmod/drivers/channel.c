// SPDX-License-Identifier: GPL-2.0
/*
 * channel - ifds on ifds, with their own carrier and queues (IF-2)
 *
 * A multiplexed device is an ifd; each of its channels is another ifd, named
 * "eth0:5". An encapsulation (E-TAG) distinguishes the frames of the channels. One
 * entry in the L2 table of the parent points to the channel, which has its own L2 table,
 * input queue and output queue. User space runs the protocol that manages the
 * channels and sets their carrier.
 *
 * Lifetime: struct bn_channel is allocated at attach and freed at detach, a grace period
 * after bn_ifd::priv is cleared.
 *
 * Locking: RTNL and configuration lock; xmit and input under RCU.
 */
#include <linux/netdevice.h>
#include <linux/slab.h>

#include "drivers/private.h"
#include "ifs/output.h"

#define QUEUE_LIMIT 1024	/* frames, for each of the two queues */

/**
 * struct bn_channel - private data of a channel
 * @ifd: the ifd
 * @outq: complete frames to send
 * @entry: its entry in the table of the parent
 */
struct bn_channel {
	struct bn_ifd *ifd;
	struct bn_devq outq;
	struct bn_l2_entry *entry;
};

/* Input function of the entry in the parent's table; receives whole frames */
static void channel_input(const struct bn_l2_entry *entry, struct sk_buff **pkts, unsigned int n)
{
	struct bn_ifd *ifd = entry->opaque;
	unsigned int i;
	int reason;

	for (i = 0; i < n; i++) {
		reason = READ_ONCE(ifd->down) & ~BSDNET_IF_DOWN_LINK ? BN_DROP_IF_DOWN :
								bn_input_frame(ifd, pkts[i]);
		if (reason)
			bn_drop(pkts[i], reason);
	}
}

/* Consumer of the output queue */
static void channel_output(struct bn_devq *outq, struct sk_buff **pkts, unsigned int n)
{
	const struct bn_channel *channel = outq->priv;
	unsigned int i;

	rcu_read_lock();
	for (i = 0; i < n; i++)
		bn_ifd_xmit(channel->ifd->parent, pkts[i]);
	rcu_read_unlock();
}

static void channel_xmit(struct bn_ifd *ifd, struct sk_buff *skb)
{
	struct bn_channel *channel = READ_ONCE(ifd->priv);

	if (likely(channel))
		bn_devq_enqueue(&channel->outq, skb);
	else
		bn_drop(skb, BN_DROP_IF_DOWN);
}

static void channel_parent_changed(struct bn_ifd *ifd)
{
	const struct bn_ifd *parent = ifd->parent;
	u32 own = ifd->down & ~BSDNET_IF_DOWN_PARENT;

	WRITE_ONCE(ifd->down, own | (parent->down ? BSDNET_IF_DOWN_PARENT : 0));
	ifd->type = parent->type;
	ifd->mtu = parent->mtu;
	ifd->mru = parent->mru;
	ifd->caps = parent->caps;
}

static int channel_check_name(const struct bn_ifd *ifd, struct netlink_ext_ack *extack)
{
	size_t len = strlen(ifd->parent->name);
	const char *unit = ifd->name + len + 1;

	if (!strncmp(ifd->name, ifd->parent->name, len) && ifd->name[len] == ':' && *unit &&
	    !unit[strspn(unit, "0123456789")])
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "channel names of %s are %s:0, %s:1 ..., not \"%s\"",
			   ifd->parent->name, ifd->parent->name, ifd->parent->name, ifd->name);
	return -EINVAL;
}

static int check_unique(struct bn_ifd *ifd, const struct bn_l2_key *key,
			struct netlink_ext_ack *extack)
{
	const struct bn_l2_entry *entry = bn_l2_find(ifd->parent->layer.table, key);
	const struct bn_ifd *other;

	if (!entry)
		return 0;
	other = entry->input == channel_input ? entry->opaque : NULL;
	NL_SET_ERR_MSG_FMT(extack, "these frames of ifd %s already belong to %s",
			   ifd->parent->name, other ? other->name : "another user");
	return -EADDRINUSE;
}

/* Add the entry to the table of the parent. Frames arrive from here on. */
static int channel_enter(struct bn_channel *channel, struct netlink_ext_ack *extack)
{
	struct bn_ifd *ifd = channel->ifd;
	struct bn_l2_key key;
	int err;

	err = bn_layer_outer_key(&ifd->layer, &key, extack);
	err = err ?: check_unique(ifd, &key, extack);
	if (err)
		return err;
	channel->entry = bn_l2_insert(ifd->parent->layer.table, &key, 0, BN_L2_KEEP, channel_input,
				      ifd,
				      extack);
	if (IS_ERR(channel->entry))
		return PTR_ERR(channel->entry);
	channel->entry->owner = BN_L2_OWNER_CHANNEL;
	return 0;
}

static int open_queues(struct bn_channel *channel)
{
	struct bn_ifd *ifd = channel->ifd;
	char name[BN_NAME_MAX + 8];
	int err;

	err = bn_ifd_open_queues(ifd, 1, QUEUE_LIMIT);
	if (err)
		return err;
	snprintf(name, sizeof(name), "%s out", ifd->name);
	err = bn_devq_init(&channel->outq, ifd->stack, name, QUEUE_LIMIT, channel, channel_output);
	if (err)
		bn_ifd_close_queues(ifd);
	return err;
}

static void close_queues(struct bn_channel *channel)
{
	bn_devq_destroy(&channel->outq);
	bn_ifd_close_queues(channel->ifd);
}

static int attach_channel(struct bn_channel *channel, const struct bn_ifd_config *config,
			  struct netlink_ext_ack *extack)
{
	struct bn_ifd *ifd = channel->ifd;
	int err;

	ifd->layer.below = &ifd->parent->layer;
	err = bn_ifd_frame(ifd, &config->encap, BSDNET_ENCAP_FLAGS_CHANNEL, NULL, extack);
	if (err)
		return err;
	err = open_queues(channel);
	if (err)
		goto unframe;
	err = channel_enter(channel, extack);
	if (err)
		goto close;
	return 0;

close:
	close_queues(channel);
unframe:
	bn_ifd_unframe(ifd);
	return err;
}

static int channel_attach(struct bn_ifd *ifd, const struct bn_ifd_config *config,
			  struct netlink_ext_ack *extack)
{
	struct bn_channel *channel;
	int err;

	if (!config->parent) {
		NL_SET_ERR_MSG(extack, "a channel requires a parent device");
		return -EINVAL;
	}
	ifd->parent = config->parent;
	err = channel_check_name(ifd, extack);
	if (err)
		return err;
	if (config->exclusive) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s has no network device to share", ifd->name);
		return -EOPNOTSUPP;
	}
	channel = kzalloc(sizeof(*channel), GFP_KERNEL_ACCOUNT);
	if (!channel)
		return -ENOMEM;
	channel->ifd = ifd;
	ifd->down = config->no_carrier ? BSDNET_IF_DOWN_CARRIER : 0;
	channel_parent_changed(ifd);
	ifd->hwaddr = ifd->parent->hwaddr;
	ifd->priv = channel;
	err = attach_channel(channel, config, extack);
	if (err) {
		kfree(channel);
		return err;
	}
	return 0;
}

static void channel_detach(struct bn_ifd *ifd)
{
	struct bn_channel *channel = ifd->priv;

	WRITE_ONCE(ifd->priv, NULL);
	bn_l2_remove(ifd->parent->layer.table, channel->entry);
	synchronize_net();
	close_queues(channel);
	bn_ifd_unframe(ifd);
	kfree(channel);
}

struct bn_ifdriver bn_channel_driver = {
	.name = "channel",
	.base = BN_ON_PARENT,
	.descr = "channels of a device, each with its own carrier and queues",
	.attach = channel_attach,
	.detach = channel_detach,
	.xmit = channel_xmit,
	.parent_changed = channel_parent_changed,
};
