// SPDX-License-Identifier: GPL-2.0
/*
 * netdev - netdevs of ifds (Q-1, IF-7)
 *
 * bsdnet registers its rx_handler on an attached netdev. A netdev has at most
 * one rx_handler: attaching one that has another (a bridge or bond port) fails.
 * Changes of the netdev (state, MTU, address, name, unregistration) arrive
 * through the kernel's notifier chain.
 *
 * Lifetime: the ifd holds a reference to the netdev from attach to detach; when
 * the netdev is unregistered its ifd is deleted at once with its descendants.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "drivers/private.h"

#define DEVQ_LIMIT 4096	/* frames */
#define FRAMING_ROOM 16	/* bytes that serial lines carry beside their MTU */

static struct bn_ifd *ifd_of(struct net_device *dev)
{
	if (rtnl_dereference(dev->rx_handler) != bn_input_handler)
		return NULL;
	return rtnl_dereference(dev->rx_handler_data);
}

static u32 device_down(const struct net_device *dev)
{
	return (netif_running(dev) ? 0 : BSDNET_IF_DOWN_DEVICE) |
	       (netif_carrier_ok(dev) ? 0 : BSDNET_IF_DOWN_CARRIER);
}

static void read_device(struct bn_ifd *ifd, struct net_device *dev)
{
	u32 others = ifd->down & (BSDNET_IF_DOWN_ADMIN | BSDNET_IF_DOWN_LINK);

	WRITE_ONCE(ifd->down, others | device_down(dev));
	ifd->mtu = dev->mtu;
	ifd->mru = dev->mtu + max_t(u32, dev->hard_header_len, FRAMING_ROOM);
	ifd->tag_room = 0;
	if (dev->type == ARPHRD_ETHER) {
		ifd->tag_room = netif_reduces_vlan_mtu(dev) ? 0 : VLAN_HLEN;
		ifd->mru = dev->mtu + ETH_HLEN + ifd->tag_room;
	}
	ifd->caps = dev->features;
	/* a change of the address cannot be rejected, so this must not fail */
	bn_lladdr_publish(ifd->stack, &ifd->lladdr, dev->dev_addr, dev->addr_len,
			  GFP_KERNEL_ACCOUNT | __GFP_NOFAIL);
}

static void read_hwaddr(struct bn_ifd *ifd, const struct net_device *dev)
{
	ifd->hwaddr.len = min_t(unsigned int, dev->addr_len, sizeof(ifd->hwaddr.data));
	memcpy(ifd->hwaddr.data, dev->perm_addr, ifd->hwaddr.len);
}

static int refuse_busy(struct net_device *dev, struct netlink_ext_ack *extack)
{
	struct net_device *upper = netdev_master_upper_dev_get(dev);

	if (upper)
		NL_SET_ERR_MSG_FMT(extack, "%s has an rx_handler: it is a port of %s",
				   dev->name, upper->name);
	else
		NL_SET_ERR_MSG_FMT(extack, "%s already has an rx_handler", dev->name);
	return -EBUSY;
}

/* RTNL: LRO is being turned off by a caller that holds a configuration lock */
static bool in_lro;

/* Frames merged by LRO cannot be forwarded. Also turned off for lower devices (bond ports) */
static void turn_off_lro(struct net_device *dev)
{
	in_lro = true;
	dev_disable_lro(dev);
	in_lro = false;
}

/**
 * bn_netdev_attach() - attach an ifd to a netdev
 * @ifd: the ifd; its type is set
 * @dev: the netdev
 * @config: requested parameters
 * @usual: default encapsulation
 * @extack: error report
 *
 * Return: 0, -EBUSY (it has an rx_handler), -ENOMEM, or the error of the encapsulation; no
 *	side effects on failure.
 * Context: RTNL and configuration lock.
 */
int bn_netdev_attach(struct bn_ifd *ifd, struct net_device *dev,
		     const struct bn_ifd_config *config, const char *usual,
		     struct netlink_ext_ack *extack)
{
	int err;

