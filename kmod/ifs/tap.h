/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tap - copies of the frames of an ifl, for programs that watch it (SK-8)
 */
#ifndef _BSDNET_IFS_TAP_H
#define _BSDNET_IFS_TAP_H

#include <linux/jump_label_ratelimit.h>

#include "ifs/ifs.h"

/**
 * struct bn_tap - a user that gets copies of the frames received and sent on an ifl
 * @list: bn_ifd::taps
 * @base: layer whose kind of header @key is of
 * @key: prefix of the keys of the frames
 * @copy: called for each copy
 * @opaque: for @copy; freed a grace period after bn_tap_delete()
 * @head: bytes before the part of the header that is cut out
 * @gap: bytes that are cut out: the header of the ifl below what its protocols see
 * @ifl_index: the ifl
 * @rcu: for freeing
 */
struct bn_tap {
	struct list_head list;
	const struct bn_layer *base;
	struct bn_l2_key key;
	bn_tap_copy_t copy;
	void *opaque;
	u8 head;
	u8 gap;
	u32 ifl_index;
	struct rcu_head rcu;
};

extern struct static_key_false_deferred bn_tap_used;

/* tap.c APIs; see also ifs.h. */
/* Module unload */
void bn_tap_exit(void);
/* BH off, RCU read side: */
void bn_tap_frame(const struct bn_ifd *ifd, struct sk_buff *skb, bool sent);

/* For the packet path; the frame is not taken. No cost while there is no tap. */
static __always_inline void bn_tap(const struct bn_ifd *ifd, struct sk_buff *skb, bool sent)
{
	if (static_branch_unlikely(&bn_tap_used.key))
		bn_tap_frame(ifd, skb, sent);
}

#endif /* _BSDNET_IFS_TAP_H */
