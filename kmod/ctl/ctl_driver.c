// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_driver - interface drivers and the devices that they can drive (IF-1, CTL-1)
 *
 * A dump reports a driver in as many messages as its devices need.
 *
 * These requests need no privilege, so the host's network devices are walked under RCU in
 * portions, in order of ifindex, without RTNL and the configuration lock.
 */
#include <linux/netdevice.h>
#include <linux/sched.h>

#include "ctl/parse.h"
#include "ctl/put.h"
#include "ifs/driver.h"

#define DEVS_PER_MESSAGE 32

/* Contents of one message */
struct driver_part {
	const struct bn_ifdriver *driver;
	unsigned int n;
	char names[DEVS_PER_MESSAGE][IFNAMSIZ];
};

static int driver_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct driver_part *part = obj;
	unsigned int i;

	if (nla_put_string(skb, BSDNET_A_DRIVER_NAME, part->driver->name) ||
	    nla_put_string(skb, BSDNET_A_DRIVER_DESCR, part->driver->descr))
		return -EMSGSIZE;
	for (i = 0; i < part->n; i++)
		if (nla_put_string(skb, BSDNET_A_DRIVER_NETDEV, part->names[i]))
			return -EMSGSIZE;
	return 0;
}

/* Add devices from ifindex *from on, and advance *from. Return true if devices are left
 * because @part is full or enough were visited
 */
static bool ctl_driver_collect(struct bn_ctl_req *req, struct driver_part *part,
			       unsigned long *from)
{
	unsigned long ifindex = *from;
	struct net_device *dev;
	bool more = false;

	if (!part->driver->can_drive)
		return false;
	rcu_read_lock();
	for_each_netdev_dump(req->stack->net, dev, ifindex) {
		more = part->n == DEVS_PER_MESSAGE || !bn_ctl_visit(req);
		if (more)
			break;
		if (part->driver->can_drive(dev))
			strscpy(part->names[part->n++], dev->name, IFNAMSIZ);
	}
	rcu_read_unlock();
	*from = ifindex;
	return more;
}

static int driver_get(struct bn_ctl_req *req)
{
	struct driver_part part = {};
	unsigned long ifindex = 0;
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
	do {
		cond_resched();
		req->visits = BN_CFG_PORTION;
	} while (ctl_driver_collect(req, &part, &ifindex) && part.n < DEVS_PER_MESSAGE);
	return bn_nlmsg_reply(req, BSDNET_CMD_DRIVER_GET, driver_fill, &part);
}

int bn_ctl_driver_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "driver", BN_CTL_NOLOCK, driver_get);
}

struct driver_cursor {
	u32 drivers;	/* completely reported */
	bool begun;	/* the next driver is reported, with its devices below ifindex */
	unsigned long ifindex;
};

static int dump_driver(struct bn_ctl_req *req, const struct bn_ifdriver *driver,
		       struct driver_cursor *cursor)
{
	struct driver_part part;
	unsigned long ifindex;
	bool more;
	int err;

	do {
		part.driver = driver;
		part.n = 0;
		ifindex = cursor->ifindex;
		more = ctl_driver_collect(req, &part, &ifindex);
		if (part.n || !cursor->begun) {
			err = bn_nlmsg_dump(req, BSDNET_CMD_DRIVER_GET, driver_fill, &part);
			if (err)
				return err;
		}
		cursor->begun = true;
		cursor->ifindex = ifindex;
		if (more && !req->visits)
			return -EMSGSIZE;
	} while (more);
	*cursor = (struct driver_cursor){ .drivers = cursor->drivers + 1 };
	return 0;
}

static int driver_dump(struct bn_ctl_req *req)
{
	struct driver_cursor *cursor = bn_ctl_cursor(req, struct driver_cursor);
	struct bn_ifdriver *driver = NULL;
	u32 n = 0;
	int err;

	while ((driver = bn_ifdriver_next(driver))) {
		if (n++ < cursor->drivers)
			continue;
		err = dump_driver(req, driver, cursor);
		if (err)
			return err;
	}
	return 0;
}

int bn_ctl_driver_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "driver", BN_CTL_NOLOCK, driver_dump);
}
