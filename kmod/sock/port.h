/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: the ports in use in a stack
 */
#ifndef _BSDNET_SOCK_PORT_H
#define _BSDNET_SOCK_PORT_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/uidgid.h>

#define BN_PORT_BUCKETS 256

/**
 * struct bn_ports - the ports in use in a stack
 * @buckets: struct bn_port_claim by protocol and port, with a lock each
 */
struct bn_ports {
	struct bn_port_bucket {
		spinlock_t lock;	/* guards @claims */
		struct hlist_head claims;
	} buckets[BN_PORT_BUCKETS];
};

/**
 * struct bn_port_claim - a port that a socket holds or requests
 * @node: in bn_ports::buckets; unhashed while no port is held
 * @port: host order; 0 on input: choose one
 * @first: least port to choose, 0: of the dynamic ports
 * @last: greatest one, 0: of all
 * @proto: IPPROTO_UDP, or IPPROTO_ICMP where the port is the identifier
 * @instance: routing instance or BSDNET_INSTANCE_ANY
 * @ifl: interface that the socket is bound to, 0: all
 * @laddr: local address or 0 for all
 * @reuse: may share the port with claims that have @reuse set
 * @reuseport: may share the port with claims of the same @uid that have @reuseport set
 * @uid: owner
 */
struct bn_port_claim {
	struct hlist_node node;
	u16 port;
	u16 first;
	u16 last;
	u8 proto;
	u32 instance;
	u32 ifl;
	__be32 laddr;
	bool reuse;
	bool reuseport;
	kuid_t uid;
};

void bn_ports_init(struct bn_ports *ports);
int bn_port_claim(struct bn_ports *ports, struct bn_port_claim *claim);
void bn_port_release(struct bn_ports *ports, struct bn_port_claim *claim);

#endif /* _BSDNET_SOCK_PORT_H */
