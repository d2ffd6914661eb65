// SPDX-License-Identifier: GPL-2.0
/*
 * l2_sock - L2 sockets (SK-8, L2-6)
 *
 * bind() to an interface and a protocol prefix inserts an entry into the L2 table,
 * as an iff does; the entry queues whole frames to the socket's service queue. The
 * consumer removes the L2 header unless BSDNET_L2_HEADER is set.
 *
 * With BSDNET_L2_TAP it gets copies instead, and no entry is inserted (l2_tap.c).
 *
 * A frame is delivered to the matching entry only. On a netdev that is shared with
 * the host, an entry takes frames from the host, so bind() requires CAP_NET_ADMIN
 * there; otherwise CAP_NET_RAW is sufficient.
 *
 * Lifetime of a binding: from bind() to close(); to the deletion of the ifl, which
 * the socket reports as ENETDOWN; or, if bound without CAP_NET_ADMIN, until the
 * device becomes shared (EPERM). After an error the socket can be bound again.
 *
 * Synchronization: bindings are changed under the configuration lock, system calls
 * hold the socket lock as well (socket lock -> configuration lock). The fields that
 * are read without these locks are copied under bn_sock::addr_lock.
 */
#include <linux/capability.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/module.h>
#include <net/gso.h>

#include "ifs/output.h"
#include "sock/af_bsdnet.h"
#include "sock/rx.h"
#include "sock/sockopt.h"
#include "sock/tx.h"

/* ---- binding ------------------------------------------------------------ */

/* Procedure of the L2 entry. Context: softirq, RCU */
static void l2_input(const struct bn_l2_entry *entry, struct sk_buff **pkts, unsigned int n)
{
	struct bn_sock *bs = entry->opaque;
	unsigned int i;

	bn_svcq_hold();
	for (i = 0; i < n; i++)
		bn_rx_enqueue(bs, pkts[i], BN_DROP_L2_SOCK_FULL);
	bn_svcq_flush();
}

/* Configuration lock held */
static void detach(struct bn_sock *bs)
{
	struct bn_sock_l2 *l2 = &bs->l2;

	if (!l2->ifl)
		return;
	if (l2->tap)
		bn_l2_tap_detach(bs);
	else
		bn_l2_remove(bn_ifl_l2_table(l2->ifl), l2->entry);
	list_del_init(&l2->client.list);
	list_del_init(&l2->client.guest);
	l2->entry = NULL;
	l2->ifl = NULL;
}

static void l2_sock_ifl_gone(struct bn_ifl_client *client)
{
	struct bn_sock *bs = container_of(client, struct bn_sock, l2.client);

	detach(bs);
	bn_rx_error(bs, ENETDOWN);
}

static void device_shared(struct bn_ifl_client *client)
{
	struct bn_sock *bs = container_of(client, struct bn_sock, l2.client);

	detach(bs);
	bn_rx_error(bs, EPERM);
}

/* Check whether the caller may take frames of @ifl.
 * @guest: set to the ifd if the permission ends when the ifd becomes shared, else NULL
 */
static int check_taking(const struct bn_sock *bs, const struct bn_ifl *ifl,
			struct bn_ifd **guest)
{
	struct user_namespace *ns = sock_net(&bs->sk)->user_ns;
	struct bn_ifd *ifd = bn_ifl_host_device(ifl);

	*guest = NULL;
	if (!ifd)
		return 0;
	if (!ifd->exclusive)
		return ns_capable(ns, CAP_NET_ADMIN) ? 0 : -EPERM;
	if (!ns_capable_noaudit(ns, CAP_NET_ADMIN))
		*guest = ifd;
	return 0;
}

/* Return true if all bits after the first @bits are zero */
static bool rest_is_zero(const u8 *data, unsigned int bits)
{
	unsigned int byte = bits / 8;

	if (bits % 8 && data[byte++] & (0xff >> (bits % 8)))
		return false;
	return !memchr_inv(data + byte, 0, BSDNET_L2_PROTO_MAX - byte);
}

