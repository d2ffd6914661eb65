/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fd - what the files of driver "fd" share: ifds on descriptors (IF-17)
 */
#ifndef _BSDNET_FD_H
#define _BSDNET_FD_H

#include <linux/poll.h>
#include <linux/workqueue.h>

#include "drivers/async.h"
#include "drivers/private.h"

#define BN_FD_WAITS	4	/* wait queues that one file may have for poll */
#define BN_FD_KEEPS	2	/* namespaces that one file may keep */

struct bn_fd;
struct bn_fd_keep;

/**
 * struct bn_fd_kind - kind of descriptor
 * @usual: encapsulation where none was asked for; NULL: one must be
 * @follows_netdev: it tells by EPOLLOUT whether the netdev at its other end is up, and
 *	someone has to look when that changes
 * @changed: it is no longer what was handed over; asked once a second at least. NULL: cannot be
 * @begin: before the first transfer. NULL: nothing
 * @end: after the last one. NULL: nothing
 * @read: take what one read() gives. Return: 1: there may be more; 0: there is none now; -errno:
 *	there never will be again
 * @write: write bn_fd::out, or what is left of it. Return: 1: done; 0: not all now, call again;
 *	-errno: it can't be
 *
 * The operations are called by bn_fd::io alone.
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
 * struct bn_fd_wait - place in a wait queue of the file
 * @entry: what stands there
 * @head: the wait queue
 * @fd: whom to wake
 */
struct bn_fd_wait {
	wait_queue_entry_t entry;
	wait_queue_head_t *head;
	struct bn_fd *fd;
};

/**
 * struct bn_fd - a descriptor under an ifd
 * @ifd: the ifd; NULL once it is detached
 * @kind: what the descriptor is
 * @list: among those that follow netdevs
 * @outq: frames on their way out, complete
 * @io: reads and writes
 * @carrier: tells the ifd about @up
 * @dead: detached: @io shall let go of all
 * @up: the other end is there
 * @size: longest frame, bytes
 * @cred: credentials of who made the ifd: reading and writing is done with them
 * @keeps: the namespaces that @file keeps; fd_keep.c
 *
 * Of @io alone, as is all that follows:
 *
 * @file: the open file; NULL once it is of no use any more
 * @sk: its socket, lives as long as the reference to @file; NULL: it has none
 * @begun: @kind's begin() has been called and the file is polled
 * @closed: nothing wakes @io any more
 * @over: nothing will be read or written any more
 * @retry: try again after a while, nothing will wake us
 * @blocked: the file takes no more for now
 * @n_waits: how many @waits are in use
 * @poll: makes @waits
 * @in: empty frame to read into
 * @out: frame that is being written, and its segments
 * @async: reader of octets
 * @octets: @out as octets
 * @n_octets: how many, 0: none
 * @written: how many of these are written
 */
struct bn_fd {
	struct bn_ifd __rcu *ifd;
	const struct bn_fd_kind *kind;
	struct list_head list;
	struct sk_buff_head outq;
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

/* fd_io.c, for the kinds: read() and write() that never wait. 0: not now; -ENODATA: end of file */
ssize_t bn_fd_read(struct bn_fd *fd, void *buf, size_t size);
ssize_t bn_fd_write(struct bn_fd *fd, const void *buf, size_t size);
/* A frame has come in; taken */
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
