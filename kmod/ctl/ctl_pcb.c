// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_pcb - reading the session table over the control channel (PCB-1, CTL-1)
 *
 * Wild parts of a key are absent from the message. The table has its own lock.
 */
#include "ctl/parse.h"
#include "ctl/put.h"
#include "l3demux/l3demux.h"

static int fill_addr(struct sk_buff *skb, int attr, int len_attr, const struct in6_addr *addr,
		     u8 bits, unsigned int len)
{
	if (!bits)
		return 0;
	return bn_put_addr(skb, attr, addr, len) ?: nla_put_u8(skb, len_attr, bits);
}

static int fill_place(struct sk_buff *skb, struct bsdnet_stack *stack, const struct bn_pcb *pcb)
{
	if (pcb->mask.instance && bn_put_u32(skb, BSDNET_A_PCB_INSTANCE, pcb->key.instance))
		return -EMSGSIZE;
	if (!pcb->mask.ifl)
		return 0;
	return bn_put_ifl(skb, stack, pcb->key.ifl_index, BSDNET_A_PCB_IFL_INDEX,
			  BSDNET_A_PCB_IFL_NAME);
}

static int fill_ports(struct sk_buff *skb, const struct bn_pcb *pcb)
{
	if (pcb->mask.lport && nla_put_be16(skb, BSDNET_A_PCB_LPORT, pcb->key.lport))
		return -EMSGSIZE;
	return pcb->mask.rport ? nla_put_be16(skb, BSDNET_A_PCB_RPORT, pcb->key.rport) : 0;
}

static int pcb_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_pcb *pcb = obj;
	unsigned int len = pcb->key.family == AF_INET ? 4 : 16;

	if (fill_place(skb, stack, pcb) ||
	    nla_put_u8(skb, BSDNET_A_PCB_FAMILY, pcb->key.family) ||
	    nla_put_u8(skb, BSDNET_A_PCB_PROTO, pcb->key.proto) ||
	    fill_addr(skb, BSDNET_A_PCB_LADDR, BSDNET_A_PCB_LADDR_LEN, &pcb->key.laddr,
		      pcb->mask.laddr_bits, len) ||
	    fill_addr(skb, BSDNET_A_PCB_RADDR, BSDNET_A_PCB_RADDR_LEN, &pcb->key.raddr,
		      pcb->mask.raddr_bits, len) ||
	    fill_ports(skb, pcb) ||
	    nla_put_u8(skb, BSDNET_A_PCB_REUSE, pcb->reuse))
		return -EMSGSIZE;
	return pcb->ops->name ? nla_put_string(skb, BSDNET_A_PCB_PROCEDURE, pcb->ops->name) : 0;
}

static int ctl_pcb_dump_one(const struct bn_pcb *pcb, void *arg)
{
	const struct nlattr *proto = bn_req_attr(arg, BSDNET_A_PCB_PROTO);
	u8 family = bn_req_u8(arg, BSDNET_A_PCB_FAMILY, 0);
	struct bn_ctl_req *req = arg;

	if (!bn_ctl_visit(req))
		return -EMSGSIZE;
	if ((family && pcb->key.family != family) ||
	    (proto && pcb->key.proto != nla_get_u8(proto)))
		return 0;
	return bn_nlmsg_dump(req, BSDNET_CMD_PCB_GET, pcb_fill, pcb);
}

static int pcb_dump(struct bn_ctl_req *req)
{
	return bn_pcb_walk(req->stack, bn_ctl_cursor(req, unsigned long), ctl_pcb_dump_one, req);
}

int bn_ctl_pcb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "pcb", BN_CTL_NOLOCK, pcb_dump);
}
