// SPDX-License-Identifier: GPL-2.0
/*
 * prefix - change the trie: see prefix.h
 *
 * Overview: a node exists where a prefix ends in its byte, or where two nodes branch; chains
 * of nodes without a branch are left out, so that n prefixes need fewer than 2n nodes. Every
 * change prepares all new objects, and then publishes them by one store for each of the two
 * sides; an allocation that fails leaves the table unchanged. A removal needs no more memory
 * than the table already has, and allocates with __GFP_NOFAIL.
 *
 * Life: nodes, their sets of prefixes and of nodes below, and the forwarding forms are
 * freed a grace period after they were unlinked (memory.h). A node has prefixes, or at least
 * two nodes below, except for the top node, which always exists.
 *
 * Synchronization: writers hold the route lock, readers are under RCU.
 * Readers see constant data, except for pointers.
 *
 * This file uses only RCU pointers and allocations, so that it also compiles in user space
 * (RT-13).
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fib/fib.h"
#include "fib/memory.h"
#include "fib/prefix.h"
#include "fib/trie.h"

#define owned(pointer, table) bn_rt_dereference(pointer, (table)->stack)

#define GFP_MAY_FAIL	GFP_KERNEL_ACCOUNT
#define GFP_MUST	(GFP_KERNEL_ACCOUNT | __GFP_NOFAIL)

static struct bn_prefix_node *kid_of(const struct bn_prefix_table *table,
				     const struct bn_prefix_node *node, u8 byte)
{
	const struct bn_prefix_kids *kids = owned(node->kids, table);
	unsigned int at = kids ? bn_prefix_kids_index(kids, byte) : 0;

	if (!kids || at == kids->n || kids->byte[at] != byte)
		return NULL;
	return owned(bn_prefix_kid(kids)[at], table);
}

/* Where the pointer of @node, which is not the top, to the node below for @byte is */
static struct bn_prefix_node __rcu **link_of(const struct bn_prefix_table *table,
					     const struct bn_prefix_node *node, u8 byte)
{
	const struct bn_prefix_kids *kids = owned(node->kids, table);

	return bn_prefix_kid(kids) + bn_prefix_kids_index(kids, byte);
}

/* The slot that leads readers to the form of @node, or to the nodes that skip to it */
static u64 *slot_of_node(struct bn_prefix_table *table, const struct bn_prefix_node *node)
{
	const struct bn_prefix_node *parent = node->parent;

	return parent ? bn_trie_slot(parent->form.ref, node->key[parent->depth]) : &table->fib;
}

static u64 *slot_of_form(struct bn_prefix_table *table, const struct bn_prefix_node *node)
{
	return node->skip.ref ? bn_trie_skip_slot(&node->skip) :
				slot_of_node(table, node);
}

/* Publish @ref in @slot */
static void slot_set(u64 *slot, u64 ref)
{
	/* pairs with the dependency of the slot's address in readers */
	smp_store_release(slot, bn_trie_make_slot(ref, bn_trie_slot_number(*slot)));
}

/* Replace the form of a node */
static void publish_form(struct bn_prefix_table *table, struct bn_prefix_node *node,
			 const struct bn_trie_form *form, struct bn_fib_old *old)
{
	slot_set(slot_of_form(table, node), form->ref);
	bn_fib_old_add(old, bn_trie_memory(&node->form));
	node->form = *form;
}

/* ---- nodes --------------------------------------------------------------- */

static struct bn_prefix_node *node_alloc(const u8 *key, unsigned int depth)
{
	struct bn_prefix_node *node = bn_fib_alloc(struct_size(node, key, depth), GFP_MAY_FAIL);

	if (!node)
		return NULL;
	memset(node, 0, sizeof(*node));
	node->depth = depth;
	if (depth)
		memcpy(node->key, key, depth);
	return node;
}

/* No reader can reach @node */
static void node_free(struct bn_prefix_node *node)
{
	if (!node)
		return;
	kfree(rcu_access_pointer(node->set));
	kfree(rcu_access_pointer(node->kids));
	bn_trie_free(&node->form);
	bn_trie_free(&node->skip);
	kfree(node);
}

/* @node is unlinked; the caller deals with its set */
static void node_retire(struct bn_prefix_node *node, struct bn_fib_old *old)
{
	bn_fib_old_add(old, rcu_access_pointer(node->kids));
	bn_fib_old_add(old, bn_trie_memory(&node->form));
	bn_fib_old_add(old, bn_trie_memory(&node->skip));
	bn_fib_old_add(old, node);
}