static int l2_sock_check_name(const struct sockaddr_bsdnet *sb, int len)
{
	if (len < (int)sizeof(*sb))
		return -EINVAL;
	if (sb->sb_family != AF_BSDNET)
		return -EAFNOSUPPORT;
	if (sb->sb_bits > 8 * BSDNET_L2_PROTO_MAX || !rest_is_zero(sb->sb_proto, sb->sb_bits))
		return -EINVAL;
	return sb->sb_halen <= sizeof(sb->sb_addr) ? 0 : -EINVAL;
}

static void l2_sock_publish(struct bn_sock *bs, const struct sockaddr_bsdnet *sb, u16 base_bits)
{
	spin_lock(&bs->addr_lock);
	bs->l2.ifl_index = sb->sb_ifl_index;
	bs->l2.base_bits = base_bits;
	bs->l2.bits = sb->sb_bits;
	memcpy(bs->l2.proto, sb->sb_proto, sizeof(bs->l2.proto));
	spin_unlock(&bs->addr_lock);
	bn_queue_set_name(&bs->svcq.stats, "l2 ifl %u, %u bits", sb->sb_ifl_index, sb->sb_bits);
}

/* Insert the entry that takes frames */
static int take_frames(struct bn_sock *bs, struct bn_ifl *ifl, const struct sockaddr_bsdnet *sb,
		       u16 *base_bits)
{
	struct bn_l2_entry *entry;
	struct bn_l2_key key;
	struct bn_ifd *guest;
	int err;

	err = check_taking(bs, ifl, &guest) ?: bn_layer_key(&ifl->layer, &key);
	if (err)
		return err;
	*base_bits = key.bits;
	err = bn_l2_key_append(&key, sb->sb_proto, sb->sb_bits);
	if (err)
		return err;
	if (!bn_ifl_l2_table(ifl))
		return -EOPNOTSUPP;
	entry = bn_l2_insert(bn_ifl_l2_table(ifl), &key, ifl->ifl_index, BN_L2_KEEP, l2_input, bs,
			     NULL);
	if (IS_ERR(entry))
		return PTR_ERR(entry) == -EEXIST ? -EADDRINUSE : PTR_ERR(entry);
	entry->owner = BN_L2_OWNER_SOCKET;
	bs->l2.entry = entry;
	if (guest)
		list_add_tail(&bs->l2.client.guest, &guest->guests);
	return 0;
}

/* Socket lock and configuration lock held */
static int attach(struct bn_sock *bs, const struct sockaddr_bsdnet *sb)
{
	struct bn_ifl *ifl;
	u16 base_bits = 0;
	int err;

	if (bs->l2.ifl)
		return -EINVAL;
	ifl = bn_ifl_get(bs->stack, sb->sb_ifl_index);
	if (!ifl || READ_ONCE(bs->stack->dying))
		return -ENODEV;
	err = bs->l2.copies ? bn_l2_tap_attach(bs, ifl, sb) :
			      take_frames(bs, ifl, sb, &base_bits);
	if (err)
		return err;
	bs->l2.ifl = ifl;
	bs->l2.client.gone = l2_sock_ifl_gone;
	bs->l2.client.shared = device_shared;
	list_add_tail(&bs->l2.client.list, &ifl->clients);
	l2_sock_publish(bs, sb, base_bits);
	return 0;
}

static int l2_bind(struct socket *sock, struct sockaddr_unsized *uaddr, int len)
{
	const struct sockaddr_bsdnet *sb = (const struct sockaddr_bsdnet *)uaddr;
	struct bn_sock *bs = bn_sk(sock->sk);
	int err;

	err = l2_sock_check_name(sb, len);
	if (err)
		return err;
	lock_sock(&bs->sk);
	bn_cfg_lock(bs->stack);
	err = attach(bs, sb);
	bn_cfg_unlock(bs->stack);
	release_sock(&bs->sk);
	return err;
}

static void l2_unbind(struct bn_sock *bs)
{
	bn_cfg_lock_rtnl(bs->stack);
	detach(bs);
	bn_l2_join_drop_all(bs);
	bn_cfg_unlock_rtnl(bs->stack);
}

