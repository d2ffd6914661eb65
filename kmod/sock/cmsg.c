// SPDX-License-Identifier: GPL-2.0
/*
 * cmsg - ancillary data: addresses and interface of received and sent packets (SK-3, SK-4)
 *
 * BSDNET_INFO is the native item; IP_PKTINFO, IP_TTL and IP_TOS are accepted and
 * reported as on Linux, with ifl_index instead of the interface index.
 */
#include <linux/ip.h>
#include <linux/socket.h>
#include <linux/udp.h>

#include "sock/addr.h"
#include "sock/cmsg.h"
#include "sock/socket.h"

static int parse_info(const struct cmsghdr *item, struct bn_cmsg *cmsg)
{
	struct bsdnet_info4 info;

	if (item->cmsg_len != CMSG_LEN(sizeof(info)))
		return -EINVAL;
	memcpy(&info, CMSG_DATA(item), sizeof(info));
	cmsg->saddr = info.local;
	cmsg->out_ifl = info.ifl_index;
	cmsg->instance = info.instance;
	cmsg->has_instance = true;
	return 0;
}

static bool ifl_exists(const struct bn_sock *bs, u32 ifl_index)
{
	bool found;

	rcu_read_lock();
	found = bn_ifl_get(bs->stack, ifl_index);
	rcu_read_unlock();
	return found;
}

static int parse_pktinfo(const struct bn_sock *bs, const struct cmsghdr *item, struct bn_cmsg *cmsg)
{
	struct in_pktinfo info;

	if (item->cmsg_len != CMSG_LEN(sizeof(info)))
		return -EINVAL;
	memcpy(&info, CMSG_DATA(item), sizeof(info));
	if (info.ipi_ifindex && !ifl_exists(bs, info.ipi_ifindex))
		return -ENODEV;
	cmsg->saddr = info.ipi_spec_dst.s_addr;
	cmsg->out_ifl = info.ipi_ifindex;
	return 0;
}

/* An int; the type of service may also be a byte, as on Linux */
static int parse_int(const struct cmsghdr *item, bool byte_ok, int *val)
{
	if (item->cmsg_len == CMSG_LEN(sizeof(*val)))
		memcpy(val, CMSG_DATA(item), sizeof(*val));
	else if (byte_ok && item->cmsg_len == CMSG_LEN(1))
		*val = *(const u8 *)CMSG_DATA(item);
	else
		return -EINVAL;
	return 0;
}

static int parse_ip(const struct bn_sock *bs, const struct cmsghdr *item, struct bn_cmsg *cmsg)
{
	int val, err;

	switch (item->cmsg_type) {
	case IP_PKTINFO:
		return parse_pktinfo(bs, item, cmsg);
	case IP_TTL:
		err = parse_int(item, false, &val);
		if (err || val < 1 || val > 255)
			return -EINVAL;
		cmsg->ttl = val;
		return 0;
	case IP_TOS:
		err = parse_int(item, true, &val);
		if (err || val < 0 || val > 255)
			return -EINVAL;
		cmsg->tos = val;
		cmsg->has_tos = true;
		return 0;
	case IP_RETOPTS:
		cmsg->options = CMSG_DATA(item);
		cmsg->options_len = min_t(size_t, item->cmsg_len - CMSG_LEN(0),
					  BN_IP4_OPTIONS_MAX);
		return 0;
	default:
		return -EINVAL;
	}
}

static int parse_udp(const struct bn_sock *bs, const struct cmsghdr *item,
		     struct bn_cmsg *cmsg)
{
	if (bs->kind->proto != IPPROTO_UDP || item->cmsg_type != UDP_SEGMENT ||
	    item->cmsg_len != CMSG_LEN(sizeof(cmsg->gso_size)))
		return -EINVAL;
	memcpy(&cmsg->gso_size, CMSG_DATA(item), sizeof(cmsg->gso_size));
	return 0;
}

static int parse_item(const struct bn_sock *bs, const struct cmsghdr *item,
		      struct bn_cmsg *cmsg)
{
	switch (item->cmsg_level) {
	case SOL_BSDNET:
		return item->cmsg_type == BSDNET_INFO ? parse_info(item, cmsg) : -EINVAL;
	case SOL_IP:
		return parse_ip(bs, item, cmsg);
	case SOL_UDP:
		return parse_udp(bs, item, cmsg);
	default:
		/* as Linux: SOL_SOCKET is parsed by the generic code, other levels are ignored */
		return 0;
	}
}

/**
 * bn_cmsg_parse() - parse the ancillary data of a message to send
 * @bs: the socket
 * @msg: the message, control data in kernel memory
 * @cmsg: set to what items of SOL_BSDNET, SOL_IP and SOL_UDP say; initialized by the caller
 * @sockc: the same of SOL_SOCKET
 *
 * Return: 0, -EPERM, or -EINVAL if an item is malformed or unknown.
 */
