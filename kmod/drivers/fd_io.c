// SPDX-License-Identifier: GPL-2.0
/*
 * fd_io - read and write the descriptors of ifds (IF-17, Q-1)
 *
 * A work item per descriptor does both, a bounded number of frames per run. It is queued
 * by the file's wait queues, like a process in poll(), and by frames to send. read() and
 * write() never block.
 *
 * Lifetime: the work starts when the ifd is attached. It releases the file as soon as it cannot
 * be used any more, with the objects that the file references. Once the ifd is detached, the
 * work frees the descriptor in two steps: first it removes all sources that could queue it,
 * then it queues itself a last time and frees everything. Only module unload waits for that:
 * detach holds RTNL, which file operations may wait for.
 *
 * The file is read and written with the credentials of the creator of the ifd: a peer with
 * SO_PASSCRED receives those, not the credentials of the worker.
 *
 * Locking: fields used only by the work need no lock, because a work item is not
 * reentrant. The work uses the ifd under RCU. Another work item sets the carrier of the
 * ifd under the configuration lock; detach holds that lock while it waits for this work
 * to end, so the work only tries to take it.
 */
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/net.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "drivers/fd.h"

#define BATCH		64		/* frames per direction and run */
#define RETRY		1		/* jiffies */
#define WATCH		HZ		/* jiffies between checks of a file that may change */
#define HEADROOM	(NET_SKB_PAD + BSDNET_L2_HEADER_MAX)

static struct workqueue_struct *io_wq;
static atomic_t n_open = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(all_closed);

/**
 * bn_fd_io_kick() - queue the work of a descriptor
 * @fd: the descriptor
 *
 * Context: any; the caller prevents that @fd is freed.
 */
void bn_fd_io_kick(struct bn_fd *fd)
{
	mod_delayed_work(io_wq, &fd->io, 0);
}

/**
 * bn_fd_drop_count() - count a dropped frame that has no skb
 * @fd: the descriptor
 * @reason: drop reason
 *
 * Context: any.
 */
void bn_fd_drop_count(struct bn_fd *fd, enum bn_drop_reason reason)
{
	const struct bn_ifd *ifd;

	rcu_read_lock();
	ifd = rcu_dereference(fd->ifd);
	if (ifd)
		bn_drop_count(ifd->stack, reason);
	rcu_read_unlock();
}

/* ---- reading ----------------------------------------------------------- */

static ssize_t result_of(ssize_t n)
{
	return n == -EAGAIN || n == -EINTR || n == -ERESTARTSYS ? 0 : n;
}

/**
 * bn_fd_read() - read from the descriptor without blocking
 * @fd: the descriptor
 * @buf: buffer
 * @size: size of @buf (bytes), not 0
 *
 * Return: bytes read; 0: nothing available now; -ENODATA: end of file; -errno.
 * Context: bn_fd::io.
 */
ssize_t bn_fd_read(struct bn_fd *fd, void *buf, size_t size)
{
	struct kiocb iocb = { .ki_filp = fd->file, .ki_flags = IOCB_NOWAIT };
	struct kvec vec = { .iov_base = buf, .iov_len = size };
	struct iov_iter iter;
	ssize_t n;

	iov_iter_kvec(&iter, ITER_DEST, &vec, 1, size);
	n = vfs_iocb_iter_read(fd->file, &iocb, &iter);
	return n ? result_of(n) : -ENODATA;
}

/**
 * bn_fd_alloc() - allocate an empty frame with headroom for output headers
 * @fd: the descriptor
 * @size: size of the frame (bytes)
 *
 * Return: the frame or NULL.
 * Context: bn_fd::io.
 */
struct sk_buff *bn_fd_alloc(struct bn_fd *fd, unsigned int size)
{
	struct sk_buff *skb = alloc_skb(HEADROOM + NET_IP_ALIGN + size, GFP_KERNEL);

