// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_driver - interface drivers and what they could drive (IF-1, CTL-1)
 *
 * A driver is told in as many messages as its devices need.
 */
#include <linux/netdevice.h>

#include "ctl/parse.h"
#include "ctl/put.h"

#define DEVS_PER_MESSAGE 64

/* A message's worth: devices @first to @first + DEVS_PER_MESSAGE - 1 */
struct driver_part {
	const struct bn_ifdriver *driver;
	unsigned int first;
};

static int fill_devs(struct sk_buff *skb, struct net *net, const struct driver_part *part)
{
	struct net_device *dev;
	unsigned int n = 0;

	for_each_netdev(net, dev) {
		if (!part->driver->can_drive(dev))
			continue;
		if (n++ < part->first)
			continue;
		if (n > part->first + DEVS_PER_MESSAGE)
			break;
		if (nla_put_string(skb, BSDNET_A_DRIVER_NETDEV, dev->name))
			return -EMSGSIZE;
	}
	return 0;
}

static unsigned int count_devs(struct net *net, const struct bn_ifdriver *driver)
{
	struct net_device *dev;
	unsigned int n = 0;

	if (!driver->can_drive)
		return 0;
	for_each_netdev(net, dev)
		n += driver->can_drive(dev);
	return n;
}

static int driver_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct driver_part *part = obj;

	if (nla_put_string(skb, BSDNET_A_DRIVER_NAME, part->driver->name) ||
	    nla_put_string(skb, BSDNET_A_DRIVER_DESCR, part->driver->descr))
		return -EMSGSIZE;
	return part->driver->can_drive ? fill_devs(skb, stack->net, part) : 0;
}

static int driver_get(struct bn_ctl_req *req)
{
	struct driver_part part = {};
	const char *name;
	int err;

	err = bn_parse_name(req, BSDNET_A_DRIVER_NAME, "name", &name);
	if (err)
		return err;
	part.driver = bn_ifdriver_find(name);
	if (!part.driver) {
		bn_req_err(req, bn_req_attr(req, BSDNET_A_DRIVER_NAME), "no driver \"%.32s\"",
			   name);
		return -ENOENT;
	}
	return bn_nlmsg_reply(req, BSDNET_CMD_DRIVER_GET, driver_fill, &part);
}

int bn_ctl_driver_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "driver", BN_CTL_RTNL, driver_get);
}

struct driver_cursor {
	u32 drivers;	/* told completely */
	u32 devs;	/* told of the next */
};

static int dump_driver(struct bn_ctl_req *req, struct driver_part *part,
		       struct driver_cursor *cursor)
{
	unsigned int n = count_devs(req->stack->net, part->driver);
	int err;

	do {
		part->first = cursor->devs;
		err = bn_nlmsg_dump(req, BSDNET_CMD_DRIVER_GET, driver_fill, part);
		if (err)
			return err;
		cursor->devs += DEVS_PER_MESSAGE;
	} while (cursor->devs < n);
	cursor->devs = 0;
	cursor->drivers++;
	return 0;
}

static int driver_dump(struct bn_ctl_req *req)
{
	struct driver_cursor *cursor = bn_ctl_cursor(req, struct driver_cursor);
	struct driver_part part = {};
	struct bn_ifdriver *driver = NULL;
	u32 n = 0;
	int err;

	while ((driver = bn_ifdriver_next(driver))) {
		if (n++ < cursor->drivers)
			continue;
		part.driver = driver;
		err = dump_driver(req, &part, cursor);
		if (err)
			return err;
	}
	return 0;
}

int bn_ctl_driver_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "driver", BN_CTL_RTNL, driver_dump);
}
