// SPDX-License-Identifier: GPL-2.0
/*
 * input - receive path from the device to the input function of an L2 entry (L2-1, L2-7, Q-1)
 *
 * The rx_handler looks up the frame, because on a shared netdev frames that
 * match no entry are passed to the host's stack at once, in order and unchanged.
 * A frame that matches is stamped and queued. The consumer of the device queue
 * receives vectors of frames. It uses the entry found before if the table's
 * stamp has not changed (an entry is unlinked and the stamp changed before the
 * grace period of the entry begins, so it is valid under the consumer's RCU
 * read lock), and passes on each run of frames with the same entry.
 *
 * This code is independent of encapsulations: the framing of the ifd makes the
 * key of a frame (L2-1).
 */
#include <linux/if_vlan.h>
#include <linux/local_lock.h>
#include <net/dst.h>

#include "core/latency.h"
#include "core/trace.h"
#include "ifs/client.h"
#include "ifs/input.h"
#include "ifs/tap.h"
#include "l2demux/plain.h"

/* Last lookup results of this CPU. On PREEMPT_RT other softirqs of the CPU can preempt this one */
static DEFINE_PER_CPU(struct recent {
	struct bn_l2_recent found;
	local_lock_t lock;	/* protects @found */
}, recent) = {
	.lock = INIT_LOCAL_LOCK(lock),
};

/* A frame that matches no entry: pass it to the host, or count and drop it */
static rx_handler_result_t not_for_us(const struct bn_ifd *ifd, struct sk_buff *skb,
				      enum bn_drop_reason reason)
{
	if (!READ_ONCE(ifd->exclusive))
		return RX_HANDLER_PASS;
	memset(bn_pkt(skb), 0, sizeof(struct bn_pkt));
	bn_pkt(skb)->stack = ifd->stack;
	bn_drop(skb, reason);
	return RX_HANDLER_CONSUMED;
}

/* Call the Ethernet function directly, not through the pointer: nearly all frames are Ethernet */
static __always_inline int frame_key(const struct bn_layer *layer, struct sk_buff *skb,
				     struct bn_l2_key *key)
{
	int (*fn)(struct sk_buff *skb, struct bn_l2_key *key) =
		READ_ONCE(layer->encap)->frame_key;

	return likely(fn == bn_l2_key_ether) ? bn_l2_key_ether(skb, key) : fn(skb, key);
}

static const struct bn_l2_entry *ifs_input_lookup(const struct bn_l2_table *table,
						  const struct bn_l2_key *key)
{
	const struct bn_l2_entry *entry;

	local_lock_nested_bh(&recent.lock);
	entry = bn_l2_lookup_recent(table, key, this_cpu_ptr(&recent.found));
	local_unlock_nested_bh(&recent.lock);
	return entry;
}

/* Release the sender's socket, route and connection, which a frame over veth still holds: the
 * frame may be queued here for a long time.
 */
static void take_over(struct sk_buff *skb)
{
	skb_orphan(skb);
	skb_dst_drop(skb);
	nf_reset_ct(skb);
	skb_ext_reset(skb);
}

static void stamp(const struct bn_ifd *ifd, struct sk_buff *skb,
		  const struct bn_l2_entry *entry, unsigned long l2_stamp, u16 l2_len)
{
	struct bn_pkt *pkt = bn_pkt(skb);

	pkt->stack = ifd->stack;
	pkt->tick = bn_tick();
	pkt->ifl_index = entry->ifl_index;
	pkt->instance = 0;
	pkt->out_ifl = 0;
	pkt->flags = bn_input_cast(skb);
	pkt->l2_len = l2_len;
	pkt->l2_stamp = l2_stamp;
	pkt->l2_entry = entry;
}

/* True if a frame to another station that matches @entry is received. Entries for whole frames
 * receive frames to all stations. pkt_type changes only if the address is ours: frames passed to
 * the host stay unchanged.
 */
static bool take_other(const struct bn_l2_entry *entry, enum bn_mac_verdict verdict,
		       struct sk_buff *skb)
{
	if (verdict != BN_MAC_OURS)
		return entry->strip == BN_L2_KEEP;
	skb->pkt_type = PACKET_HOST;
	return true;
}

/* Set the skb's data to the network header, behind all tags and the rest of the L2 header */
static void strip_header(struct sk_buff *skb, unsigned int len)
{
	unsigned int at = skb->data - skb_mac_header(skb);

	if (len > at)
		skb_pull_rcsum(skb, len - at);
	else if (len < at)
		skb_push_rcsum(skb, at - len);
	bn_pkt(skb)->l2_len = len;
	__vlan_hwaccel_clear_tag(skb);
	skb_reset_network_header(skb);
}