	if (skb)
		skb_reserve(skb, HEADROOM + NET_IP_ALIGN);
	else
		fd->retry = true;
	return skb;
}

/* Set headers like a driver; for Ethernet, data at the network header */
static bool set_headers(const struct bn_ifd *ifd, struct sk_buff *skb)
{
	const struct bn_encap *encap = READ_ONCE(ifd->layer.encap);

	skb_reset_mac_header(skb);
	skb->pkt_type = PACKET_HOST;
	if (ifd->type != BSDNET_IFD_TYPE_ETHER)
		return true;
	if (skb->len < ETH_HLEN)
		return false;
	if (encap->frame_type)
		encap->frame_type(&ifd->layer, skb);
	skb_pull(skb, ETH_HLEN);
	return true;
}

static void fd_io_receive(struct bn_ifd *ifd, struct sk_buff *skb)
{
	int reason;

	memset(bn_pkt(skb), 0, sizeof(struct bn_pkt));
	bn_pkt(skb)->stack = ifd->stack;
	if (READ_ONCE(ifd->down) & BSDNET_IF_DOWN_ADMIN)
		reason = BN_DROP_IF_DOWN;
	else if (!set_headers(ifd, skb))
		reason = BN_DROP_L2_BAD_HEADER;
	else
		reason = bn_input_frame(ifd, skb);
	if (reason)
		bn_drop(skb, reason);
}

/**
 * bn_fd_receive() - receive a frame
 * @fd: the descriptor
 * @skb: the frame, allocated by bn_fd_alloc(); consumed
 *
 * Context: bn_fd::io.
 */
void bn_fd_receive(struct bn_fd *fd, struct sk_buff *skb)
{
	struct bn_ifd *ifd;

	local_bh_disable();
	rcu_read_lock();
	ifd = rcu_dereference(fd->ifd);
	if (ifd)
		fd_io_receive(ifd, skb);
	else
		kfree_skb(skb);
	rcu_read_unlock();
	local_bh_enable();
}

/* Return: true if there may be more */
static bool fd_io_input(struct bn_fd *fd)
{
	unsigned int n;
	int ret;

	for (n = 0; n < BATCH && !fd->over; n++) {
		ret = fd->kind->read(fd);
		if (ret < 0)
			fd->over = true;
		if (ret <= 0)
			return false;
	}
	return !fd->over;
}

/* ---- writing ----------------------------------------------------------- */

/**
 * bn_fd_write() - write to the descriptor without blocking
 * @fd: the descriptor
 * @buf: data
 * @size: length of @buf (bytes)
 *
 * Return: bytes written; 0: the file is blocked; -errno.
 * Context: bn_fd::io.
 */
ssize_t bn_fd_write(struct bn_fd *fd, const void *buf, size_t size)
{
	struct kiocb iocb = { .ki_filp = fd->file, .ki_flags = IOCB_NOWAIT };
	struct kvec vec = { .iov_base = (void *)buf, .iov_len = size };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_SOURCE, &vec, 1, size);
	return result_of(vfs_iocb_iter_write(fd->file, &iocb, &iter));
}

/* Segment, or complete the checksum, like a device: files do not support offloads */
static struct sk_buff *fd_io_resolve(struct sk_buff *skb)
{
	struct sk_buff *segments;

	if (skb_is_gso(skb)) {
		segments = bn_gso_segment(skb, 0, true);
		if (IS_ERR_OR_NULL(segments))
			return NULL;
		consume_skb(skb);
		return segments;
	}
	if (skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb))
		return NULL;
	return skb_linearize(skb) ? NULL : skb;
}

