/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's rbtree interface, kept balanced by chance (a treap): each node
 * has a random priority, and none has a higher one than its parent.
 */
#ifndef SHIM_RBTREE_H
#define SHIM_RBTREE_H

#include "shim.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rb_node {
	struct rb_node *rb_parent, *rb_left, *rb_right;
	u64 priority;
};

struct rb_root {
	struct rb_node *rb_node;
};

#define RB_ROOT (struct rb_root){ NULL }
#define RB_EMPTY_ROOT(root) (!(root)->rb_node)
#define rb_parent(node) ((node)->rb_parent)
#define rb_entry(ptr, type, member) container_of(ptr, type, member)
#define rb_entry_safe(ptr, type, member) ({				\
	struct rb_node *__rb = (ptr);					\
									\
	__rb ? rb_entry(__rb, type, member) : NULL;			\
})

static inline struct rb_node **rb_link_of(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *parent = node->rb_parent;

	if (!parent)
		return &root->rb_node;
	return parent->rb_left == node ? &parent->rb_left : &parent->rb_right;
}

/* @node takes the place of its parent */
static inline void rb_rotate_up(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *parent = node->rb_parent;
	struct rb_node **inner, **outer;

	*rb_link_of(parent, root) = node;
	node->rb_parent = parent->rb_parent;
	outer = parent->rb_left == node ? &parent->rb_left : &parent->rb_right;
	inner = parent->rb_left == node ? &node->rb_right : &node->rb_left;
	*outer = *inner;
	if (*outer)
		(*outer)->rb_parent = parent;
	*inner = parent;
	parent->rb_parent = node;
}

static inline void rb_link_node(struct rb_node *node, struct rb_node *parent,
				struct rb_node **link)
{
	node->rb_parent = parent;
	node->rb_left = NULL;
	node->rb_right = NULL;
	node->priority = get_random_u64();
	*link = node;
}

static inline void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	while (node->rb_parent && node->rb_parent->priority < node->priority)
		rb_rotate_up(node, root);
}

static inline void rb_erase(struct rb_node *node, struct rb_root *root)
{
	while (node->rb_left || node->rb_right) {
		struct rb_node *l = node->rb_left, *r = node->rb_right;

		rb_rotate_up(!r || (l && l->priority > r->priority) ? l : r, root);
	}
	*rb_link_of(node, root) = NULL;
}

static inline struct rb_node *rb_first(const struct rb_root *root)
{
	struct rb_node *node = root->rb_node;

	while (node && node->rb_left)
		node = node->rb_left;
	return node;
}

static inline struct rb_node *rb_last(const struct rb_root *root)
{
	struct rb_node *node = root->rb_node;

	while (node && node->rb_right)
		node = node->rb_right;
	return node;
}

static inline struct rb_node *rb_next(const struct rb_node *node)
{
	struct rb_node *next = node->rb_right;

	if (next) {
		while (next->rb_left)
			next = next->rb_left;
		return next;
	}
	while (node->rb_parent && node->rb_parent->rb_right == node)
		node = node->rb_parent;
	return node->rb_parent;
}

static inline struct rb_node *rb_prev(const struct rb_node *node)
{
	struct rb_node *prev = node->rb_left;

	if (prev) {
		while (prev->rb_right)
			prev = prev->rb_right;
		return prev;
	}
	while (node->rb_parent && node->rb_parent->rb_left == node)
		node = node->rb_parent;
	return node->rb_parent;
}

/* ---- in postorder, for taking a tree apart ----------------------------- */

static inline struct rb_node *rb_deepest(struct rb_node *node)
{
	while (node && (node->rb_left || node->rb_right))
		node = node->rb_left ? node->rb_left : node->rb_right;
	return node;
}

static inline struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return rb_deepest(root->rb_node);
}

static inline struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent = node->rb_parent;

	if (parent && parent->rb_left == node && parent->rb_right)
		return rb_deepest(parent->rb_right);
	return parent;
}

#define rbtree_postorder_for_each_entry_safe(pos, n, root, member)	\
	for (pos = rb_entry_safe(rb_first_postorder(root), __typeof__(*pos), member); \
	     pos && ({ n = rb_entry_safe(rb_next_postorder(&pos->member), \
					 __typeof__(*pos), member); 1; }); \
	     pos = n)

#ifdef __cplusplus
}
#endif

#endif /* SHIM_RBTREE_H */
