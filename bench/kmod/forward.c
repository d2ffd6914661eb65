// SPDX-License-Identifier: GPL-2.0
/*
 * forward - what it costs to forward a packet: frames are made here, handed to a device, and
 * counted as they leave another one
 *
 * Contestants take turns, each with a pair of devices of its own:
 *
 *	generator	frames are made and received, and freed by an rx_handler: what
 *			neither stack can avoid, and what is to be subtracted
 *	floor		an rx_handler sends them on as they are: the least that anybody does
 *	linux, bsdnet	the stacks, configured by whoever loads the module
 *
 * Ways to hand them over (@feed): "receive" calls netif_receive_skb() as a simple driver does;
 * "list" netif_receive_skb_list(), and "gro" napi_gro_receive() from a NAPI poll, as those of
 * network cards do; "xmit" sends them on the other end of a veth pair. @burst frames are handed
 * over before softirqs run.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/etherdevice.h>
#include <linux/if_pppox.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/ppp_defs.h>
#include <linux/prandom.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>
#include <net/gro.h>
#include <net/ip.h>

#include "bench.h"

#define FRAMES	(BENCH_PIECES * 512)
#define WAYS	4
#define L2_MAX	32

enum { GENERATOR, FLOOR, LINUX, BSDNET };

static char *in[WAYS], *out[WAYS];
static int n_in, n_out;
module_param_array(in, charp, &n_in, 0444);
MODULE_PARM_DESC(in, "devices that frames are handed to: of generator, floor, linux, bsdnet");
module_param_array(out, charp, &n_out, 0444);
MODULE_PARM_DESC(out, "devices that they leave");

static char *feed = "receive";
module_param(feed, charp, 0444);
MODULE_PARM_DESC(feed, "receive, list, gro or xmit");

static char *encap = "";
module_param(encap, charp, 0444);
MODULE_PARM_DESC(encap, "of the frames: vlan (id 100) or pppoe (session 1)");

static unsigned int burst = 1;
module_param(burst, uint, 0444);
MODULE_PARM_DESC(burst, "frames between two runs of softirqs, which divides 512");

static unsigned int bytes = 46;
module_param(bytes, uint, 0444);
MODULE_PARM_DESC(bytes, "length of the IP packets");

static bool many;
module_param(many, bool, 0444);
MODULE_PARM_DESC(many, "random destinations in 11.0.0.0 - 126.255.255.255, not one");

static char *kind = "";
module_param_named(case, kind, charp, 0444);
MODULE_PARM_DESC(case, "the name of what is measured, for results");

static struct way {
	struct net_device *in, *out;
} ways[WAYS];

static __be32 *asked;		/* destination of each frame */
static u8 l2[L2_MAX];		/* header of the frames */
static unsigned int l2_len;
static struct iphdr ip_header;
static struct net_device *napi_dev;
static struct napi_struct napi;
static struct sk_buff_head waiting;	/* for the NAPI poll */

static void make_l2(void)
{
	static const u8 to[ETH_ALEN] = { 2, 0, 0, 0, 0, 1 }, from[ETH_ALEN] = { 2, 0, 0, 0, 0, 2 };
	struct ethhdr *eth = (struct ethhdr *)l2;
	__be16 *behind = (__be16 *)(eth + 1);

	ether_addr_copy(eth->h_dest, to);
	ether_addr_copy(eth->h_source, from);
	eth->h_proto = htons(ETH_P_IP);
	l2_len = sizeof(*eth);
	if (!strcmp(encap, "vlan")) {
		eth->h_proto = htons(ETH_P_8021Q);
		behind[0] = htons(100);
		behind[1] = htons(ETH_P_IP);
		l2_len += VLAN_HLEN;
	} else if (!strcmp(encap, "pppoe")) {
		eth->h_proto = htons(ETH_P_PPP_SES);
		behind[0] = htons(0x1100);
		behind[1] = htons(1);
		behind[2] = htons(bytes + 2);
		behind[3] = htons(PPP_IP);
		l2_len += PPPOE_SES_HLEN;
	}
}

static void make_ip(void)
{
	ip_header = (struct iphdr){
		.version = 4,
		.ihl = 5,
		.ttl = 64,
		.protocol = IPPROTO_UDP,
		.tot_len = htons(bytes),
		.saddr = htonl(0x0a000102),
	};
}