/**
 * bn_input_whole() - restore the whole frame, as it was on the wire
 * @skb: the frame, MAC header set; freed on failure
 *
 * Return: the frame, data at the MAC header, without accelerated tag; NULL: no memory.
 * Context: BH off.
 */
struct sk_buff *bn_input_whole(struct sk_buff *skb)
{
	skb_push_rcsum(skb, skb->data - skb_mac_header(skb));
	if (!skb_vlan_tag_present(skb))
		return skb;
	bn_pkt(skb)->l2_len += VLAN_HLEN;
	skb = __vlan_hwaccel_push_inside(skb);
	if (skb)
		skb_postpush_rcsum(skb, skb->data + 2 * ETH_ALEN, VLAN_HLEN);
	return skb;
}

/**
 * bn_input_prepare() - strip or restore the header for the input function of an entry
 * @entry: the matching entry
 * @skb: the frame; freed on failure
 *
 * Return: the frame, data at the network or at the MAC header; NULL on failure.
 * Context: BH off, RCU read side.
 */
struct sk_buff *bn_input_prepare(const struct bn_l2_entry *entry, struct sk_buff *skb)
{
	struct bsdnet_stack *stack = bn_pkt(skb)->stack;

	bn_pkt(skb)->ifl_index = entry->ifl_index;
	trace_bn_l2(skb, entry->ifl_index);
	if (likely(entry->strip == BN_L2_STRIP)) {
		strip_header(skb, bn_pkt(skb)->l2_len);
		return skb;
	}
	if (entry->strip != BN_L2_KEEP) {
		if (likely(pskb_may_pull(skb, skb_mac_offset(skb) + entry->strip))) {
			strip_header(skb, entry->strip);
			return skb;
		}
		bn_drop(skb, BN_DROP_L2_BAD_HEADER);
		return NULL;
	}
	skb = bn_input_whole(skb);
	if (!skb)
		bn_drop_count(stack, BN_DROP_NO_MEMORY);
	return skb;
}

/* The consumer's work for a single frame, whose entry was found just now */
static __always_inline void input_one(const struct bn_l2_entry *entry, struct sk_buff *skb)
{
	skb = bn_input_prepare(entry, skb);
	if (likely(skb))
		entry->input(entry, &skb, 1);
}

/*
 * The straight line: an untagged Ethernet frame to this station. Its key is its ethertype, and
 * its header needs no stripping. One that arrives alone is consumed here. False: the frame is
 * unchanged.
 */
static __always_inline bool input_straight(struct bn_ifd *ifd, struct sk_buff *skb)
{
	const struct bn_l2_table *table = ifd->layer.table;
	const struct bn_l2_entry *entry;
	unsigned long l2_stamp;
	struct bn_devq *devq;

	if (skb->pkt_type != PACKET_HOST || skb_vlan_tag_present(skb) ||
	    skb_mac_offset(skb) != -ETH_HLEN ||
	    READ_ONCE(ifd->layer.encap)->frame_key != bn_l2_key_ether)
		return false;
	l2_stamp = bn_l2_stamp(table);
	entry = bn_l2_lookup_plain(table, eth_hdr(skb)->h_proto);
	if (!entry || entry->strip != BN_L2_STRIP)
		return false;
	take_over(skb);
	stamp(ifd, skb, entry, l2_stamp, ETH_HLEN);
	trace_bn_rx(skb, ifd->index);
	devq = bn_devqs_of(rcu_dereference(ifd->devqs), skb);
	if (!bn_devq_begin_direct(devq)) {
		bn_devq_append(devq, skb);
		return true;
	}
	trace_bn_l2(skb, entry->ifl_index);
	skb_reset_network_header(skb);
	entry->input(entry, &skb, 1);
	bn_devq_end_direct();
	return true;
}

/**
 * bn_input_frame() - receive a frame on an ifd
 * @ifd: the ifd
 * @skb: the frame, MAC header and pkt_type set, not shared; consumed if 0 is returned,
 *	else unchanged
 *
 * Frames to another station, received in promiscuous mode, match only entries for whole
 * frames.
 *
 * Return: 0 if queued; or the reason why it matches no entry: enum bn_drop_reason.
 * Context: BH off, RCU read side.
 */