static void name_from_binding(struct bn_sock *bs, struct sockaddr_bsdnet *sb)
{
	memset(sb, 0, sizeof(*sb));
	sb->sb_family = AF_BSDNET;
	spin_lock(&bs->addr_lock);
	sb->sb_ifl_index = bs->l2.ifl_index;
	sb->sb_bits = bs->l2.bits;
	memcpy(sb->sb_proto, bs->l2.proto, sizeof(sb->sb_proto));
	spin_unlock(&bs->addr_lock);
}

static int l2_getname(struct socket *sock, struct sockaddr *uaddr, int peer)
{
	struct sockaddr_bsdnet *sb = (struct sockaddr_bsdnet *)uaddr;
	struct bn_sock *bs = bn_sk(sock->sk);
	const struct bn_lladdr *own;

	if (peer)
		return -EOPNOTSUPP;
	name_from_binding(bs, sb);
	bn_cfg_lock(bs->stack);
	if (bs->l2.ifl) {
		own = bn_ifl_lladdr(bs->l2.ifl);
		if (own) {
			sb->sb_halen = min_t(size_t, own->len, sizeof(sb->sb_addr));
			memcpy(sb->sb_addr, own->data, sb->sb_halen);
		}
	}
	bn_cfg_unlock(bs->stack);
	return sizeof(*sb);
}

/* ---- receiving ------------------------------------------------------------ */

/* @skb: data at the MAC header */
static void l2_sock_receive_one(struct bn_sock *bs, struct sk_buff *skb)
{
	bool header = READ_ONCE(bs->l2_header);

	/* complete the checksum that was left to the device */
	if (skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb)) {
		bn_drop(skb, BN_DROP_NO_MEMORY);
		return;
	}
	if (!header && !pskb_may_pull(skb, bn_pkt(skb)->l2_len)) {
		bn_drop(skb, BN_DROP_L2_BAD_HEADER);
		return;
	}
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, bn_pkt(skb)->l2_len);
	if (!header)
		__skb_pull(skb, bn_pkt(skb)->l2_len);
	/* the filter of copies was run before they were queued */
	if (READ_ONCE(bs->l2.copies) || bn_rx_filter(bs, skb, 1))
		bn_rx_deliver(bs, skb);
}

static void l2_sock_receive(struct bn_sock *bs, struct sk_buff *skb)
{
	bn_rx_segments(bs, skb, l2_sock_receive_one);
}

/* The part of the frame's key after the interface's part */
static void name_protocol(struct bn_sock *bs, const struct bn_layer *base, struct sk_buff *skb,
			  struct sockaddr_bsdnet *sb)
{
	unsigned int own, bytes;
	struct bn_l2_key key;

	if (base->encap->frame_key(skb, &key) < 0)
		return;
	own = READ_ONCE(bs->l2.base_bits) / 8;
	if (key.bits / 8 <= own)
		return;
	bytes = min_t(unsigned int, key.bits / 8 - own, sizeof(sb->sb_proto));
	sb->sb_bits = 8 * bytes;
	memcpy(sb->sb_proto, key.data + own, bytes);
}

static bool is_ether(const struct bn_layer *base)
{
	return !strcmp(base->encap->type, "ether");
}

/* Copies start with what the interface's protocols see, all others with the base's header */
static bool has_source(const struct bn_sock *bs, const struct bn_ifl *ifl,
		       const struct bn_layer *base)
{
	return READ_ONCE(bs->l2.copies) ? !strcmp(bn_ifl_type(ifl), "ether") : is_ether(base);
}

/* Protocol and source address of a frame; none if the interface is deleted since */
static void describe_frame(struct bn_sock *bs, struct sk_buff *skb, struct sockaddr_bsdnet *sb)
{
	const struct bn_layer *base;
	const struct bn_ifl *ifl;

	rcu_read_lock();
	ifl = bn_ifl_get(bs->stack, bn_pkt(skb)->ifl_index);
	if (ifl) {
		base = bn_layer_base(&ifl->layer);
		if (!READ_ONCE(bs->l2.copies))
			name_protocol(bs, base, skb, sb);
		if (has_source(bs, ifl, base) && bn_pkt(skb)->l2_len >= ETH_HLEN) {
			sb->sb_halen = ETH_ALEN;
			memcpy(sb->sb_addr, eth_hdr(skb)->h_source, ETH_ALEN);
		}
	}
	rcu_read_unlock();
}