static struct sk_buff *frame_for(struct net_device *dev, __be32 daddr)
{
	struct sk_buff *skb = netdev_alloc_skb_ip_align(dev, l2_len + bytes);
	struct iphdr *iph;

	if (unlikely(!skb))
		return NULL;
	skb_reset_mac_header(skb);
	skb_put_data(skb, l2, l2_len);
	iph = skb_put(skb, bytes);
	*iph = ip_header;
	iph->daddr = daddr;
	ip_send_check(iph);
	return skb;
}

static struct sk_buff *received(struct net_device *dev, unsigned int frame)
{
	struct sk_buff *skb = frame_for(dev, asked[frame]);

	if (likely(skb))
		skb->protocol = eth_type_trans(skb, dev);
	return skb;
}

static void feed_receive(const struct way *way, unsigned int first)
{
	struct sk_buff *skb;
	unsigned int i;

	for (i = 0; i < burst; i++) {
		skb = received(way->in, first + i);
		if (likely(skb))
			netif_receive_skb(skb);
	}
}

static void feed_list(const struct way *way, unsigned int first)
{
	struct sk_buff *skb;
	LIST_HEAD(list);
	unsigned int i;

	for (i = 0; i < burst; i++) {
		skb = received(way->in, first + i);
		if (likely(skb))
			list_add_tail(&skb->list, &list);
	}
	netif_receive_skb_list(&list);
}

static int forward_poll(struct napi_struct *napi, int budget)
{
	struct sk_buff *skb;
	int done = 0;

	while (done < budget && (skb = __skb_dequeue(&waiting))) {
		napi_gro_receive(napi, skb);
		done++;
	}
	if (done < budget)
		napi_complete_done(napi, done);
	return done;
}

static void feed_gro(const struct way *way, unsigned int first)
{
	struct sk_buff *skb;
	unsigned int i;

	for (i = 0; i < burst; i++) {
		skb = received(way->in, first + i);
		if (likely(skb))
			__skb_queue_tail(&waiting, skb);
	}
	napi_schedule(&napi);
}

static void feed_xmit(const struct way *way, unsigned int first)
{
	struct sk_buff *skb;
	unsigned int i;

	for (i = 0; i < burst; i++) {
		skb = frame_for(way->in, asked[first + i]);
		if (unlikely(!skb))
			continue;
		skb_set_network_header(skb, l2_len);
		skb->protocol = ((const struct ethhdr *)l2)->h_proto;
		dev_queue_xmit(skb);
	}
}

static void (*feed_fn)(const struct way *way, unsigned int first);

static const struct {
	const char *name;
	void (*fn)(const struct way *way, unsigned int first);
} feeds[] = {
	{ "receive", feed_receive },
	{ "list", feed_list },
	{ "gro", feed_gro },
	{ "xmit", feed_xmit },
};

static unsigned long feed_way(unsigned int number, unsigned int first, unsigned int n)
{
	unsigned int end = first + n;

	for (; first < end; first += burst) {
		local_bh_disable();
		feed_fn(&ways[number], first);
		local_bh_enable();
	}
	return n;
}

#define PASS(name, number)									\
static unsigned long name(const struct bench_set *set, unsigned int first, unsigned int n)	\
{												\
	return feed_way(number, first, n);							\
}

PASS(generator_pass, GENERATOR)
PASS(floor_pass, FLOOR)
PASS(linux_pass, LINUX)
PASS(bsdnet_pass, BSDNET)

static rx_handler_result_t free_frame(struct sk_buff **pskb)
{
	consume_skb(*pskb);
	return RX_HANDLER_CONSUMED;
}

static rx_handler_result_t send_frame(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;

	skb->dev = rcu_dereference(skb->dev->rx_handler_data);
	skb_push(skb, ETH_HLEN);
	dev_queue_xmit(skb);
	return RX_HANDLER_CONSUMED;
}

/* What receives: of a veth pair the other end */
static struct net_device *receiver(const struct way *way)
{
	struct net *net = dev_net(way->in);

	return feed_fn == feed_xmit ? __dev_get_by_index(net, dev_get_iflink(way->in)) : way->in;
}

static u64 left(unsigned int number)
{
	struct rtnl_link_stats64 stats;

	return dev_get_stats(ways[number].out, &stats)->tx_packets;
}

