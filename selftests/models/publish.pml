/* SPDX-License-Identifier: GPL-2.0 */
/*
 * publish - a trie changes under its readers (RT-9)
 *
 * The way of one key down the forwarding trie of kmod/fib/trie.h: up to LEVELS
 * nodes, each with what it says for the key (0: the nodes above decide) and
 * the pointer to the next. A node does not change but for that pointer. The
 * writer builds another one aside, word for word, and publishes it by one store
 * to the pointer that led to the old one; it adds and removes nodes below in
 * the same way, together with a new one above. What was replaced is freed after a
 * grace period: when all readers that were active when it was unlinked have left.
 * Freed memory is used again for the next node.
 *
 * A reader descends, then ascends until a node has a result.
 *
 * Checked: a reader never sees freed memory, nor a node that is not complete; of
 * a change made while it is on its way it sees all or nothing. If several
 * changes are made while it is on its way, then, for each, it sees all or
 * nothing: with two levels it sees what the trie said at one moment; with
 * three it may see a later change of the lowest node without an earlier one
 * of the topmost, where it had been before (the mutation SAME_MOMENT demands
 * more and is refuted).
 *
 * Config: LEVELS=2 READERS=1 CHANGES=4 SAME_MOMENT=1
 * Config: LEVELS=2 READERS=2 CHANGES=2 SAME_MOMENT=1
 * Config: LEVELS=3 READERS=1 CHANGES=3
 * Config: LEVELS=3 READERS=2 CHANGES=2
 * Mutation: FREE_AT_ONCE	no grace period
 * Mutation: PUBLISH_EARLY	the pointer is stored before the node is complete
 * Mutation: IN_PLACE		a node is changed where it is, one word after another
 * Mutation: TWO_STORES		a node with one below is published in two steps
 * Mutation: SAME_MOMENT	several changes are seen in their order
 */
#ifndef LEVELS
#define LEVELS 3
#define READERS 1
#define CHANGES 3
#endif
#define NODES 10
#define NONE 255
#define POISON 254
#define HISTORY (CHANGES + 1)

byte root = NONE;
byte kid[NODES] = POISON;
byte leaf[NODES] = POISON;
byte copy[NODES] = POISON;	/* second word of what a node says, always as the first */
bool used[NODES];
bool retired[NODES];
byte waits_for[NODES];		/* readers, a bit each, before it may be freed */
byte reading = 0;		/* readers in a critical section, a bit each */

/* What was true when: says[version * LEVELS + level] */
byte version = 0;
byte says[HISTORY * LEVELS] = 0;
byte answer[HISTORY] = 0;

/* The writer's view of the trie */
byte now[LEVELS] = NONE;

inline alloc(new)
{
	atomic {
		new = 0;
		do
		:: used[new] -> new++
		:: else -> break
		od;
		used[new] = true
	}
}

inline free(gone)
{
	leaf[gone] = POISON;
	copy[gone] = POISON;
	kid[gone] = POISON;
	retired[gone] = false;
	used[gone] = false
}

/* Freed at the earliest moment, and again of use */
inline retire(dead)
{
	atomic {
#ifdef FREE_AT_ONCE
		waits_for[dead] = 0;
#else
		waits_for[dead] = reading;
#endif
		retired[dead] = true;
		if
		:: waits_for[dead] == 0 -> free(dead)
		:: else -> skip
		fi
	}
}

/* In the same step as the store that publishes: the history continues */
inline note_change(place, said, cut)
{
	version++;
	l = 0;
	do
	:: l == LEVELS -> break
	:: else ->
		if
		:: l == place -> says[version * LEVELS + l] = said
		:: l > place && cut -> says[version * LEVELS + l] = 0
		:: else -> says[version * LEVELS + l] = says[(version - 1) * LEVELS + l]
		fi;
		if
		:: says[version * LEVELS + l] != 0 -> answer[version] = says[version * LEVELS + l]
		:: else -> skip
		fi;
		l++
	od;
	l = 0
}

inline store_pointer(where, node)
{
	if
	:: where == 0 -> root = node
	:: else -> kid[now[where - 1]] = node
	fi
}

inline fill(node, what, next)
{
	leaf[node] = what;
	copy[node] = what;
	kid[node] = next
}

