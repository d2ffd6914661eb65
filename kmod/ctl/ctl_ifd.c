// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_ifd - devices over the control channel (IF-2, CTL-1)
 */
#include <linux/file.h>
#include <linux/netdevice.h>

#include "ctl/parse.h"
#include "ctl/put.h"
#include "ifs/driver.h"

/* The kernel's bits differ between versions, those of the family do not (CTL-2) */
static u64 caps_of(netdev_features_t features)
{
	static const struct {
		netdev_features_t any;
		u64 cap;
	} caps[] = {
		{ NETIF_F_CSUM_MASK, BSDNET_IFD_CAPS_TX_CHECKSUM },
		{ NETIF_F_RXCSUM, BSDNET_IFD_CAPS_RX_CHECKSUM },
		{ NETIF_F_SG, BSDNET_IFD_CAPS_SCATTER },
		{ NETIF_F_GSO_MASK, BSDNET_IFD_CAPS_SEGMENTATION },
		{ NETIF_F_GRO, BSDNET_IFD_CAPS_GRO },
		{ NETIF_F_LRO | NETIF_F_GRO_HW, BSDNET_IFD_CAPS_LRO },
		{ NETIF_F_HW_VLAN_CTAG_TX, BSDNET_IFD_CAPS_VLAN_INSERT },
		{ NETIF_F_HW_VLAN_CTAG_RX, BSDNET_IFD_CAPS_VLAN_REMOVE },
		{ NETIF_F_HW_VLAN_CTAG_FILTER, BSDNET_IFD_CAPS_VLAN_FILTER },
	};
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < ARRAY_SIZE(caps); i++)
		if (features & caps[i].any)
			sum |= caps[i].cap;
	return sum;
}

static int fill_state(struct sk_buff *skb, const struct bn_ifd *ifd)
{
	return nla_put_u8(skb, BSDNET_A_IFD_TYPE, ifd->type) ?:
	       nla_put_u8(skb, BSDNET_A_IFD_MODE, ifd->exclusive ? BSDNET_IFD_MODE_EXCLUSIVE :
							   BSDNET_IFD_MODE_SHARED) ?:
	       nla_put_u8(skb, BSDNET_A_IFD_ADMIN_UP, !(ifd->down & BSDNET_IF_DOWN_ADMIN)) ?:
	       bn_put_u32(skb, BSDNET_A_IFD_DOWN, ifd->down);
}

static int fill_framing(struct sk_buff *skb, const struct bn_ifd *ifd)
{
	int err;

	if (!ifd->layer.table)
		return 0;
	err = bn_put_u32(skb, BSDNET_A_IFD_L2_ENTRIES, bn_l2_count(ifd->layer.table)) ?:
	      bn_put_encap(skb, BSDNET_A_IFD_ENCAP, BSDNET_A_IFD_ENCAP_DATA, &ifd->layer);
	if (err || !ifd->parent)
		return err;
	return nla_put_string(skb, BSDNET_A_IFD_PARENT, ifd->parent->name) ?:
	       nla_put_u8(skb, BSDNET_A_IFD_CARRIER, !(ifd->down & BSDNET_IF_DOWN_CARRIER));
}

static int fill_queue(struct sk_buff *skb, const struct bn_ifd *ifd)
{
	const struct bn_devqs *devqs = bn_ifd_devqs(ifd);

	return devqs ? bn_put_u32(skb, BSDNET_A_IFD_QUEUE, devqs->q[0].stats.id) : 0;
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
	    bn_put_lladdr(skb, BSDNET_A_IFD_LLADDR, bn_ifd_lladdr(ifd)) ||
	    bn_put_lladdr(skb, BSDNET_A_IFD_HWADDR, &ifd->hwaddr) ||
	    bn_put_u64(skb, BSDNET_A_IFD_CAPS, caps_of(ifd->caps)))
		return -EMSGSIZE;
	if (ifd->dev && bn_put_u32(skb, BSDNET_A_IFD_IFINDEX, ifd->dev->ifindex))
		return -EMSGSIZE;
	return fill_framing(skb, ifd) ?: fill_queue(skb, ifd);
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
	return bn_ctl_run(skb, info, "ifd", BN_CTL_CFG, ifd_get);
}

