// SPDX-License-Identifier: GPL-2.0
/*
 * chdlc - Cisco HDLC on serial lines, with its keepalives (IF-10)
 *
 *	address (0f; 8f: broadcast) | 00 | ethertype (2) | packet
 *
 * Key of a frame: ethertype (2). Bridged Ethernet is 0x6558.
 *
 * SLARP, ethertype 0x8035, is the keepalive protocol. In every interval each end sends
 * its sequence number and the last number received from the peer. The line is down
 * until the peer returns a number of ours, and again after three unanswered keepalives.
 * SLARP also has a request for the peer's address; the reply has address 0, because an
 * ifd has no address.
 *
 * Lifetime: start() adds an entry for SLARP to the ifd's table and queues the work;
 * stop() removes the entry and cancels the work. Frames use the entry until a grace period
 * later; the memory is freed after that.
 *
 * Locking: a spinlock protects the state shared by frames, work and configuration. Setting
 * the state of the ifd requires the configuration lock. stop() waits for the work under that
 * lock, so the work only tries to take it and retries soon if that fails.
 */
#include <linux/pkt_sched.h>
#include <linux/workqueue.h>

#include "encap/encap_nl.h"
#include "encap/reader.h"
#include "ifs/config.h"
#include "ifs/output.h"

#define UNICAST			0x0f
#define BROADCAST		0x8f
#define HEADER_LEN		4

#define ETH_P_SLARP		0x8035
#define SLARP_ADDRESS_REQUEST	0
#define SLARP_ADDRESS_REPLY	1
#define SLARP_KEEPALIVE		2

#define UNANSWERED_MAX		3
#define RETRY			msecs_to_jiffies(10)

/**
 * struct slarp - a SLARP packet
 * @type: SLARP_*
 * @par1: keepalive: own sequence number; address reply: address
 * @par2: keepalive: last number received from the peer, 0 for none; address reply: mask
 * @reliability: all ones
 * @time: uptime of the sender (milliseconds); optional
 */
struct slarp {
	__be32 type;
	__be32 par1;
	__be32 par2;
	__be16 reliability;
	__be32 time;
} __packed;

#define SLARP_MIN	offsetof(struct slarp, time)

/**
 * struct chdlc - state of a line
 * @layer: the framing of the ifd; set by start()
 * @slarp: entry in its table
 * @work: sends keepalives, sets the state of the ifd
 * @lock: protects the fields below
 * @keepalive: interval (seconds), 0: keepalives are off, the line is up
 * @next: time of the next keepalive (jiffies)
 * @sent: sequence number of the last one, 0 before the first
 * @seen: last number received from the peer, 0 before the first
 * @unanswered: keepalives sent since the last answer
 * @up: state of the line
 * @told: state last set on the ifd; configuration lock too
 * @running: between start() and stop()
 */
struct chdlc {
	struct bn_layer *layer;
	struct bn_l2_entry *slarp;
	struct delayed_work work;
	spinlock_t lock; /* see above */
	u32 keepalive;
	unsigned long next;
	u32 sent;
	u32 seen;
	unsigned int unanswered;
	bool up;
	bool told;
	bool running;
};

static void kick(struct chdlc *chdlc, unsigned long delay)
{
	if (chdlc->running)
		mod_delayed_work(system_power_efficient_wq, &chdlc->work, delay);
}

static struct sk_buff *make_slarp(u8 address, u32 type, u32 par1, u32 par2)
{
	const u8 header[HEADER_LEN] = { address, 0, ETH_P_SLARP >> 8, ETH_P_SLARP & 0xff };
	struct slarp slarp = {
		.type = htonl(type),
		.par1 = htonl(par1),
		.par2 = htonl(par2),
		.reliability = htons(0xffff),
		.time = htonl(jiffies_to_msecs(jiffies - INITIAL_JIFFIES)),
	};
	struct sk_buff *skb;

