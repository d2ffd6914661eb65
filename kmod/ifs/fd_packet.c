// SPDX-License-Identifier: GPL-2.0
/*
 * fd_packet - descriptors that give and take a frame at a time (IF-17)
 *
 * TUN and TAP devices, opened without packet information, and connected sequenced-packet
 * sockets. Called by bn_fd::io alone.
 */
#include "ifs/fd.h"

/* Where a frame is longer than the buffer, the rest of it is lost: hence one octet more */
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
	ssize_t n = bn_fd_write(fd, fd->out->data, fd->out->len);

	return n > 0 ? 1 : n;
}

/* The device may come back: the process can attach the descriptor to another */
static int tun_read(struct bn_fd *fd)
{
	return max(packet_read(fd), 0);
}

const struct bn_fd_kind bn_fd_tun = {
	.follows_netdev = true,
	.read = tun_read,
	.write = packet_write,
};

const struct bn_fd_kind bn_fd_socket = {
	.read = packet_read,
	.write = packet_write,
};
