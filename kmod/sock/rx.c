// SPDX-License-Identifier: GPL-2.0
/*
 * rx - the way of a packet from the demultiplexer to recvmsg() (SK-1, Q-5, Q-8)
 *
 *	softirq   bn_rx_enqueue(): charged to the receive buffer, to the socket's
 *		  service queue, nothing else
 *	consumer  the kind's receive(): checks, filter; bn_rx_deliver(): receive
 *		  queue, wakeup
 *	reader    bn_rx_recvmsg()
 *
 * A packet is charged to the receive buffer (sk_rmem_alloc, with truesize) before
 * it enters the service queue and until it is freed, so what waits in both
 * queues together is within SO_RCVBUF, however late the consumer comes.
 *
 * The consumer is a worker, or a system call that finds packets waiting and
 * nobody at work: it saves the wakeup. All changes to the socket that packets
 * cause, ICMP errors included, are made by the consumer.
 */
#include <linux/filter.h>
#include <linux/poll.h>
#include <linux/skbuff.h>

#include "sock/private.h"

/* Packets that may wait for the consumer, where the receive buffer allows so many */
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

static void consume(struct bn_svcq *svcq, unsigned long kind, void *item)
{
	struct bn_sock *bs = svcq->priv;

	if (kind == BN_SVCQ_PACKET)
		bs->kind->receive(bs, item);
	else
		take_error(bs);
}

/**
 * bn_rx_init() - prepare the socket's service queue
 * @bs: the socket
 *
 * Return: 0 or -errno.
 */
int bn_rx_init(struct bn_sock *bs)
{
	return bn_svcq_init(&bs->svcq, bs->stack, bs->kind->name, SVCQ_LIMIT, bs, consume);
}

/**
 * bn_rx_destroy() - wait for the consumer, drop what waits
 * @bs: the socket; a grace period ago it was removed from all tables
 *
 * Context: process, may sleep.
 */
void bn_rx_destroy(struct bn_sock *bs)
{
	bn_svcq_destroy(&bs->svcq, BN_DROP_SOCK_CLOSED);
}

/* Charge @skb to the receive buffer until it is freed; whoever was charged before is
 * relieved. False: no room. A packet larger than the buffer fits if nothing else waits.
 */
static bool charge(struct sock *sk, struct sk_buff *skb)
{
	unsigned int room = READ_ONCE(sk->sk_rcvbuf), used;

	/* full: nothing is written, so that a flood does not take the line away */
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
 * bn_rx_enqueue() - a packet for the socket
 * @bs: the socket
 * @skb: the packet; taken
 * @full: why it is dropped when too many wait
 *
 * Context: softirq, RCU read side.
 */
void bn_rx_enqueue(struct bn_sock *bs, struct sk_buff *skb, enum bn_drop_reason full)
{
	if (unlikely(!charge(&bs->sk, skb))) {
		drop_no_room(&bs->sk, skb);
		return;
	}
	/* it leaves the protection that keeps the device, its dst and what hangs on
	 * conntrack alive
	 */
	skb->dev = NULL;
	skb_dst_drop(skb);
	nf_reset_ct(skb);
	if (unlikely(!bn_svcq_enqueue(&bs->svcq, skb, BN_SVCQ_PACKET, full)))
		sk_drops_inc(&bs->sk);
}

/**
 * bn_rx_error() - the socket shall report an error
 * @bs: the socket
 * @err: errno, positive; the last one wins
 *
 * Context: any, RCU read side.
 */
void bn_rx_error(struct bn_sock *bs, int err)
{
	WRITE_ONCE(bs->pending_error, err);
	bn_svcq_post(&bs->svcq, &bs->error_msg, SVCQ_ERROR);
}

/**
 * bn_rx_drain() - be the consumer if packets wait and nobody is
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
 * @skb: data at what the filter shall see first; taken if dropped
 * @keep: bytes that the filter can't cut off
 *
 * Return: true if the packet passed.
 * Context: process.
 */
bool bn_rx_filter(struct bn_sock *bs, struct sk_buff *skb, unsigned int keep)
{
	bool pass;

	/* filters expect what softirq gives them */
	local_bh_disable();
	pass = !sk_filter_trim_cap(&bs->sk, skb, keep);
	local_bh_enable();
	if (!pass)
		bn_drop(skb, BN_DROP_SOCK_FILTER);
	return pass;
}

static void append(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff_head *list = &sk->sk_receive_queue;

	spin_lock_bh(&list->lock);
	sock_skb_set_dropcount(sk, skb);
	__skb_queue_tail(list, skb);
	spin_unlock_bh(&list->lock);
	if (!sock_flag(sk, SOCK_DEAD))
		sk->sk_data_ready(sk);
}

/**
 * bn_rx_deliver() - to the receive queue
 * @bs: the socket
 * @skb: data at what the user gets; charged by bn_rx_enqueue(), or a segment of such a
 *	packet, which is charged here; taken
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
	if (unlikely(skb->sk != sk) && !charge(sk, skb)) {
		drop_no_room(sk, skb);
		return;
	}
	append(sk, skb);
}

/* Undoes GSO: packets as they would be on the wire, linked through skb->next,
 * their data where @skb had it, with its metadata. NULL: dropped
 */
static struct sk_buff *segment(struct sk_buff *skb)
{
	struct sk_buff *segs, *seg;
	unsigned int at;

	if (!skb_mac_header_was_set(skb))
		skb_set_mac_header(skb, skb_network_offset(skb));
	at = skb->data - skb_mac_header(skb);
	__skb_push(skb, at);
	/* the checksum of a packet that never was on a wire needs no proof */
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
 * bn_rx_segments() - receive a packet that may be a GSO one
 * @bs: the socket
 * @skb: the packet; MAC, network and transport header set; taken
 * @receive: called for each of what would be packets on the wire
 *
 * A GSO packet comes from a sender on this machine that left the splitting to
 * a device that never was.
 *
 * Context: process.
 */
void bn_rx_segments(struct bn_sock *bs, struct sk_buff *skb,
		    void (*receive)(struct bn_sock *bs, struct sk_buff *skb))
{
	struct sk_buff *next;

	if (unlikely(skb_is_gso(skb)))
		skb = segment(skb);
	for (; skb; skb = next) {
		next = skb->next;
		skb_mark_not_on_list(skb);
		receive(bs, skb);
	}
}

/**
 * bn_rx_recvmsg() - recvmsg() of all kinds
 * @sock: the socket
 * @msg: where to; flags and address are filled in
 * @len: room, bytes
 * @flags: MSG_*
 *
 * Return: bytes copied, with MSG_TRUNC in @flags those of the datagram; or
 *	-errno.
 * Context: process.
 */
int bn_rx_recvmsg(struct socket *sock, struct msghdr *msg, size_t len, int flags)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	struct sk_buff *skb;
	size_t copied;
	int err;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (flags & MSG_ERRQUEUE)
		return sock_recv_errqueue(sock->sk, msg, len, SOL_BSDNET, BSDNET_INFO);

	bn_rx_drain(bs);
	skb = skb_recv_datagram(sock->sk, flags, &err);
	if (!skb)
		return err;

	copied = skb->len;
	if (copied > len) {
		copied = len;
		msg->msg_flags |= MSG_TRUNC;
	}
	err = skb_copy_datagram_msg(skb, 0, msg, copied);
	if (err)
		goto free;
	sock_recv_cmsgs(msg, sock->sk, skb);
	bs->kind->describe(bs, skb, msg);
	err = flags & MSG_TRUNC ? skb->len : copied;
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
