/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pcb - the naive twin of the PCB table (PCB-1, PCB-3, kmod/l3demux/table.c)
 *
 * Models what bn_pcb_insert(), bn_pcb_remove() and bn_pcb_lookup() answer, and which
 * entries bn_pcb_walk() finds: a set of entries, of which the best match of a key is
 * found, with the order of matches spelled out. It does not model the bound on the
 * number of masks (twin_pcb_has_mask() returns whether it may be reached), nor what a
 * reader sees during a change.
 *
 * A list in order of age that is searched from end to end: each operation takes time
 * linear in the number of entries. Key, mask and reuse of an entry are read from the
 * entry itself, so the twin's entries must be alive.
 *
 * Used by selftests/host/pcb_table_test.cc and selftests/fuzz/pcb_table_fuzz.cc.
 * Builds in user space with user/kshim, as C and as C++, and in the kernel.
 */
#ifndef TWIN_PCB_H
#define TWIN_PCB_H

#ifdef __cplusplus
extern "C" {
#endif

#include <linux/string.h>

#include "l3demux/l3demux.h"
#include "twin/bits.h"

#define TWIN_PCB_MAX 1024

/**
 * struct twin_pcb - the twin of a PCB table; empty while @n is 0
 * @n: number of entries
 * @pcb: the entries, the oldest first
 */
struct twin_pcb {
	unsigned int n;
	struct bn_pcb *pcb[TWIN_PCB_MAX];
};

static inline bool twin_pcb_same_mask(const struct bn_pcb_mask *a, const struct bn_pcb_mask *b)
{
	return a->laddr_bits == b->laddr_bits && a->raddr_bits == b->raddr_bits &&
	       a->lport == b->lport && a->rport == b->rport && a->instance == b->instance &&
	       a->ifl == b->ifl;
}

/* Does @key match @pcb? */
static inline bool twin_pcb_matches(const struct bn_pcb *pcb, const struct bn_pcb_key *key)
{
	const struct bn_pcb_mask *mask = &pcb->mask;

	return pcb->key.family == key->family && pcb->key.proto == key->proto &&
	       (!mask->lport || pcb->key.lport == key->lport) &&
	       (!mask->rport || pcb->key.rport == key->rport) &&
	       (!mask->instance || pcb->key.instance == key->instance) &&
	       (!mask->ifl || pcb->key.ifl_index == key->ifl_index) &&
	       twin_agree(pcb->key.laddr.s6_addr, key->laddr.s6_addr, mask->laddr_bits) &&
	       twin_agree(pcb->key.raddr.s6_addr, key->raddr.s6_addr, mask->raddr_bits);
}

/* Greater than 0 where @a is a better match than @b: local port, remote port, instance,
 * local address, remote address, ifl; the first in which they differ decides
 */
static inline int twin_pcb_order(const struct bn_pcb_mask *a, const struct bn_pcb_mask *b)
{
	if (a->lport != b->lport)
		return (int)a->lport - (int)b->lport;
	if (a->rport != b->rport)
		return (int)a->rport - (int)b->rport;
	if (a->instance != b->instance)
		return (int)a->instance - (int)b->instance;
	if (a->laddr_bits != b->laddr_bits)
		return (int)a->laddr_bits - (int)b->laddr_bits;
	if (a->raddr_bits != b->raddr_bits)
		return (int)a->raddr_bits - (int)b->raddr_bits;
	return (int)a->ifl - (int)b->ifl;
}

/* Is there an entry with this mask? */
static inline bool twin_pcb_has_mask(const struct twin_pcb *twin, const struct bn_pcb_mask *mask)
{
	unsigned int i;

	for (i = 0; i < twin->n; i++)
		if (twin_pcb_same_mask(&twin->pcb[i]->mask, mask))
			return true;
	return false;
}

/* Is there an entry with the mask of @pcb and the same values there, with which it may
 * not share them? Then it is refused with -EADDRINUSE.
 */
static inline bool twin_pcb_in_use(const struct twin_pcb *twin, const struct bn_pcb *pcb)
{
	unsigned int i;

	for (i = 0; i < twin->n; i++) {
		const struct bn_pcb *other = twin->pcb[i];

		if (twin_pcb_same_mask(&other->mask, &pcb->mask) &&
		    twin_pcb_matches(other, &pcb->key) && !(other->reuse && pcb->reuse))
			return true;
	}
	return false;
}

/* The best match, of equally good ones the newest; NULL for none */
static inline const struct bn_pcb *twin_pcb_lookup(const struct twin_pcb *twin,
						   const struct bn_pcb_key *key)
{
	const struct bn_pcb *best = NULL;
	unsigned int i;

	for (i = 0; i < twin->n; i++) {
		const struct bn_pcb *pcb = twin->pcb[i];

		if (twin_pcb_matches(pcb, key) &&
		    (!best || twin_pcb_order(&pcb->mask, &best->mask) >= 0))
			best = pcb;
	}
	return best;
}

/* Adds an entry, the newest; false where the twin is full */
static inline bool twin_pcb_add(struct twin_pcb *twin, struct bn_pcb *pcb)
{
	if (twin->n == TWIN_PCB_MAX)
		return false;
	twin->pcb[twin->n++] = pcb;
	return true;
}

/* Removes twin->pcb[@at]. Those that are newer move. */
static inline void twin_pcb_remove(struct twin_pcb *twin, unsigned int at)
{
	twin->n--;
	memmove(&twin->pcb[at], &twin->pcb[at + 1], (twin->n - at) * sizeof(twin->pcb[0]));
}

#ifdef __cplusplus
}
#endif

#endif /* TWIN_PCB_H */