/* The stack of a packet may be freed while the packet is here: do not use bn_pkt() */
static bool next_frame(struct bn_fd *fd)
{
	struct sk_buff *skb;

	while (!fd->out) {
		bn_queue_note(&fd->stats, skb_queue_len_lockless(&fd->outq));
		skb = skb_dequeue(&fd->outq);
		if (!skb)
			return false;
		skb_orphan(skb);
		fd->out = fd_io_resolve(skb);
		if (fd->out)
			break;
		kfree_skb(skb);
		bn_fd_drop_count(fd, BN_DROP_NO_MEMORY);
	}
	return true;
}

static void end_of_frame(struct bn_fd *fd, bool sent)
{
	struct sk_buff *skb = fd->out;

	fd->out = skb->next;
	skb_mark_not_on_list(skb);
	if (sent) {
		consume_skb(skb);
		return;
	}
	kfree_skb(skb);
	bn_fd_drop_count(fd, BN_DROP_L2_XMIT);
}

/* Return: true if there may be more */
static bool fd_io_output(struct bn_fd *fd)
{
	unsigned int n;
	int ret;

	fd->blocked = false;
	for (n = 0; n < BATCH && next_frame(fd); n++) {
		ret = fd->over ? -EPIPE : fd->kind->write(fd);
		if (!ret) {
			fd->blocked = true;
			return false;
		}
		end_of_frame(fd, ret > 0);
	}
	return n == BATCH;
}

/* ---- carrier ----------------------------------------------------------- */

static void fd_io_tell(struct bn_ifd *ifd, bool up)
{
	u32 others = ifd->down & ~BSDNET_IF_DOWN_CARRIER;
	u32 down = others | (up ? 0 : BSDNET_IF_DOWN_CARRIER);

	if (down == ifd->down)
		return;
	WRITE_ONCE(ifd->down, down);
	bn_ifd_changed(ifd);
}

/* Detach waits for this work, so the ifd stays valid */
static void carrier(struct work_struct *work)
{
	struct bn_fd *fd = container_of(to_delayed_work(work), struct bn_fd, carrier);
	struct bsdnet_stack *stack;
	struct bn_ifd *ifd;

	rcu_read_lock();
	ifd = rcu_dereference(fd->ifd);
	rcu_read_unlock();
	if (!ifd)
		return;
	stack = ifd->stack;
	if (!mutex_trylock(&stack->cfg_mutex)) {
		queue_delayed_work(system_power_efficient_wq, &fd->carrier, RETRY);
		return;
	}
	if (rcu_access_pointer(fd->ifd))
		fd_io_tell(ifd, READ_ONCE(fd->up));
	bn_cfg_unlock(stack);
}

static void set_up(struct bn_fd *fd, bool up)
{
	if (up == fd->up)
		return;
	WRITE_ONCE(fd->up, up);
	rcu_read_lock();
	if (rcu_access_pointer(fd->ifd))
		queue_delayed_work(system_power_efficient_wq, &fd->carrier, 0);
	rcu_read_unlock();
}

/* Poll the file. Some files wake their waiters only after a poll */
static void look(struct bn_fd *fd)
{
	__poll_t events = EPOLLHUP;
	bool up;

	if (!fd->over)
		events = vfs_poll(fd->file, NULL);
	up = !(events & (EPOLLERR | EPOLLHUP));
	if (fd->kind->follows_netdev)
		up &= !!(events & EPOLLOUT);
	set_up(fd, up);
	/* writable again; or poll is wrong, so retry with a delay */
	if (fd->blocked && events & EPOLLOUT)
		fd->retry = true;
}

/* ---- the work ---------------------------------------------------------- */

static int wake(wait_queue_entry_t *entry, unsigned int mode, int sync, void *key)
{
	bn_fd_io_kick(container_of(entry, struct bn_fd_wait, entry)->fd);
	return 0;
}

static void add_wait(struct file *file, wait_queue_head_t *head, poll_table *poll)
{
	struct bn_fd *fd = container_of(poll, struct bn_fd, poll);
	struct bn_fd_wait *wait = &fd->waits[fd->n_waits];

	if (WARN_ON_ONCE(fd->n_waits == BN_FD_WAITS))
		return;
	fd->n_waits++;
	init_waitqueue_func_entry(&wait->entry, wake);
	wait->head = head;
	wait->fd = fd;
	add_wait_queue(head, &wait->entry);
}

