// SPDX-License-Identifier: GPL-2.0
/*
 * fd_keep - prevent reference cycles of namespaces through descriptors (IF-17, VM-1)
 *
 * A descriptor with a socket holds a reference to the network namespace of the socket.
 * A namespace is freed when its last reference is dropped, and only then do its ifds
 * release their descriptors. So namespaces with descriptors of each other, or any
 * longer cycle, would never be freed. Adding an ifd that would close a cycle fails.
 *
 * Each stack has a list of the stacks that its descriptors reference ("keep"). The
 * initial namespace is never freed and needs no entry.
 *
 * Lifetime: an entry is added before the reference to the file is taken and removed before
 * it is dropped, so the referenced stack is valid. It is removed at detach of the ifd
 * at the latest, so the referencing stack is valid as well.
 *
 * Locking: a mutex for the lists of all stacks, taken after RTNL and the
 * configuration lock. The entries visited by one call are limited to WALK_MAX.
 */
#include <linux/slab.h>
#include <net/af_unix.h>
#include <net/sock.h>

#include "drivers/fd.h"

#define WALK_MAX	4096	/* entries */

/**
 * struct bn_fd_keep - a stack referenced by descriptors of another one
 * @list: bn_drivers::keeps of the referencing stack
 * @stack: the referenced stack
 * @n: number of descriptors
 */
struct bn_fd_keep {
	struct list_head list;
	struct bsdnet_stack *stack;
	unsigned int n;
};

static DEFINE_MUTEX(keep_mutex);	/* protects the lists, bn_drivers::walk and @walks */
static u64 walks;

/* Check that @from does not reference @to, directly or through others. -ELOOP: it does; -E2BIG:
 * too many entries to decide
 */
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

static struct bn_fd_keep *fd_keep_find(const struct bn_drivers *keeper,
				       const struct bsdnet_stack *stack)
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

/* keep_mutex held */
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
	keep = fd_keep_find(keeper->drivers, stack);
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

/* The peer of a connected socket never changes; its namespace is referenced even after it closes */
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

static void fd_keep_drop(struct bn_fd_keep **slot)
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
				   "ifd %s: fd's namespace references this one: would form a cycle",
				   ifd->name);
		break;
	case -E2BIG:
		NL_SET_ERR_MSG_FMT(extack, "ifd %s: fd's namespace references too many others",
				   ifd->name);
		break;
	}
}

/**
 * bn_fd_keep_add() - record the namespaces that a descriptor will reference
 * @fd: the descriptor; bn_fd::sk determines the namespaces
 * @ifd: its ifd
 * @extack: error report
 *
 * Return: 0; -EINVAL if it is the ifd's own namespace, -ELOOP if it already references
 *	the ifd's namespace, -E2BIG if there are too many entries to decide, -ENOMEM. No side
 *	effects on failure.
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
 * bn_fd_keep_drop() - undo bn_fd_keep_add()
 * @fd: the descriptor; may have no entries
 *
 * Context: process.
 */
void bn_fd_keep_drop(struct bn_fd *fd)
{
	unsigned int i;

	mutex_lock(&keep_mutex);
	for (i = 0; i < ARRAY_SIZE(fd->keeps); i++)
		fd_keep_drop(&fd->keeps[i]);
	mutex_unlock(&keep_mutex);
}