	skb = alloc_skb(BSDNET_L2_HEADER_MAX + sizeof(header) + sizeof(slarp), GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, BSDNET_L2_HEADER_MAX);
	skb_reset_mac_header(skb);
	skb_put_data(skb, header, sizeof(header));
	skb_set_network_header(skb, sizeof(header));
	skb_put_data(skb, &slarp, sizeof(slarp));
	skb->protocol = htons(ETH_P_HDLC);
	skb->priority = TC_PRIO_CONTROL;
	return skb;
}

static void send_slarp(struct bn_ifd *ifd, struct sk_buff *skb)
{
	if (!skb) {
		bn_drop_count(ifd->stack, BN_DROP_NO_MEMORY);
		return;
	}
	*bn_pkt(skb) = (struct bn_pkt){
		.stack = ifd->stack,
		.flags = BN_PKT_ORIGINATED,
	};
	rcu_read_lock();
	local_bh_disable();
	bn_ifd_xmit(ifd, skb);
	local_bh_enable();
	rcu_read_unlock();
}

static bool is_acknowledged(const struct chdlc *chdlc, u32 number)
{
	/* the answer may have crossed our last keepalive */
	return number && (number == chdlc->sent || number == chdlc->sent - 1);
}

static void hear(struct chdlc *chdlc, u32 number, u32 acknowledged)
{
	spin_lock_bh(&chdlc->lock);
	chdlc->seen = number;
	if (chdlc->keepalive && is_acknowledged(chdlc, acknowledged)) {
		chdlc->unanswered = 0;
		chdlc->up = true;
		if (!chdlc->told)
			kick(chdlc, 0);
	}
	spin_unlock_bh(&chdlc->lock);
}

static int chdlc_receive(struct chdlc *chdlc, struct sk_buff *skb)
{
	const struct slarp *slarp;
	struct slarp buf;

	slarp = skb_header_pointer(skb, 0, SLARP_MIN, &buf);
	if (!slarp)
		return -EINVAL;
	switch (ntohl(slarp->type)) {
	case SLARP_ADDRESS_REQUEST:
		send_slarp(chdlc->layer->ifd,
			   make_slarp(UNICAST, SLARP_ADDRESS_REPLY, 0, U32_MAX));
		return 0;
	case SLARP_ADDRESS_REPLY:
		return 0;
	case SLARP_KEEPALIVE:
		hear(chdlc, ntohl(slarp->par1), ntohl(slarp->par2));
		return 0;
	default:
		return -EINVAL;
	}
}

static void slarp_input(const struct bn_l2_entry *entry, struct sk_buff **pkts, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (chdlc_receive(entry->opaque, pkts[i]))
			bn_drop(pkts[i], BN_DROP_L2_BAD_HEADER);
		else
			consume_skb(pkts[i]);
	}
}

/* Make the keepalive that is due. Keepalives are not sent, and not counted as unanswered, while
 * the device is down. Returns the packet; NULL if the device is down or without memory.
 */
static struct sk_buff *beat(struct chdlc *chdlc, bool line)
{
	chdlc->next = jiffies + chdlc->keepalive * HZ;
	if (!line || chdlc->unanswered >= UNANSWERED_MAX)
		chdlc->up = false;
	if (!line)
		return NULL;
	chdlc->unanswered = min(chdlc->unanswered + 1, UNANSWERED_MAX);
	if (!++chdlc->sent)
		chdlc->sent = 1;
	return make_slarp(BROADCAST, SLARP_KEEPALIVE, chdlc->sent, chdlc->seen);
}

/* Send a keepalive if it is due. Returns the delay to the next one (jiffies), 0: none */
static unsigned long keep_alive(struct chdlc *chdlc)
{
	struct bn_ifd *ifd = chdlc->layer->ifd;
	bool line = !(READ_ONCE(ifd->down) & ~BSDNET_IF_DOWN_LINK);
	struct sk_buff *skb = NULL;
	unsigned long sleep = 0;
	bool due = false;

	spin_lock_bh(&chdlc->lock);
	if (chdlc->keepalive) {
		due = time_after_eq(jiffies, chdlc->next);
		if (due)
			skb = beat(chdlc, line);
		sleep = max_t(long, chdlc->next - jiffies, 1);
	}
	spin_unlock_bh(&chdlc->lock);
	if (due && line)
		send_slarp(ifd, skb);
	return sleep;
}