static void begin(struct bn_fd *fd)
{
	int err = fd->kind->begin ? fd->kind->begin(fd) : 0;

	fd->begun = true;
	if (err) {
		net_info_ratelimited("cannot use the descriptor of an ifd, error %d\n", -err);
		fd->over = true;
		return;
	}
	init_poll_funcptr(&fd->poll, add_wait);
	vfs_poll(fd->file, &fd->poll);
}

static void close_sources(struct bn_fd *fd)
{
	while (fd->n_waits) {
		fd->n_waits--;
		remove_wait_queue(fd->waits[fd->n_waits].head,
				  &fd->waits[fd->n_waits].entry);
	}
}

static void close_file(struct bn_fd *fd)
{
	if (!fd->file)
		return;
	close_sources(fd);
	bn_fd_keep_drop(fd);
	fput(fd->file);
	fd->file = NULL;
	fd->sk = NULL;
}

static void free_fd(struct bn_fd *fd)
{
	if (fd->kind->end)
		fd->kind->end(fd);
	kfree_skb_list(fd->out);
	kfree_skb(fd->in);
	close_file(fd);
	put_cred(fd->cred);
	kfree(fd);
	if (atomic_dec_and_test(&n_open))
		wake_up_all(&all_closed);
}

/* Return: true if there may be more */
static bool transfer(struct bn_fd *fd)
{
	const struct cred *own = override_creds(fd->cred);
	bool more;

	if (!fd->begun && !fd->over)
		begin(fd);
	more = fd_io_input(fd);
	more |= fd_io_output(fd);
	look(fd);
	revert_creds(own);
	return more;
}

static void io(struct work_struct *work)
{
	struct bn_fd *fd = container_of(to_delayed_work(work), struct bn_fd, io);
	bool more;

	if (fd->closed) {
		free_fd(fd);
		return;
	}
	if (READ_ONCE(fd->dead)) {
		/* from here on only the next line queues the work */
		close_sources(fd);
		fd->closed = true;
		bn_fd_io_kick(fd);
		return;
	}
	fd->retry = false;
	if (!fd->over && fd->kind->changed && fd->kind->changed(fd))
		fd->over = true;
	more = transfer(fd);
	if (fd->over)
		close_file(fd);
	if (more)
		bn_fd_io_kick(fd);
	else if (fd->retry)
		queue_delayed_work(io_wq, &fd->io, RETRY);
	else if (fd->kind->changed && !fd->over)
		queue_delayed_work(io_wq, &fd->io, WATCH);
}

/**
 * bn_fd_io_start() - start reading and writing
 * @fd: the descriptor, complete; owned by its work from now on
 *
 * Context: RTNL and configuration lock.
 */
void bn_fd_io_start(struct bn_fd *fd)
{
	atomic_inc(&n_open);
	INIT_DELAYED_WORK(&fd->io, io);
	INIT_DELAYED_WORK(&fd->carrier, carrier);
	bn_fd_io_kick(fd);
}

/**
 * bn_fd_io_init() - allocate the workqueue of all descriptors
 *
 * Return: 0 or -ENOMEM.
 * Context: module load.
 */
int bn_fd_io_init(void)
{
	io_wq = alloc_workqueue("bsdnet_fd", WQ_UNBOUND, 0);
	return io_wq ? 0 : -ENOMEM;
}

/**
 * bn_fd_io_exit() - undo bn_fd_io_init()
 *
 * Context: module unload; no ifds exist. Waits until all descriptors are freed.
 */
void bn_fd_io_exit(void)
{
	wait_event(all_closed, !atomic_read(&n_open));
	destroy_workqueue(io_wq);
}
