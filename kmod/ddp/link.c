// SPDX-License-Identifier: GPL-2.0
/*
 * link - AppleTalk on interfaces: add, delete, show
 *
 * A link is a client of an ifl, as L2 sockets are, and no interface family: routes, next hops
 * and instances of the IP families mean nothing to it. It has one address, as AppleTalk's nodes
 * have on each cable.
 *
 * Life: configuration adds the entries to the L2 table, then, as consumer of the queue, the link
 * to the protocol; it is deleted by a request or with its ifl, in reverse, and freed after a grace
 * period, since frames find the protocol through it.
 *
 * Serves Q-10, IF-7, L2-3.
 */
#include <linux/slab.h>

#include "ddp/private.h"

/* ---- consumer ------------------------------------------------------------ */

/**
 * bn_ddp_link_find() - look up the link of an interface
 * @ddp: the protocol
 * @ifl_index: the interface
 *
 * Return: the link or NULL.
 * Context: consumer, or configuration lock.
 */
struct bn_ddp_link *bn_ddp_link_find(struct bn_ddp *ddp, u32 ifl_index)
{
	struct bn_ddp_link *link;

	list_for_each_entry(link, &ddp->links, list)
		if (link->ifl_index == ifl_index)
			return link;
	return NULL;
}

static void get_info(const struct bn_ddp_link *link, struct bn_ddp_info *info)
{
	*info = (struct bn_ddp_info){
		.ifl_index = link->ifl_index,
		.state = link->state,
		.config = link->config,
		.node = link->node,
		.first = link->first,
		.last = link->last,
		.router = link->router,
		.rx = link->rx,
		.tx = link->tx,
	};
}

static void notify(const struct bn_ddp_link *link, enum bn_event event)
{
	struct bn_ddp_info info;

	get_info(link, &info);
	bn_event(link->ddp->stack, event, BN_OBJ_DDP, &info);
}

/**
 * bn_ddp_link_changed() - notify listeners that state, node, range or router changed
 * @link: the link
 */
void bn_ddp_link_changed(struct bn_ddp_link *link)
{
	notify(link, BN_EVENT_CHANGE);
}

/* ---- configuration ------------------------------------------------------- */

static void leave_table(struct bn_ddp_link *link)
{
	unsigned int i;

	for (i = 0; i < BN_DDP_PROTOS; i++)
		if (link->entry[i])
			bn_l2_remove(bn_ifl_l2_table(link->ifl), link->entry[i]);
	if (link->joined)
		bn_mac_delete(link->ifl, BSDNET_L2_MULTICAST, bn_ddp_multicast);
}

static int enter_one(struct bn_ddp_link *link, enum bn_ddp_proto proto,
		     struct netlink_ext_ack *extack)
{
	static const bn_l2_input_t inputs[] = {
		[BN_DDP_PROTO_DDP] = bn_ddp_queue_datagrams,
		[BN_DDP_PROTO_AARP] = bn_ddp_queue_aarp,
	};
	struct bn_l2_entry *entry;
	struct bn_l2_key key;
	int err;

	err = bn_ddp_frame_key(link->ifl, proto, &key, extack);
	if (err)
		return err;
	entry = bn_l2_insert(bn_ifl_l2_table(link->ifl), &key, link->ifl_index, BN_L2_STRIP,
			     inputs[proto], link, extack);
	if (IS_ERR(entry))
		return PTR_ERR(entry);
	entry->owner = BN_L2_OWNER_DDP;
	link->entry[proto] = entry;
	return 0;
}

/* Frames arrive from here on */
static int enter_table(struct bn_ddp_link *link, struct netlink_ext_ack *extack)
{
	int err;

	err = enter_one(link, BN_DDP_PROTO_DDP, extack) ?:
	      enter_one(link, BN_DDP_PROTO_AARP, extack) ?:
	      bn_mac_add(link->ifl, BSDNET_L2_MULTICAST, bn_ddp_multicast, extack);
	if (err)
		leave_table(link);
	else
		link->joined = true;
	return err;
}

static int check_config(const struct bn_ddp_config *config, struct netlink_ext_ack *extack)
{
	if (!config->net || config->net == 0xffff) {
		NL_SET_ERR_MSG_FMT(extack, "network number %u is not within 1 .. 65534",
				   config->net);
		return -EINVAL;
	}
	if (config->node > BN_DDP_NODE_LAST) {
		NL_SET_ERR_MSG_FMT(extack, "node %u is not within 1 .. %u", config->node,
				   BN_DDP_NODE_LAST);
		return -EINVAL;
	}
	if (!config->first && !config->last)
		return 0;
	if (!config->first || config->last == 0xffff || config->net < config->first ||
	    config->net > config->last) {
		NL_SET_ERR_MSG_FMT(extack, "network number %u is not within the range %u-%u",
				   config->net, config->first, config->last);
		return -EINVAL;
	}
	return 0;
}

static int check_others(struct bn_ddp *ddp, const struct bn_ifl *ifl,
			const struct bn_ddp_config *config, struct netlink_ext_ack *extack)
{
	char name[BN_NAME_MAX];

	if (bn_ddp_link_find(ddp, ifl->ifl_index)) {
		NL_SET_ERR_MSG_FMT(extack, "ifl %s has an address of AppleTalk",
				   bn_ifl_name(ifl, name));
		return -EEXIST;
	}
	if (ddp->n_links >= BN_DDP_LINKS_MAX) {
		NL_SET_ERR_MSG_FMT(extack, "no more than %u interfaces can have AppleTalk",
				   BN_DDP_LINKS_MAX);
		return -ENOSPC;
	}
	return 0;
}

