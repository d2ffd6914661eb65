// SPDX-License-Identifier: GPL-2.0
/*
 * table - the route table of one instance and family (RT-1 .. RT-6, RT-9)
 *
 * A prefix table whose nodes keep the routes of a prefix in @list, in order of
 * preference, and in @best the one that forwarding uses: the first, unless
 * its type is an IGNORE one; then shorter prefixes decide.
 *
 * Life: a route belongs to its table, is made by bn_route_add() and unlinked
 * by bn_route_delete(), by a USER route that replaces it, or with the table.
 * It holds a reference on its next hop, which it gives back when it is
 * unlinked; readers who still see either are covered by the grace periods of
 * both.
 *
 * Synchronization: changes under the configuration lock. Forwarding lookups
 * read only @best, route lookups only the lists, and each change is one store
 * to either, so that a reader sees it entirely or not at all.
 */
#include <linux/slab.h>

#include "rt/rt_priv.h"

#define PREFIX_TEXT 72	/* bytes of a prefix in words */
#define KEY_VECTOR 16U	/* keys made at a time for a vector lookup */

#define owned(pointer, table) bn_cfg_dereference(pointer, (table)->instance->stack)

/* ---- keys ---------------------------------------------------------------- */

static __always_inline u64 load64(const u8 *bytes)
{
	__be64 word;

	memcpy(&word, bytes, sizeof(word));
	return be64_to_cpu(word);
}

static __always_inline u32 load32(const u8 *bytes)
{
	__be32 word;

	memcpy(&word, bytes, sizeof(word));
	return be32_to_cpu(word);
}

static void prefix_to_key(const struct bn_rt_prefix *prefix, u64 key[BN_PREFIX_WORDS])
{
	unsigned int i;

	for (i = 0; i < BN_PREFIX_WORDS; i++)
		key[i] = load64(prefix->key + i * sizeof(u64));
}

static void node_to_prefix(const struct bn_prefix_node *node, unsigned int words,
			   struct bn_rt_prefix *prefix)
{
	unsigned int i;

	memset(prefix, 0, sizeof(*prefix));
	prefix->bits = node->bits;
	for (i = 0; i < words; i++) {
		__be64 word = cpu_to_be64(node->key[i]);

		memcpy(prefix->key + i * sizeof(word), &word, sizeof(word));
	}
}

static __always_inline u64 key32(const void *dst, const void *src)
{
	return (u64)load32(dst) << 32 | (src ? load32(src) : 0);
}

static __always_inline void key128(const u8 *dst, const u8 *src, u64 *key)
{
	key[0] = load64(dst);
	key[1] = load64(dst + 8);
	key[2] = src ? load64(src) : 0;
	key[3] = src ? load64(src + 8) : 0;
}

/* ---- lookups (RCU) ------------------------------------------------------- */

static __always_inline void assert_reader(const struct bn_rt_table *table)
{
	RCU_LOCKDEP_WARN(!rcu_read_lock_any_held() &&
			 !lockdep_is_held(&table->instance->stack->cfg_mutex),
			 "route lookup without RCU or configuration lock");
}

/**
 * bn_rt_lookup() - the forwarding route of a packet (RT-2, RT-3)
 * @table: the table
 * @dst: destination address, network order
 * @src: source address, NULL for all zeroes
 *
 * Return: the best route of the longest matching prefix of <dst><src>; never
 * NULL, since 0/0 is permanent.
 * Context: RCU read side, or the configuration lock.
 */
struct bn_route *bn_rt_lookup(const struct bn_rt_table *table, const void *dst, const void *src)
{
	u64 key[BN_PREFIX_WORDS];

	assert_reader(table);
	if (likely(table->prefixes.words == 1)) {
		key[0] = key32(dst, src);
		return bn_prefix_lookup(&table->prefixes, key, 1);
	}
	key128(dst, src, key);
	return bn_prefix_lookup(&table->prefixes, key, BN_PREFIX_WORDS);
}
EXPORT_SYMBOL_GPL(bn_rt_lookup);

/**
 * bn_rt_lookup_vector() - bn_rt_lookup() for a vector of packets
 * @table: the table
 * @dst: @n destination addresses
 * @src: @n source addresses
 * @routes: the results
 * @n: how many
 *
 * Context: RCU read side.
 */
