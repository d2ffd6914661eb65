/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: the socket and the interfaces between the room's files
 */
#ifndef _BSDNET_SOCK_PRIVATE_H
#define _BSDNET_SOCK_PRIVATE_H

#include <linux/bsdnet_socket.h>
#include <linux/in.h>
#include <linux/socket.h>
#include <linux/xarray.h>

#include "ifs/client.h"
#include "sock/sock.h"
#include "transport/transport.h"

struct bn_session;
struct bn_tap;
struct bn_sock;

/* ---- port.c: port allocation ------------------------------------------ */

#define BN_PORT_BUCKETS 256

/**
 * struct bn_ports - the ports in use in a stack
 * @lock: guards @buckets
 * @buckets: struct bn_port_claim by protocol and port
 */
struct bn_ports {
	spinlock_t lock;	/* see above */
	struct hlist_head buckets[BN_PORT_BUCKETS];
};

/**
 * struct bn_port_claim - a port that a socket holds or requests
 * @node: in bn_ports::buckets; unhashed while no port is held
 * @port: host order; 0 on input: choose one
 * @proto: IPPROTO_UDP, or IPPROTO_ICMP where the port is the identifier
 * @instance: routing instance or BSDNET_INSTANCE_ANY
 * @laddr: local address or 0 for all
 * @reuse: may share the port with claims that have @reuse set
 * @reuseport: may share the port with claims of the same @uid that have @reuseport set
 * @uid: owner
 */
struct bn_port_claim {
	struct hlist_node node;
	u16 port;
	u8 proto;
	u32 instance;
	__be32 laddr;
	bool reuse;
	bool reuseport;
	kuid_t uid;
};

void bn_ports_init(struct bn_ports *ports);
int bn_port_claim(struct bn_ports *ports, struct bn_port_claim *claim);
void bn_port_release(struct bn_ports *ports, struct bn_port_claim *claim);

/* ---- the stack's sockets ---------------------------------------------- */

/**
 * struct bn_socks - the sockets of a stack
 * @ids: struct bn_sock by id
 * @next_id: start of the search for a free id
 * @ports: ports in use
 */
struct bn_socks {
	struct xarray ids;
	u32 next_id;
	struct bn_ports ports;
};

/* ---- the socket -------------------------------------------------------- */

/**
 * struct bn_sock_addr - the addresses that an IP socket is bound and connected to
 * @instance: routing instance or BSDNET_INSTANCE_ANY
 * @laddr: local address, 0 for all
 * @raddr: remote address, 0 while not connected
 * @lport: local port or ICMP identifier, 0 while not bound
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
 * struct bn_sock_l2 - the binding of an L2 socket
 * @client: in @ifl's list of clients while bound
 * @ifl: configuration lock; NULL while not bound or after the ifl is deleted
 * @entry: configuration lock; the entry in the L2 table; NULL if @tap is set
 * @tap: configuration lock; the tap of a socket that gets copies (l2_tap.c)
 * @copies: BSDNET_L2_TAP; does not change while bound
 * @ifl_index: the interface; kept after the ifl is deleted
 * @base_bits: length of the ifl's part of the key
 * @bits: length of @proto
 * @proto: protocol prefix
 * @joins: configuration lock; memberships (l2_join.c)
 * @n_joins: number of @joins
 */
struct bn_sock_l2 {
	struct bn_ifl_client client;
	struct bn_ifl *ifl;
	struct bn_l2_entry *entry;
	struct bn_tap *tap;
	bool copies;
	u32 ifl_index;
	u16 base_bits;
	u16 bits;
	u8 proto[BSDNET_L2_PROTO_MAX];
	struct list_head joins;
	unsigned int n_joins;
};

/* Ancillary data that recvmsg() reports */
enum bn_sock_report {
	BN_REPORT_INFO		= BIT(0),
	BN_REPORT_PKTINFO	= BIT(1),
	BN_REPORT_TTL		= BIT(2),
	BN_REPORT_TOS		= BIT(3),
};

