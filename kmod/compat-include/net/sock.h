/* SPDX-License-Identifier: GPL-2.0 */
/* Accessors of struct sock that older kernels do not have */
#ifndef _BSDNET_COMPAT_NET_SOCK_H
#define _BSDNET_COMPAT_NET_SOCK_H

#include <linux/version.h>
#include_next <net/sock.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
static inline kuid_t sk_uid(const struct sock *sk)
{
	return READ_ONCE(sk->sk_uid);
}
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)
static inline int sk_drops_read(const struct sock *sk)
{
	return atomic_read(&sk->sk_drops);
}

static inline void sk_drops_inc(struct sock *sk)
{
	atomic_inc(&sk->sk_drops);
}
#endif

/* Stamps of transmission took the flags alone */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define skb_setup_tx_timestamp(skb, sockc) skb_setup_tx_timestamp(skb, (sockc)->tsflags)
#endif

/* Ancillary data could not set the priority */
static inline u32 bn_sockcm_priority(const struct sockcm_cookie *sockc, const struct sock *sk)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
	return READ_ONCE(sk->sk_priority);
#else
	return sockc->priority;
#endif
}

/* It was not per namespace */
static inline unsigned int bn_sysctl_optmem_max(const struct net *net)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
	return READ_ONCE(sysctl_optmem_max);
#else
	return READ_ONCE(net->core.sysctl_optmem_max);
#endif
}

/*
 * Kernels before 6.8 handle level SOL_SOCKET themselves, and tell the protocol of an interface that
 * a socket is bound to by struct proto::rehash, without the option. bn_sol_socket_option() is that
 * of the setsockopt() that the process is in; -1: another system call, or a 32-bit one.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
#include <linux/compat.h>
#include <linux/ptrace.h>
#include <asm/syscall.h>

#define BN_OLD_SOL_SOCKET
#define BN_OLD_REHASH(fn) (fn)

static inline int bn_sol_socket_option(void)
{
	struct pt_regs *regs = current_pt_regs();
	unsigned long args[6];

	if (current->flags & PF_KTHREAD || in_compat_syscall() ||
	    syscall_get_nr(current, regs) != __NR_setsockopt)
		return -1;
	syscall_get_arguments(current, regs, args);
	return args[1] == SOL_SOCKET ? args[2] : -1;
}
#else
#define BN_OLD_REHASH(fn) NULL
#endif

#endif /* _BSDNET_COMPAT_NET_SOCK_H */