static int ifd_dump(struct bn_ctl_req *req)
{
	const struct nlattr *driver = bn_req_attr(req, BSDNET_A_IFD_DRIVER);
	u32 *cursor = bn_ctl_cursor(req, u32);
	struct bn_ifd *ifd;
	int err;

	for (; (ifd = bn_ifd_next(req->stack, *cursor)); *cursor = ifd->index) {
		if (!bn_ctl_visit(req))
			return -EMSGSIZE;
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

static int parse_parent(const struct bn_ctl_req *req, struct bn_ifd_config *config)
{
	const struct nlattr *carrier = bn_req_attr(req, BSDNET_A_IFD_CARRIER);
	const struct nlattr *parent = bn_req_attr(req, BSDNET_A_IFD_PARENT);

	if (!parent && carrier) {
		bn_req_err(req, carrier, "carrier: can be set for channels only");
		return -EINVAL;
	}
	if (!parent)
		return 0;
	config->parent = bn_ifd_find(req->stack, nla_data(parent));
	config->no_carrier = carrier && !nla_get_u8(carrier);
	if (config->parent)
		return 0;
	bn_req_err(req, parent, "parent: no ifd \"%.32s\"", bn_parse_quote(parent));
	return -ENODEV;
}

static int ctl_ifd_parse_config(const struct bn_ctl_req *req, struct bn_ifd_config *config,
				const char **driver)
{
	const char *name = "";
	int err = 0;

	if (bn_req_attr(req, BSDNET_A_IFD_DRIVER))
		err = bn_parse_name(req, BSDNET_A_IFD_DRIVER, "driver", driver);
	/* without a name, the driver or the parent chooses one */
	if (!err && (bn_req_attr(req, BSDNET_A_IFD_NAME) ||
		     !(*driver || bn_req_attr(req, BSDNET_A_IFD_PARENT))))
		err = bn_parse_name(req, BSDNET_A_IFD_NAME, "name", &name);
	if (err)
		return err;
	strscpy(config->name, name, sizeof(config->name));
	bn_parse_encap(req, BSDNET_A_IFD_ENCAP, BSDNET_A_IFD_ENCAP_DATA, &config->encap);
	return parse_parent(req, config);
}

/* The descriptor belongs to the sender of the request, the current process */
static int parse_file(const struct bn_ctl_req *req, struct bn_ifd_config *config)
{
	const struct nlattr *fd = bn_req_attr(req, BSDNET_A_IFD_FD);

	if (!fd)
		return 0;
	config->file = fget(be32_to_cpu(nla_get_be32(fd)));
	if (config->file)
		return 0;
	bn_req_err(req, fd, "fd: %u is not an open descriptor", be32_to_cpu(nla_get_be32(fd)));
	return -EBADF;
}

static int ifd_add(struct bn_ctl_req *req)
{
	struct bn_ifd_config config = {
		.exclusive = bn_req_u8(req, BSDNET_A_IFD_MODE, BSDNET_IFD_MODE_SHARED) ==
			     BSDNET_IFD_MODE_EXCLUSIVE,
	};
	const char *driver = NULL;
	struct bn_ifd *ifd;
	int err;

	err = ctl_ifd_parse_config(req, &config, &driver) ?: parse_file(req, &config);
	if (err)
		return err;
	ifd = bn_ifd_add(req->stack, driver, &config, req->extack);
	if (config.file)
		fput(config.file);
	if (IS_ERR(ifd))
		return bn_req_blame(req, BSDNET_A_IFD_NAME, PTR_ERR(ifd));
	if (!bn_req_u8(req, BSDNET_A_IFD_ADMIN_UP, true))
		bn_ifd_set_admin(ifd, false);
	return 0;
}

int bn_ctl_ifd_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "ifd", BN_CTL_RTNL, ifd_add);
}

/* Changes that can fail. A request may have only one of them, so none is half applied */
static int set_fallible(struct bn_ctl_req *req, struct bn_ifd *ifd)
{
	const struct nlattr *carrier = bn_req_attr(req, BSDNET_A_IFD_CARRIER);
	const struct nlattr *mode = bn_req_attr(req, BSDNET_A_IFD_MODE);
	struct bn_encap_config encap;
	int err;

	bn_parse_encap(req, BSDNET_A_IFD_ENCAP, BSDNET_A_IFD_ENCAP_DATA, &encap);
	if (!!carrier + !!mode + (encap.name || encap.len) > 1) {
		bn_req_err(req, NULL, "only one of carrier, mode and encap can be changed");
		return -EINVAL;
	}
	if (mode) {
		err = bn_ifd_set_exclusive(ifd, nla_get_u8(mode) == BSDNET_IFD_MODE_EXCLUSIVE,
					   req->extack);
		return err ? bn_req_blame(req, BSDNET_A_IFD_MODE, err) : 0;
	}
	if (carrier) {
		err = bn_ifd_set_carrier(ifd, nla_get_u8(carrier), req->extack);
		return err ? bn_req_blame(req, BSDNET_A_IFD_CARRIER, err) : 0;
	}
	if (!encap.name && !encap.len)
		return 0;
	err = bn_ifd_set_encap(ifd, &encap, req->extack);
	return err ? bn_req_blame(req, BSDNET_A_IFD_ENCAP, err) : 0;
}

static int ifd_set(struct bn_ctl_req *req)
{
	const struct nlattr *admin = bn_req_attr(req, BSDNET_A_IFD_ADMIN_UP);
	struct bn_ifd *ifd;
	int err;

	ifd = bn_parse_ifd(req, BSDNET_A_IFD_INDEX, BSDNET_A_IFD_NAME);
	if (IS_ERR(ifd))
		return PTR_ERR(ifd);
	err = set_fallible(req, ifd);
	if (err)
		return err;
	if (admin)
		bn_ifd_set_admin(ifd, nla_get_u8(admin));
	return 0;
}

int bn_ctl_ifd_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "ifd", BN_CTL_RTNL, ifd_set);
}

/* In portions; between two, another request or the removal of the netdev may delete the ifd */
static int ifd_del(struct bn_ctl_req *req)
{
	unsigned int portion = BN_CFG_PORTION;
	struct bn_ifd *ifd;

	ifd = req->again ? bn_ifd_get(req->stack, req->part) :
			   bn_parse_ifd(req, BSDNET_A_IFD_INDEX, BSDNET_A_IFD_NAME);
	if (IS_ERR_OR_NULL(ifd))
		return PTR_ERR_OR_ZERO(ifd);
	req->part = ifd->index;
	if (!bn_ifd_prune(ifd, &portion))
		return BN_CTL_MORE;
	bn_ifd_delete(ifd);
	return 0;
}

int bn_ctl_ifd_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "ifd", BN_CTL_RTNL, ifd_del);
}
