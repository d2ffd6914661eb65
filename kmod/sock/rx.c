// SPDX-License-Identifier: GPL-2.0
/*
 * rx - receive path from the demultiplexer to recvmsg() (SK-1, Q-5, Q-8)
 *
 *	softirq   bn_rx_enqueue(): charge the receive buffer, add the packet to the
 *		  socket's service queue, wake a reader
 *	consumer  the kind's receive(): checks, filter; bn_rx_deliver(): receive
 *		  queue, wakeup
 *	reader    bn_rx_recvmsg()
 *
 * A packet is charged to the receive buffer (sk_rmem_alloc, with truesize) from
 * before it enters the service queue until it is freed, so SO_RCVBUF limits both
 * queues together. Its high-water mark is kept by who takes packets out, and where it is full.
 *
 * The consumer is usually the reader: recvmsg() and poll() consume the service queue before
 * they look for packets and before they sleep, and a packet for a sleeping reader wakes it instead
 * of a worker. If no reader sleeps, packets wait for the next call (svcq.c). A worker
 * is the consumer where somebody else wants to know of packets: a process that asked
 * for signals, or a kernel user's data_ready().
 *
 * Calls that change what becomes of packets consume the queue first: a filter is for the
 * packets that arrive after it was attached.
 *
 * Only the consumer changes the socket because of packets, ICMP errors included; errors of
 * IP_RECVERR are queued in softirq.
 */
#include <linux/filter.h>
#include <linux/poll.h>
#include <linux/skbuff.h>

#include "core/latency.h"
#include "sock/errqueue.h"
#include "sock/rx.h"
#include "sock/stamp.h"

/* Maximum length of the service queue in packets; the receive buffer may allow fewer */
#define SVCQ_LIMIT 1024

#define SVCQ_ERROR (BN_SVCQ_PACKET + 1)

static void take_error(struct bn_sock *bs)
{
	struct sock *sk = &bs->sk;
	int err = xchg(&bs->pending_error, 0);

	if (!err || sock_flag(sk, SOCK_DEAD))
		return;
	WRITE_ONCE(sk->sk_err, err);
	sk_error_report(sk);
}

static void rx_consume(struct bn_svcq *svcq, unsigned long kind, void *item)
{
	struct bn_sock *bs = svcq->priv;

	if (kind == BN_SVCQ_PACKET)
		bs->kind->receive(bs, item);
	else
		take_error(bs);
}

/* Others than readers want to know of packets */
static bool rx_wanted(const struct bn_sock *bs)
{
	return READ_ONCE(bs->sk.sk_data_ready) != bs->data_ready ||
	       sock_flag(&bs->sk, SOCK_FASYNC);
}

/* bn_svcq::notify */
static bool rx_notify(struct bn_svcq *svcq)
{
	struct bn_sock *bs = svcq->priv;

	if (unlikely(rx_wanted(bs)))
		return false;
	bs->data_ready(&bs->sk);
	return true;
}

/* The socket counts its drops itself; what is not of the service queue was too much for the
 * buffer, but for packets with a low TTL and taps without memory
 */
static void buffer_read(const struct bn_queue_stats *stats, struct bn_queue_figures *figures)
{
	const struct bn_sock *bs = container_of(stats, struct bn_sock, buffer);

	figures->name = bs->svcq.stats.name;
	figures->len = atomic_read(&bs->sk.sk_rmem_alloc);
	figures->limit = READ_ONCE(bs->sk.sk_rcvbuf);
	figures->drops = (u32)sk_drops_read(&bs->sk) - (u32)atomic64_read(&bs->svcq.stats.drops);
}

static const struct bn_queue_kind buffer_kind = {
	.name = "receive",
	.unit = "bytes",
	.read = buffer_read,
};

static void note_used(struct bn_sock *bs)
{
	bn_queue_note(&bs->buffer, atomic_read(&bs->sk.sk_rmem_alloc));
}

/**
 * bn_rx_init() - initialize the socket's service queue
 * @bs: the socket
 *
 * Return: 0 or -errno.
 */
int bn_rx_init(struct bn_sock *bs)
{
	int err;

	bs->data_ready = bs->sk.sk_data_ready;
	err = bn_svcq_init(&bs->svcq, bs->stack, bs->kind->name, SVCQ_LIMIT, bs, rx_consume);
	if (err)
		return err;
	err = bn_registry_add(bs->stack, &bs->buffer, bs->kind->name, &buffer_kind,
			      bs->sk.sk_rcvbuf);
	if (err) {
		bn_svcq_destroy(&bs->svcq, BN_DROP_SOCK_CLOSED);
		return err;
	}
	bs->svcq.notify = rx_notify;
	return 0;
}