static bool must_tell(struct chdlc *chdlc, bool *up)
{
	bool must;

	spin_lock_bh(&chdlc->lock);
	*up = chdlc->up;
	must = chdlc->told != *up;
	chdlc->told = *up;
	spin_unlock_bh(&chdlc->lock);
	return must;
}

static void chdlc_tell(struct chdlc *chdlc)
{
	struct bn_ifd *ifd = chdlc->layer->ifd;
	bool up;

	bn_cfg_assert(ifd->stack);
	if (must_tell(chdlc, &up))
		bn_ifd_set_link(ifd, up);
}

/* False: the configuration lock is taken, retry later */
static bool try_to_tell(struct chdlc *chdlc)
{
	struct bsdnet_stack *stack = chdlc->layer->ifd->stack;

	if (READ_ONCE(chdlc->up) == READ_ONCE(chdlc->told))
		return true;
	if (!mutex_trylock(&stack->cfg_mutex))
		return false;
	chdlc_tell(chdlc);
	bn_cfg_unlock(stack);
	return true;
}

static void chdlc_work(struct work_struct *work)
{
	struct chdlc *chdlc = container_of(to_delayed_work(work), struct chdlc, work);
	unsigned long sleep = keep_alive(chdlc);

	if (!try_to_tell(chdlc))
		sleep = sleep ? min(sleep, RETRY) : RETRY;
	if (!sleep)
		return;
	spin_lock_bh(&chdlc->lock);
	if (chdlc->running)
		queue_delayed_work(system_power_efficient_wq, &chdlc->work, sleep);
	spin_unlock_bh(&chdlc->lock);
}

static int chdlc_parse(const struct bn_layer *layer, const void *data, unsigned int len,
		       u32 *keepalive, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BSDNET_A_ENCAP_CHDLC_MAX + 1];
	int err;

	err = bn_encap_parse(layer, tb, BSDNET_A_ENCAP_CHDLC_MAX, data, len,
			     bn_encap_chdlc_policy, extack);
	if (err || !tb[BSDNET_A_ENCAP_CHDLC_KEEPALIVE])
		return err;
	*keepalive = ntohl(nla_get_be32(tb[BSDNET_A_ENCAP_CHDLC_KEEPALIVE]));
	if (*keepalive <= BSDNET_CHDLC_KEEPALIVE_MAX)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "chdlc: keepalive %u is not within 0 .. %u seconds", *keepalive,
			   BSDNET_CHDLC_KEEPALIVE_MAX);
	return -EINVAL;
}

static int chdlc_config(struct bn_layer *layer, const void *data, unsigned int len,
			struct netlink_ext_ack *extack)
{
	struct chdlc *chdlc = layer->priv;
	u32 keepalive = chdlc->running ? chdlc->keepalive : BSDNET_CHDLC_KEEPALIVE_DEFAULT;
	int err;

	err = chdlc_parse(layer, data, len, &keepalive, extack);
	if (err)
		return err;
	if (!chdlc->running) {
		spin_lock_init(&chdlc->lock);
		INIT_DELAYED_WORK(&chdlc->work, chdlc_work);
		chdlc->keepalive = keepalive;
		return 0;
	}
	spin_lock_bh(&chdlc->lock);
	chdlc->keepalive = keepalive;
	chdlc->next = jiffies;
	chdlc->unanswered = 0;
	if (!keepalive)
		chdlc->up = true;
	kick(chdlc, 0);
	spin_unlock_bh(&chdlc->lock);
	return 0;
}

static int chdlc_fill(const struct bn_layer *layer, struct sk_buff *msg)
{
	const struct chdlc *chdlc = layer->priv;

	return nla_put_be32(msg, BSDNET_A_ENCAP_CHDLC_KEEPALIVE, htonl(chdlc->keepalive));
}

