// SPDX-License-Identifier: GPL-2.0
/*
 * registry - the bounded queues and pools of a stack, for inspection
 *
 * Each is added when it is made and removed when it is destroyed; the entry is part of the
 * queue. Adding it assigns its id. What counts its items elsewhere (a socket its receive buffer,
 * inet_frag its memory) has bn_queue_kind::read.
 *
 * Synchronization: the XArray's own spinlock guards membership and names. The
 * counters are read without a lock.
 */
#include <linux/xarray.h>

#include "queues/registry.h"

struct bn_queues {
	struct xarray ids;
	u32 next_id;
};

/**
 * bn_registry_add() - add a queue
 * @stack: the stack
 * @stats: part of the queue; stays valid until bn_registry_remove()
 * @name: for people
 * @kind: its kind; not copied
 * @limit: most items that may wait
 *
 * Return: 0 or -errno.
 * Context: process.
 */
int bn_registry_add(struct bsdnet_stack *stack, struct bn_queue_stats *stats, const char *name,
		    const struct bn_queue_kind *kind, u32 limit)
{
	struct bn_queues *queues = stack->queues;
	int err;

	stats->stack = stack;
	strscpy(stats->name, name, sizeof(stats->name));
	stats->kind = kind;
	stats->limit = limit;
	stats->high_water = 0;
	stats->worker_turns = 0;
	stats->caller_turns = 0;
	atomic_set(&stats->len, 0);
	stats->plain = 0;
	stats->cpu = -1;
	stats->by_flow = false;
	atomic64_set(&stats->drops, 0);
	err = xa_alloc_cyclic(&queues->ids, &stats->id, stats, XA_LIMIT(1, U32_MAX),
			      &queues->next_id, GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err;
	bn_obj_get_count(stack, BN_OBJ_QUEUE);
	return 0;
}

/**
 * bn_registry_remove() - remove a queue
 * @stats: what was entered
 *
 * Context: process.
 */
void bn_registry_remove(struct bn_queue_stats *stats)
{
	xa_erase(&stats->stack->queues->ids, stats->id);
	bn_obj_put_count(stats->stack, BN_OBJ_QUEUE);
}

/**
 * bn_registry_find() - look up a device queue
 * @stack: the stack
 * @id: its id
 *
 * Return: part of the queue, which exists as long as the caller holds RTNL; NULL: there is none.
 * Context: process, RTNL held.
 */
struct bn_queue_stats *bn_registry_find(struct bsdnet_stack *stack, u32 id)
{
	struct bn_queue_stats *stats;

	ASSERT_RTNL();
	/* service queues are freed without RTNL: they are not accessed without the lock */
	xa_lock(&stack->queues->ids);
	stats = xa_load(&stack->queues->ids, id);
	if (stats && stats->kind != &bn_queue_device)
		stats = NULL;
	xa_unlock(&stack->queues->ids);
	return stats;
}

/**
 * bn_queue_set_name() - rename a queue
 * @stats: the queue's
 * @fmt: as printf
 *
 * Context: process.
 */
void bn_queue_set_name(struct bn_queue_stats *stats, const char *fmt, ...)
{
	struct bn_queues *queues = stats->stack->queues;
	va_list args;

	va_start(args, fmt);
	xa_lock(&queues->ids);
	vscnprintf(stats->name, sizeof(stats->name), fmt, args);
	xa_unlock(&queues->ids);
	va_end(args);
}

/**
 * bn_queue_raise() - raise the high-water mark
 * @stats: the queue's
 * @len: a length; others may raise the mark at the same time
 *
 * Context: any.
 */
void bn_queue_raise(struct bn_queue_stats *stats, u32 len)
{
	u32 old = READ_ONCE(stats->high_water);

	while (len > old && !try_cmpxchg(&stats->high_water, &old, len))
		;
}

/**
 * bn_queue_read() - read the figures of a queue
 * @stats: the queue's
 * @figures: filled in
 *
 * Context: bn_queue_walk(), or the owner of the queue.
 */
void bn_queue_read(const struct bn_queue_stats *stats, struct bn_queue_figures *figures)
{
	*figures = (struct bn_queue_figures){
		.name = stats->name,
		.len = bn_queue_len(stats),
		.limit = READ_ONCE(stats->limit),
		.high_water = READ_ONCE(stats->high_water),
		.drops = atomic64_read(&stats->drops),
	};
	if (stats->kind->read)
		stats->kind->read(stats, figures);
	/* nothing has been taken out since the length was reached */
	if (!stats->kind->each)
		figures->high_water = max(figures->high_water, figures->len);
}

/**
 * bn_queue_walk() - walk over the queues in the order of their ids
 * @stack: the stack
 * @cursor: id of the last queue seen, 0 at first; follows
 * @fn: called for each queue, under a spinlock; nonzero stops the walk before
 *	@cursor has moved to this queue
 * @arg: for @fn
 *
 * Return: 0 at the end, or what @fn returned.
 * Context: process.
 */
int bn_queue_walk(struct bsdnet_stack *stack, u32 *cursor,
		  int (*fn)(const struct bn_queue_stats *stats, void *arg), void *arg)
{
	struct bn_queues *queues = stack->queues;
	struct bn_queue_stats *stats;
	unsigned long id;
	int err = 0;

	xa_lock(&queues->ids);
	if (*cursor != U32_MAX) {
		xa_for_each_start(&queues->ids, id, stats, (unsigned long)*cursor + 1) {
			err = fn(stats, arg);
			if (err)
				break;
			*cursor = id;
		}
	}
	xa_unlock(&queues->ids);
	return err;
}

static int queues_stack_init(struct bsdnet_stack *stack)
{
	struct bn_queues *queues = kzalloc(sizeof(*queues), GFP_KERNEL_ACCOUNT);

	if (!queues)
		return -ENOMEM;
	xa_init_flags(&queues->ids, XA_FLAGS_ALLOC1);
	stack->queues = queues;
	return 0;
}

static void queues_stack_exit(struct bsdnet_stack *stack)
{
	WARN_ON_ONCE(!xa_empty(&stack->queues->ids));
	xa_destroy(&stack->queues->ids);
	kfree(stack->queues);
	stack->queues = NULL;
}

static int queues_init(void)
{
	int err = bn_devq_room_init();

	if (err)
		return err;
	err = bn_svcq_room_init();
	if (err)
		bn_devq_room_exit();
	return err;
}

static void queues_exit(void)
{
	bn_svcq_room_exit();
	bn_devq_room_exit();
}

const struct bn_room bn_queues_room = {
	.name = "queues",
	.init = queues_init,
	.exit = queues_exit,
	.stack_init = queues_stack_init,
	.stack_exit = queues_stack_exit,
};

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "registry_kunit.c"
#endif
