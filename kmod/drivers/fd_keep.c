// SPDX-License-Identifier: GPL-2.0
/*
 * fd_keep - which namespaces are kept by the descriptors of others (IF-17, VM-1)
 *
 * A descriptor with a socket keeps the network namespace alive in which the socket was
 * made. A namespace goes when nobody uses it, and only then do its ifds let go of their
 * descriptors. So two namespaces with a descriptor of each other's, or any longer cycle,
 * would never go. An ifd that would close a cycle is therefore refused.
 *
 * For that, each stack has a list of the stacks that its descriptors keep. The initial
 * namespace never goes and needs no entry.
 *
 * Life: an entry is made before the file gets its reference and removed before the file
 * is put, so the stack in it is alive. It is removed when the ifd is detached, at the
 * latest: the keeper is alive as well.
 *
 * Synchronization: a mutex for the lists of all stacks, taken after RTNL and the
 * configuration lock. How much one call walks over is bounded.
 */
#include <linux/slab.h>
#include <net/af_unix.h>
#include <net/sock.h>

#include "drivers/fd.h"

#define WALK_MAX	4096	/* entries */

/**
 * struct bn_fd_keep - a stack that descriptors of another one keep
 * @list: in bn_drivers::keeps of the keeper
 * @stack: the stack that is kept
 * @n: how many descriptors do
 */
struct bn_fd_keep {
	struct list_head list;
	struct bsdnet_stack *stack;
	unsigned int n;
};

static DEFINE_MUTEX(keep_mutex);	/* protects the lists and what follows */
static u64 walks;

/* Is @to kept by @from, at once or through others? -ELOOP: it is; -E2BIG: cannot tell */
static int walk(struct bsdnet_stack *from, const struct bsdnet_stack *to)
{
	struct bn_drivers *at = from->drivers, *last = at, *next;
	unsigned int left = WALK_MAX;
	struct bn_fd_keep *keep;

	at->walk = ++walks;
	at->walk_next = NULL;
	for (; at; at = at->walk_next) {
		list_for_each_entry(keep, &at->keeps, list) {
			if (keep->stack == to)
				return -ELOOP;
			if (!left--)
				return -E2BIG;
			next = keep->stack->drivers;
			if (next->walk == walks)
				continue;
			next->walk = walks;
			next->walk_next = NULL;
			last->walk_next = next;
			last = next;
		}
	}
	return 0;
}

static struct bn_fd_keep *find(const struct bn_drivers *keeper, const struct bsdnet_stack *stack)
{
	struct bn_fd_keep *keep;

	list_for_each_entry(keep, &keeper->keeps, list)
		if (keep->stack == stack)
			return keep;
	return NULL;
}

static struct bn_fd_keep *make(struct bn_drivers *keeper, struct bsdnet_stack *stack)
{
	struct bn_fd_keep *keep = kzalloc(sizeof(*keep), GFP_KERNEL_ACCOUNT);

	if (!keep)
		return NULL;
	keep->stack = stack;
	list_add_tail(&keep->list, &keeper->keeps);
	return keep;
}

/* Under the mutex */
static int keep_net(struct bn_fd *fd, struct bsdnet_stack *keeper, const struct net *net,
		    unsigned int i)
{
	struct bsdnet_stack *stack = bn_stack_of(net);
	struct bn_fd_keep *keep;
	int err;

	if (net == &init_net)
		return 0;
	if (stack == keeper)
		return -EINVAL;
	keep = find(keeper->drivers, stack);
	if (!keep) {
		err = walk(stack, keeper);
		if (err)
			return err;
		keep = make(keeper->drivers, stack);
		if (!keep)
			return -ENOMEM;
	}
	keep->n++;
	fd->keeps[i] = keep;
	return 0;
}

/* The peer is connected once, for good; its namespace is kept even after it was closed */
static int keep_nets(struct bn_fd *fd, struct bsdnet_stack *keeper)
{
	struct net *peer_net = NULL;
	struct sock *peer;
	int err;

	err = keep_net(fd, keeper, sock_net(fd->sk), 0);
	if (err || fd->sk->sk_family != AF_UNIX)
		return err;
	unix_state_lock(fd->sk);
	peer = unix_sk(fd->sk)->peer;
	if (peer)
		peer_net = sock_net(peer);
	unix_state_unlock(fd->sk);
	return peer_net ? keep_net(fd, keeper, peer_net, 1) : 0;
}

static void drop(struct bn_fd_keep **slot)
{
	struct bn_fd_keep *keep = *slot;

	*slot = NULL;
	if (!keep || --keep->n)
		return;
	list_del(&keep->list);
	kfree(keep);
}

static void say_why(const struct bn_ifd *ifd, int err, struct netlink_ext_ack *extack)
{
	switch (err) {
	case -EINVAL:
		NL_SET_ERR_MSG_FMT(extack, "ifd %s: fd must be opened in another network namespace",
				   ifd->name);
		break;
	case -ELOOP:
		NL_SET_ERR_MSG_FMT(extack,
				   "ifd %s: fd's namespace keeps this one already, a cycle would last",
				   ifd->name);
		break;
	case -E2BIG:
		NL_SET_ERR_MSG_FMT(extack, "ifd %s: fd's namespace keeps too many others",
				   ifd->name);
		break;
	}
}

/**
 * bn_fd_keep_add() - a descriptor is about to keep namespaces
 * @fd: the descriptor; bn_fd::sk tells which
 * @ifd: the ifd on it
 * @extack: told the reason of a failure
 *
 * Return: 0; -EINVAL where it is the ifd's own namespace, -ELOOP where that of the ifd is
 *	already kept by it, -E2BIG where that takes too long to find out, -ENOMEM. Nothing
 *	is left then.
 * Context: process; RTNL and configuration lock. The caller holds the file.
 */
int bn_fd_keep_add(struct bn_fd *fd, const struct bn_ifd *ifd, struct netlink_ext_ack *extack)
{
	int err;

	if (!fd->sk)
		return 0;
	mutex_lock(&keep_mutex);
	err = keep_nets(fd, ifd->stack);
	mutex_unlock(&keep_mutex);
	if (err) {
		bn_fd_keep_drop(fd);
		say_why(ifd, err, extack);
	}
	return err;
}

/**
 * bn_fd_keep_drop() - a descriptor keeps no namespaces any more, or soon will not
 * @fd: the descriptor; may keep none
 *
 * Context: process.
 */
void bn_fd_keep_drop(struct bn_fd *fd)
{
	unsigned int i;

	mutex_lock(&keep_mutex);
	for (i = 0; i < ARRAY_SIZE(fd->keeps); i++)
		drop(&fd->keeps[i]);
	mutex_unlock(&keep_mutex);
}
