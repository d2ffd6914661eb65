// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_socket - reading the sockets over the control channel (SK-1, CTL-1)
 *
 * Room sock needs no lock of this room.
 */
#include <linux/bsdnet_socket.h>

#include "ctl/parse.h"
#include "ctl/put.h"
#include "sock/sock.h"

static int ctl_socket_fill_inet(struct sk_buff *skb, const struct bn_sock_info *info)
{
	if (info->family != BSDNET_INET)
		return 0;
	return nla_put_u8(skb, BSDNET_A_SOCKET_PROTO, info->proto) ?:
	       bn_put_addr(skb, BSDNET_A_SOCKET_LADDR, &info->laddr, sizeof(info->laddr)) ?:
	       bn_put_addr(skb, BSDNET_A_SOCKET_RADDR, &info->raddr, sizeof(info->raddr)) ?:
	       nla_put_be16(skb, BSDNET_A_SOCKET_LPORT, info->lport) ?:
	       nla_put_be16(skb, BSDNET_A_SOCKET_RPORT, info->rport);
}

static int ctl_socket_fill_l2(struct sk_buff *skb, const struct bn_sock_info *info)
{
	unsigned int len = min_t(unsigned int, DIV_ROUND_UP(info->l2_bits, 8),
				 sizeof(info->l2_proto));

	if (info->family != BSDNET_L2)
		return 0;
	return bn_put_u16(skb, BSDNET_A_SOCKET_L2_BITS, info->l2_bits) ?:
	       nla_put(skb, BSDNET_A_SOCKET_L2_PROTO, len, info->l2_proto);
}

static int ctl_socket_fill_ddp(struct sk_buff *skb, const struct bn_sock_info *info)
{
	if (info->family != BSDNET_APPLETALK)
		return 0;
	return bn_put_u16(skb, BSDNET_A_SOCKET_DDP_LNET, info->ddp_lnet) ?:
	       nla_put_u8(skb, BSDNET_A_SOCKET_DDP_LNODE, info->ddp_lnode) ?:
	       nla_put_be16(skb, BSDNET_A_SOCKET_LPORT, info->lport) ?:
	       bn_put_u16(skb, BSDNET_A_SOCKET_DDP_RNET, info->ddp_rnet) ?:
	       nla_put_u8(skb, BSDNET_A_SOCKET_DDP_RNODE, info->ddp_rnode) ?:
	       nla_put_be16(skb, BSDNET_A_SOCKET_RPORT, info->rport);
}

static int socket_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_sock_info *info = obj;

	if (bn_put_u32(skb, BSDNET_A_SOCKET_ID, info->id) ||
	    nla_put_u8(skb, BSDNET_A_SOCKET_TYPE, info->type) ||
	    nla_put_u8(skb, BSDNET_A_SOCKET_FAMILY, info->family) ||
	    (info->instance != BSDNET_INSTANCE_ANY &&
	     bn_put_u32(skb, BSDNET_A_SOCKET_INSTANCE, info->instance)) ||
	    ctl_socket_fill_inet(skb, info) || ctl_socket_fill_l2(skb, info) ||
	    ctl_socket_fill_ddp(skb, info) ||
	    bn_put_ifl(skb, stack, info->ifl_index, BSDNET_A_SOCKET_IFL_INDEX,
		       BSDNET_A_SOCKET_IFL_NAME) ||
	    bn_put_u32(skb, BSDNET_A_SOCKET_RMEM, info->rmem) ||
	    bn_put_u32(skb, BSDNET_A_SOCKET_WMEM, info->wmem) ||
	    bn_put_u32(skb, BSDNET_A_SOCKET_UID, info->uid) ||
	    bn_put_u64(skb, BSDNET_A_SOCKET_INO, info->ino))
		return -EMSGSIZE;
	return bn_put_u64(skb, BSDNET_A_SOCKET_DROPS, info->drops);
}

static int socket_dump(struct bn_ctl_req *req)
{
	const struct nlattr *proto = bn_req_attr(req, BSDNET_A_SOCKET_PROTO);
	u8 family = bn_req_u8(req, BSDNET_A_SOCKET_FAMILY, 0);
	u32 *cursor = bn_ctl_cursor(req, u32);
	struct bn_sock_info info;
	int err;

	for (; bn_sock_next(req->stack, *cursor, &info); *cursor = info.id) {
		if (!bn_ctl_visit(req))
			return -EMSGSIZE;
		if ((family && info.family != family) ||
		    (proto && info.proto != nla_get_u8(proto)))
			continue;
		err = bn_nlmsg_dump(req, BSDNET_CMD_SOCKET_GET, socket_fill, &info);
		if (err)
			return err;
	}
	return 0;
}

int bn_ctl_socket_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "socket", BN_CTL_NOLOCK, socket_dump);
}
