// SPDX-License-Identifier: GPL-2.0
/*
 * sessions - sockets of the kernel in great number, for the PCB benchmark
 *
 * Connected UDP sockets, and TCP sockets that are taken to be established
 * without a packet (TCP_REPAIR), in the network namespace of whoever loads the
 * module: its hash tables can be made large enough. All addresses are in
 * 127.0.0.0/8, which is local.
 */
#include <linux/in.h>
#include <linux/net.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/tcp.h>
#include <linux/vmalloc.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "bench.h"

#define PORTS 50000

static struct socket **sockets;
static unsigned int n_sockets;

struct bench_session bench_session(u32 n)
{
	return (struct bench_session){
		.local = htonl(0x7f010001 + n / PORTS),
		.remote = htonl(0x7f020000 + n),
		.lport = htons(1024 + n % PORTS),
		.rport = htons(1 | (n * 2654435761U >> 16)),
	};
}

static int open_one(struct socket **made, int protocol, u32 n)
{
	struct bench_session session = bench_session(n);
	struct sockaddr_in local = { .sin_family = AF_INET, .sin_port = session.lport,
				     .sin_addr.s_addr = session.local };
	struct sockaddr_in remote = { .sin_family = AF_INET, .sin_port = session.rport,
				      .sin_addr.s_addr = session.remote };
	bool tcp = protocol == IPPROTO_TCP;
	struct socket *socket;
	int on = 1;
	int err;

	err = sock_create_kern(current->nsproxy->net_ns, AF_INET, tcp ? SOCK_STREAM : SOCK_DGRAM,
			       protocol, &socket);
	if (err)
		return err;
	*made = socket;
	if (tcp)
		err = socket->ops->setsockopt(socket, SOL_TCP, TCP_REPAIR, KERNEL_SOCKPTR(&on),
					      sizeof(on));
	if (!err)
		err = kernel_bind(socket, (struct sockaddr_unsized *)&local, sizeof(local));
	if (!err)
		err = kernel_connect(socket, (struct sockaddr_unsized *)&remote, sizeof(remote),
				     0);
	return err;
}

/**
 * bench_sockets_open() - sessions 0 .. n-1
 * @protocol: IPPROTO_UDP or IPPROTO_TCP
 * @n: how many
 *
 * Return: 0 or a negative error; bench_sockets_close() is called either way.
 */
int bench_sockets_open(int protocol, unsigned int n)
{
	int err = 0;

	sockets = vcalloc(n, sizeof(*sockets));
	if (!sockets)
		return -ENOMEM;
	for (n_sockets = 0; !err && n_sockets < n; n_sockets++) {
		err = open_one(&sockets[n_sockets], protocol, n_sockets);
		if (!(n_sockets % 64))
			cond_resched();
	}
	return err;
}

void bench_sockets_close(void)
{
	int on = 1;

	while (n_sockets--) {
		struct socket *socket = sockets[n_sockets];

		if (!socket)
			continue;
		/* TCP is closed without a packet */
		if (socket->sk->sk_protocol == IPPROTO_TCP)
			socket->ops->setsockopt(socket, SOL_TCP, TCP_REPAIR, KERNEL_SOCKPTR(&on),
						sizeof(on));
		sock_release(socket);
		if (!(n_sockets % 64))
			cond_resched();
	}
	n_sockets = 0;
	vfree(sockets);
	sockets = NULL;
}