int bn_input_frame(struct bn_ifd *ifd, struct sk_buff *skb)
{
	const struct bn_l2_table *table = ifd->layer.table;
	enum bn_mac_verdict verdict = BN_MAC_OURS;
	const struct bn_l2_entry *entry;
	struct bn_l2_key key __uninitialized;
	unsigned long l2_stamp;
	struct bn_devq *devq;
	int l2_len;

	bn_tap(ifd, skb, false);
	if (likely(input_straight(ifd, skb)))
		return 0;
	if (unlikely(skb->pkt_type == PACKET_OTHERHOST)) {
		verdict = bn_mac_check(ifd, skb);
		if (verdict == BN_MAC_OTHER)
			return BN_DROP_L2_OTHER_HOST;
	}
	l2_len = frame_key(&ifd->layer, skb, &key);
	if (unlikely(l2_len < 0))
		return BN_DROP_L2_BAD_HEADER;
	l2_stamp = bn_l2_stamp(table);
	entry = ifs_input_lookup(table, &key);
	if (!entry)
		return BN_DROP_L2_NOT_FOR_US;
	if (unlikely(skb->pkt_type == PACKET_OTHERHOST) && !take_other(entry, verdict, skb))
		return BN_DROP_L2_OTHER_HOST;

	/* usually the iff, needed when the vector is processed */
	prefetch(entry->opaque);
	prefetch(entry->opaque + SMP_CACHE_BYTES);
	take_over(skb);
	stamp(ifd, skb, entry, l2_stamp, l2_len);
	trace_bn_rx(skb, ifd->index);
	devq = bn_devqs_of(rcu_dereference(ifd->devqs), skb);
	if (bn_devq_begin_direct(devq)) {
		input_one(entry, skb);
		bn_devq_end_direct();
	} else {
		bn_devq_append(devq, skb);
	}
	return 0;
}

/**
 * bn_input_handler() - rx_handler of the netdevs of ifds
 * @pskb: the frame
 *
 * Return: RX_HANDLER_PASS for frames of the host, else RX_HANDLER_CONSUMED.
 * Context: softirq, RCU read side.
 */
rx_handler_result_t bn_input_handler(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct bn_ifd *ifd;
	int reason;

	ifd = rcu_dereference(skb->dev->rx_handler_data);
	if (unlikely(skb->pkt_type == PACKET_LOOPBACK))
		return RX_HANDLER_PASS;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb))
		return RX_HANDLER_CONSUMED;
	*pskb = skb;
	reason = bn_input_frame(ifd, skb);
	return likely(!reason) ? RX_HANDLER_CONSUMED : not_for_us(ifd, skb, reason);
}

static const struct bn_l2_entry *ifs_input_entry_of(const struct bn_ifd *ifd, struct sk_buff *skb)
{
	struct bn_pkt *pkt = bn_pkt(skb);
	struct bn_l2_key key __uninitialized;

	if (likely(pkt->l2_stamp == bn_l2_stamp(ifd->layer.table)))
		return pkt->l2_entry;
	if (frame_key(&ifd->layer, skb, &key) < 0)
		return NULL;
	return bn_l2_lookup(ifd->layer.table, &key);
}

static __always_inline void pass_run(const struct bn_l2_entry *entry, struct sk_buff **pkts,
				     unsigned int n)
{
	if (n)
		entry->input(entry, pkts, n);
}

/**
 * bn_input_vector() - consumer of an ifd's device queue
 * @devq: the queue
 * @pkts: @n frames, in order of arrival; consumed
 * @n: number of @pkts
 *
 * Context: softirq.
 */
void bn_input_vector(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n)
{
	const struct bn_l2_entry *entry, *of_run = NULL;
	const struct bn_ifd *ifd = devq->priv;
	unsigned int i, from = 0, to = 0;
	struct sk_buff *skb;

	rcu_read_lock();
	for (i = 0; i < n; i++) {
		bn_latency(pkts[i], BSDNET_LATENCY_STAGE_QUEUE);
		entry = ifs_input_entry_of(ifd, pkts[i]);
		if (unlikely(!entry)) {
			bn_drop(pkts[i], BN_DROP_IFD_GONE);
			continue;
		}
		skb = bn_input_prepare(entry, pkts[i]);
		if (unlikely(!skb))
			continue;
		if (entry != of_run) {
			pass_run(of_run, pkts + from, to - from);
			of_run = entry;
			from = to;
		}
		pkts[to++] = skb;
	}
	pass_run(of_run, pkts + from, to - from);
	rcu_read_unlock();
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ifs/input_kunit.c"
#endif