static void l2_sock_describe(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg)
{
	struct sockaddr_bsdnet *sb = msg->msg_name;

	if (READ_ONCE(bs->l2.copies))
		bn_l2_tap_describe(skb, msg);
	if (!sb)
		return;
	memset(sb, 0, sizeof(*sb));
	sb->sb_family = AF_BSDNET;
	sb->sb_ifl_index = bn_pkt(skb)->ifl_index;
	describe_frame(bs, skb, sb);
	msg->msg_namelen = sizeof(*sb);
}

/* ---- sending -------------------------------------------------------------- */

/* Interface, protocol and destination: from the message, else the binding */
static int l2_sock_get_destination(struct bn_sock *bs, const struct msghdr *msg,
				   struct sockaddr_bsdnet *to)
{
	const struct sockaddr_bsdnet *sb = msg->msg_name;
	int err;

	name_from_binding(bs, to);
	if (sb) {
		err = l2_sock_check_name(sb, msg->msg_namelen);
		if (err)
			return err;
		if (sb->sb_ifl_index && to->sb_ifl_index && sb->sb_ifl_index != to->sb_ifl_index)
			return -EINVAL;
		if (sb->sb_ifl_index)
			to->sb_ifl_index = sb->sb_ifl_index;
		if (sb->sb_bits) {
			to->sb_bits = sb->sb_bits;
			memcpy(to->sb_proto, sb->sb_proto, sizeof(to->sb_proto));
		}
		to->sb_halen = sb->sb_halen;
		memcpy(to->sb_addr, sb->sb_addr, sizeof(to->sb_addr));
	}
	if (!to->sb_ifl_index)
		return -EDESTADDRREQ;
	return msg->msg_controllen ? -EINVAL : 0;
}

/* Build the L2 header for a frame without one. RCU */
static int l2_sock_make_header(const struct bn_ifl *ifl, const struct sockaddr_bsdnet *to,
			       struct bn_l2_hdr *hdr)
{
	const struct bn_lladdr *own = bn_ifl_lladdr(ifl);
	struct bn_l2_key proto = {};
	int err;

	if (!to->sb_bits)
		return -EDESTADDRREQ;
	if (own && to->sb_halen != own->len)
		return to->sb_halen ? -EINVAL : -EDESTADDRREQ;
	err = bn_l2_key_append(&proto, to->sb_proto, to->sb_bits);
	err = err ?: bn_layer_proto_header(&ifl->layer, &proto, own ? to->sb_addr : NULL, hdr);
	/* an incomplete prefix, or a protocol that this link does not have */
	return err == -EINVAL ? -EDESTADDRREQ : err;
}

static int l2_sock_push_header(const struct bn_l2_hdr *hdr, struct sk_buff *skb)
{
	memcpy(skb_push(skb, hdr->len), hdr->data, hdr->len);
	skb_reset_mac_header(skb);
	skb->protocol = hdr->proto;
	return bn_hdr_set_lengths(hdr, skb);
}

/* The user's frame begins with the header of the interface's base layer; push the headers
 * below the base layer.
 */
static int take_header(const struct bn_ifl *ifl, struct sk_buff *skb)
{
	const struct bn_layer *base = bn_layer_base(&ifl->layer);
	struct bn_l2_hdr outer;
	int err;

	if (!base->table)
		return -EOPNOTSUPP;
	skb_reset_mac_header(skb);
	skb_reset_network_header(skb);
	if (is_ether(base)) {
		if (!pskb_may_pull(skb, ETH_HLEN))
			return -EINVAL;
		skb_set_network_header(skb, ETH_HLEN);
		skb->protocol = eth_hdr(skb)->h_proto;
	}
	if (!base->ifl)
		return 0;
	err = bn_layer_outer_header(base, &outer);
	return err ?: l2_sock_push_header(&outer, skb);
}