/**
 * bn_prefix_init() - initialize an empty trie
 * @table: the trie
 * @stack: its route lock serializes writers
 * @dst_bytes: bytes of a destination, at least 1; a key is at most BN_PREFIX_BYTES long
 *
 * Return: 0 or -ENOMEM.
 */
int bn_prefix_init(struct bn_prefix_table *table, struct bsdnet_stack *stack,
		   unsigned int dst_bytes)
{
	struct bn_prefix_node *root = node_alloc(NULL, 0);

	if (!root)
		return -ENOMEM;
	table->root = root;
	table->dst_bytes = dst_bytes;
	table->stack = stack;
	if (!bn_trie_build(table, root, NULL, NULL, NULL, GFP_MAY_FAIL, &root->form)) {
		node_free(root);
		return -ENOMEM;
	}
	table->fib = bn_trie_make_slot(root->form.ref, 0);
	return 0;
}

/**
 * bn_prefix_exit() - free an empty trie
 * @table: the trie, without readers
 */
void bn_prefix_exit(struct bn_prefix_table *table)
{
	WARN_ON_ONCE(rcu_access_pointer(table->root->set) ||
		     rcu_access_pointer(table->root->kids));
	node_free(table->root);
}

/* ---- adding -------------------------------------------------------------- */

/* Objects for a new prefix, before they are published
 * @leaf: node for the prefix
 * @fork: node where the prefix and an existing node branch; may be the @leaf
 * @kids, @form: those of the node above
 * @skip: that of the existing node below the fork
 */
struct addition {
	struct bn_prefix_node *leaf;
	struct bn_prefix_node *fork;
	struct bn_prefix_kids *kids;
	struct bn_trie_form form;
	struct bn_trie_form skip;
};

static void addition_free(struct addition *new)
{
	if (new->fork != new->leaf)
		node_free(new->fork);
	node_free(new->leaf);
	kfree(new->kids);
	bn_trie_free(&new->form);
	bn_trie_free(&new->skip);
}

/* A node with one prefix, to be put below a node at depth @above */
static struct bn_prefix_node *make_leaf(const struct bn_prefix_table *table, const u8 *key,
					unsigned int bits, struct bn_route *head, int above)
{
	unsigned int depth = (bits - 1) / 8;
	struct bn_prefix_node *leaf = node_alloc(key, depth);
	struct bn_prefix_set *set;

	if (!leaf)
		return NULL;
	set = bn_prefix_set_with(NULL, bn_prefix_place(key[depth], bits - depth * 8), head,
				 GFP_MAY_FAIL);
	RCU_INIT_POINTER(leaf->set, set);
	if (set && bn_trie_build(table, leaf, set, NULL, NULL, GFP_MAY_FAIL, &leaf->form) &&
	    bn_trie_build_skip(table, leaf, above, GFP_MAY_FAIL, &leaf->skip))
		return leaf;
	node_free(leaf);
	return NULL;
}

/* Add the prefix to an existing node */
static int add_to_node(struct bn_prefix_table *table, struct bn_prefix_node *node,
		       unsigned int place, struct bn_route *head)
{
	const struct bn_fwd *fwd = bn_route_forwards(head, table->stack);
	struct bn_trie_change change = { place, bn_fwd_number(fwd) };
	struct bn_prefix_set *before = owned(node->set, table), *set;
	struct bn_fib_old old = {};
	struct bn_trie_form form;

	set = bn_prefix_set_with(before, place, head, GFP_MAY_FAIL);
	if (!set ||
	    !bn_trie_build(table, node, set, owned(node->kids, table), &change, GFP_MAY_FAIL,
			   &form)) {
		kfree(set);
		return -ENOMEM;
	}
	rcu_assign_pointer(node->set, set);
	publish_form(table, node, &form, &old);
	bn_fib_old_add(&old, before);
	bn_fib_retire(&old);
	return 0;
}

/* Add a node for the prefix below @node */
static int add_below(struct bn_prefix_table *table, struct bn_prefix_node *node, const u8 *key,
		     unsigned int bits, struct bn_route *head, struct bn_prefix_pos *pos)
{
	struct bn_prefix_kids *before = owned(node->kids, table);
	struct bn_fib_old old = {};
	struct addition new = {};
	bool done = false;

	new.leaf = make_leaf(table, key, bits, head, node->depth);
	if (new.leaf)
		new.kids = bn_prefix_kids_with(before, key[node->depth], new.leaf, GFP_MAY_FAIL);
	if (new.kids)
		done = bn_trie_stays_page(node, new.kids->n) ||
		       bn_trie_build(table, node, owned(node->set, table), new.kids, NULL,
				     GFP_MAY_FAIL, &new.form);
	if (!done) {
		addition_free(&new);
		return -ENOMEM;
	}
	new.leaf->parent = node;
	pos->node = new.leaf;
	rcu_assign_pointer(node->kids, new.kids);
	if (new.form.ref)
		publish_form(table, node, &new.form, &old);
	else
		slot_set(slot_of_node(table, new.leaf), bn_prefix_ref(new.leaf));
	bn_fib_old_add(&old, before);
	bn_fib_retire(&old);
	return 0;
}