/* A node for @at that says @text, instead of the one there is */
inline change_node(at, text)
{
#ifdef IN_PLACE
	n = now[at];
	leaf[n] = text;
	atomic { copy[n] = text; note_change(at, text, false) }
#else
	alloc(n);
	old = now[at];
#ifdef PUBLISH_EARLY
	atomic { store_pointer(at, n); note_change(at, text, false) }
	fill(n, text, kid[old]);
#else
	fill(n, text, kid[old]);
	atomic { store_pointer(at, n); note_change(at, text, false) }
#endif
	now[at] = n;
	retire(old)
#endif
}

/* A node below the lowest, which is at @at - 1: that one gets a successor too */
inline add_node(at, text)
{
	alloc(n);
	alloc(above);
	old = now[at - 1];
#ifdef TWO_STORES
	/* the upper one first, which says nothing for what the lower one will decide */
	fill(above, 0, NONE);
	store_pointer(at - 1, above);
	fill(n, text, NONE);
	atomic {
		leaf[above] = leaf[old];
		copy[above] = copy[old];
		kid[above] = n;
		note_change(at, text, false)
	}
#else
	fill(n, text, NONE);
	fill(above, leaf[old], n);
	atomic { store_pointer(at - 1, above); note_change(at, text, false) }
#endif
	now[at - 1] = above;
	now[at] = n;
	retire(old)
}

/* All nodes from @at on go */
inline cut_nodes(at)
{
	alloc(n);
	old = now[at - 1];
	fill(n, leaf[old], NONE);
	atomic { store_pointer(at - 1, n); note_change(at, 0, true) }
	now[at - 1] = n;
	retire(old);
	for (lower : at .. LEVELS - 1) {
		if
		:: now[lower] != NONE ->
			old = now[lower];
			retire(old);
			now[lower] = NONE
		:: else -> skip
		fi
	}
}

proctype writer()
{
	byte n, above, old, level, value, l, done, lower;

	for (done : 1 .. CHANGES) {
		select (level : 0 .. LEVELS - 1);
		if
		:: value = 0
		:: value = 10 * done + level + 1
		fi;
		if
		:: now[level] != NONE -> change_node(level, value)
		:: level > 0 && now[level] != NONE -> cut_nodes(level)
		:: level > 0 && now[level] == NONE && now[level - 1] != NONE ->
			add_node(level, value)
		:: level > 0 && now[level] == NONE && now[level - 1] == NONE -> skip
		fi
	}
}

/* @result is what the trie said at one moment from version @first on */
inline check_moment(result)
{
	good = false;
	for (v : first .. version) {
		good = good || answer[v] == result
	}
	assert(good)
}

/* @result is what @at said at some moment, and those below it said nothing at some other */
inline check_each(result, at)
{
	for (l : at .. LEVELS - 1) {
		good = false;
		for (v : first .. version) {
			good = good || says[v * LEVELS + l] == (l == at -> result : 0)
		}
		assert(good)
	}
}

proctype reader(byte id)
{
	byte path[LEVELS], n, depth = 0, r = 0, first, v, l;
	bool good;

	atomic { reading = reading | 1 << id; first = version }
	n = root;
	do
	:: n == NONE -> break
	:: else ->
		assert(n != POISON && depth < LEVELS);
		path[depth] = n;
		depth++;
		n = kid[n]
	od;
	do
	:: depth == 0 || r != 0 -> break
	:: else ->
		depth--;
		r = leaf[path[depth]];
		assert(r != POISON);
		assert(r == copy[path[depth]])
	od;
	/* after the lookup, with the result still in use */
	atomic {
		if
#ifndef SAME_MOMENT
		:: version - first > 1 -> check_each(r, depth)
#endif
		:: else -> check_moment(r)
		fi;
		reading = reading & ~(1 << id);
		for (n : 0 .. NODES - 1) {
			waits_for[n] = waits_for[n] & ~(1 << id);
			if
			:: retired[n] && waits_for[n] == 0 -> free(n)
			:: else -> skip
			fi
		}
		n = 0;
		v = 0;
		l = 0
	}
}

init {
	byte l;

	atomic {
		for (l : 0 .. LEVELS - 1) {
			used[l] = true;
			leaf[l] = l + 1;
			copy[l] = l + 1;
			kid[l] = (l < LEVELS - 1 -> l + 1 : NONE);
			says[l] = l + 1;
			now[l] = l
		}
		answer[0] = LEVELS;
		root = 0;
		run writer();
		for (l : 0 .. READERS - 1) {
			run reader(l)
		}
	}
}
