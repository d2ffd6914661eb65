// SPDX-License-Identifier: GPL-2.0
/*
 * af_bsdnet - the address family: opening and closing sockets (SK-1)
 *
 * Lifetime: socket() allocates a socket. An open socket holds references to its
 * namespace and to the module. close() removes it from all tables and does not
 * wait. After a grace period, when softirqs can no longer find the socket, a
 * worker waits for the consumer of its service queue and drops the last
 * reference. The memory is freed a grace period after the last packet that the
 * socket sent is freed. A closed socket holds no reference to the module, so
 * that the module can be removed right after a program exits; module unload
 * waits until all closed sockets are freed.
 *
 * Synchronization: the socket lock, and bn_sock::addr_lock for readers that may
 * not take the socket lock. The lock classes are the kernel's per address
 * family ("sk_lock-AF_ASH"). Lock order: socket lock -> RTNL -> configuration lock.
 */
#include <asm/ioctls.h>
#include <linux/capability.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/sockios.h>
#include <linux/wait_bit.h>

#include "sock/af_bsdnet.h"
#include "sock/mcast.h"
#include "sock/rx.h"
#include "sock/socket.h"
#include "sock/stamp.h"

static struct workqueue_struct *closers;
static atomic_t sockets_left = ATOMIC_INIT(0);

static const struct bn_sock_kind *const kinds[] = {
	&bn_udp_sock_kind,
	&bn_icmp_sock_kind,
	&bn_raw_sock_kind,
	&bn_ddp_sock_kind,
	&bn_l2_sock_kind,
};

/* Map the arguments of socket() to a kind. Protocol 0 means BSDNET_INET, whose
 * SOCK_DGRAM defaults to UDP.
 */
static int find_kind(int type, int protocol, const struct bn_sock_kind **found)
{
	unsigned int family = protocol >> 8, proto = protocol & 0xff;
	bool type_known = false;
	unsigned int i;

	if (protocol < 0 || protocol > 0xffff)
		return -EPROTONOSUPPORT;
	if (!protocol)
		family = BSDNET_INET;
	if (family == BSDNET_INET && type == SOCK_DGRAM && !proto)
		proto = IPPROTO_UDP;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (kinds[i]->family != family)
			continue;
		type_known |= kinds[i]->type == type;
		if (kinds[i]->type == type &&
		    (kinds[i]->any_proto ? proto : kinds[i]->proto == proto)) {
			*found = kinds[i];
			return 0;
		}
	}
	return type_known || family != BSDNET_INET ? -EPROTONOSUPPORT : -ESOCKTNOSUPPORT;
}

static void instance_hold(struct bn_sock *bs)
{
	rcu_read_lock();
	bs->inst = bn_instance_get(bs->stack, 0);
	if (bs->inst)
		atomic_inc(&bs->inst->socks);
	rcu_read_unlock();
}

static void instance_put(struct bn_sock *bs)
{
	if (bs->inst)
		atomic_dec(&bs->inst->socks);
	bs->inst = NULL;
}

/* sk_destruct. Context: RCU callback, because SOCK_RCU_FREE is set; bn_af_drain()
 * depends on this.
 */
static void destruct(struct sock *sk)
{
	struct bn_sock *bs = bn_sk(sk);

	__skb_queue_purge(&sk->sk_receive_queue);
	__skb_queue_purge(&sk->sk_error_queue);
	/* the grace period of the last reader has passed */
	kfree(rcu_access_pointer(bs->options));
	WARN_ON_ONCE(atomic_read(&sk->sk_rmem_alloc));
	WARN_ON_ONCE(refcount_read(&sk->sk_wmem_alloc));
	sock_prot_inuse_add(sock_net(sk), sk->sk_prot, -1);
	bn_obj_put_count(bs->stack, BN_OBJ_SOCK);
	if (atomic_dec_and_test(&sockets_left))
		wake_up_var(&sockets_left);
}

static void end_of_socket(struct work_struct *work)
{
	struct bn_sock *bs = container_of(to_rcu_work(work), struct bn_sock, end);

	bn_rx_destroy(bs);
	sock_put(&bs->sk);
}

static void init_socket(struct socket *sock, struct sock *sk, struct bsdnet_stack *stack,
			const struct bn_sock_kind *kind, int protocol)
{
	struct bn_sock *bs = bn_sk(sk);

	sock_init_data(sock, sk);
	sk->sk_protocol = kind->any_proto ? protocol & 0xff : kind->proto;
	sk->sk_destruct = destruct;
	sock_set_flag(sk, SOCK_RCU_FREE);
	bs->stack = stack;
	bs->kind = kind;
	bs->mcast_ttl = 1;
	spin_lock_init(&bs->addr_lock);
	INIT_HLIST_NODE(&bs->port.node);
	xa_init(&bs->early);
	INIT_LIST_HEAD(&bs->l2.client.list);
	INIT_LIST_HEAD(&bs->l2.client.guest);
	INIT_LIST_HEAD(&bs->l2.joins);
	INIT_HLIST_HEAD(&bs->memberships);
	INIT_RCU_WORK(&bs->end, end_of_socket);
	atomic_inc(&sockets_left);
	bn_obj_get_count(stack, BN_OBJ_SOCK);
	sock_prot_inuse_add(sock_net(sk), sk->sk_prot, 1);
	instance_hold(bs);
}

