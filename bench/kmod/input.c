// SPDX-License-Identifier: GPL-2.0
/*
 * input - what it costs to take a frame that is tagged twice in, up to the end of IP input,
 * where it is dropped: it is for another host, and nothing forwards
 *
 * Frames are handed to a netdev as its driver would do it. Whoever is configured on
 * it, bsdnet's ifls or the kernel's VLAN devices, has interfaces with outer tag 802.1ad 1 + i / INNER
 * and inner tag 802.1Q 1 + i % INNER for each i below their number. Making a frame
 * and freeing it, without delivery, is measured separately.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/nsproxy.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>
#include <net/ip.h>

#include "bench.h"

#define FRAMES	(BENCH_PIECES * 1024)
#define BURST	64
#define INNER	4000

struct frame {
	struct ethhdr eth;
	struct vlan_hdr outer, inner;
	struct iphdr iph;
	u8 payload[26];
} __packed;

static struct net_device *dev;
static struct frame frame;
static u32 *asked;		/* which ifl each frame is for */

static void make_frame(void)
{
	struct iphdr *iph = &frame.iph;

	memset(&frame, 0, sizeof(frame));
	ether_addr_copy(frame.eth.h_dest, dev->dev_addr);
	eth_random_addr(frame.eth.h_source);
	frame.eth.h_proto = htons(ETH_P_8021AD);
	frame.outer.h_vlan_encapsulated_proto = htons(ETH_P_8021Q);
	frame.inner.h_vlan_encapsulated_proto = htons(ETH_P_IP);
	iph->version = 4;
	iph->ihl = 5;
	iph->ttl = 64;
	iph->protocol = IPPROTO_UDP;
	iph->tot_len = htons(sizeof(*iph) + sizeof(frame.payload));
	iph->saddr = htonl(0xc6336407);
	iph->daddr = htonl(0xcb007109);
	ip_send_check(iph);
}

static struct sk_buff *frame_for(u32 ifl)
{
	struct sk_buff *skb = netdev_alloc_skb_ip_align(dev, sizeof(frame));

	if (!skb)
		return NULL;
	frame.outer.h_vlan_TCI = htons(1 + ifl / INNER);
	frame.inner.h_vlan_TCI = htons(1 + ifl % INNER);
	skb_put_data(skb, &frame, sizeof(frame));
	skb->protocol = eth_type_trans(skb, dev);
	return skb;
}

static unsigned long frames_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	unsigned long sum = 0;

	for (; n; n--, first++) {
		struct sk_buff *skb = frame_for(asked[first]);

		sum += !!skb;
		kfree_skb(skb);
	}
	return sum;
}

static unsigned long receive(unsigned int first, unsigned int n, bool one)
{
	unsigned long sum = 0;
	unsigned int k;

	for (; n; n -= BURST) {
		local_bh_disable();
		for (k = 0; k < BURST; k++, first++) {
			struct sk_buff *skb = frame_for(one ? 0 : asked[first]);

			if (skb)
				sum += netif_receive_skb(skb);
		}
		local_bh_enable();	/* what was queued is served */
	}
	return sum;
}

static unsigned long one_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	return receive(first, n, true);
}

static unsigned long all_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	return receive(first, n, false);
}

/**
 * bench_input() - measure with the interfaces there are
 * @name: netdev in the network namespace of whoever loads the module
 * @ifls: how many interfaces are on it
 *
 * Return: 0 or a negative error.
 */
int bench_input(const char *name, unsigned int ifls)
{
	static struct bench_runner runners[] = {
		{ .who = "frames", .pass = frames_pass },
		{ .who = "one", .pass = one_pass },
		{ .who = "all", .pass = all_pass },
		{}
	};
	struct rnd_state random;
	char tags[32];
	unsigned int i;

	dev = dev_get_by_name(current->nsproxy->net_ns, name);
	if (!dev)
		return -ENODEV;
	asked = vmalloc_array(FRAMES, sizeof(*asked));
	if (asked && ifls) {
		prandom_seed_state(&random, 9);
		for (i = 0; i < FRAMES; i++)
			asked[i] = prandom_u32_state(&random) % ifls;
		make_frame();
		bench_measure(runners, NULL, FRAMES);
		snprintf(tags, sizeof(tags), ", \"ifls\": \"%u\"", ifls);
		bench_tell_all("ifl_input", runners, FRAMES, tags);
	}
	i = asked && ifls;
	vfree(asked);
	dev_put(dev);
	return i ? 0 : -EINVAL;
}
