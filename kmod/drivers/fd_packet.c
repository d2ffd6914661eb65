// SPDX-License-Identifier: GPL-2.0
/*
 * fd_packet - descriptors with one frame per read() and write() (IF-17)
 *
 * TUN and TAP devices, opened without packet information, and connected SOCK_SEQPACKET
 * sockets. Called only by bn_fd::io.
 */
#include <net/sock.h>

#include "drivers/fd.h"

/* read() truncates a frame that is longer than the buffer: one more octet detects that */
static int packet_read(struct bn_fd *fd)
{
	struct sk_buff *skb = fd->in;
	ssize_t n;

	if (!skb) {
		skb = bn_fd_alloc(fd, fd->size + 1);
		if (!skb)
			return 0;
		fd->in = skb;
	}
	n = bn_fd_read(fd, skb_tail_pointer(skb), fd->size + 1);
	if (n <= 0)
		return n;
	if (n > fd->size) {
		bn_fd_drop_count(fd, BN_DROP_FRAME_LENGTH);
		return 1;
	}
	fd->in = NULL;
	skb_put(skb, n);
	bn_fd_receive(fd, skb);
	return 1;
}

static int packet_write(struct bn_fd *fd)
{
	ssize_t n;

	/* 0 from bn_fd_write() would mean that the file is blocked */
	if (!fd->out->len)
		return -EINVAL;
	n = bn_fd_write(fd, fd->out->data, fd->out->len);
	return n > 0 ? 1 : n;
}

/* Errors are not final: the process can attach the descriptor to another device */
static int tun_read(struct bn_fd *fd)
{
	return max(packet_read(fd), 0);
}

static bool is_at_end(const struct sock *sk)
{
	return READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN &&
	       skb_queue_empty_lockless(&sk->sk_receive_queue);
}

/* read() returns 0 for an empty frame, as for end of file */
static int socket_read(struct bn_fd *fd)
{
	int ret = packet_read(fd);

	if (ret != -ENODATA || is_at_end(fd->sk))
		return ret;
	bn_fd_drop_count(fd, BN_DROP_FRAME_LENGTH);
	return 1;
}

const struct bn_fd_kind bn_fd_tun = {
	.follows_netdev = true,
	.read = tun_read,
	.write = packet_write,
};

const struct bn_fd_kind bn_fd_socket = {
	.read = socket_read,
	.write = packet_write,
};