static int af_bsdnet_create(struct net *net, struct socket *sock, int protocol, int kern)
{
	struct bsdnet_stack *stack = bn_stack_of(net);
	const struct bn_sock_kind *kind;
	struct bn_sock *bs;
	struct sock *sk;
	int err;

	err = find_kind(sock->type, protocol, &kind);
	if (err)
		return err;
	if (kind->cap >= 0 && !kern && !ns_capable(net->user_ns, kind->cap))
		return -EPERM;

	sk = sk_alloc(net, PF_BSDNET, GFP_KERNEL, kind->prot, kern);
	if (!sk)
		return -ENOMEM;
	init_socket(sock, sk, stack, kind, protocol);
	bs = bn_sk(sk);
	err = bn_rx_init(bs);
	if (err)
		goto put;
	err = xa_alloc_cyclic(&stack->socks->ids, &bs->id, bs, XA_LIMIT(1, U32_MAX),
			      &stack->socks->next_id, GFP_KERNEL_ACCOUNT);
	if (err < 0)
		goto destroy;
	/* from now on packets may arrive */
	err = kind->open ? kind->open(bs) : 0;
	if (err)
		goto erase;
	sock->ops = kind->ops;
	/* refuse options of SOL_SOCKET that would have no effect: set_socket() */
	set_bit(SOCK_CUSTOM_SOCKOPT, &sock->flags);
	return 0;

erase:
	xa_erase(&stack->socks->ids, bs->id);
destroy:
	bn_rx_destroy(bs);
put:
	instance_put(bs);
	sock_orphan(sk);
	sock->sk = NULL;
	sock_put(sk);
	return err;
}

/**
 * bn_af_release() - close()
 * @sock: the socket
 *
 * Return: 0.
 * Context: process.
 */
int bn_af_release(struct socket *sock)
{
	struct sock *sk = sock->sk;
	struct bn_sock *bs;

	if (!sk)
		return 0;
	bs = bn_sk(sk);
	xa_erase(&bs->stack->socks->ids, bs->id);
	lock_sock(sk);
	bs->kind->unbind(bs);
	bn_mcast_drop_all(bs);
	bn_stamp_release(bs);
	instance_put(bs);
	sk->sk_state = TCP_CLOSE;
	WRITE_ONCE(sk->sk_shutdown, SHUTDOWN_MASK);
	release_sock(sk);
	sock_orphan(sk);
	sock->sk = NULL;
	queue_rcu_work(closers, &bs->end);
	return 0;
}

static int next_datagram_len(struct sock *sk)
{
	const struct sk_buff *skb;
	int len = 0;

	bn_rx_drain(bn_sk(sk));
	spin_lock_bh(&sk->sk_receive_queue.lock);
	skb = skb_peek(&sk->sk_receive_queue);
	if (skb)
		len = skb->len;
	spin_unlock_bh(&sk->sk_receive_queue.lock);
	return len;
}

/**
 * bn_af_ioctl() - ioctl(): FIONREAD (bytes of the next datagram), SIOCOUTQ
 * @sock: the socket
 * @cmd: the request
 * @arg: user pointer to an int
 *
 * Return: 0, -EFAULT, or -ENOIOCTLCMD for other requests.
 * Context: process.
 */
int bn_af_ioctl(struct socket *sock, unsigned int cmd, unsigned long arg)
{
	struct sock *sk = sock->sk;

	switch (cmd) {
	case SIOCINQ:
		return put_user(next_datagram_len(sk), (int __user *)arg);
	case SIOCOUTQ:
		return put_user(sk_wmem_alloc_get(sk), (int __user *)arg);
	default:
		return -ENOIOCTLCMD;
	}
}

static const struct net_proto_family family_ops = {
	.family = PF_BSDNET,
	.create = af_bsdnet_create,
	.owner = THIS_MODULE,
};

/**
 * bn_af_init() - register the protocols and create the workqueue, at module load
 *
 * Return: 0 or -errno.
 */
int bn_af_init(void)
{
	unsigned int i;
	int err;

	closers = alloc_workqueue("bsdnet_close", WQ_UNBOUND, 0);
	if (!closers)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		err = proto_register(kinds[i]->prot, 1);
		if (err)
			goto unwind;
	}
	return 0;

unwind:
	while (i--)
		proto_unregister(kinds[i]->prot);
	destroy_workqueue(closers);
	return err;
}

/**
 * bn_af_exit() - reverse of bn_af_init()
 */
void bn_af_exit(void)
{
	unsigned int i = ARRAY_SIZE(kinds);

	while (i--)
		proto_unregister(kinds[i]->prot);
	destroy_workqueue(closers);
}

/**
 * bn_af_open() - register the address family
 *
 * Return: 0, -EEXIST if the number is in use, or another -errno; logs the error.
 */
int bn_af_open(void)
{
	int err = sock_register(&family_ops);

	if (err == -EEXIST)
		pr_err("address family %d is in use by another module; build with BSDNET_CFLAGS=-DAF_BSDNET=N for a free number N\n",
		       AF_BSDNET);
	else if (err)
		pr_err("cannot register address family %d: error %d\n", AF_BSDNET, err);
	return err;
}

/**
 * bn_af_close() - unregister the address family
 *
 * Context: module unload; no socket is open, because an open socket holds a
 *	reference to the module.
 */
void bn_af_close(void)
{
	sock_unregister(PF_BSDNET);
}

/**
 * bn_af_drain() - wait until all closed sockets are freed
 *
 * A socket is not freed before the packets that it sent. Call this after the stacks
 * are stopped and their queued packets dropped.
 *
 * Context: module unload, no lock held.
 */
void bn_af_drain(void)
{
	wait_var_event(&sockets_left, !atomic_read(&sockets_left));
	/* the RCU callback that woke us may still run in destruct() */
	rcu_barrier();
}

MODULE_ALIAS_NETPROTO(PF_BSDNET);

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/af_bsdnet_kunit.c"
#endif