static struct bn_ddp_link *alloc_link(struct bn_ddp *ddp, struct bn_ifl *ifl,
				      const struct bn_ddp_config *config)
{
	struct bn_ddp_link *link = kzalloc(sizeof(*link), GFP_KERNEL_ACCOUNT);

	if (!link)
		return NULL;
	link->ddp = ddp;
	link->ifl = ifl;
	link->ifl_index = ifl->ifl_index;
	link->config = *config;
	link->node = config->node;
	link->first = config->first ?: config->net;
	link->last = config->first ? config->last : config->net;
	link->state = BSDNET_DDP_STATE_DOWN;
	bn_aarp_init(link);
	bn_obj_get_count(ddp->stack, BN_OBJ_DDP);
	return link;
}

static void free_link(struct rcu_head *rcu)
{
	struct bn_ddp_link *link = container_of(rcu, struct bn_ddp_link, rcu);

	bn_obj_put_count(link->ddp->stack, BN_OBJ_DDP);
	kfree(link);
}

/* Probing begins at once if the interface is up */
static void link_link(struct bn_ddp_link *link)
{
	bn_ddp_acquire(link->ddp);
	list_add_tail(&link->list, &link->ddp->links);
	link->ddp->n_links++;
	notify(link, BN_EVENT_ADD);
	bn_ddp_probe_tick(link);
	bn_ddp_hurry(link->ddp);
	bn_ddp_release(link->ddp);
}

static void unlink_link(struct bn_ddp_link *link)
{
	bn_ddp_acquire(link->ddp);
	notify(link, BN_EVENT_DELETE);
	bn_aarp_flush(link);
	bn_ddp_session_link_gone(link);
	list_del(&link->list);
	link->ddp->n_links--;
	bn_ddp_release(link->ddp);
}

static void delete_link(struct bn_ddp_link *link)
{
	leave_table(link);
	unlink_link(link);
	call_rcu(&link->rcu, free_link);
}

/* bn_ifl_client::gone */
static void ifl_gone(struct bn_ifl_client *client)
{
	delete_link(container_of(client, struct bn_ddp_link, client));
}

/**
 * bn_ddp_link_add() - add AppleTalk to an ifl
 * @ifl: the ifl
 * @config: its address
 * @extack: error report
 *
 * The address is probed before it is used.
 *
 * Return: 0; -EINVAL; -EEXIST (it has one, or another user takes its frames); -EPROTONOSUPPORT
 *	(not Ethernet); -ENODEV (being deleted); -ENOSPC; -ENOMEM; or the error of the device.
 * Context: RTNL and configuration lock.
 */
int bn_ddp_link_add(struct bn_ifl *ifl, const struct bn_ddp_config *config,
		    struct netlink_ext_ack *extack)
{
	struct bn_ddp *ddp = ifl->stack->ddp;
	struct bn_ddp_link *link;
	int err;

	bn_cfg_assert(ifl->stack);
	err = check_config(config, extack) ?: check_others(ddp, ifl, config, extack);
	if (err)
		return err;
	if (ifl->closing || ifl->ifd->closing || READ_ONCE(ifl->stack->dying)) {
		NL_SET_ERR_MSG(extack, "the interface is being deleted");
		return -ENODEV;
	}
	link = alloc_link(ddp, ifl, config);
	if (!link)
		return -ENOMEM;
	err = enter_table(link, extack);
	if (err) {
		call_rcu(&link->rcu, free_link);
		return err;
	}
	link->client.gone = ifl_gone;
	list_add_tail(&link->client.list, &ifl->clients);
	INIT_LIST_HEAD(&link->client.guest);
	link_link(link);
	return 0;
}

/**
 * bn_ddp_link_delete() - delete AppleTalk from an ifl
 * @ifl: the ifl
 * @extack: error report
 *
 * Return: 0, or -ENOENT if it has none.
 * Context: RTNL and configuration lock.
 */
int bn_ddp_link_delete(struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	struct bn_ddp_link *link = bn_ddp_link_find(ifl->stack->ddp, ifl->ifl_index);
	char name[BN_NAME_MAX];

	if (!link) {
		NL_SET_ERR_MSG_FMT(extack, "ifl %s has no address of AppleTalk",
				   bn_ifl_name(ifl, name));
		return -ENOENT;
	}
	list_del(&link->client.list);
	delete_link(link);
	return 0;
}

/**
 * bn_ddp_links_flush() - delete all links
 * @ddp: the protocol
 *
 * Context: RTNL and configuration lock.
 */
void bn_ddp_links_flush(struct bn_ddp *ddp)
{
	struct bn_ddp_link *link, *next;

	list_for_each_entry_safe(link, next, &ddp->links, list) {
		list_del(&link->client.list);
		delete_link(link);
	}
}

/**
 * bn_ddp_link_next() - iterate over the links in the order of ifl_index
 * @stack: the stack
 * @after: ifl_index of the last one seen, 0 to begin
 * @info: filled in
 *
 * Return: false at the end.
 * Context: process, may sleep.
 */
bool bn_ddp_link_next(struct bsdnet_stack *stack, u32 after, struct bn_ddp_info *info)
{
	const struct bn_ddp_link *link, *best = NULL;

	bn_ddp_acquire(stack->ddp);
	list_for_each_entry(link, &stack->ddp->links, list)
		if (link->ifl_index > after && (!best || link->ifl_index < best->ifl_index))
			best = link;
	if (best)
		get_info(best, info);
	bn_ddp_release(stack->ddp);
	return best;
}
