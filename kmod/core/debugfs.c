// SPDX-License-Identifier: GPL-2.0
/*
 * debugfs - live objects per namespace, for debugging bsdnet
 *
 * /sys/kernel/debug/bsdnet/objects: a line per stack and kind.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "core/core.h"
#include "core/stack.h"

static struct dentry *dir;

static void show_stack(struct seq_file *m, struct net *net)
{
	const struct bsdnet_stack *stack = bn_stack_of(net);
	int kind;

	for (kind = 0; kind < BN_OBJ_MAX; kind++)
		seq_printf(m, "net:[%u] %s %ld\n", net->ns.inum, bn_obj_name(kind),
			   atomic_long_read(&stack->live[kind]));
}

static int objects_show(struct seq_file *m, void *unused)
{
	struct net *net;

	down_read(&net_rwsem);
	for_each_net(net)
		show_stack(m, net);
	up_read(&net_rwsem);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(objects);

/**
 * bn_debugfs_init() - make the directory and its file
 *
 * Errors are ignored; without debugfs nothing is done.
 *
 * Context: module load, once every namespace has a stack.
 */
void bn_debugfs_init(void)
{
	WARN_ON_ONCE(!bn_stack_is_registered());
	dir = debugfs_create_dir("bsdnet", NULL);
	debugfs_create_file("objects", 0400, dir, NULL, &objects_fops);
}

/**
 * bn_debugfs_exit() - remove what bn_debugfs_init() made; waits for readers
 *
 * Context: module unload, before the first stack is freed.
 */
void bn_debugfs_exit(void)
{
	debugfs_remove_recursive(dir);
}