void bn_rt_lookup_vector(const struct bn_rt_table *table, const void *const *dst,
			 const void *const *src, struct bn_route **routes, unsigned int n)
{
	unsigned int i, some;

	for (; n; n -= some, dst += some, src += some, routes += some) {
		u64 keys[KEY_VECTOR];

		if (table->prefixes.words == 1) {
			some = min(n, KEY_VECTOR);
			for (i = 0; i < some; i++)
				keys[i] = key32(dst[i], src[i]);
		} else {
			some = min(n, KEY_VECTOR / BN_PREFIX_WORDS);
			for (i = 0; i < some; i++)
				key128(dst[i], src[i], keys + i * BN_PREFIX_WORDS);
		}
		bn_prefix_lookup_vector(&table->prefixes, keys, (void **)routes, some);
	}
}
EXPORT_SYMBOL_GPL(bn_rt_lookup_vector);

static struct bn_route *list_match(const struct bn_prefix_node *node, u32 types, u32 ifl_index)
{
	struct bn_route *route;

	for (route = rcu_dereference_check(node->list, 1); route;
	     route = rcu_dereference_check(route->next, 1))
		if (types & BN_RTT_BIT(route->type) &&
		    (!ifl_index || ifl_index == route->ifl_index))
			return route;
	return NULL;
}

/**
 * bn_rt_lookup_types() - route lookup (RT-3): addresses, type and interface
 * @table: the table
 * @dst: destination address, network order
 * @src: source address, NULL for all zeroes
 * @types: bits of BN_RTT_BIT
 * @ifl_index: interface of the route, 0 for any
 *
 * What forwarding ignores is found all the same.
 *
 * Return: the most preferred such route of the longest prefix that has one,
 * or NULL.
 * Context: RCU read side, or the configuration lock.
 */
struct bn_route *bn_rt_lookup_types(const struct bn_rt_table *table, const void *dst,
				    const void *src, u32 types, u32 ifl_index)
{
	const struct bn_prefix_node *node;
	struct bn_route *route = NULL;
	u64 key[BN_PREFIX_WORDS];
	struct bn_prefix_walk walk;

	if (table->prefixes.words == 1)
		key[0] = key32(dst, src);
	else
		key128(dst, src, key);
	bn_prefix_start(&walk, &table->prefixes);
	assert_reader(table);
	while ((node = bn_prefix_step(&walk, key, table->prefixes.words)))
		route = list_match(node, types, ifl_index) ?: route;
	return route;
}

/* ---- preference (RT-5) --------------------------------------------------- */

/* Most preferred first; 0 only for the same route */
static int compare(u8 type, u32 ifl_index, u64 seq, const struct bn_route *route)
{
	if (type != route->type)
		return type < route->type ? -1 : 1;
	if (ifl_index != route->ifl_index)
		return ifl_index < route->ifl_index ? -1 : 1;
	if (seq != route->seq)
		return seq < route->seq ? -1 : 1;
	return 0;
}

static bool type_is_user(u8 type)
{
	return type == BN_RTT_USER || type == BN_RTT_USER_IGNORE;
}

static bool type_is_ignored(u8 type)
{
	return type == BN_RTT_USER_IGNORE || type == BN_RTT_CLONE_IGNORE ||
	       type == BN_RTT_IFCLONE_IGNORE;
}

static struct bn_route *node_first(const struct bn_rt_table *table,
				   const struct bn_prefix_node *node)
{
	return owned(node->list, table);
}

static struct bn_route *route_after(const struct bn_rt_table *table,
				    const struct bn_route *route)
{
	return owned(route->next, table);
}

static void set_best(const struct bn_rt_table *table, struct bn_prefix_node *node)
{
	struct bn_route *best = node_first(table, node);

	if (best && type_is_ignored(best->type))
		best = NULL;
	if (owned(node->best, table) != best)
		rcu_assign_pointer(node->best, best);
}

/* Where @route is, or belongs, in the list of its node. Two kinds of pointer,
 * since the node's is not typed.
 */
static struct bn_route *route_before(const struct bn_rt_table *table,
				     const struct bn_route *route)
{
	struct bn_route *before = NULL, *here;

	for (here = node_first(table, route->node); here; here = route_after(table, here)) {
		if (compare(route->type, route->ifl_index, route->seq, here) <= 0)
			break;
		before = here;
	}
	return before;
}

static void list_set(struct bn_prefix_node *node, struct bn_route *before,
		     struct bn_route *route)
{
	if (before)
		rcu_assign_pointer(before->next, route);
	else
		rcu_assign_pointer(node->list, route);
}

/* ---- routes -------------------------------------------------------------- */