static int chdlc_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		       struct netlink_ext_ack *extack)
{
	if (ethertype >= ETH_P_802_3_MIN && ethertype != BN_PROTO_NONE)
		return bn_reader_key_u16(key, ethertype);
	NL_SET_ERR_MSG(extack, "chdlc carries ethertypes only");
	return -EPROTONOSUPPORT;
}

static int chdlc_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	hdr->proto = htons(ETH_P_HDLC);
	return bn_hdr_put_be16(hdr, UNICAST << 8);
}

static int chdlc_put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
			   struct bn_l2_hdr *hdr)
{
	if (proto->bits != 16)
		return -EINVAL;
	return bn_hdr_put(hdr, proto->data, 2);
}

static int chdlc_frame_key(struct sk_buff *skb, struct bn_l2_key *key)
{
	struct bn_reader reader = bn_reader_begin(skb);
	const u8 *header;
	u8 buf[HEADER_LEN];

	memset(key, 0, sizeof(*key));
	header = bn_reader_get(&reader, HEADER_LEN, buf);
	if (!header || (header[0] != UNICAST && header[0] != BROADCAST) || header[1])
		return -EINVAL;
	bn_l2_key_append(key, header + 2, 16);
	return bn_reader_end(&reader);
}

static void chdlc_frame_type(const struct bn_layer *layer, struct sk_buff *skb)
{
	struct bn_reader reader = bn_reader_begin(skb);
	const u8 *address;
	u8 buf[1];

	address = bn_reader_peek(&reader, 1, buf);
	if (address && *address == BROADCAST)
		skb->pkt_type = PACKET_BROADCAST;
}

static int chdlc_start(struct bn_layer *layer, struct netlink_ext_ack *extack)
{
	struct chdlc *chdlc = layer->priv;
	struct bn_l2_key key = {};

	chdlc->layer = layer;
	bn_reader_key_u16(&key, ETH_P_SLARP);
	chdlc->slarp = bn_l2_insert(layer->table, &key, 0, BN_L2_STRIP, slarp_input, chdlc, extack);
	if (IS_ERR(chdlc->slarp))
		return PTR_ERR(chdlc->slarp);
	chdlc->slarp->owner = BN_L2_OWNER_SLARP;
	chdlc->up = !chdlc->keepalive;
	chdlc->told = chdlc->up;
	bn_ifd_set_link(layer->ifd, chdlc->up);
	spin_lock_bh(&chdlc->lock);
	chdlc->running = true;
	chdlc->next = jiffies;
	kick(chdlc, 0);
	spin_unlock_bh(&chdlc->lock);
	return 0;
}

static void chdlc_stop(struct bn_layer *layer)
{
	struct chdlc *chdlc = layer->priv;

	bn_l2_remove(layer->table, chdlc->slarp);
	spin_lock_bh(&chdlc->lock);
	chdlc->running = false;
	spin_unlock_bh(&chdlc->lock);
	cancel_delayed_work_sync(&chdlc->work);
}

static const struct bn_encap chdlc = {
	.name = "chdlc",
	.descr = "Cisco HDLC on a serial line, with keepalives",
	.type = "chdlc",
	.uses = BSDNET_ENCAP_FLAGS_FRAMING,
	.media = BIT(BSDNET_IFD_TYPE_SERIAL),
	.ifl_flags = BSDNET_IFL_FLAGS_POINTOPOINT,
	.priv_size = sizeof(struct chdlc),
	.config = chdlc_config,
	.reconfig = true,
	.fill = chdlc_fill,
	.proto = chdlc_proto,
	.header = chdlc_header,
	.put_proto = chdlc_put_proto,
	.frame_key = chdlc_frame_key,
	.frame_type = chdlc_frame_type,
	.start = chdlc_start,
	.stop = chdlc_stop,
};

BN_ENCAP_FILE(chdlc, &chdlc);

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "encap/chdlc_kunit.c"
#endif
