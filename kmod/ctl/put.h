/* SPDX-License-Identifier: GPL-2.0 */
/*
 * put - put attributes into messages, integers in network order (CTL-2)
 *
 * All return 0 or -EMSGSIZE.
 */
#ifndef _BSDNET_CTL_PUT_H
#define _BSDNET_CTL_PUT_H

#include <net/netlink.h>

#include "ifs/ifs.h"

static inline int bn_put_u16(struct sk_buff *skb, int attr, u16 value)
{
	return nla_put_be16(skb, attr, cpu_to_be16(value));
}

static inline int bn_put_u32(struct sk_buff *skb, int attr, u32 value)
{
	return nla_put_be32(skb, attr, cpu_to_be32(value));
}

static inline int bn_put_u64(struct sk_buff *skb, int attr, u64 value)
{
	__be64 be = cpu_to_be64(value);

	return nla_put(skb, attr, sizeof(be), &be);
}

/* @addr of @len bytes: 4 or 16 */
static inline int bn_put_addr(struct sk_buff *skb, int attr, const void *addr, unsigned int len)
{
	return nla_put(skb, attr, len, addr);
}

/* Put the address unless it is zero */
static inline int bn_put_addr_set(struct sk_buff *skb, int attr, const struct in6_addr *addr,
				  unsigned int len)
{
	return memchr_inv(addr, 0, len) ? nla_put(skb, attr, len, addr) : 0;
}

static inline int bn_put_lladdr(struct sk_buff *skb, int attr, const struct bn_lladdr *lladdr)
{
	return lladdr && lladdr->len ? nla_put(skb, attr, lladdr->len, lladdr->data) : 0;
}

/* Put the name of an encapsulation and its parameters, if any (CTL-3) */
static inline int bn_put_encap(struct sk_buff *skb, int name_attr, int data_attr,
			       const struct bn_layer *layer)
{
	struct nlattr *data;
	int err;

	err = nla_put_string(skb, name_attr, layer->encap->name);
	if (err || !layer->encap->fill)
		return err;
	data = nla_nest_start_noflag(skb, data_attr);
	if (!data)
		return -EMSGSIZE;
	err = layer->encap->fill(layer, skb);
	if (err)
		nla_nest_cancel(skb, data);
	else
		nla_nest_end(skb, data);
	return err;
}

/* Put the number and, if the interface exists, its name; nothing for 0 */
static inline int bn_put_ifl(struct sk_buff *skb, struct bsdnet_stack *stack, u32 ifl_index,
			     int index_attr, int name_attr)
{
	char name[BN_NAME_MAX];
	struct bn_ifl *ifl;
	int err;

	if (!ifl_index)
		return 0;
	err = bn_put_u32(skb, index_attr, ifl_index);
	rcu_read_lock();
	ifl = bn_ifl_get(stack, ifl_index);
	if (ifl && !err)
		err = nla_put_string(skb, name_attr, bn_ifl_name(ifl, name));
	rcu_read_unlock();
	return err;
}

#endif /* _BSDNET_CTL_PUT_H */