static void notify(const struct bn_rt_table *table, enum bn_event event,
		   const struct bn_route *route)
{
	struct bsdnet_stack *stack = table->instance->stack;

	if (!table->quiet && !READ_ONCE(stack->dying))
		bn_event(stack, event, BN_OBJ_ROUTE, route);
}

static void route_free_rcu(struct rcu_head *rcu)
{
	struct bn_route *route = container_of(rcu, struct bn_route, rcu);

	bn_obj_put_count(route->stack, BN_OBJ_ROUTE);
	kfree(route);
}

/* @route is out of its list */
static void route_retire(struct bn_rt_table *table, struct bn_route *route)
{
	bn_nh_put(owned(route->nh, table));
	table->count--;
	route->stack = table->instance->stack;
	call_rcu(&route->rcu, route_free_rcu);
}

static void route_unlink(struct bn_rt_table *table, struct bn_route *route)
{
	struct bn_prefix_node *node = route->node;

	list_set(node, route_before(table, route), route_after(table, route));
	set_best(table, node);
	bn_prefix_prune(&table->prefixes, node);
	route_retire(table, route);
}

/* "192.0.2.0/24", and " from 198.51.100.0/24" where it has a source part */
static const char *prefix_text(const struct bn_rt_table *table,
			       const struct bn_rt_prefix *prefix, char buf[PREFIX_TEXT])
{
	const char *fmt = table->addr_bits == 32 ? "%pI4/%u%s" : "%pI6c/%u%s";
	unsigned int src_bits = prefix->bits > table->addr_bits ?
				prefix->bits - table->addr_bits : 0;

	snprintf(buf, PREFIX_TEXT, fmt, prefix->key, prefix->bits - src_bits,
		 src_bits ? " from a source" : "");
	return buf;
}

static int check_config(const struct bn_rt_table *table, const struct bn_route_config *config,
			struct netlink_ext_ack *extack)
{
	const struct bn_rt_prefix *prefix = &config->prefix;
	unsigned int i, used = prefix->bits % 8;

	if (!config->type || config->type >= BN_RTT_MAX) {
		NL_SET_ERR_MSG_FMT(extack, "route: type %u does not exist", config->type);
		return -EINVAL;
	}
	if (prefix->bits > 2 * table->addr_bits) {
		NL_SET_ERR_MSG_FMT(extack, "route: prefix length %u is more than %u",
				   prefix->bits, 2 * table->addr_bits);
		return -EINVAL;
	}
	for (i = prefix->bits / 8; i < BN_RT_KEY_BYTES; i++, used = 0) {
		if (prefix->key[i] & (0xff >> used)) {
			NL_SET_ERR_MSG_FMT(extack, "route: prefix has bits set past its length %u",
					   prefix->bits);
			return -EINVAL;
		}
	}
	if (!prefix->bits && type_is_ignored(config->type)) {
		NL_SET_ERR_MSG_FMT(extack, "route: type %u is not possible at prefix length 0",
				   config->type);
		return -EINVAL;
	}
	return 0;
}

/* The route that stands in the way of a new one: the same in all that
 * distinguishes routes; of users' routes a prefix has but one
 */
static struct bn_route *find_rival(const struct bn_rt_table *table,
				   const struct bn_prefix_node *node,
				   const struct bn_route_config *config)
{
	struct bn_route *route;

	for (route = node_first(table, node); route; route = route_after(table, route)) {
		if (type_is_user(config->type) && type_is_user(route->type))
			return route;
		if (config->type == route->type && config->ifl_index == route->ifl_index &&
		    config->owner == route->owner)
			return route;
	}
	return NULL;
}

static struct bn_route *route_alloc(struct bn_rt_table *table,
				    const struct bn_route_config *config)
{
	struct bn_route *route = kzalloc(sizeof(*route), GFP_KERNEL_ACCOUNT);

	if (!route)
		return NULL;
	RCU_INIT_POINTER(route->nh, config->nh);
	route->ifl_index = config->ifl_index;
	route->type = config->type;
	route->flags = config->flags;
	route->bits = config->prefix.bits;
	route->owner = config->owner;
	route->table = table;
	route->seq = ++table->seq;
	return route;
}

static void route_link(struct bn_rt_table *table, struct bn_prefix_node *node,
		       struct bn_route *route, struct bn_route *replaced)
{
	struct bn_route *before, *after;

	bn_nh_get(owned(route->nh, table));
	bn_obj_get_count(table->instance->stack, BN_OBJ_ROUTE);
	table->count++;
	route->node = node;
	if (replaced) {
		before = route_before(table, replaced);
		after = route_after(table, replaced);
	} else {
		before = route_before(table, route);
		after = before ? route_after(table, before) : node_first(table, node);
	}
	RCU_INIT_POINTER(route->next, after);
	list_set(node, before, route);
	set_best(table, node);
	if (replaced)
		route_retire(table, replaced);
}

