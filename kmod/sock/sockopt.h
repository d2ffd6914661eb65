/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: socket options
 */
#ifndef _BSDNET_SOCK_SOCKOPT_H
#define _BSDNET_SOCK_SOCKOPT_H

#include <linux/net.h>
#include <linux/sockptr.h>

struct bn_sock;

int bn_sockopt_set(struct socket *sock, int level, int name, sockptr_t val, unsigned int len);
int bn_sockopt_get(struct socket *sock, int level, int name, char __user *val,
		   int __user *len);

/* sockopt_ip.c APIs: level SOL_IP of IP sockets. Process context: */
int bn_sockopt_ip_set(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len);
int bn_sockopt_ip_get(struct bn_sock *bs, int name, char __user *optval, int __user *optlen,
		      int len);

/* sockopt_mcast.c APIs: multicast options of level SOL_IP. Process context: */
bool bn_sockopt_mcast_has(int name);
int bn_sockopt_mcast_set(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len);
int bn_sockopt_mcast_get(struct bn_sock *bs, int name, char __user *optval, int __user *optlen,
			 int len);

/* sockopt_udp.c APIs: level SOL_UDP of UDP sockets. Process context: */
int bn_sockopt_udp_set(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len);
int bn_sockopt_udp_get(struct bn_sock *bs, int name, int *val);

#endif /* _BSDNET_SOCK_SOCKOPT_H */
