// SPDX-License-Identifier: GPL-2.0
/*
 * l2id - uniqueness of the L2_ID among the ifls of a parent (IF-3, IF-6)
 *
 * One hash table per stack, keyed by parent, encapsulation and the id that the
 * encapsulation makes unique: a tag, a session and its peer, a DLCI. The cost of
 * adding an ifl does not depend on the number of ifls.
 *
 * Locking: configuration lock; the resize worker of the hash table takes the
 * bucket locks, like every change.
 */
#include <linux/jhash.h>
#include <linux/rhashtable.h>

#include "ifs/private.h"

/* Hash key, unique per ifl */
struct l2id {
	const struct bn_layer *below;
	const struct bn_encap *encap;
	u64 id;
};

static struct l2id l2id_of(const struct bn_layer *layer)
{
	return (struct l2id){
		.below = layer->below,
		.encap = layer->encap,
		.id = layer->encap && layer->encap->id ? layer->encap->id(layer) : 0,
	};
}

static u32 l2id_hash(const void *data, u32 len, u32 seed)
{
	return jhash(data, sizeof(struct l2id), seed);
}

static u32 l2id_hash_ifl(const void *data, u32 len, u32 seed)
{
	const struct bn_ifl *ifl = data;
	struct l2id l2id = l2id_of(&ifl->layer);

	return l2id_hash(&l2id, len, seed);
}

static int l2id_compare(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct bn_ifl *ifl = obj;
	struct l2id l2id = l2id_of(&ifl->layer);

	return memcmp(&l2id, arg->key, sizeof(l2id));
}

static const struct rhashtable_params l2id_params = {
	.head_offset = offsetof(struct bn_ifl, by_l2id),
	.key_len = sizeof(struct l2id),
	.hashfn = l2id_hash,
	.obj_hashfn = l2id_hash_ifl,
	.obj_cmpfn = l2id_compare,
	.automatic_shrinking = true,
};

/**
 * bn_l2id_init() - init the L2_ID hash table of a stack
 * @ifs: the stack's interfaces
 *
 * Return: 0 or -ENOMEM.
 * Context: process.
 */
int bn_l2id_init(struct bn_ifs *ifs)
{
	return rhashtable_init(&ifs->l2ids, &l2id_params);
}

/**
 * bn_l2id_exit() - free the L2_ID hash table
 * @ifs: the stack's interfaces, without ifls
 */
void bn_l2id_exit(struct bn_ifs *ifs)
{
	rhashtable_destroy(&ifs->l2ids);
}

/* Loopback ifls have no L2_ID */
static bool has_l2id(const struct bn_ifl *ifl)
{
	return ifl->ifd->type != BSDNET_IFD_TYPE_LOOPBACK;
}

static int refuse_l2id(const struct bn_ifl *ifl, const struct bn_ifl *other,
		       struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap = ifl->layer.encap;
	char name[BN_NAME_MAX], id[64] = "no encapsulation";

	if (encap && encap->id_text)
		encap->id_text(&ifl->layer, id, sizeof(id));
	else if (encap)
		strscpy(id, encap->name, sizeof(id));
	NL_SET_ERR_MSG_FMT(extack, "L2_ID (%s) is already used by ifl %s", id,
			   bn_ifl_name(other, name));
	return -EADDRINUSE;
}

/**
 * bn_l2id_link() - add an ifl to the L2_ID hash table
 * @ifl: the ifl, configured
 * @extack: error report
 *
 * Return: 0, -EADDRINUSE if another ifl on the parent has the L2_ID, -ENOMEM.
 * Context: configuration lock.
 */
int bn_l2id_link(struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	struct l2id l2id = l2id_of(&ifl->layer);
	struct bn_ifl *other;

	if (!has_l2id(ifl))
		return 0;
	other = rhashtable_lookup_get_insert_key(&ifl->stack->ifs->l2ids, &l2id, &ifl->by_l2id,
						 l2id_params);
	if (IS_ERR(other))
		return PTR_ERR(other);
	return other ? refuse_l2id(ifl, other, extack) : 0;
}

/**
 * bn_l2id_unlink() - remove an ifl from the L2_ID hash table
 * @ifl: the ifl
 *
 * Context: configuration lock.
 */
void bn_l2id_unlink(struct bn_ifl *ifl)
{
	if (has_l2id(ifl))
		rhashtable_remove_fast(&ifl->stack->ifs->l2ids, &ifl->by_l2id, l2id_params);
}
