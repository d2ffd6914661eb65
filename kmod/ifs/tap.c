// SPDX-License-Identifier: GPL-2.0
/*
 * tap - copies of the frames of an ifl, for programs that watch it (SK-8)
 *
 * A tap takes nothing. It gets a copy of each frame of its ifd whose key begins with that of
 * the ifl: received frames before the L2 lookup, including those that match no entry, and
 * frames that are queued to the device. The copy shows the ifl's own view: a tagged ifl has
 * Ethernet frames without its tags, a PPPoE session has PPP frames as on a serial line. Where the ifl is on
 * another kind of header (Ethernet over PPP), the outer header is stripped first.
 *
 * Lifetime: from bn_tap_add() to bn_tap_delete(), before the ifl is deleted; freed after a
 * grace period.
 *
 * Cost: a static key while no tap exists in any namespace; a list head per frame of other
 * ifds while one does. The key is switched off late, so that users that open and close taps
 * do not make the kernel change its text each time.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ppp_defs.h>
#include <linux/slab.h>

#include "ifs/input.h"
#include "ifs/tap.h"

DEFINE_STATIC_KEY_DEFERRED_FALSE(bn_tap_used, HZ);

/* ---- packet path ---------------------------------------------------------- */

static bool begins_with(const struct bn_l2_key *key, const struct bn_l2_key *prefix)
{
	unsigned int bytes = prefix->bits / 8, rest = prefix->bits % 8;

	if (key->bits < prefix->bits || memcmp(key->data, prefix->data, bytes))
		return false;
	return !rest || !((key->data[bytes] ^ prefix->data[bytes]) >> (8 - rest));
}

/* Strip everything below the header of @base; false: not a frame of @base */
static bool enter(const struct bn_layer *base, struct sk_buff *skb)
{
	struct bn_l2_key key;
	unsigned int strip;
	int len;

	if (!base->ifl)
		return true;
	if (!enter(bn_layer_base(base->below), skb))
		return false;
	len = bn_layer_base(base->below)->encap->frame_key(skb, &key);
	if (len < 0 || !begins_with(&key, &base->outer->key))
		return false;
	strip = base->outer->strip == BN_L2_STRIP ? len : base->outer->strip;
	if (!pskb_may_pull(skb, strip))
		return false;
	__skb_pull(skb, strip);
	skb_reset_mac_header(skb);
	return true;
}

static const u8 ppp_header[] = { PPP_ALLSTATIONS, PPP_UI };

/* Cut out the part of the header that the protocols of the ifl do not see */
static bool cut(const struct bn_tap *tap, struct sk_buff *skb)
{
	unsigned int len = tap->head + tap->gap;

	if (!tap->gap)
		return true;
	if (!tap->head)
		len += sizeof(ppp_header);
	if (!pskb_may_pull(skb, len) || skb_ensure_writable(skb, len))
		return false;
	memmove(skb->data + tap->gap, skb->data, tap->head);
	__skb_pull(skb, tap->gap);
	skb_reset_mac_header(skb);
	if (!tap->head)
		memcpy(skb->data, ppp_header, sizeof(ppp_header));
	else if (pskb_may_pull(skb, ETH_HLEN))
		skb->protocol = eth_hdr(skb)->h_proto;
	return true;
}

/* The copy of a whole frame, with its accelerated tag; NULL: no memory */
static struct sk_buff *copy_whole(const struct bn_ifd *ifd, struct sk_buff *skb, bool sent)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (!copy)
		return NULL;
	if (skb_orphan_frags_rx(copy, GFP_ATOMIC)) {
		kfree_skb(copy);
		return NULL;
	}
	memset(bn_pkt(copy), 0, sizeof(struct bn_pkt));
	bn_pkt(copy)->stack = ifd->stack;
	if (sent)
		copy->pkt_type = PACKET_OUTGOING;
	return bn_input_whole(copy);
}

static void describe(const struct bn_tap *tap, struct sk_buff *copy, bool sent, int l2_len)
{
	struct bn_pkt *pkt = bn_pkt(copy);

	pkt->ifl_index = tap->ifl_index;
	pkt->l2_len = l2_len > tap->gap ? l2_len - tap->gap : 0;
	skb_set_network_header(copy, pkt->l2_len);
	skb_reset_mac_len(copy);
	/* what is checked no more, and would not match what was cut out */
	if (copy->ip_summed == CHECKSUM_COMPLETE)
		copy->ip_summed = CHECKSUM_NONE;
	if (sent || !copy->tstamp)
		__net_timestamp(copy);
}

/* @key: of the frame on the ifd, @l2_len: its header's length or -errno */
static void copy_to(struct bn_tap *tap, const struct bn_ifd *ifd, struct sk_buff *skb,
		    const struct bn_l2_key *key, int l2_len, bool sent)
{
	bool direct = tap->base == &ifd->layer;
	struct bn_l2_key inner __uninitialized;
	struct sk_buff *copy;

	if (direct && !begins_with(key, &tap->key))
		return;
	copy = copy_whole(ifd, skb, sent);
	if (!copy) {
		tap->copy(tap->opaque, NULL);
		return;
	}
	if (!enter(tap->base, copy))
		goto other;
	if (!direct || skb_vlan_tag_present(skb)) {
		l2_len = tap->base->encap->frame_key(copy, &inner);
		if (!direct && (l2_len < 0 || !begins_with(&inner, &tap->key)))
			goto other;
	}
	if (!cut(tap, copy))
		goto other;
	describe(tap, copy, sent, l2_len);
	tap->copy(tap->opaque, copy);
	return;
other:
	consume_skb(copy);
}

