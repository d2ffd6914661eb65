// SPDX-License-Identifier: GPL-2.0
/*
 * diag - list sockets for the control channel (SK-1)
 *
 * Takes neither the socket lock nor the configuration lock: callers may hold the
 * configuration lock, which is taken after the socket lock.
 */
#include <net/sock.h>

#include "sock/socket.h"

static void diag_fill_inet(struct bn_sock *bs, struct bn_sock_info *info)
{
	struct bn_sock_addr addr = bn_sock_addr_read(bs);

	info->instance = addr.instance;
	info->laddr = addr.laddr;
	info->raddr = addr.raddr;
	/* a raw socket has none */
	info->lport = bs->kind == &bn_raw_sock_kind ? 0 : addr.lport;
	info->rport = addr.rport;
}

static void diag_fill_l2(struct bn_sock *bs, struct bn_sock_info *info)
{
	spin_lock(&bs->addr_lock);
	info->ifl_index = bs->l2.ifl_index;
	info->l2_bits = bs->l2.bits;
	memcpy(info->l2_proto, bs->l2.proto, sizeof(info->l2_proto));
	spin_unlock(&bs->addr_lock);
}

static void diag_fill_ddp(struct bn_sock *bs, struct bn_sock_info *info)
{
	struct bn_ddp_addr local, remote;

	spin_lock(&bs->addr_lock);
	local = bs->ddp.local;
	remote = bs->ddp.remote;
	spin_unlock(&bs->addr_lock);
	info->ddp_lnet = local.net;
	info->ddp_lnode = local.node;
	info->lport = htons(local.sock);
	info->ddp_rnet = remote.net;
	info->ddp_rnode = remote.node;
	info->rport = htons(remote.sock);
}

static void diag_fill(struct bn_sock *bs, struct bn_sock_info *info)
{
	struct sock *sk = &bs->sk;

	BUILD_BUG_ON(sizeof(info->l2_proto) != sizeof(bs->l2.proto));
	memset(info, 0, sizeof(*info));
	info->id = bs->id;
	info->type = bs->kind->type;
	info->family = bs->kind->family;
	info->proto = bs->sk.sk_protocol;
	if (bs->kind->family == BSDNET_L2)
		diag_fill_l2(bs, info);
	else if (bs->kind->family == BSDNET_APPLETALK)
		diag_fill_ddp(bs, info);
	else
		diag_fill_inet(bs, info);
	info->rmem = atomic_read(&sk->sk_rmem_alloc);
	info->wmem = sk_wmem_alloc_get(sk);
	info->uid = from_kuid_munged(sock_net(sk)->user_ns, sk_uid(sk));
	info->ino = sock_i_ino(sk);
	info->drops = sk_drops_read(sk);
}

/**
 * bn_sock_next() - return the next socket in order of ids
 * @stack: the stack
 * @after: id of the previous socket, 0 at the start
 * @info: filled in
 *
 * Return: false at the end.
 * Context: process.
 */
bool bn_sock_next(struct bsdnet_stack *stack, u32 after, struct bn_sock_info *info)
{
	unsigned long id = after;
	struct bn_sock *bs;

	/* a socket is freed at least a grace period after it is removed from ids */
	rcu_read_lock();
	bs = xa_find_after(&stack->socks->ids, &id, U32_MAX, XA_PRESENT);
	if (bs)
		diag_fill(bs, info);
	rcu_read_unlock();
	return bs;
}