/* Link the nodes below the fork: the leaf, unless it is the fork, and the existing node, which
 * new->skip leads to if it does not follow the fork immediately.
 */
static bool fork_join(const struct bn_prefix_table *table, struct addition *new, const u8 *key,
		      struct bn_prefix_node *kid, int above)
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
	bn_trie_free(&fork->form);
	bn_trie_free(&fork->skip);
	memset(&fork->form, 0, sizeof(fork->form));
	memset(&fork->skip, 0, sizeof(fork->skip));
	if (!bn_trie_build(table, fork, owned(fork->set, table), kids, NULL, GFP_MAY_FAIL,
			   &fork->form))
		return false;
	slot_set(bn_trie_slot(fork->form.ref, kid->key[fork->depth]),
		 new->skip.ref ?: kid->form.ref);
	return bn_trie_build_skip(table, fork, above, GFP_MAY_FAIL, &fork->skip);
}

/* Add a fork at @depth between @node and the node @kid below it, which then skips less */
static int add_between(struct bn_prefix_table *table, struct bn_prefix_node *node,
		       struct bn_prefix_node *kid, unsigned int depth, const u8 *key,
		       unsigned int bits, struct bn_route *head, struct bn_prefix_pos *pos)
{
	bool alone = (bits - 1) / 8 == depth;
	struct addition new = {};
	struct bn_fib_old old = {};

	new.leaf = make_leaf(table, key, bits, head, alone ? node->depth : depth);
	new.fork = alone ? new.leaf : node_alloc(key, depth);
	if (!new.leaf || !new.fork ||
	    !bn_trie_build_skip(table, kid, depth, GFP_MAY_FAIL, &new.skip) ||
	    !fork_join(table, &new, key, kid, node->depth)) {
		addition_free(&new);
		return -ENOMEM;
	}
	new.fork->parent = node;
	if (!alone)
		new.leaf->parent = new.fork;
	pos->node = new.leaf;
	rcu_assign_pointer(*link_of(table, node, key[node->depth]), new.fork);
	slot_set(slot_of_node(table, kid), bn_prefix_ref(new.fork));
	kid->parent = new.fork;
	bn_fib_old_add(&old, bn_trie_memory(&kid->skip));
	kid->skip = new.skip;
	bn_fib_retire(&old);
	return 0;
}

/* The first byte from @from on, and before @to, that differs; else @to */
static unsigned int common_bytes(const u8 *a, const u8 *b, unsigned int from, unsigned int to)
{
	while (from < to && a[from] == b[from])
		from++;
	return from;
}

/**
 * bn_prefix_add() - add a prefix
 * @table: the trie
 * @key: the prefix, zero past @bits, as long as the table's keys
 * @bits: its length
 * @head: its first route; not NULL
 * @node: from bn_prefix_find(), or the top
 * @pos: set to its position before readers find it; valid until it is removed
 *
 * The prefix is not in the trie.
 *
 * Return: 0; -ENOMEM without side effects.
 * Context: process context, route lock.
 */
int bn_prefix_add(struct bn_prefix_table *table, const u8 *key, unsigned int bits,
		  struct bn_route *head, struct bn_prefix_node *node, struct bn_prefix_pos *pos)
{
	unsigned int last = bits ? (bits - 1) / 8 : 0, depth;
	struct bn_prefix_node *kid;

	pos->place = bn_prefix_place(key[last], bits - last * 8);
	while (node->depth < last) {
		kid = kid_of(table, node, key[node->depth]);
		if (!kid)
			return add_below(table, node, key, bits, head, pos);
		depth = common_bytes(key, kid->key, node->depth + 1,
				     min_t(unsigned int, kid->depth, last));
		if (depth < kid->depth)
			return add_between(table, node, kid, depth, key, bits, head, pos);
		node = kid;
	}
	pos->node = node;
	return add_to_node(table, node, pos->place, head);
}

/**
 * bn_prefix_change() - replace the first route of a prefix, or its forwarding entry
 * @table: the trie
 * @pos: its position
 * @head: the first route; not NULL
 * @fwd: the forwarding entry that @head has, or will have immediately after; NULL: none
 * @gfp: with __GFP_NOFAIL it cannot fail
 *
 * Return: 0; -ENOMEM without side effects.
 * Context: process context, route lock.
 */
