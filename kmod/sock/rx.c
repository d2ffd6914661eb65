// SPDX-License-Identifier: GPL-2.0
/*
 * rx - receive path from the demultiplexer to recvmsg() (SK-1, Q-5, Q-8)
 *
 *	softirq   bn_rx_enqueue(): charge the receive buffer, add the packet to the
 *		  socket's service queue
 *	consumer  the kind's receive(): checks, filter; bn_rx_deliver(): receive
 *		  queue, wakeup
 *	reader    bn_rx_recvmsg()
 *
 * A packet is charged to the receive buffer (sk_rmem_alloc, with truesize) from
 * before it enters the service queue until it is freed, so SO_RCVBUF limits both
 * queues together.
 *
 * The consumer is a worker, or a system call that finds packets queued and no
 * consumer running; this saves a wakeup. Only the consumer changes the socket
 * because of packets, ICMP errors included.
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

/**
 * bn_rx_init() - initialize the socket's service queue
 * @bs: the socket
 *
 * Return: 0 or -errno.
 */
int bn_rx_init(struct bn_sock *bs)
{
	return bn_svcq_init(&bs->svcq, bs->stack, bs->kind->name, SVCQ_LIMIT, bs, rx_consume);
}

/**
 * bn_rx_destroy() - wait for the consumer and drop queued packets
 * @bs: the socket; removed from all tables at least a grace period ago
 *
 * Context: process, may sleep.
 */
void bn_rx_destroy(struct bn_sock *bs)
{
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

static void drop_no_room(struct sock *sk, struct sk_buff *skb)
{
	sk_drops_inc(sk);
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
		drop_no_room(&bs->sk, skb);
		return;
	}
	/* the device, the dst and conntrack data are not valid after this RCU section */
	skb->dev = NULL;
	skb_dst_drop(skb);
	nf_reset_ct(skb);
	if (unlikely(!bn_svcq_enqueue(&bs->svcq, skb, BN_SVCQ_PACKET, full)))
		sk_drops_inc(&bs->sk);
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

/**
 * bn_rx_drain() - run the consumer if the receive queue is empty and packets are pending
 * @bs: the socket
 *
 * Context: process.
 */
void bn_rx_drain(struct bn_sock *bs)
{
	if (!atomic_read(&bs->svcq.stats.len) ||
	    !skb_queue_empty_lockless(&bs->sk.sk_receive_queue))
		return;
	if (bn_svcq_try_acquire(&bs->svcq))
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
	if (!pass)
		bn_drop(skb, BN_DROP_SOCK_FILTER);
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
		drop_no_room(sk, skb);
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
	if (flags & MSG_ERRQUEUE && bs->kind->family == BSDNET_L2)
		return sock_recv_errqueue(sock->sk, msg, len, SOL_BSDNET, BSDNET_INFO);
	if (flags & MSG_ERRQUEUE)
		return bn_errqueue_recv(sock->sk, msg, len);

	bn_rx_drain(bs);
	offset = sk_peek_offset(sock->sk, flags);
	skb = __skb_recv_datagram(sock->sk, &sock->sk->sk_receive_queue, flags, &offset, &err);
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
	bn_rx_drain(bn_sk(sock->sk));
	return datagram_poll(file, sock, wait);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/rx_kunit.c"
#endif
