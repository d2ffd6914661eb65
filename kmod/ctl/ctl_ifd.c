// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_ifd - devices over the control channel (IF-2, CTL-1)
 */
#include <linux/netdevice.h>

#include "ctl/parse.h"
#include "ctl/put.h"

static int fill_state(struct sk_buff *skb, const struct bn_ifd *ifd)
{
	return nla_put_u8(skb, BSDNET_A_IFD_TYPE, ifd->type) ?:
	       nla_put_u8(skb, BSDNET_A_IFD_MODE, ifd->exclusive ? BSDNET_IFD_MODE_EXCLUSIVE :
							   BSDNET_IFD_MODE_SHARED) ?:
	       nla_put_u8(skb, BSDNET_A_IFD_ADMIN_UP, !(ifd->down & BN_DOWN_ADMIN)) ?:
	       bn_put_u32(skb, BSDNET_A_IFD_DOWN, ifd->down);
}

/**
 * bn_ctl_ifd_fill() - put a device into a message
 * @skb: the message
 * @stack: the stack
 * @obj: struct bn_ifd
 *
 * Return: 0 or -EMSGSIZE.
 * Context: configuration lock.
 */
int bn_ctl_ifd_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_ifd *ifd = obj;

	if (bn_put_u32(skb, BSDNET_A_IFD_INDEX, ifd->index) ||
	    nla_put_string(skb, BSDNET_A_IFD_NAME, ifd->name) ||
	    nla_put_string(skb, BSDNET_A_IFD_DRIVER, ifd->driver->name) ||
	    fill_state(skb, ifd) ||
	    bn_put_u32(skb, BSDNET_A_IFD_MRU, ifd->mru) ||
	    bn_put_u32(skb, BSDNET_A_IFD_MTU, ifd->mtu) ||
	    bn_put_lladdr(skb, BSDNET_A_IFD_LLADDR, &ifd->lladdr) ||
	    bn_put_lladdr(skb, BSDNET_A_IFD_HWADDR, &ifd->hwaddr) ||
	    bn_put_u64(skb, BSDNET_A_IFD_CAPS, ifd->caps))
		return -EMSGSIZE;
	if (ifd->dev && bn_put_u32(skb, BSDNET_A_IFD_IFINDEX, ifd->dev->ifindex))
		return -EMSGSIZE;
	if (ifd->l2 && bn_put_u32(skb, BSDNET_A_IFD_L2_ENTRIES, bn_l2_count(ifd->l2)))
		return -EMSGSIZE;
	return bn_put_u32(skb, BSDNET_A_IFD_QUEUE, ifd->devq.stats.id);
}

static int ifd_get(struct bn_ctl_req *req)
{
	struct bn_ifd *ifd = bn_parse_ifd(req, BSDNET_A_IFD_INDEX, BSDNET_A_IFD_NAME);

	if (IS_ERR(ifd))
		return PTR_ERR(ifd);
	return bn_nlmsg_reply(req, BSDNET_CMD_IFD_GET, bn_ctl_ifd_fill, ifd);
}

int bn_ctl_ifd_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(info, "ifd", BN_CTL_CFG, ifd_get);
}

static int ifd_dump(struct bn_ctl_req *req)
{
	const struct nlattr *driver = bn_req_attr(req, BSDNET_A_IFD_DRIVER);
	u32 *cursor = bn_ctl_cursor(req, u32);
	struct bn_ifd *ifd;
	int err;

	for (; (ifd = bn_ifd_next(req->stack, *cursor)); *cursor = ifd->index) {
		if (driver && strcmp(nla_data(driver), ifd->driver->name))
			continue;
		err = bn_nlmsg_dump(req, BSDNET_CMD_IFD_GET, bn_ctl_ifd_fill, ifd);
		if (err)
			return err;
	}
	return 0;
}

int bn_ctl_ifd_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "ifd", BN_CTL_CFG, ifd_dump);
}

static int ifd_add(struct bn_ctl_req *req)
{
	struct bn_ifd_config config = {
		.exclusive = bn_req_u8(req, BSDNET_A_IFD_MODE, BSDNET_IFD_MODE_SHARED) ==
			     BSDNET_IFD_MODE_EXCLUSIVE,
	};
	const char *driver = NULL, *name = "";
	struct bn_ifd *ifd;
	int err = 0;

	if (bn_req_attr(req, BSDNET_A_IFD_DRIVER))
		err = bn_parse_name(req, BSDNET_A_IFD_DRIVER, "driver", &driver);
	/* a driver without netdevs can choose the name */
	if (!err && (bn_req_attr(req, BSDNET_A_IFD_NAME) || !driver))
		err = bn_parse_name(req, BSDNET_A_IFD_NAME, "name", &name);
	if (err)
		return err;
	strscpy(config.name, name, sizeof(config.name));
	ifd = bn_ifd_add(req->stack, driver, &config, req->extack);
	if (IS_ERR(ifd))
		return bn_req_blame(req, BSDNET_A_IFD_NAME, PTR_ERR(ifd));
	if (!bn_req_u8(req, BSDNET_A_IFD_ADMIN_UP, true))
		bn_ifd_set_admin(ifd, false);
	return 0;
}

int bn_ctl_ifd_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(info, "ifd", BN_CTL_RTNL, ifd_add);
}

static int ifd_set(struct bn_ctl_req *req)
{
	const struct nlattr *admin = bn_req_attr(req, BSDNET_A_IFD_ADMIN_UP);
	const struct nlattr *mode = bn_req_attr(req, BSDNET_A_IFD_MODE);
	struct bn_ifd *ifd;
	int err;

	ifd = bn_parse_ifd(req, BSDNET_A_IFD_INDEX, BSDNET_A_IFD_NAME);
	if (IS_ERR(ifd))
		return PTR_ERR(ifd);
	if (mode) {
		err = bn_ifd_set_exclusive(ifd, nla_get_u8(mode) == BSDNET_IFD_MODE_EXCLUSIVE,
					   req->extack);
		if (err)
			return bn_req_blame(req, BSDNET_A_IFD_MODE, err);
	}
	if (admin)
		bn_ifd_set_admin(ifd, nla_get_u8(admin));
	return 0;
}

int bn_ctl_ifd_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(info, "ifd", BN_CTL_RTNL, ifd_set);
}

static int ifd_del(struct bn_ctl_req *req)
{
	struct bn_ifd *ifd = bn_parse_ifd(req, BSDNET_A_IFD_INDEX, BSDNET_A_IFD_NAME);

	if (IS_ERR(ifd))
		return PTR_ERR(ifd);
	bn_ifd_delete(ifd);
	return 0;
}

int bn_ctl_ifd_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(info, "ifd", BN_CTL_RTNL, ifd_del);
}
