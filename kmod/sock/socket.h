/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: the socket
 */
#ifndef _BSDNET_SOCK_SOCKET_H
#define _BSDNET_SOCK_SOCKET_H

#include <linux/bsdnet_socket.h>
#include <linux/in.h>
#include <linux/socket.h>
#include <linux/xarray.h>

#include "ddp/ddp.h"
#include "sock/kind.h"
#include "sock/l2.h"
#include "sock/port.h"
#include "sock/sock.h"

struct bn_cork;
struct bn_raw_entry;
struct bn_session;

/**
 * struct bn_socks - the sockets of a stack
 * @ids: struct bn_sock by id
 * @next_id: start of the search for a free id
 * @ports: ports in use
 * @group_lock: serializes changes of groups of SO_REUSEPORT
 */
struct bn_socks {
	struct xarray ids;
	u32 next_id;
	struct bn_ports ports;
	struct mutex group_lock; /* see above */
};

/**
 * struct bn_sock_addr - the addresses that an IP socket is bound and connected to
 * @instance: routing instance or BSDNET_INSTANCE_ANY
 * @laddr: local address, 0 for all
 * @raddr: remote address, 0 while not connected
 * @lport: local port or ICMP identifier, 0 while not bound; of a raw socket the protocol
 * @rport: remote port
 */
struct bn_sock_addr {
	u32 instance;
	__be32 laddr;
	__be32 raddr;
	__be16 lport;
	__be16 rport;
};

/**
 * enum bn_sock_opts - options that are on or off
 * @BN_OPT_INFO: report BSDNET_INFO
 * @BN_OPT_PKTINFO: report IP_PKTINFO
 * @BN_OPT_TTL: report IP_TTL
 * @BN_OPT_TOS: report IP_TOS
 * @BN_OPT_OPTIONS: report IP_RECVOPTS
 * @BN_OPT_RETOPTS: report IP_RETOPTS
 * @BN_OPT_ORIGDSTADDR: report IP_ORIGDSTADDR
 * @BN_OPT_REPORTS: any of the above
 * @BN_OPT_RECVERR: queue ICMP errors with what they quote
 * @BN_OPT_FREEBIND: may be bound to addresses that are not local
 * @BN_OPT_TRANSPARENT: the same, and may send from them (SK-5)
 * @BN_OPT_NO_LOOP: multicasts are not delivered to this host
 * @BN_OPT_NO_MC_ALL: only multicasts of the socket's own memberships are for it
 * @BN_OPT_HDRINCL: raw: the user's data begin with the IP header
 * @BN_OPT_NODEFRAG: raw: accepted; fragments are reassembled before they are delivered
 * @BN_OPT_CORK: UDP_CORK: sends complete no datagram
 * @BN_OPT_GRO: UDP_GRO: receives segmented datagrams as one
 */
enum bn_sock_opts {
	BN_OPT_INFO		= BIT(0),
	BN_OPT_PKTINFO		= BIT(1),
	BN_OPT_TTL		= BIT(2),
	BN_OPT_TOS		= BIT(3),
	BN_OPT_OPTIONS		= BIT(4),
	BN_OPT_RETOPTS		= BIT(5),
	BN_OPT_ORIGDSTADDR	= BIT(6),
	BN_OPT_REPORTS		= BIT(7) - 1,
	BN_OPT_RECVERR		= BIT(7),
	BN_OPT_FREEBIND		= BIT(8),
	BN_OPT_TRANSPARENT	= BIT(9),
	BN_OPT_NO_LOOP		= BIT(10),
	BN_OPT_CORK		= BIT(11),
	BN_OPT_GRO		= BIT(12),
	BN_OPT_HDRINCL		= BIT(13),
	BN_OPT_NODEFRAG		= BIT(14),
	BN_OPT_NO_MC_ALL	= BIT(15),
};

/**
 * struct bn_sock_options - IP options of a socket
 * @rcu: for freeing
 * @options: the options
 */
struct bn_sock_options {
	struct rcu_head rcu;
	struct bn_ip4_options options;
};

/**
 * struct bn_sock_ddp - an AppleTalk socket
 * @session: what it is to the protocol
 * @local: copy of the session's address
 * @remote: address of the peer; @remote.node is 0 while not connected
 */
struct bn_sock_ddp {
	struct bn_ddp_session session;
	struct bn_ddp_addr local;
	struct bn_ddp_addr remote;
};

/**
 * struct bn_sock - a socket of AF_BSDNET
 * @sk: the generic part; must be first
 * @stack: the stack; valid as long as the socket, which holds a reference to
 *	the namespace
 * @kind: the kind of socket
 * @id: index in bn_socks::ids
 * @svcq: packets and errors for the socket
 * @buffer: bound of the receive buffer
 * @data_ready: the generic sk_data_ready()
 * @error_msg: posted to @svcq when @pending_error is set
 * @pending_error: errno (positive) of an ICMP error or a lost L2 binding
 * @end: destroys the service queue after a grace period
 * @inst: socket lock; the instance that counts this socket, NULL when wild
 * @addr_lock: guards @addr and the fields of @l2 and @ddp that are read without other locks
 * @addr: written under the socket lock and @addr_lock
 * @session: socket lock; entry in the PCB table
 * @raw: raw: socket lock; the entry of room inet
 * @icmp_filter: raw, ICMP: types that are not delivered, a bit for each
 * @port: socket lock; port of the socket
 * @early: socket lock; its copies of the binding (early.c), by ifl_index
 * @bound_addr: the address was set by bind()
 * @bound_port: the port was set by bind()
 * @opts: enum bn_sock_opts; written under the socket lock
 * @in_ifl: interface that the socket is bound to, 0: all; changed under the socket lock
 * @out_ifl: interface for multicast and limited broadcast, 0: the instance's
 * @mcast_ifl: IP_MULTICAST_IF: interface for multicast, 0: not set
 * @mcast_addr: IP_MULTICAST_IF: source address of multicasts, 0: not set
 * @memberships: struct bn_membership; written under the socket lock, read under RCU
 * @ttl: of unicast packets, 0: default
 * @mcast_ttl: of multicast packets
 * @tos: type of service
 * @min_ttl: IP_MINTTL: packets with a lower TTL are dropped
 * @options: IP_OPTIONS; NULL: none
 * @port_range: IP_LOCAL_PORT_RANGE: first port, and last port << 16; 0: the default
 * @gso_size: UDP_SEGMENT: payload of a segment in bytes, 0: off
 * @cork: socket lock; UDP_CORK, MSG_MORE: a datagram that is not complete
 * @pmtudisc: IP_PMTUDISC_*
 * @holds_ticks: socket lock; the socket asked for time stamps
 * @l2_header: the user's frames include the L2 header
 * @l2: binding of an L2 socket
 * @ddp: AppleTalk: addresses, written under the socket lock and @addr_lock
 */