/* Every frame must leave, but those that the generator frees */
static int check_way(const struct bench_runner *runner, unsigned int number)
{
	u64 want = number == GENERATOR ? 0 : FRAMES / BENCH_PIECES;
	u64 before = left(number), seen;

	runner->pass(NULL, 0, FRAMES / BENCH_PIECES);
	cond_resched();
	seen = left(number) - before;
	if (seen == want)
		return 0;
	pr_err("%s: %s: %llu of %llu frames left %s\n", kind, runner->who, seen, want,
	       ways[number].out->name);
	return -EBADMSG;
}

static int measure_ways(void)
{
	static struct bench_runner runners[] = {
		[GENERATOR] = { .who = "generator", .pass = generator_pass },
		[FLOOR] = { .who = "floor", .pass = floor_pass },
		[LINUX] = { .who = "linux", .pass = linux_pass },
		[BSDNET] = { .who = "bsdnet", .pass = bsdnet_pass },
		{}
	};
	char tags[64];
	unsigned int i;
	int err;

	for (i = 0; i < WAYS; i++) {
		err = check_way(&runners[i], i);
		if (err)
			return err;
	}
	bench_measure(runners, NULL, FRAMES);
	snprintf(tags, sizeof(tags), ", \"case\": \"%s\"", kind);
	bench_tell_all("forward", runners, FRAMES, tags);
	return 0;
}

static int with_handlers(void)
{
	struct net_device *generator, *floor;
	int err = -ENODEV;

	rtnl_lock();
	generator = receiver(&ways[GENERATOR]);
	floor = receiver(&ways[FLOOR]);
	if (generator && floor)
		err = netdev_rx_handler_register(generator, free_frame, NULL);
	if (!err) {
		err = netdev_rx_handler_register(floor, send_frame, ways[FLOOR].out);
		if (err)
			netdev_rx_handler_unregister(generator);
	}
	rtnl_unlock();
	if (err)
		return err;
	err = measure_ways();
	rtnl_lock();
	netdev_rx_handler_unregister(floor);
	netdev_rx_handler_unregister(generator);
	rtnl_unlock();
	return err;
}

static int with_napi(void)
{
	int err;

	napi_dev = alloc_netdev_dummy(0);
	if (!napi_dev)
		return -ENOMEM;
	skb_queue_head_init(&waiting);
	netif_napi_add(napi_dev, &napi, forward_poll);
	napi_enable(&napi);
	err = with_handlers();
	napi_disable(&napi);
	netif_napi_del(&napi);
	free_netdev_dummy(napi_dev);
	return err;
}

static void put_ways(void)
{
	unsigned int i;

	for (i = 0; i < WAYS; i++) {
		dev_put(ways[i].in);
		dev_put(ways[i].out);
	}
}

static int get_ways(void)
{
	struct net *net = current->nsproxy->net_ns;
	unsigned int i;

	if (n_in != WAYS || n_out != WAYS)
		return -EINVAL;
	for (i = 0; i < WAYS; i++) {
		ways[i].in = dev_get_by_name(net, in[i]);
		ways[i].out = dev_get_by_name(net, out[i]);
		if (!ways[i].in || !ways[i].out)
			return -ENODEV;
	}
	return 0;
}

static int find_feed(void)
{
	unsigned int i;

	if (!burst || FRAMES / BENCH_PIECES % burst || bytes < sizeof(ip_header) ||
	    bytes > ETH_DATA_LEN)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(feeds); i++)
		if (!strcmp(feed, feeds[i].name))
			feed_fn = feeds[i].fn;
	return feed_fn ? 0 : -EINVAL;
}

/* One destination: 11.0.0.1 */
static void draw_destinations(void)
{
	struct rnd_state random;
	unsigned int i;

	prandom_seed_state(&random, 9);
	for (i = 0; i < FRAMES; i++)
		asked[i] = htonl(many ? 0x0b000000 + prandom_u32_state(&random) % 0x74000000 :
					0x0b000001);
}

/**
 * bench_forward() - measure with the devices and stacks as they are configured
 *
 * Return: 0 or a negative error.
 */
int bench_forward(void)
{
	int err = find_feed();

	if (err)
		return err;
	asked = vmalloc_array(FRAMES, sizeof(*asked));
	if (!asked)
		return -ENOMEM;
	draw_destinations();
	make_l2();
	make_ip();
	err = get_ways();
	if (!err)
		err = with_napi();
	put_ways();
	vfree(asked);
	return err;
}