/**
 * bn_rx_destroy() - wait for the consumer and drop queued packets
 * @bs: the socket; removed from all tables at least a grace period ago
 *
 * Context: process, may sleep.
 */
void bn_rx_destroy(struct bn_sock *bs)
{
	bn_registry_remove(&bs->buffer);
	bn_svcq_destroy(&bs->svcq, BN_DROP_SOCK_CLOSED);
}

/* Charge @skb to the receive buffer until it is freed; any previous charge is released.
 * Return false if there is no room. A packet larger than the buffer is accepted if no other
 * packet is charged.
 */
static bool rx_charge(struct sock *sk, struct sk_buff *skb)
{
	unsigned int room = READ_ONCE(sk->sk_rcvbuf), used;

	/* full: do not write, so that a flood does not bounce the cache line */
	if ((unsigned int)atomic_read(&sk->sk_rmem_alloc) >= room)
		return false;
	used = atomic_add_return(skb->truesize, &sk->sk_rmem_alloc);
	if (unlikely(used > room && used != skb->truesize)) {
		atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
		return false;
	}
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree;
	return true;
}

static void drop_no_room(struct bn_sock *bs, struct sk_buff *skb)
{
	note_used(bs);
	sk_drops_inc(&bs->sk);
	bn_drop(skb, BN_DROP_SOCK_RCVBUF);
}

/**
 * bn_rx_has_room() - test if a packet may be accepted, before it is copied
 * @bs: the socket
 *
 * Return: false if the receive buffer is full; the drop is counted.
 * Context: softirq, RCU read side.
 */
bool bn_rx_has_room(struct bn_sock *bs)
{
	struct sock *sk = &bs->sk;

	if (likely(atomic_read(&sk->sk_rmem_alloc) < READ_ONCE(sk->sk_rcvbuf)))
		return true;
	note_used(bs);
	sk_drops_inc(sk);
	bn_drop_count(bs->stack, BN_DROP_SOCK_RCVBUF);
	return false;
}

/**
 * bn_rx_enqueue() - add a packet to the service queue
 * @bs: the socket
 * @skb: the packet; taken
 * @full: drop reason if the service queue is full
 *
 * Context: softirq, RCU read side.
 */
void bn_rx_enqueue(struct bn_sock *bs, struct sk_buff *skb, enum bn_drop_reason full)
{
	if (unlikely(!rx_charge(&bs->sk, skb))) {
		drop_no_room(bs, skb);
		return;
	}
	/* the device, the dst and conntrack data are not valid after this RCU section */
	skb->dev = NULL;
	skb_dst_drop(skb);
	nf_reset_ct(skb);
	if (unlikely(!bn_svcq_enqueue(&bs->svcq, skb, BN_SVCQ_PACKET, full)))
		sk_drops_inc(&bs->sk);
	/* packets before it may have been left to readers */
	if (unlikely(rx_wanted(bs)))
		bn_svcq_run_worker(&bs->svcq);
}

/**
 * bn_rx_error() - report an error on the socket
 * @bs: the socket
 * @err: errno, positive; replaces a pending one
 *
 * Context: any; RCU read side, or a lock that keeps the socket.
 */
void bn_rx_error(struct bn_sock *bs, int err)
{
	WRITE_ONCE(bs->pending_error, err);
	bn_svcq_post(&bs->svcq, &bs->error_msg, SVCQ_ERROR);
}

/* Be the consumer for a turn, if there are packets and no consumer. Return true if so */
static bool rx_take_turn(struct bn_sock *bs)
{
	if (!atomic_read(&bs->svcq.stats.len) || !bn_svcq_try_acquire(&bs->svcq))
		return false;
	bn_svcq_release(&bs->svcq);
	return true;
}

/**
 * bn_rx_drain() - run the consumer if the receive queue is empty and packets are pending
 * @bs: the socket
 *
 * Context: process.
 */
void bn_rx_drain(struct bn_sock *bs)
{
	if (skb_queue_empty_lockless(&bs->sk.sk_receive_queue))
		rx_take_turn(bs);
}

/**
 * bn_rx_settle() - consume the packets that have arrived, before their treatment changes
 * @bs: the socket
 *
 * Context: process, without the socket lock.
 */
