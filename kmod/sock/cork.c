// SPDX-License-Identifier: GPL-2.0
/*
 * cork - datagrams and raw packets that several calls make: UDP_CORK, MSG_MORE (SK-1)
 *
 * As on Linux, the first call says destination and parameters, those of later calls are
 * ignored, and a call that fails drops the collected data. The parts are a list of fragments of the
 * first one, all charged to the send buffer.
 *
 * Synchronization: bn_sock::cork is changed under the socket lock.
 */
#include <linux/slab.h>

#include "sock/cork.h"
#include "sock/tx.h"

/**
 * struct bn_cork - a datagram that is not complete
 * @tx: destination and parameters
 * @skb: the parts so far; NULL: none
 * @last: pointer to the link of the next part
 */
struct bn_cork {
	struct bn_tx tx;
	struct sk_buff *skb;
	struct sk_buff **last;
};

static void append(struct bn_cork *cork, struct sk_buff *skb)
{
	struct sk_buff *head = cork->skb;

	if (!head) {
		cork->skb = skb;
		cork->last = &skb_shinfo(skb)->frag_list;
		return;
	}
	*cork->last = skb;
	cork->last = &skb->next;
	head->len += skb->len;
	head->data_len += skb->len;
	head->truesize += skb->truesize;
	/* the head returns the charge of all */
	skb->destructor = NULL;
	skb->sk = NULL;
}

/* Socket lock held. A later part may be empty */
static int add_part(struct bn_sock *bs, struct msghdr *msg, size_t len)
{
	struct bn_cork *cork = bs->cork;
	struct sk_buff *skb;
	int err;

	if (cork->skb && !len)
		return 0;
	if ((cork->skb ? cork->skb->len : 0) + len > bs->kind->len_max)
		return -EMSGSIZE;
	skb = bn_tx_alloc(&bs->sk, msg, len, cork->skb ? 0 : bs->kind->headroom, &err);
	if (skb)
		append(cork, skb);
	return skb ? 0 : err;
}

static struct bn_cork *cork_new(struct bn_sock *bs, struct msghdr *msg, int *err)
{
	struct bn_cork *cork;

	cork = kzalloc(sizeof(*cork), GFP_KERNEL_ACCOUNT);
	if (!cork) {
		*err = -ENOBUFS;
		return NULL;
	}
	*err = bn_tx_prepare(bs, msg, &cork->tx);
	if (!*err && bs->kind->has_rport && !cork->tx.to.rport)
		*err = -EINVAL;
	if (*err) {
		kfree(cork);
		return NULL;
	}
	return cork;
}

/* Take the datagram from the socket, whose lock is held, and send it after the lock is released */
static int release_and_send(struct bn_sock *bs)
{
	struct bn_cork *cork = bs->cork;
	int err = 0;

	WRITE_ONCE(bs->cork, NULL);
	release_sock(&bs->sk);
	if (cork && cork->skb)
		err = bn_tx_output(bs, cork->skb, &cork->tx);
	kfree(cork);
	return err;
}

/**
 * bn_cork_send() - append to a datagram, and send it unless more follows
 * @bs: the socket
 * @msg: the part; address and ancillary data if it is the first one
 * @len: its length in bytes
 *
 * Return: @len or -errno.
 * Context: process.
 */
int bn_cork_send(struct bn_sock *bs, struct msghdr *msg, size_t len)
{
	struct bn_cork *cork = NULL;
	int err = 0;

	lock_sock(&bs->sk);
	while (!bs->cork && !cork) {
		/* assigns a port, which takes the lock */
		release_sock(&bs->sk);
		cork = cork_new(bs, msg, &err);
		if (!cork)
			return err;
		lock_sock(&bs->sk);
	}
	if (bs->cork)
		kfree(cork);
	else
		WRITE_ONCE(bs->cork, cork);
	err = add_part(bs, msg, len);
	if (err)
		bn_cork_drop(bs);
	if (!err && !(msg->msg_flags & MSG_MORE) && !bn_sock_has(bs, BN_OPT_CORK))
		err = release_and_send(bs);
	else
		release_sock(&bs->sk);
	return err ? : len;
}

/**
 * bn_cork_push() - send the datagram that is there, if any
 * @bs: the socket
 *
 * Return: 0 or -errno.
 * Context: process.
 */
int bn_cork_push(struct bn_sock *bs)
{
	lock_sock(&bs->sk);
	return release_and_send(bs);
}

/**
 * bn_cork_drop() - drop the datagram that is there, if any
 * @bs: the socket
 *
 * Context: process, socket lock held.
 */
void bn_cork_drop(struct bn_sock *bs)
{
	if (!bs->cork)
		return;
	kfree_skb(bs->cork->skb);
	kfree(bs->cork);
	WRITE_ONCE(bs->cork, NULL);
}
