// SPDX-License-Identifier: GPL-2.0
/*
 * prefix - changes of the trie: see prefix.h
 *
 * Overview: a node exists where a prefix ends in its byte, or where two nodes branch; chains
 * of nodes without a branch are left out, so that n prefixes need fewer than 2n nodes. Every
 * change prepares all new objects, and then publishes them by one store for each of the two
 * sides; an allocation that fails leaves the table unchanged. A removal needs no more memory
 * than the table already has, and allocates with __GFP_NOFAIL.
 *
 * Life: nodes, their sets of prefixes and of nodes below, and the forwarding
 * forms belong to the trie and are freed a grace period after they were
 * unlinked. A node has prefixes, or at least two nodes below; only the top one
 * is always there.
 *
 * Synchronization: writers are serialized by the caller, readers are under RCU.
 * What a reader can reach does not change, but for pointers.
 *
 * This file needs of the kernel no more than RCU pointers, kmalloc and bit
 * operations, in order to be compiled in user space too (RT-13).
 */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fib/prefix.h"
#include "fib/trie.h"
#include "fib/trie_top.h"

/* For writers, which are serialized by the caller; for sparse and lockdep */
#define owned(pointer) rcu_dereference_protected(pointer, 1)

#define GFP_MAY_FAIL	GFP_KERNEL_ACCOUNT
#define GFP_MUST	(GFP_KERNEL_ACCOUNT | __GFP_NOFAIL)

static struct bn_prefix_node *kid_of(const struct bn_prefix_node *node, u8 byte)
{
	const struct bn_prefix_kids *kids = owned(node->kids);

	if (!kids || !bn_prefix_bit(kids->bits, byte))
		return NULL;
	return owned(kids->kid[bn_prefix_kids_index(kids, byte)]);
}

static int depth_above(const struct bn_prefix_node *node)
{
	return node->parent ? node->parent->depth : -1;
}

/* Where readers find the forwarding form of @node */
static struct bn_trie_node __rcu **fib_slot(struct bn_prefix_table *table,
					    const struct bn_prefix_node *node)
{
	const struct bn_prefix_node *parent = node->parent;

	return parent ? bn_trie_slot(parent->fib, node->key[parent->depth]) : &table->fib;
}

/* ---- what a change leaves behind ----------------------------------------- */

static void node_free(struct bn_prefix_node *node);

/* @old is at the beginning of its object */
static void old_free(struct rcu_head *rcu)
{
	struct bn_prefix_old *old = container_of(rcu, struct bn_prefix_old, rcu);

	bn_trie_free(old->fib);
	node_free(old->node[0]);
	node_free(old->node[1]);
	kfree(old);
}

static void old_retire(struct bn_prefix_old *old)
{
	call_rcu(&old->rcu, old_free);
}

static struct bn_prefix_old *old_alloc(gfp_t gfp)
{
	return kzalloc(sizeof(struct bn_prefix_old), gfp);
}

static bool in_top(const struct bn_prefix_node *node)
{
	return node->depth == BN_TRIE_TOP_DEPTH;
}

/* @node was added: readers can find it */
static void top_enter(struct bn_prefix_table *table, const struct bn_prefix_node *node)
{
	if (!in_top(node))
		return;
	bn_trie_top_set(table, node->key, node->fib);
	bn_trie_top_count(table, 1);
}

/* @node is about to be unlinked */
static void top_leave(struct bn_prefix_table *table, const struct bn_prefix_node *node)
{
	if (!in_top(node))
		return;
	bn_trie_top_set(table, node->key, NULL);
	bn_trie_top_count(table, -1);
}

/* From here on readers see @fib in place of the node's present form */
static void publish_fib(struct bn_prefix_table *table, struct bn_prefix_node *node,
			struct bn_trie_node *fib, struct bn_prefix_old *old)
{
	old->fib = node->fib;
	if (in_top(node))
		bn_trie_top_set(table, node->key, fib);
	rcu_assign_pointer(*fib_slot(table, node), fib);
	node->fib = fib;
}

/* ---- nodes --------------------------------------------------------------- */

static struct bn_prefix_node *node_alloc(const u8 *key, unsigned int depth)
{
	struct bn_prefix_node *node = kzalloc(struct_size(node, key, depth), GFP_MAY_FAIL);

	if (!node)
		return NULL;
	node->depth = depth;
	if (depth)
		memcpy(node->key, key, depth);
	return node;
}

/* Of a node that no reader has seen, or no reader sees any more */
static void node_free(struct bn_prefix_node *node)
{
	if (!node)
		return;
	kfree(owned(node->set));
	kfree(owned(node->kids));
	bn_trie_free(node->fib);
	kfree(node);
}