struct bn_sock {
	struct sock sk;
	struct bsdnet_stack *stack;
	const struct bn_sock_kind *kind;
	u32 id;
	struct bn_svcq svcq;
	struct bn_queue_stats buffer;
	void (*data_ready)(struct sock *sk);
	struct bn_msg error_msg;
	int pending_error;
	struct rcu_work end;
	struct bn_instance *inst;
	spinlock_t addr_lock;	/* see above */
	struct bn_sock_addr addr;
	struct bn_session *session;
	struct bn_raw_entry *raw;
	u32 icmp_filter;
	struct bn_port_claim port;
	struct xarray early;
	bool bound_addr;
	bool bound_port;
	u32 opts;
	u32 in_ifl;
	u32 out_ifl;
	u32 mcast_ifl;
	__be32 mcast_addr;
	struct hlist_head memberships;
	u8 ttl;
	u8 mcast_ttl;
	u8 tos;
	u8 pmtudisc;
	u8 min_ttl;
	struct bn_sock_options __rcu *options;
	u32 port_range;
	u16 gso_size;
	struct bn_cork *cork;
	bool holds_ticks;
	bool l2_header;
	struct bn_sock_l2 l2;
	struct bn_sock_ddp ddp;
};

/* The interface that multicasts and limited broadcasts leave by, 0: the instance's */
static inline u32 bn_sock_out_ifl(const struct bn_sock *bs)
{
	return READ_ONCE(bs->out_ifl) ? : READ_ONCE(bs->in_ifl);
}

/* The interface that packets to @daddr leave by if they are multicasts or limited broadcasts. A
 * socket that is bound to an interface sends there.
 */
static inline u32 bn_sock_ifl_to(const struct bn_sock *bs, __be32 daddr)
{
	u32 mcast_ifl = READ_ONCE(bs->mcast_ifl);

	if (unlikely(mcast_ifl) && ipv4_is_multicast(daddr) && !READ_ONCE(bs->in_ifl))
		return mcast_ifl;
	return bn_sock_out_ifl(bs);
}

static inline bool bn_sock_has(const struct bn_sock *bs, enum bn_sock_opts opt)
{
	return READ_ONCE(bs->opts) & opt;
}

static inline void bn_sock_set(struct bn_sock *bs, enum bn_sock_opts opt, bool on)
{
	WRITE_ONCE(bs->opts, on ? bs->opts | opt : bs->opts & ~opt);
}

/* Whether addresses or a port are set, which are valid in one instance. Socket lock held */
static inline bool bn_sock_is_bound(const struct bn_sock *bs)
{
	if (bs->kind == &bn_raw_sock_kind)
		return bs->bound_addr || bs->addr.raddr;
	return bs->addr.lport;
}

/* Receive what @addr and bn_sock::in_ifl select. A raw socket receives before it is bound. Socket
 * lock held; 0, or -errno with nothing changed
 */
static inline int bn_sock_reinstall(struct bn_sock *bs, const struct bn_sock_addr *addr)
{
	return bs->raw ? bs->kind->install(bs, addr) : 0;
}

static inline struct bn_sock *bn_sk(const struct sock *sk)
{
	return container_of(sk, struct bn_sock, sk);
}

/* The user may take packets and use addresses that are not this host's (SK-5, SK-6) */
static inline bool bn_sock_may_net_admin(const struct bn_sock *bs)
{
	struct user_namespace *ns = sock_net(&bs->sk)->user_ns;

	return ns_capable(ns, CAP_NET_RAW) || ns_capable(ns, CAP_NET_ADMIN);
}

/* May send options that are unknown to the stack */
static inline bool bn_sock_may_any_option(const struct bn_sock *bs)
{
	return ns_capable(sock_net(&bs->sk)->user_ns, CAP_NET_RAW);
}

/* A consistent copy, without the socket lock */
static inline struct bn_sock_addr bn_sock_addr_read(struct bn_sock *bs)
{
	struct bn_sock_addr addr;

	spin_lock(&bs->addr_lock);
	addr = bs->addr;
	spin_unlock(&bs->addr_lock);
	return addr;
}

static inline void bn_sock_addr_write(struct bn_sock *bs, const struct bn_sock_addr *addr)
{
	spin_lock(&bs->addr_lock);
	bs->addr = *addr;
	spin_unlock(&bs->addr_lock);
}

#endif /* _BSDNET_SOCK_SOCKET_H */