/* Push the L2 header, or check the user's. RCU */
static int finish_frame(const struct bn_ifl *ifl, const struct sockaddr_bsdnet *to,
			bool header, struct sk_buff *skb)
{
	struct bn_l2_hdr hdr;
	int err;

	if (header)
		return take_header(ifl, skb);
	err = l2_sock_make_header(ifl, to, &hdr);
	if (err)
		return err;
	skb_reset_network_header(skb);
	return l2_sock_push_header(&hdr, skb);
}

static int l2_sock_transmit(struct bn_sock *bs, const struct sockaddr_bsdnet *to, bool header,
			    struct sk_buff *skb)
{
	struct bn_ifl *ifl;
	int err = -ENODEV;

	rcu_read_lock();
	local_bh_disable();
	ifl = bn_ifl_get(bs->stack, to->sb_ifl_index);
	if (ifl) /* the protocols that bring the link up send while it is down */
		err = READ_ONCE(ifl->down) & ~BSDNET_IF_DOWN_LINK ? -ENETDOWN :
							     finish_frame(ifl, to, header, skb);
	if (!err && skb->len > READ_ONCE(ifl->ifd->mru))
		err = -EMSGSIZE;
	/* the user's header may be empty, and the frame with it */
	if (!err && !skb->len)
		err = -EINVAL;
	if (!err) {
		bn_ifl_count_tx(ifl, skb->len - skb_network_offset(skb));
		bn_ifd_xmit(ifl->ifd, skb);
	} else {
		kfree_skb(skb);
	}
	local_bh_enable();
	rcu_read_unlock();
	return err;
}

static int sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	bool header = READ_ONCE(bs->l2_header);
	struct sockaddr_bsdnet to;
	struct sk_buff *skb;
	int err;

	/* more than any interface can send; transmit() checks the exact limit */
	if (len > 65535 + BSDNET_L2_HEADER_MAX)
		return -EMSGSIZE;
	err = bn_tx_flags(sock->sk, msg);
	if (err)
		return err;
	err = l2_sock_get_destination(bs, msg, &to);
	if (err)
		return err;
	skb = bn_tx_alloc(sock->sk, msg, len, BSDNET_L2_HEADER_MAX, &err);
	if (!skb)
		return err;
	memset(bn_pkt(skb), 0, sizeof(struct bn_pkt));
	bn_pkt(skb)->stack = bs->stack;
	bn_pkt(skb)->tick = bn_latency_origin();
	bn_pkt(skb)->flags = BN_PKT_ORIGINATED;
	err = l2_sock_transmit(bs, &to, header, skb);
	return err ? : len;
}

/* no owner: closed sockets hold no module reference, see af_bsdnet.c */
static struct proto prot = {
	.name = "BSDNET-L2",
	.obj_size = sizeof(struct bn_sock),
};

static const struct proto_ops ops = {
	.family = PF_BSDNET,
	.owner = THIS_MODULE,
	.release = bn_af_release,
	.bind = l2_bind,
	.connect = sock_no_connect,
	.socketpair = sock_no_socketpair,
	.accept = sock_no_accept,
	.getname = l2_getname,
	.poll = bn_rx_poll,
	.ioctl = bn_af_ioctl,
	.gettstamp = sock_gettstamp,
	.listen = sock_no_listen,
	.shutdown = sock_no_shutdown,
	.setsockopt = bn_l2_tap_setsockopt,
	.getsockopt = bn_l2_tap_getsockopt,
	.sendmsg = sendmsg,
	.recvmsg = bn_rx_recvmsg,
	.mmap = sock_no_mmap,
};

const struct bn_sock_kind bn_l2_sock_kind = {
	.name = "l2",
	.type = SOCK_RAW,
	.family = BSDNET_L2,
	.cap = CAP_NET_RAW,
	.prot = &prot,
	.ops = &ops,
	.receive = l2_sock_receive,
	.describe = l2_sock_describe,
	.unbind = l2_unbind,
};

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/l2_sock_kunit.c"
#endif