/**
 * bn_prefix_init() - an empty trie
 * @table: where
 * @key_bytes: bytes of a key, 1 .. BN_PREFIX_BYTES
 *
 * Return: 0 or -ENOMEM.
 */
int bn_prefix_init(struct bn_prefix_table *table, unsigned int key_bytes)
{
	struct bn_prefix_node *root = node_alloc(NULL, 0);

	if (!root)
		return -ENOMEM;
	root->fib = bn_trie_build(root, NULL, NULL, -1, GFP_MAY_FAIL);
	if (!root->fib) {
		node_free(root);
		return -ENOMEM;
	}
	table->root = root;
	table->key_bytes = key_bytes;
	RCU_INIT_POINTER(table->fib, root->fib);
	return 0;
}

/**
 * bn_prefix_exit() - free an empty trie
 * @table: the trie; no reader is left
 */
void bn_prefix_exit(struct bn_prefix_table *table)
{
	WARN_ON_ONCE(owned(table->root->set) || owned(table->root->kids));
	node_free(table->root);
}

/* ---- adding -------------------------------------------------------------- */

/* What is made aside for a new prefix, none of it visible
 * @leaf: node for the prefix, where there is none
 * @fork: node where it parts from what is there; may be the @leaf
 * @kids, @fib: of the node above
 */
struct addition {
	struct bn_prefix_node *leaf;
	struct bn_prefix_node *fork;
	struct bn_prefix_kids *kids;
	struct bn_trie_node *fib;
};

static void addition_free(struct addition *new)
{
	if (new->fork != new->leaf)
		node_free(new->fork);
	node_free(new->leaf);
	kfree(new->kids);
	bn_trie_free(new->fib);
}

/* A node with this one prefix, for below a node at @above */
static struct bn_prefix_node *make_leaf(const u8 *key, unsigned int bits, void *head,
					struct bn_fwd *fwd, int above)
{
	unsigned int depth = (bits - 1) / 8;
	struct bn_prefix_node *leaf = node_alloc(key, depth);
	struct bn_prefix_set *set;

	if (!leaf)
		return NULL;
	set = bn_prefix_set_with(NULL, bn_prefix_slot(key[depth], bits - depth * 8), head, fwd,
				 GFP_MAY_FAIL);
	RCU_INIT_POINTER(leaf->set, set);
	if (set)
		leaf->fib = bn_trie_build(leaf, set, NULL, above, GFP_MAY_FAIL);
	if (leaf->fib)
		return leaf;
	node_free(leaf);
	return NULL;
}

/* The prefix becomes another one of a node that is there */
static int add_to_node(struct bn_prefix_table *table, struct bn_prefix_node *node,
		       unsigned int slot, void *head, struct bn_fwd *fwd)
{
	struct bn_prefix_set *before = owned(node->set);
	struct bn_prefix_old *old = before ? &before->old : old_alloc(GFP_MAY_FAIL);
	struct bn_trie_node *fib = NULL;
	struct bn_prefix_set *set;

	set = bn_prefix_set_with(before, slot, head, fwd, GFP_MAY_FAIL);
	if (set && old)
		fib = bn_trie_build(node, set, owned(node->kids), depth_above(node), GFP_MAY_FAIL);
	if (!fib) {
		kfree(set);
		if (!before)
			kfree(old);
		return -ENOMEM;
	}
	rcu_assign_pointer(node->set, set);
	publish_fib(table, node, fib, old);
	old_retire(old);
	return 0;
}

/* The prefix needs a node of its own below @node, where there is none */
static int add_below(struct bn_prefix_table *table, struct bn_prefix_node *node, const u8 *key,
		     unsigned int bits, void *head, struct bn_fwd *fwd,
		     struct bn_prefix_pos *pos)
{
	struct bn_prefix_kids *before = owned(node->kids);
	struct bn_prefix_old *old = before ? &before->old : old_alloc(GFP_MAY_FAIL);
	struct addition new = {};

	if (old)
		new.leaf = make_leaf(key, bits, head, fwd, node->depth);
	if (new.leaf)
		new.kids = bn_prefix_kids_with(before, key[node->depth], new.leaf, GFP_MAY_FAIL);
	if (new.kids)
		new.fib = bn_trie_build(node, owned(node->set), new.kids, depth_above(node),
					GFP_MAY_FAIL);
	if (!new.fib) {
		addition_free(&new);
		if (!before)
			kfree(old);
		return -ENOMEM;
	}
	new.leaf->parent = node;
	pos->node = new.leaf;
	rcu_assign_pointer(node->kids, new.kids);
	publish_fib(table, node, new.fib, old);
	old_retire(old);
	top_enter(table, new.leaf);
	return 0;
}