void bn_rx_settle(struct bn_sock *bs)
{
	if (!atomic_read(&bs->svcq.stats.len))
		return;
	bn_svcq_acquire(&bs->svcq);
	bn_svcq_release(&bs->svcq);
}

/**
 * bn_rx_filter() - run the socket's filter (SO_ATTACH_FILTER, SO_ATTACH_BPF)
 * @bs: the socket
 * @skb: data at the first byte that the filter sees; taken if dropped
 * @keep: minimum length in bytes that the filter leaves
 *
 * Return: true if the packet passes.
 * Context: process.
 */
bool bn_rx_filter(struct bn_sock *bs, struct sk_buff *skb, unsigned int keep)
{
	bool pass;

	/* filters expect softirqs to be disabled */
	local_bh_disable();
	pass = !sk_filter_trim_cap(&bs->sk, skb, keep);
	local_bh_enable();
	if (!pass) {
		note_used(bs);
		bn_drop(skb, BN_DROP_SOCK_FILTER);
	}
	return pass;
}

static void rx_append(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff_head *list = &sk->sk_receive_queue;

	bn_latency(skb, BSDNET_LATENCY_STAGE_DELIVER);
	bn_stamp_packet(sk, skb);
	spin_lock_bh(&list->lock);
	sock_skb_set_dropcount(sk, skb);
	__skb_queue_tail(list, skb);
	spin_unlock_bh(&list->lock);
	if (!sock_flag(sk, SOCK_DEAD))
		sk->sk_data_ready(sk);
}

/**
 * bn_rx_deliver() - add a packet to the receive queue and wake up readers
 * @bs: the socket
 * @skb: data at the first byte for the user; charged by bn_rx_enqueue(), or a segment of
 *	such a packet, which is charged here; taken
 *
 * Context: process, consumer of the service queue.
 */
void bn_rx_deliver(struct bn_sock *bs, struct sk_buff *skb)
{
	struct sock *sk = &bs->sk;

	if (sock_flag(sk, SOCK_DEAD)) {
		bn_drop(skb, BN_DROP_SOCK_CLOSED);
		return;
	}
	if (unlikely(skb->sk != sk) && !rx_charge(sk, skb)) {
		drop_no_room(bs, skb);
		return;
	}
	rx_append(sk, skb);
}

/* Segment a GSO packet. Return the packets as on the wire, linked by skb->next, with the
 * data offset and metadata of @skb; NULL if dropped.
 */
static struct sk_buff *rx_segment(struct sk_buff *skb)
{
	struct sk_buff *segs, *seg;
	unsigned int at;

	if (!skb_mac_header_was_set(skb))
		skb_set_mac_header(skb, skb_network_offset(skb));
	at = skb->data - skb_mac_header(skb);
	__skb_push(skb, at);
	/* leave the checksum partial: the packet has not been on a wire */
	segs = bn_gso_segment(skb, NETIF_F_SG | NETIF_F_IP_CSUM, false);
	if (IS_ERR_OR_NULL(segs)) {
		bn_drop(skb, BN_DROP_NO_MEMORY);
		return NULL;
	}
	consume_skb(skb);
	for (seg = segs; seg; seg = seg->next)
		__skb_pull(seg, at);
	return segs;
}

/**
 * bn_rx_segments() - receive a packet, segmenting it if it is a GSO packet
 * @bs: the socket
 * @skb: the packet; MAC, network and transport header set; taken
 * @receive: called for the packet, or for each segment
 *
 * GSO packets come from senders on this machine, without passing a device.
 *
 * Context: process.
 */
void bn_rx_segments(struct bn_sock *bs, struct sk_buff *skb,
		    void (*receive)(struct bn_sock *bs, struct sk_buff *skb))
{
	struct sk_buff *next;

	if (unlikely(skb_is_gso(skb)))
		skb = rx_segment(skb);
	for (; skb; skb = next) {
		next = skb->next;
		skb_mark_not_on_list(skb);
		receive(bs, skb);
	}
}

static int rx_wake(struct wait_queue_entry *wait, unsigned int mode, int sync, void *key)
{
	if (key && !(key_to_poll(key) & (EPOLLIN | EPOLLERR)))
		return 0;
	return autoremove_wake_function(wait, mode, sync, key);
}

/* Wait for packets behind @last, the last of the receive queue, for at most @timeo. Return 0: try
 * again; 1: shut down; or -errno. As __skb_wait_for_more_packets(), but for two queues.
 */