/**
 * bn_tap_frame() - copy a frame to the taps of an ifd
 * @ifd: the ifd
 * @skb: the frame, MAC header set and in the linear part; its header may be pulled, nothing
 *	else is changed
 * @sent: false: received
 *
 * A malformed frame has an empty key, and is copied to taps of everything.
 *
 * Context: BH off, RCU read side.
 */
void bn_tap_frame(const struct bn_ifd *ifd, struct sk_buff *skb, bool sent)
{
	struct bn_l2_key key __uninitialized;
	unsigned int type = skb->pkt_type;
	struct bn_tap *tap;
	int l2_len;

	if (list_empty(&ifd->taps))
		return;
	if (sent)
		skb->pkt_type = PACKET_OUTGOING;
	l2_len = ifd->layer.encap->frame_key(skb, &key);
	skb->pkt_type = type;
	if (l2_len < 0)
		memset(&key, 0, sizeof(key));
	list_for_each_entry_rcu(tap, &ifd->taps, list)
		copy_to(tap, ifd, skb, &key, l2_len, sent);
}

/* ---- configuration --------------------------------------------------------- */

/* Length of the header of @ifl from the base on, without the protocol field */
static int header_len(const struct bn_ifl *ifl, const struct bn_layer *base)
{
	static const u8 any[BSDNET_LLADDR_MAX];
	struct bn_l2_hdr hdr = {}, outer = {};
	int err;

	err = bn_layer_header(&ifl->layer, any, &hdr);
	if (!err && base->ifl)
		err = bn_layer_outer_header(base, &outer);
	return err ?: hdr.len - outer.len;
}

/* Ethernet: what distinguishes @ifl is behind the two addresses. PPP on another medium: its
 * header follows that of the medium, and starts like that of a serial line.
 */
static int find_view(struct bn_tap *tap, const struct bn_ifl *ifl)
{
	const char *type = bn_ifl_type(ifl);
	unsigned int kept;
	int len;

	if (!strcmp(type, "ether"))
		tap->head = 2 * ETH_ALEN;
	else if (strcmp(type, "ppp") || !strcmp(type, tap->base->encap->type))
		return 0;
	kept = tap->head ?: sizeof(ppp_header);
	len = header_len(ifl, tap->base);
	if (len < 0)
		return len;
	tap->gap = len > kept ? len - kept : 0;
	return 0;
}

static int fill_tap(struct bn_tap *tap, const struct bn_ifl *ifl, const u8 *proto,
		    unsigned int bits)
{
	int err;

	tap->base = bn_layer_base(&ifl->layer);
	if (!tap->base->table)
		return -EOPNOTSUPP;
	tap->ifl_index = ifl->ifl_index;
	err = bn_layer_key(&ifl->layer, &tap->key);
	err = err ?: bn_l2_key_append(&tap->key, proto, bits);
	return err ?: find_view(tap, ifl);
}

/**
 * bn_tap_add() - start copying the frames of an ifl
 * @ifl: the ifl; the caller deletes the tap before the ifl
 * @proto: prefix of the protocols to copy, as for L2 sockets
 * @bits: length of @proto in bits; 0: all
 * @copy: called for each copy
 * @opaque: bn_tap::opaque
 *
 * Return: the tap; or ERR_PTR: -EOPNOTSUPP if nothing is received on @ifl, -EMSGSIZE, -ENOMEM.
 * Context: configuration lock.
 */
struct bn_tap *bn_tap_add(const struct bn_ifl *ifl, const u8 *proto, unsigned int bits,
			  bn_tap_copy_t copy, void *opaque)
{
	struct bn_tap *tap = kzalloc(sizeof(*tap), GFP_KERNEL_ACCOUNT);
	int err;

	if (!tap)
		return ERR_PTR(-ENOMEM);
	tap->copy = copy;
	tap->opaque = opaque;
	err = fill_tap(tap, ifl, proto, bits);
	if (err) {
		kfree(tap);
		return ERR_PTR(err);
	}
	list_add_tail_rcu(&tap->list, &ifl->ifd->taps);
	static_branch_inc(&bn_tap_used.key);
	return tap;
}

/**
 * bn_tap_delete() - undo bn_tap_add()
 * @tap: the tap; may be in use for a grace period
 *
 * Context: configuration lock.
 */
void bn_tap_delete(struct bn_tap *tap)
{
	list_del_rcu(&tap->list);
	static_branch_slow_dec_deferred(&bn_tap_used);
	kfree_rcu(tap, rcu);
}

/**
 * bn_tap_exit() - wait until the static key is switched off
 *
 * Context: module unload.
 */
void bn_tap_exit(void)
{
	static_key_deferred_flush(&bn_tap_used);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ifs/tap_kunit.c"
#endif
