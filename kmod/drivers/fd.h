/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fd - internal interfaces of driver "fd": ifds on descriptors (IF-17)
 */
#ifndef _BSDNET_FD_H
#define _BSDNET_FD_H

#include <linux/poll.h>
#include <linux/workqueue.h>

#include "drivers/async.h"
#include "drivers/private.h"

#define BN_FD_WAITS	4	/* maximum poll wait queues of a file */
#define BN_FD_KEEPS	2	/* maximum namespaces referenced by a file */

struct bn_fd;
struct bn_fd_keep;

/**
 * struct bn_fd_kind - kind of descriptor
 * @usual: default encapsulation; NULL: the user must name one
 * @follows_netdev: EPOLLOUT reports whether the netdev at the other end is up; the file must be
 *	polled when that changes
 * @changed: true if the file is not usable any more; called at least once a second. NULL: never
 * @begin: called before the first transfer. NULL: nothing to do
 * @end: called after the last one. NULL: nothing to do
 * @read: receive the result of one read(). Return: 1: there may be more; 0: none now; -errno:
 *	end, do not read again
 * @write: write bn_fd::out, or the rest of it. Return: 1: done; 0: not complete, call again;
 *	-errno: drop the frame
 *
 * The operations are called only by bn_fd::io.
 */
struct bn_fd_kind {
	const char *usual;
	bool follows_netdev;
	bool (*changed)(struct bn_fd *fd);
	int (*begin)(struct bn_fd *fd);
	void (*end)(struct bn_fd *fd);
	int (*read)(struct bn_fd *fd);
	int (*write)(struct bn_fd *fd);
};

/**
 * struct bn_fd_wait - entry in a wait queue of the file
 * @entry: the entry
 * @head: the wait queue
 * @fd: descriptor to wake
 */
struct bn_fd_wait {
	wait_queue_entry_t entry;
	wait_queue_head_t *head;
	struct bn_fd *fd;
};

/**
 * struct bn_fd - descriptor of an ifd
 * @ifd: the ifd; NULL once it is detached
 * @kind: kind of descriptor
 * @list: list of descriptors that follow netdevs
 * @outq: complete frames to send
 * @stats: limit and counters of @outq
 * @io: work that reads and writes
 * @carrier: work that sets the carrier of the ifd from @up
 * @dead: detached: @io must release everything
 * @up: the other end is up
 * @size: longest frame (bytes)
 * @cred: credentials of the creator of the ifd, used to read and write
 * @keeps: namespaces referenced by @file; fd_keep.c
 *
 * All other fields are used only by @io; before it is queued for the first time, fd.c sets @file
 * and @sk and fd_keep.c reads them:
 *
 * @file: the open file; NULL once it was closed
 * @sk: its socket, valid as long as @file; NULL: no socket
 * @begun: @kind's begin() was called and the file is polled
 * @closed: no source can queue @io any more
 * @over: no more reads and writes
 * @retry: retry after a delay, no event will queue @io
 * @blocked: the file does not accept data now
 * @n_waits: number of @waits in use
 * @poll: poll table that adds @waits
 * @in: empty frame to read into
 * @out: frame that is being written, and its segments
 * @async: reader of octets
 * @octets: @out encoded as octets
 * @n_octets: number of @octets, 0: none
 * @written: number of @octets written
 */
struct bn_fd {
	struct bn_ifd __rcu *ifd;
	const struct bn_fd_kind *kind;
	struct list_head list;
	struct sk_buff_head outq;
	struct bn_queue_stats stats;
	struct delayed_work io;
	struct delayed_work carrier;
	bool dead;
	bool up;
	u32 size;
	const struct cred *cred;
	struct bn_fd_keep *keeps[BN_FD_KEEPS];

	struct file *file;
	struct sock *sk;
	bool begun;
	bool closed;
	bool over;
	bool retry;
	bool blocked;
	unsigned int n_waits;
	poll_table poll;
	struct bn_fd_wait waits[BN_FD_WAITS];
	struct sk_buff *in;
	struct sk_buff *out;
	struct bn_async async;
	u8 *octets;
	size_t n_octets;
	size_t written;
};

/* fd_io.c */
int bn_fd_io_init(void);
void bn_fd_io_exit(void);
void bn_fd_io_start(struct bn_fd *fd);
void bn_fd_io_kick(struct bn_fd *fd);

/* fd_io.c, for the kinds; bn_fd::io only */
ssize_t bn_fd_read(struct bn_fd *fd, void *buf, size_t size);
ssize_t bn_fd_write(struct bn_fd *fd, const void *buf, size_t size);
void bn_fd_receive(struct bn_fd *fd, struct sk_buff *skb);
struct sk_buff *bn_fd_alloc(struct bn_fd *fd, unsigned int size);
void bn_fd_drop_count(struct bn_fd *fd, enum bn_drop_reason reason);

/* fd_keep.c */
int bn_fd_keep_add(struct bn_fd *fd, const struct bn_ifd *ifd, struct netlink_ext_ack *extack);
void bn_fd_keep_drop(struct bn_fd *fd);

/* fd_tty.c */
int bn_fd_tty_init(void);
bool bn_fd_is_tty(const struct file *file);
int bn_fd_tty_ldisc(const struct file *file);

/* fd_packet.c, fd_tty.c */
extern const struct bn_fd_kind bn_fd_tun;
extern const struct bn_fd_kind bn_fd_socket;
extern const struct bn_fd_kind bn_fd_tty;

#endif /* _BSDNET_FD_H */