/**
 * struct bn_sock_kind - a kind of socket
 * @name: shown to users
 * @type: SOCK_DGRAM, SOCK_RAW
 * @family: BSDNET_INET, BSDNET_L2
 * @proto: IP protocol, 0 where there is none
 * @cap: capability required to open one, -1 for none
 * @has_rport: the protocol has remote ports
 * @headroom: datagram kinds: bytes to reserve in front of the user's data
 * @len_min: datagram kinds: minimum length of the user's data (bytes)
 * @len_max: datagram kinds: maximum length of the user's data (bytes)
 * @prot: accounting
 * @ops: system calls
 * @pcb_ops: callbacks of its sessions
 * @receive: consumer of the service queue: check one packet and pass it to
 *	bn_rx_deliver(); takes the skb
 * @describe: report the sender's address and ancillary data of a received packet
 * @send: datagram kinds: complete the datagram and send it; takes the skb.
 *	0 or -errno
 * @unbind: stop receiving and release ports and memberships; socket lock held
 */
struct bn_sock_kind {
	const char *name;
	int type;
	u8 family;
	u8 proto;
	int cap;
	bool has_rport;
	unsigned int headroom;
	unsigned int len_min;
	unsigned int len_max;
	struct proto *prot;
	const struct proto_ops *ops;
	const struct bn_pcb_ops *pcb_ops;
	void (*receive)(struct bn_sock *bs, struct sk_buff *skb);
	void (*describe)(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg);
	int (*send)(struct bn_sock *bs, struct sk_buff *skb, const struct bn_ip4_tx *tx,
		    const struct bn_sock_addr *to);
	void (*unbind)(struct bn_sock *bs);
};

/**
 * struct bn_sock - a socket of AF_BSDNET
 * @sk: the generic part; must be first
 * @stack: the stack; valid as long as the socket, which holds a reference to
 *	the namespace
 * @kind: the kind of socket
 * @id: index in bn_socks::ids
 * @svcq: packets and errors for the socket
 * @error_msg: posted to @svcq when @pending_error is set
 * @pending_error: errno (positive) of an ICMP error or a lost L2 binding
 * @end: destroys the service queue after a grace period
 * @inst: socket lock; the instance that counts this socket, NULL when wild
 * @addr_lock: guards @addr and the fields of @l2 that are read without other locks
 * @addr: written under the socket lock and @addr_lock
 * @session: socket lock; entry in the PCB table
 * @port: socket lock; port of the socket
 * @bound_addr: the address was set by bind()
 * @bound_port: the port was set by bind()
 * @report: enum bn_sock_report
 * @out_ifl: interface for multicast and limited broadcast, 0: the instance's
 * @ttl: of unicast packets, 0: default
 * @mcast_ttl: of multicast packets, 0: default
 * @tos: type of service
 * @pmtudisc: IP_PMTUDISC_*
 * @l2_header: the user's frames include the L2 header
 * @l2: binding of an L2 socket
 */
struct bn_sock {
	struct sock sk;
	struct bsdnet_stack *stack;
	const struct bn_sock_kind *kind;
	u32 id;
	struct bn_svcq svcq;
	struct bn_msg error_msg;
	int pending_error;
	struct rcu_work end;
	struct bn_instance *inst;
	spinlock_t addr_lock;	/* see above */
	struct bn_sock_addr addr;
	struct bn_session *session;
	struct bn_port_claim port;
	bool bound_addr;
	bool bound_port;
	u8 report;
	u32 out_ifl;
	u8 ttl;
	u8 mcast_ttl;
	u8 tos;
	u8 pmtudisc;
	bool l2_header;
	struct bn_sock_l2 l2;
};