/* The fork's two sides: the leaf, unless it is the fork, and what was there */
static bool fork_join(const struct addition *new, const u8 *key, struct bn_prefix_node *kid)
{
	struct bn_prefix_node *fork = new->fork;
	struct bn_prefix_kids *one, *kids;

	one = bn_prefix_kids_with(NULL, kid->key[fork->depth], kid, GFP_MAY_FAIL);
	kids = one;
	if (one && fork != new->leaf) {
		kids = bn_prefix_kids_with(one, key[fork->depth], new->leaf, GFP_MAY_FAIL);
		kfree(one);
	}
	RCU_INIT_POINTER(fork->kids, kids);
	if (!kids)
		return false;
	/* A leaf was made without a node below */
	bn_trie_free(fork->fib);
	fork->fib = bn_trie_build(fork, owned(fork->set), kids, depth_above(fork), GFP_MAY_FAIL);
	return fork->fib;
}

/* A fork at @depth comes between @node and the node @kid that was below it.
 * The kid's forwarding form has to skip less.
 */
static int add_between(struct bn_prefix_table *table, struct bn_prefix_node *node,
		       struct bn_prefix_node *kid, unsigned int depth, const u8 *key,
		       unsigned int bits, void *head, struct bn_fwd *fwd,
		       struct bn_prefix_pos *pos)
{
	struct bn_prefix_kids *kids = owned(node->kids);
	struct bn_prefix_old *old = old_alloc(GFP_MAY_FAIL);
	bool alone = (bits - 1) / 8 == depth;
	struct addition new = {};

	if (old)
		new.leaf = make_leaf(key, bits, head, fwd, alone ? node->depth : depth);
	new.fork = alone ? new.leaf : node_alloc(key, depth);
	if (new.leaf && new.fork) {
		new.fork->parent = node;
		new.fib = bn_trie_build(kid, owned(kid->set), owned(kid->kids), depth,
					GFP_MAY_FAIL);
	}
	if (!new.fib || !fork_join(&new, key, kid)) {
		addition_free(&new);
		kfree(old);
		return -ENOMEM;
	}
	RCU_INIT_POINTER(*bn_trie_slot(new.fork->fib, kid->key[depth]), new.fib);
	if (!alone)
		new.leaf->parent = new.fork;
	pos->node = new.leaf;
	rcu_assign_pointer(kids->kid[bn_prefix_kids_index(kids, key[node->depth])], new.fork);
	rcu_assign_pointer(*fib_slot(table, kid), new.fork->fib);
	kid->parent = new.fork;
	old->fib = kid->fib;
	kid->fib = new.fib;
	if (in_top(kid))
		bn_trie_top_set(table, kid->key, kid->fib);
	old_retire(old);
	top_enter(table, new.fork);
	if (!alone)
		top_enter(table, new.leaf);
	return 0;
}

/* How many bytes, from @from and up to @to, agree */
static unsigned int common_bytes(const u8 *a, const u8 *b, unsigned int from, unsigned int to)
{
	while (from < to && a[from] == b[from])
		from++;
	return from;
}

/**
 * bn_prefix_add() - add a prefix
 * @table: the trie
 * @key: the prefix, zero past @bits, table->key_bytes long
 * @bits: its length
 * @head: what belongs to it; not NULL
 * @fwd: what forwarding is to yield; NULL: nothing
 * @pos: is set to where it is, before readers find it; valid as long as it is there
 *
 * The prefix is not in the trie.
 *
 * Return: 0; -ENOMEM, and nothing has changed.
 * Context: process context, writers' lock.
 */
int bn_prefix_add(struct bn_prefix_table *table, const u8 *key, unsigned int bits, void *head,
		  struct bn_fwd *fwd, struct bn_prefix_pos *pos)
{
	unsigned int last = bits ? (bits - 1) / 8 : 0, depth;
	struct bn_prefix_node *node = table->root, *kid;

	pos->slot = bn_prefix_slot(key[last], bits - last * 8);
	while (node->depth < last) {
		kid = kid_of(node, key[node->depth]);
		if (!kid)
			return add_below(table, node, key, bits, head, fwd, pos);
		depth = common_bytes(key, kid->key, node->depth + 1,
				     min_t(unsigned int, kid->depth, last));
		if (depth < kid->depth)
			return add_between(table, node, kid, depth, key, bits, head, fwd, pos);
		node = kid;
	}
	pos->node = node;
	return add_to_node(table, node, pos->slot, head, fwd);
}