/**
 * bn_route_add() - add a route (RT-4, RT-5)
 * @table: the table
 * @config: what it is made from; copied. The route takes a reference of its
 *	own on the next hop
 * @replace: a USER or USER_IGNORE route may take the place of the one that
 *	its prefix has, in one step as readers see it
 * @extack: for the text of an error
 *
 * Return: the route, which belongs to the table; -EEXIST for one that is
 * there, -EINVAL for a configuration that cannot be, -ENOMEM with the table
 * unchanged.
 * Context: process context, configuration lock.
 */
struct bn_route *bn_route_add(struct bn_rt_table *table, const struct bn_route_config *config,
			      bool replace, struct netlink_ext_ack *extack)
{
	struct bn_route *route, *rival;
	struct bn_prefix_node *node;
	u64 key[BN_PREFIX_WORDS];
	char text[PREFIX_TEXT];
	int err;

	err = check_config(table, config, extack);
	if (err)
		return ERR_PTR(err);
	route = route_alloc(table, config);
	if (!route)
		return ERR_PTR(-ENOMEM);
	prefix_to_key(&config->prefix, key);
	node = bn_prefix_insert(&table->prefixes, key, config->prefix.bits);
	if (!node) {
		kfree(route);
		return ERR_PTR(-ENOMEM);
	}
	rival = find_rival(table, node, config);
	if (rival && !(replace && type_is_user(config->type))) {
		NL_SET_ERR_MSG_FMT(extack, "route: %s exists in instance %u",
				   prefix_text(table, &config->prefix, text),
				   table->instance->index);
		kfree(route);
		return ERR_PTR(-EEXIST);
	}
	route_link(table, node, route, rival);
	notify(table, rival ? BN_EVENT_CHANGE : BN_EVENT_ADD, route);
	return route;
}

/**
 * bn_route_delete() - delete a route
 * @table: its table
 * @route: the route, of any type but RTT_PERM
 *
 * Gives back the reference on the next hop. The memory is freed after a grace
 * period.
 *
 * Context: process context, configuration lock.
 */
void bn_route_delete(struct bn_rt_table *table, struct bn_route *route)
{
	if (WARN_ON_ONCE(route->type == BN_RTT_PERM))
		return;
	notify(table, BN_EVENT_DELETE, route);
	route_unlink(table, route);
}

/* ---- finding (configuration lock) ---------------------------------------- */

/**
 * bn_route_first() - the most preferred route of exactly this prefix
 * @table: the table
 * @prefix: the prefix
 *
 * Return: the route, the others follow in bn_route::next; NULL for none.
 * Context: configuration lock.
 */
struct bn_route *bn_route_first(struct bn_rt_table *table, const struct bn_rt_prefix *prefix)
{
	struct bn_prefix_node *node;
	u64 key[BN_PREFIX_WORDS];

	if (prefix->bits > 2 * table->addr_bits)
		return NULL;
	prefix_to_key(prefix, key);
	node = bn_prefix_find(&table->prefixes, key, prefix->bits);
	return node ? node_first(table, node) : NULL;
}

/**
 * bn_route_find() - the route with these distinguishing values
 * @table: the table
 * @prefix: exactly this prefix
 * @type: exactly this type
 * @ifl_index: exactly this interface
 * @owner: exactly this owner, NULL for any
 *
 * Return: the route or NULL.
 * Context: configuration lock.
 */
struct bn_route *bn_route_find(struct bn_rt_table *table, const struct bn_rt_prefix *prefix,
			       u8 type, u32 ifl_index, const void *owner)
{
	struct bn_route *route;

	for (route = bn_route_first(table, prefix); route; route = route_after(table, route))
		if (route->type == type && route->ifl_index == ifl_index &&
		    (!owner || route->owner == owner))
			return route;
	return NULL;
}

/* The first route of the cursor's own prefix that comes after the cursor */
static struct bn_route *rest_of_prefix(struct bn_rt_table *table,
				       const struct bn_rt_cursor *cursor)
{
	struct bn_route *route = bn_route_first(table, &cursor->prefix);

	while (route && compare(cursor->type, cursor->ifl_index, cursor->seq, route) >= 0)
		route = route_after(table, route);
	return route;
}

