// SPDX-License-Identifier: GPL-2.0
/*
 * hdlcpair - two serial ports back to back, as veth is for Ethernet
 *
 * Each receives what the other sends. Both are devices of the kernel's HDLC layer, so
 * that its Cisco HDLC, Frame Relay and PPP can be the other end of a line for tests
 * (SIOCWANDEV chooses). That layer works in the initial namespace only; the end
 * that something else takes over may be moved.
 *
 * Both keep carrier: whether a line works that has one is what is tested.
 */
#include <linux/hdlc.h>
#include <linux/if_arp.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

static struct net_device *ports[2];

static struct net_device *peer_of(const struct net_device *dev)
{
	return ports[dev == ports[0]];
}

static netdev_tx_t pair_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct net_device *peer = peer_of(dev);

	/* a port that is open has a protocol, which hdlc_type_trans() needs */
	if (!netif_running(peer)) {
		dev->stats.tx_dropped++;
		kfree_skb(skb);
		return NETDEV_TX_OK;
	}
	dev->stats.tx_packets++;
	dev->stats.tx_bytes += skb->len;
	peer->stats.rx_packets++;
	peer->stats.rx_bytes += skb->len;
	skb_scrub_packet(skb, true);
	skb->pkt_type = PACKET_HOST;
	skb->protocol = hdlc_type_trans(skb, peer);
	netif_rx(skb);
	return NETDEV_TX_OK;
}

static int pair_attach(struct net_device *dev, unsigned short encoding, unsigned short parity)
{
	return 0;
}

static int pair_open(struct net_device *dev)
{
	int err = hdlc_open(dev);

	if (!err)
		netif_start_queue(dev);
	return err;
}

static int pair_stop(struct net_device *dev)
{
	netif_stop_queue(dev);
	hdlc_close(dev);
	return 0;
}

static const struct net_device_ops pair_ops = {
	.ndo_open = pair_open,
	.ndo_stop = pair_stop,
	.ndo_start_xmit = hdlc_start_xmit,
	.ndo_siocwandev = hdlc_ioctl,
};

static struct net_device *add_port(void)
{
	struct net_device *dev = alloc_hdlcdev(NULL);

	if (!dev)
		return NULL;
	dev->netdev_ops = &pair_ops;
	dev->tx_queue_len = 100;
	dev_to_hdlc(dev)->attach = pair_attach;
	dev_to_hdlc(dev)->xmit = pair_xmit;
	if (!register_hdlc_device(dev))
		return dev;
	free_netdev(dev);
	return NULL;
}

static void remove_port(struct net_device *dev)
{
	unregister_hdlc_device(dev);
	free_netdev(dev);
}

static int __init pair_init(void)
{
	ports[0] = add_port();
	if (!ports[0])
		return -ENOMEM;
	ports[1] = add_port();
	if (ports[1])
		return 0;
	remove_port(ports[0]);
	return -ENOMEM;
}

/* Both are closed before either is freed */
static void __exit pair_exit(void)
{
	rtnl_lock();
	dev_close(ports[0]);
	dev_close(ports[1]);
	rtnl_unlock();
	synchronize_net();
	remove_port(ports[0]);
	remove_port(ports[1]);
}

module_init(pair_init);
module_exit(pair_exit);

MODULE_DESCRIPTION("Two HDLC ports back to back, for tests");
MODULE_AUTHOR("The bsdnet project");
MODULE_LICENSE("GPL");