static inline struct bn_sock *bn_sk(const struct sock *sk)
{
	return container_of(sk, struct bn_sock, sk);
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

/* af_bsdnet.c */
int bn_af_init(void);
void bn_af_exit(void);
int bn_af_open(void);
void bn_af_close(void);
void bn_af_drain(void);
int bn_af_release(struct socket *sock);
int bn_af_ioctl(struct socket *sock, unsigned int cmd, unsigned long arg);

/* udp_sock.c, icmp_sock.c, l2_sock.c */
extern const struct bn_sock_kind bn_udp_sock_kind;
extern const struct bn_sock_kind bn_icmp_sock_kind;
extern const struct bn_sock_kind bn_l2_sock_kind;

/* ---- addr.c ------------------------------------------------------------ */

enum bn_addr_type {
	BN_ADDR_OTHER,		/* none of these */
	BN_ADDR_WILD,		/* 0.0.0.0 */
	BN_ADDR_LOCAL,
	BN_ADDR_BROADCAST,	/* 255.255.255.255 or a subnet's */
	BN_ADDR_MULTICAST,
};

enum bn_addr_type bn_addr_type(struct bsdnet_stack *stack, u32 instance, __be32 addr);
int bn_addr_check(const void *name, int len, struct sockaddr_in *sin);

/* ---- cmsg.c ------------------------------------------------------------ */

/**
 * struct bn_cmsg - parameters of one packet from ancillary data
 * @saddr: source address, 0: not given
 * @out_ifl: interface for multicast and broadcast, 0: not given
 * @instance: routing instance; valid if @has_instance
 * @ttl: 1 .. 255, 0: not given
 * @tos: valid if @has_tos
 */
struct bn_cmsg {
	__be32 saddr;
	u32 out_ifl;
	u32 instance;
	u8 ttl;
	u8 tos;
	bool has_instance;
	bool has_tos;
};

int bn_cmsg_parse(struct msghdr *msg, struct bn_cmsg *cmsg);
void bn_cmsg_put(struct bn_sock *bs, const struct sk_buff *skb, struct msghdr *msg);

/* ---- session.c: entries in the PCB table; socket lock held -------------- */
int bn_session_install(struct bn_sock *bs, const struct bn_sock_addr *addr);
void bn_session_remove(struct bn_sock *bs);
void bn_session_input(struct bn_pcb *pcb, struct sk_buff *skb);
void bn_session_error(struct bn_pcb *pcb, struct sk_buff *skb, int err, u8 type, u8 code,
		      u32 info);

/* ---- rx.c: from the demultiplexer to recvmsg() --------------------------- */
int bn_rx_init(struct bn_sock *bs);
void bn_rx_destroy(struct bn_sock *bs);
void bn_rx_enqueue(struct bn_sock *bs, struct sk_buff *skb, enum bn_drop_reason full);
void bn_rx_error(struct bn_sock *bs, int err);
void bn_rx_drain(struct bn_sock *bs);
bool bn_rx_filter(struct bn_sock *bs, struct sk_buff *skb, unsigned int keep);
void bn_rx_deliver(struct bn_sock *bs, struct sk_buff *skb);
void bn_rx_segments(struct bn_sock *bs, struct sk_buff *skb,
		    void (*receive)(struct bn_sock *bs, struct sk_buff *skb));
int bn_rx_recvmsg(struct socket *sock, struct msghdr *msg, size_t len, int flags);
__poll_t bn_rx_poll(struct file *file, struct socket *sock, struct poll_table_struct *wait);

/* ---- tx.c: common part of sendmsg(); called without the socket lock ------- */
int bn_tx_flags(const struct sock *sk, const struct msghdr *msg);
struct sk_buff *bn_tx_alloc(struct sock *sk, struct msghdr *msg, size_t len,
			    unsigned int headroom, int *err);
int bn_tx_prepare(struct bn_sock *bs, struct msghdr *msg, struct bn_ip4_tx *tx,
		  struct bn_sock_addr *to);

/* ---- dgram.c: system calls of IP datagram sockets -------------------------- */
extern const struct proto_ops bn_dgram_ops;
int bn_dgram_bind(struct socket *sock, struct sockaddr_unsized *uaddr, int len);
int bn_dgram_connect(struct socket *sock, struct sockaddr_unsized *uaddr, int len, int flags);
int bn_dgram_autobind(struct bn_sock *bs);
int bn_dgram_getname(struct socket *sock, struct sockaddr *uaddr, int peer);
int bn_dgram_shutdown(struct socket *sock, int how);
void bn_dgram_unbind(struct bn_sock *bs);
void bn_dgram_describe(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg,
		       __be16 port);

/* ---- l2_join.c ----------------------------------------------------------- */
int bn_l2_join_set(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len);
void bn_l2_join_drop_all(struct bn_sock *bs);

/* ---- l2_tap.c ------------------------------------------------------------ */
int bn_l2_tap_attach(struct bn_sock *bs, const struct bn_ifl *ifl,
		     const struct sockaddr_bsdnet *sb);
void bn_l2_tap_detach(struct bn_sock *bs);
int bn_l2_tap_setsockopt(struct socket *sock, int level, int name, sockptr_t optval,
			 unsigned int len);
int bn_l2_tap_getsockopt(struct socket *sock, int level, int name, char __user *optval,
			 int __user *optlen);
void bn_l2_tap_describe(const struct sk_buff *skb, struct msghdr *msg);

/* ---- sockopt.c ----------------------------------------------------------- */
int bn_sockopt_set(struct socket *sock, int level, int name, sockptr_t val, unsigned int len);
int bn_sockopt_get(struct socket *sock, int level, int name, char __user *val,
		   int __user *len);

#endif /* _BSDNET_SOCK_PRIVATE_H */