/**
 * bn_route_next() - walk over all routes
 * @table: the table
 * @cursor: where the walk is; advanced. It holds values, no pointers, so that
 *	the table may change in any way between two calls
 *
 * Return: the next route in the order of prefixes, then of preference; NULL
 * at the end.
 * Context: configuration lock.
 */
struct bn_route *bn_route_next(struct bn_rt_table *table, struct bn_rt_cursor *cursor)
{
	struct bn_route *route = NULL;
	struct bn_prefix_node *node;
	u64 key[BN_PREFIX_WORDS];

	if (cursor->started) {
		route = rest_of_prefix(table, cursor);
		prefix_to_key(&cursor->prefix, key);
	}
	if (!route) {
		node = cursor->started ?
			bn_prefix_next(&table->prefixes, key, cursor->prefix.bits) :
			bn_prefix_first(&table->prefixes);
		if (!node)
			return NULL;
		route = node_first(table, node);
		node_to_prefix(node, table->prefixes.words, &cursor->prefix);
	}
	cursor->started = true;
	cursor->type = route->type;
	cursor->ifl_index = route->ifl_index;
	cursor->seq = route->seq;
	return route;
}
EXPORT_SYMBOL_GPL(bn_route_next);

/**
 * bn_route_prefix() - the prefix of a route
 * @route: the route
 * @prefix: is filled in
 *
 * Context: configuration lock, or the RCU read side that found the route.
 */
void bn_route_prefix(const struct bn_route *route, struct bn_rt_prefix *prefix)
{
	/* The last word that the prefix reaches into is the last that counts */
	node_to_prefix(route->node, route->node->word + 1, prefix);
}
EXPORT_SYMBOL_GPL(bn_route_prefix);

/**
 * bn_rt_table_count() - routes in a table
 * @table: the table
 *
 * Return: their number, of all types.
 */
unsigned int bn_rt_table_count(const struct bn_rt_table *table)
{
	return READ_ONCE(table->count);
}

/* ---- tables -------------------------------------------------------------- */

/**
 * bn_rt_table_alloc() - a table with the permanent routes of its family (RT-6)
 * @instance: the instance; sees to it that it outlives the table
 * @family: the family
 *
 * Return: the table; -ENOMEM or what the family's permanent() returned.
 * Context: process context, configuration lock.
 */
struct bn_rt_table *bn_rt_table_alloc(struct bn_instance *instance,
				      const struct bn_rt_family *family)
{
	struct bn_rt_table *table = kzalloc(sizeof(*table), GFP_KERNEL_ACCOUNT);
	int err;

	if (!table)
		return ERR_PTR(-ENOMEM);
	bn_obj_get_count(instance->stack, BN_OBJ_RT_TABLE);
	table->instance = instance;
	table->family = family;
	table->addr_bits = family->addr_len * 8;
	bn_prefix_init(&table->prefixes, 2 * table->addr_bits / 64);
	table->quiet = true;
	err = family->permanent(table);
	if (err) {
		bn_rt_table_flush(table);
		bn_rt_table_free(table);
		return ERR_PTR(err);
	}
	table->quiet = false;
	return table;
}

/* Unlinks the routes whose type is in @types */
static void table_flush(struct bn_rt_table *table, u32 types)
{
	struct bn_rt_cursor cursor = {};
	struct bn_route *route;

	while ((route = bn_route_next(table, &cursor))) {
		if (!(types & BN_RTT_BIT(route->type)))
			continue;
		notify(table, BN_EVENT_DELETE, route);
		route_unlink(table, route);
	}
}

/**
 * bn_rt_table_flush_user() - delete what users have added
 * @table: the table
 *
 * Context: process context, configuration lock.
 */
void bn_rt_table_flush_user(struct bn_rt_table *table)
{
	table_flush(table, BN_RTT_BIT(BN_RTT_USER) | BN_RTT_BIT(BN_RTT_USER_IGNORE));
}

/**
 * bn_rt_table_flush() - unlink all routes of a table, at its end
 * @table: the table; no reader can find it any more
 *
 * Context: process context, configuration lock.
 */
void bn_rt_table_flush(struct bn_rt_table *table)
{
	table->quiet = true;
	table_flush(table, ~0U);
}

/**
 * bn_rt_table_free() - free a table
 * @table: the table, flushed, and without readers: the grace period is over
 *
 * Context: any.
 */
void bn_rt_table_free(struct bn_rt_table *table)
{
	bn_obj_put_count(table->instance->stack, BN_OBJ_RT_TABLE);
	kfree(table);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "table_kunit.c"
#endif