int bn_cmsg_parse(struct bn_sock *bs, struct msghdr *msg, struct bn_cmsg *cmsg,
		  struct sockcm_cookie *sockc)
{
	struct cmsghdr *item;
	int err;

	err = sock_cmsg_send(&bs->sk, msg, sockc);
	if (err)
		return err;
	for_each_cmsghdr(item, msg) {
		if (!CMSG_OK(msg, item))
			return -EINVAL;
		err = parse_item(bs, item, cmsg);
		if (err)
			return err;
	}
	return 0;
}

static void put_info(const struct sk_buff *skb, struct msghdr *msg)
{
	struct bsdnet_info4 info = {
		.ifl_index = bn_pkt(skb)->ifl_index,
		.instance = bn_pkt(skb)->instance,
		.local = ip_hdr(skb)->daddr,
	};

	put_cmsg(msg, SOL_BSDNET, BSDNET_INFO, sizeof(info), &info);
}

/* The local address to answer from: the destination, or for a multicast or broadcast the source
 * address of a packet to its sender, as on Linux; 0: none
 */
static __be32 answer_from(struct bn_sock *bs, const struct sk_buff *skb)
{
	struct bn_ip4_tx tx = {
		.instance = bn_pkt(skb)->instance,
		.daddr = ip_hdr(skb)->saddr,
	};

	if (bn_addr_type(bs->stack, tx.instance, ip_hdr(skb)->daddr) == BN_ADDR_LOCAL)
		return ip_hdr(skb)->daddr;
	return bn_ip4_route(bs->stack, &tx, NULL) ? 0 : tx.saddr;
}

static void put_pktinfo(struct bn_sock *bs, const struct sk_buff *skb, struct msghdr *msg)
{
	struct in_pktinfo info = {
		.ipi_ifindex = bn_pkt(skb)->ifl_index,
		.ipi_spec_dst.s_addr = answer_from(bs, skb),
		.ipi_addr.s_addr = ip_hdr(skb)->daddr,
	};

	put_cmsg(msg, SOL_IP, IP_PKTINFO, sizeof(info), &info);
}

/* The header was checked on input */
static void put_options(const struct sk_buff *skb, struct msghdr *msg, u32 opts)
{
	u8 all[BN_IP4_OPTIONS_MAX], reply[BN_IP4_OPTIONS_MAX];
	unsigned int len, reply_len;

	len = bn_ip4_options_received(ip_hdr(skb), all, reply, &reply_len);
	if (opts & BN_OPT_OPTIONS)
		put_cmsg(msg, SOL_IP, IP_RECVOPTS, len, all);
	if (opts & BN_OPT_RETOPTS)
		put_cmsg(msg, SOL_IP, IP_RETOPTS, reply_len, reply);
}

/* As on Linux, a raw socket gets what would be the port in any protocol, if it is present */
static bool get_port(const struct bn_sock *bs, const struct sk_buff *skb, __be16 *port)
{
	const unsigned int at = offsetof(struct udphdr, dest);

	if (bs->kind->has_rport)
		*port = udp_hdr(skb)->dest;
	else if (bs->kind == &bn_raw_sock_kind)
		return !skb_copy_bits(skb, skb_transport_offset(skb) + at, port, sizeof(*port));
	return true;
}

static void put_destination(const struct bn_sock *bs, const struct sk_buff *skb,
			    struct msghdr *msg)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = ip_hdr(skb)->daddr,
	};

	if (get_port(bs, skb, &sin.sin_port))
		put_cmsg(msg, SOL_IP, IP_ORIGDSTADDR, sizeof(sin), &sin);
}

/**
 * bn_cmsg_put() - add the ancillary data that the socket has enabled
 * @bs: the socket
 * @skb: the packet, network header set
 * @msg: the user's message
 *
 * Context: process.
 */
void bn_cmsg_put(struct bn_sock *bs, const struct sk_buff *skb, struct msghdr *msg)
{
	u32 opts = READ_ONCE(bs->opts);
	u8 tos = ip_hdr(skb)->tos;
	int ttl = ip_hdr(skb)->ttl;

	if (opts & BN_OPT_INFO)
		put_info(skb, msg);
	if (opts & BN_OPT_PKTINFO)
		put_pktinfo(bs, skb, msg);
	if (opts & BN_OPT_TTL)
		put_cmsg(msg, SOL_IP, IP_TTL, sizeof(ttl), &ttl);
	if (opts & BN_OPT_TOS)
		put_cmsg(msg, SOL_IP, IP_TOS, sizeof(tos), &tos);
	if (ip_hdr(skb)->ihl > 5 && opts & (BN_OPT_OPTIONS | BN_OPT_RETOPTS))
		put_options(skb, msg, opts);
	if (opts & BN_OPT_ORIGDSTADDR)
		put_destination(bs, skb, msg);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/cmsg_kunit.c"
#endif