/**
 * bn_prefix_change() - another head, or another forwarding entry, for a prefix
 * @table: the trie
 * @pos: where the prefix is
 * @head: what belongs to it from now on; not NULL
 * @fwd: what forwarding is to yield; NULL: nothing
 * @gfp: __GFP_NOFAIL: cannot fail
 *
 * Return: 0; -ENOMEM, and nothing has changed.
 * Context: process context, writers' lock.
 */
int bn_prefix_change(struct bn_prefix_table *table, const struct bn_prefix_pos *pos, void *head,
		     struct bn_fwd *fwd, gfp_t gfp)
{
	struct bn_prefix_node *node = pos->node;
	struct bn_prefix_set *set = owned(node->set);
	struct bn_prefix_entry *entry = &set->entry[bn_prefix_set_index(set, pos->slot)];
	struct bn_fwd *before = entry->fwd;
	struct bn_trie_node *fib = NULL;
	struct bn_prefix_old *old;

	if (fwd != before) {
		old = old_alloc(gfp);
		entry->fwd = fwd;
		if (old)
			fib = bn_trie_build(node, set, owned(node->kids), depth_above(node), gfp);
		if (!fib) {
			entry->fwd = before;
			kfree(old);
			return -ENOMEM;
		}
	}
	if (rcu_access_pointer(entry->head) != head)
		rcu_assign_pointer(entry->head, head);
	if (fib) {
		publish_fib(table, node, fib, old);
		old_retire(old);
	}
	return 0;
}

/* ---- removing ------------------------------------------------------------ */

/* @kid takes the place of @node, which has no reason any more, below the node
 * above it; it has to skip more
 */
static void replace_by_kid(struct bn_prefix_table *table, struct bn_prefix_node *node,
			   struct bn_prefix_node *kid, struct bn_prefix_old *old)
{
	struct bn_prefix_node *parent = node->parent;
	struct bn_prefix_kids *kids = owned(parent->kids);
	struct bn_trie_node *fib;

	fib = bn_trie_build(kid, owned(kid->set), owned(kid->kids), depth_above(node), GFP_MUST);
	top_leave(table, node);
	if (in_top(kid))
		bn_trie_top_set(table, kid->key, fib);
	rcu_assign_pointer(kids->kid[bn_prefix_kids_index(kids, node->key[parent->depth])], kid);
	rcu_assign_pointer(*fib_slot(table, node), fib);
	kid->parent = parent;
	old->fib = kid->fib;
	kid->fib = fib;
	old->node[0] = node;
}

/* @node goes, and has nothing below */
static void remove_leaf(struct bn_prefix_table *table, struct bn_prefix_node *node,
			struct bn_prefix_old *old)
{
	struct bn_prefix_node *parent = node->parent, *other;
	struct bn_prefix_kids *before = owned(parent->kids), *kids = NULL;
	u8 byte = node->key[parent->depth];
	struct bn_trie_node *fib;

	top_leave(table, node);
	old->node[1] = node;
	if (parent->parent && !owned(parent->set) && before->n == 2) {
		/* The fork above goes too: its other side takes its place */
		other = owned(before->kid[!bn_prefix_kids_index(before, byte)]);
		replace_by_kid(table, parent, other, old);
		return;
	}
	if (before->n > 1)
		kids = bn_prefix_kids_without(before, byte, GFP_MUST);
	fib = bn_trie_build(parent, owned(parent->set), kids, depth_above(parent), GFP_MUST);
	rcu_assign_pointer(parent->kids, kids);
	publish_fib(table, parent, fib, old);
	old_retire(&before->old);
}

/**
 * bn_prefix_remove() - remove a prefix
 * @table: the trie
 * @pos: where it is
 *
 * Cannot fail.
 *
 * Context: process context, writers' lock.
 */
void bn_prefix_remove(struct bn_prefix_table *table, const struct bn_prefix_pos *pos)
{
	struct bn_prefix_node *node = pos->node;
	struct bn_prefix_kids *kids = owned(node->kids);
	struct bn_prefix_set *set = owned(node->set), *rest = NULL;
	struct bn_prefix_old *old = &set->old;
	struct bn_trie_node *fib;

	if (set->n == 1 && node->parent && !kids) {
		remove_leaf(table, node, old);
	} else if (set->n == 1 && node->parent && kids->n == 1) {
		replace_by_kid(table, node, owned(kids->kid[0]), old);
	} else {
		if (set->n > 1)
			rest = bn_prefix_set_without(set, pos->slot, GFP_MUST);
		fib = bn_trie_build(node, rest, kids, depth_above(node), GFP_MUST);
		publish_fib(table, node, fib, old);
	}
	/* Of a node that goes as well: a reader who is still there finds nothing */
	rcu_assign_pointer(node->set, rest);
	old_retire(old);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "prefix_kunit.c"
#endif