	if (netdev_is_rx_handler_busy(dev))
		return refuse_busy(dev, extack);
	err = bn_ifd_frame(ifd, &config->encap, BSDNET_ENCAP_FLAGS_FRAMING, usual, extack);
	if (err)
		return err;
	err = bn_ifd_open_queues(ifd, dev->real_num_rx_queues, DEVQ_LIMIT);
	if (err)
		goto unframe;
	ifd->exclusive = config->exclusive;
	turn_off_lro(dev);
	read_device(ifd, dev);
	read_hwaddr(ifd, dev);
	netdev_hold(dev, &ifd->dev_tracker, GFP_KERNEL);
	ifd->dev = dev;
	err = netdev_rx_handler_register(dev, bn_input_handler, ifd);
	if (err)
		goto put;
	bn_vid_open(ifd);
	return 0;

put:
	ifd->dev = NULL;
	netdev_put(dev, &ifd->dev_tracker);
	bn_ifd_close_queues(ifd);
unframe:
	bn_ifd_unframe(ifd);
	return err;
}

/**
 * bn_netdev_detach() - undo bn_netdev_attach()
 * @ifd: the ifd, without ifls and channels
 *
 * Context: RTNL and configuration lock. Waits for a grace period, so that no
 *	reader uses the netdev afterwards.
 */
void bn_netdev_detach(struct bn_ifd *ifd)
{
	struct net_device *dev = ifd->dev;

	bn_vid_close(ifd, htons(ETH_P_8021Q));
	WRITE_ONCE(ifd->dev, NULL);
	netdev_rx_handler_unregister(dev);
	synchronize_net();
	bn_ifd_close_queues(ifd);
	bn_ifd_unframe(ifd);
	WARN_ON_ONCE(!list_empty(&ifd->macs));
	netdev_put(dev, &ifd->dev_tracker);
}

static void follow(struct bn_ifd *ifd, struct net_device *dev)
{
	read_device(ifd, dev);
	/* without memory the number of queues stays, and they serve all receive queues */
	bn_ifd_resize_queues(ifd);
	bn_ifd_changed(ifd);
}

static void rename_ifd(struct bn_ifd *ifd, const struct net_device *dev)
{
	strscpy(ifd->name, dev->name, sizeof(ifd->name));
	bn_ifd_rename_queues(ifd);
	bn_event(ifd->stack, BN_EVENT_CHANGE, BN_OBJ_IFD, ifd);
}

static int netdev_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct bn_ifd *ifd = ifd_of(dev);
	struct bsdnet_stack *stack;

	if (!ifd)
		return NOTIFY_DONE;
	if (in_lro) {
		WRITE_ONCE(ifd->caps, dev->features);
		return NOTIFY_DONE;
	}
	stack = ifd->stack;
	bn_cfg_lock(stack);
	switch (event) {
	case NETDEV_UNREGISTER:
		bn_ifd_delete(ifd);
		break;
	case NETDEV_CHANGENAME:
		rename_ifd(ifd, dev);
		break;
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_CHANGEMTU:
	case NETDEV_CHANGEADDR:
	case NETDEV_FEAT_CHANGE:
		follow(ifd, dev);
		break;
	case NETDEV_CVLAN_FILTER_PUSH_INFO:
	case NETDEV_SVLAN_FILTER_PUSH_INFO:
		bn_vid_open(ifd);
		break;
	case NETDEV_CVLAN_FILTER_DROP_INFO:
		bn_vid_close(ifd, htons(ETH_P_8021Q));
		break;
	case NETDEV_SVLAN_FILTER_DROP_INFO:
		bn_vid_close(ifd, htons(ETH_P_8021AD));
		break;
	}
	bn_cfg_unlock(stack);
	return NOTIFY_DONE;
}

static struct notifier_block netdev_nb = {
	.notifier_call = netdev_event,
	.priority = -1,	/* after the kernel's own users when a device starts to filter VLANs */
};

/**
 * bn_netdev_init() - register the netdev notifier
 *
 * Return: 0 or -errno.
 * Context: module load, after the stacks exist.
 */
int bn_netdev_init(void)
{
	return register_netdevice_notifier(&netdev_nb);
}

/**
 * bn_netdev_exit() - unregister the netdev notifier
 *
 * The kernel calls the notifier with NETDEV_UNREGISTER for every netdev, so all
 * ifds on netdevs are deleted here.
 *
 * Context: module unload.
 */
void bn_netdev_exit(void)
{
	unregister_netdevice_notifier(&netdev_nb);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "drivers/netdev_kunit.c"
#endif