static int rx_wait(struct bn_sock *bs, long timeo, const struct sk_buff *last)
{
	DEFINE_WAIT_FUNC(wait, rx_wake);
	struct sock *sk = &bs->sk;
	int err;

	/* a full barrier: see bn_svcq_may_sleep() */
	prepare_to_wait_exclusive(sk_sleep(sk), &wait, TASK_INTERRUPTIBLE);
	err = sock_error(sk);
	if (err || READ_ONCE(sk->sk_receive_queue.prev) != last)
		goto out;
	err = !!(READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN);
	if (err)
		goto out;
	err = signal_pending(current) ? sock_intr_errno(timeo) : 0;
	if (!err && bn_svcq_may_sleep(&bs->svcq))
		schedule_timeout(timeo);
out:
	finish_wait(sk_sleep(sk), &wait);
	return err;
}

/* The next datagram, as __skb_recv_datagram(); NULL: @err is set */
static struct sk_buff *rx_next(struct bn_sock *bs, int flags, int *offset, int *err)
{
	struct sk_buff_head *queue = &bs->sk.sk_receive_queue;
	long timeo = sock_rcvtimeo(&bs->sk, flags & MSG_DONTWAIT);
	const unsigned long end = jiffies + timeo;
	struct sk_buff *skb, *last;

	bn_rx_drain(bs);
	for (;;) {
		skb = __skb_try_recv_datagram(&bs->sk, queue, flags, offset, err, &last);
		if (skb || *err != -EAGAIN)
			return skb;
		if (timeo != MAX_SCHEDULE_TIMEOUT)
			timeo = max_t(long, end - jiffies, 0);
		if (rx_take_turn(bs) && (timeo || last != READ_ONCE(queue->prev)) &&
		    !signal_pending(current))
			continue;
		if (!timeo)
			return NULL;
		*err = rx_wait(bs, timeo, last);
		if (*err) {
			*err = min(*err, 0);
			return NULL;
		}
	}
}

/**
 * bn_rx_recvmsg() - recvmsg() of all kinds
 * @sock: the socket
 * @msg: filled in: data, flags, address and ancillary data
 * @len: size of the user's buffer in bytes
 * @flags: MSG_*
 *
 * Return: bytes copied, or the length of the datagram if MSG_TRUNC is in @flags; or
 *	-errno.
 * Context: process.
 */
int bn_rx_recvmsg(struct socket *sock, struct msghdr *msg, size_t len, int flags)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	struct sk_buff *skb;
	int offset, err;
	size_t copied;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (flags & MSG_ERRQUEUE && bs->kind->family != BSDNET_INET)
		return sock_recv_errqueue(sock->sk, msg, len, SOL_BSDNET, BSDNET_INFO);
	if (flags & MSG_ERRQUEUE)
		return bn_errqueue_recv(sock->sk, msg, len);

	bn_svcq_note_cpu(&bs->svcq);
	offset = sk_peek_offset(sock->sk, flags);
	skb = rx_next(bs, flags, &offset, &err);
	if (!skb)
		return err;

	copied = skb->len - offset;
	if (copied > len) {
		copied = len;
		msg->msg_flags |= MSG_TRUNC;
	}
	err = skb_copy_datagram_msg(skb, offset, msg, copied);
	if (err)
		goto free;
	if (flags & MSG_PEEK)
		sk_peek_offset_fwd(sock->sk, copied);
	else
		sk_peek_offset_bwd(sock->sk, skb->len);
	sock_recv_cmsgs(msg, sock->sk, skb);
	bs->kind->describe(bs, skb, msg);
	err = flags & MSG_TRUNC ? skb->len : copied;
	if (!(flags & MSG_PEEK))
		bn_latency(skb, BSDNET_LATENCY_STAGE_RECEIVE);
free:
	note_used(bs);
	skb_free_datagram(sock->sk, skb);
	return err;
}

/**
 * bn_rx_poll() - poll() of all kinds
 * @file: the socket's file
 * @sock: the socket
 * @wait: poll table
 *
 * Return: EPOLL*.
 * Context: process.
 */
__poll_t bn_rx_poll(struct file *file, struct socket *sock, struct poll_table_struct *wait)
{
	/* a full barrier: the producer of a packet that is not seen here finds this waiter */
	sock_poll_wait(file, sock, wait);
	bn_rx_drain(bn_sk(sock->sk));
	return datagram_poll(file, sock, NULL);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/rx_kunit.c"
#endif