int bn_prefix_change(struct bn_prefix_table *table, const struct bn_prefix_pos *pos,
		     struct bn_route *head, const struct bn_fwd *fwd, gfp_t gfp)
{
	struct bn_prefix_node *node = pos->node;
	struct bn_prefix_set *set = owned(node->set, table);
	unsigned int at = bn_prefix_set_index(set, pos->place);
	struct bn_route __rcu **here = bn_prefix_heads(set) + at;
	struct bn_trie_change change = { pos->place, bn_fwd_number(fwd) };
	struct bn_fib_old old = {};
	struct bn_trie_form form;

	if (fwd == bn_route_forwards(owned(*here, table), table->stack)) {
		rcu_assign_pointer(*here, head);
		return 0;
	}
	if (!bn_trie_build(table, node, set, owned(node->kids, table), &change, gfp, &form))
		return -ENOMEM;
	rcu_assign_pointer(*here, head);
	publish_form(table, node, &form, &old);
	bn_fib_retire(&old);
	return 0;
}

/* ---- removing ------------------------------------------------------------ */

/* Replace @node, which is no longer needed, by @kid, which then skips more */
static void replace_by_kid(struct bn_prefix_table *table, struct bn_prefix_node *node,
			   struct bn_prefix_node *kid, struct bn_fib_old *old)
{
	struct bn_prefix_node *parent = node->parent;
	struct bn_trie_form skip;

	bn_trie_build_skip(table, kid, parent->depth, GFP_MUST, &skip);
	rcu_assign_pointer(*link_of(table, parent, node->key[parent->depth]), kid);
	slot_set(slot_of_node(table, node), skip.ref ?: kid->form.ref);
	kid->parent = parent;
	bn_fib_old_add(old, bn_trie_memory(&kid->skip));
	kid->skip = skip;
	node_retire(node, old);
}

/* Remove @node, which has no nodes below */
static void remove_leaf(struct bn_prefix_table *table, struct bn_prefix_node *node,
			struct bn_fib_old *old)
{
	struct bn_prefix_node *parent = node->parent, *other;
	struct bn_prefix_kids *before = owned(parent->kids, table), *kids = NULL;
	u8 byte = node->key[parent->depth];
	struct bn_trie_form form;

	node_retire(node, old);
	if (parent->parent && !owned(parent->set, table) && before->n == 2) {
		/* The fork above is no longer needed either: the other node below it replaces it */
		other = owned(bn_prefix_kid(before)[!bn_prefix_kids_index(before, byte)],
			      table);
		replace_by_kid(table, parent, other, old);
		return;
	}
	if (before->n > 1)
		kids = bn_prefix_kids_without(before, byte, GFP_MUST);
	if (kids && bn_trie_stays_page(parent, kids->n)) {
		slot_set(slot_of_node(table, node), bn_trie_empty());
	} else {
		bn_trie_build(table, parent, owned(parent->set, table), kids, NULL, GFP_MUST,
			      &form);
		publish_form(table, parent, &form, old);
	}
	rcu_assign_pointer(parent->kids, kids);
	bn_fib_old_add(old, before);
}

/**
 * bn_prefix_remove() - remove a prefix
 * @table: the trie
 * @pos: its position
 *
 * Cannot fail.
 *
 * Context: process context, route lock.
 */
void bn_prefix_remove(struct bn_prefix_table *table, const struct bn_prefix_pos *pos)
{
	struct bn_prefix_node *node = pos->node;
	struct bn_prefix_kids *kids = owned(node->kids, table);
	struct bn_prefix_set *set = owned(node->set, table), *rest = NULL;
	struct bn_trie_change change = { pos->place, 0 };
	struct bn_fib_old old = {};
	struct bn_trie_form form;

	if (set->n == 1 && node->parent && !kids) {
		remove_leaf(table, node, &old);
	} else if (set->n == 1 && node->parent && kids->n == 1) {
		replace_by_kid(table, node, owned(bn_prefix_kid(kids)[0], table), &old);
	} else {
		if (set->n > 1)
			rest = bn_prefix_set_without(set, pos->place, GFP_MUST);
		bn_trie_build(table, node, rest, kids, &change, GFP_MUST, &form);
		publish_form(table, node, &form, &old);
	}
	/* A reader of a node that is removed too finds nothing */
	rcu_assign_pointer(node->set, rest);
	bn_fib_old_add(&old, set);
	bn_fib_retire(&old);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "prefix_kunit.c"
#endif
