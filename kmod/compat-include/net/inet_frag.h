/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reassembly queues for kernels before 6.15, where inet_frag_find() gives a
 * reference and inet_frag_kill() puts those of timer and table itself. The
 * user of the later form counts in @refs what it has to put; here that is
 * always the one reference that it was given.
 */
#ifndef _BSDNET_COMPAT_NET_INET_FRAG_H
#define _BSDNET_COMPAT_NET_INET_FRAG_H

#include <linux/version.h>
#include_next <net/inet_frag.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0)

static inline void bn_inet_frag_kill(struct inet_frag_queue *q, int *refs)
{
	inet_frag_kill(q);
}

static inline void inet_frag_putn(struct inet_frag_queue *q, int refs)
{
	inet_frag_put(q);
}

#define inet_frag_kill(q, refs) bn_inet_frag_kill(q, refs)

#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#define INET_FRAG_DROP 0	/* a flag that has no meaning yet */
#endif

#endif /* _BSDNET_COMPAT_NET_INET_FRAG_H */
