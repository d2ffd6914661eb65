/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Generic netlink for kernels that lack parts of it.
 *
 * Before 6.2 there are no split operations: one operation has one policy for
 * its do and its dump. The generated tables are turned into such operations
 * when the family is registered: the policies are laid over one another, and
 * a do is then held to its own.
 *
 * Before 6.6 the attributes of a dump are elsewhere.
 */
#ifndef _BSDNET_COMPAT_NET_GENETLINK_H
#define _BSDNET_COMPAT_NET_GENETLINK_H

#include <linux/version.h>
#include_next <net/genetlink.h>

/* The attributes of a dump's request; NULL where it can have none */
static inline struct nlattr **bn_genl_dump_attrs(struct netlink_callback *cb)
{
#if KERNEL_VERSION(6, 6, 0) > LINUX_VERSION_CODE
	return genl_dumpit_info(cb)->attrs;
#else
	return genl_info_dump(cb)->attrs;
#endif
}

#if KERNEL_VERSION(6, 2, 0) > LINUX_VERSION_CODE

#include <linux/slab.h>

struct genl_split_ops {
	union {
		struct {
			int (*doit)(struct sk_buff *skb, struct genl_info *info);
		};
		struct {
			int (*start)(struct netlink_callback *cb);
			int (*dumpit)(struct sk_buff *skb, struct netlink_callback *cb);
			int (*done)(struct netlink_callback *cb);
		};
	};
	const struct nla_policy *policy;
	unsigned int maxattr;
	u8 cmd;
	u8 internal_flags;
	u8 flags;
	u8 validate;
};

/* What the generated source fills in, and the kernel's own family made of it.
 * @merged: for each operation the policy that was made for it, or NULL
 */
struct bn_genl_family {
	char name[GENL_NAMSIZ];
	unsigned int version;
	u8 netnsok:1;
	u8 parallel_ops:1;
	u8 n_split_ops;
	u8 n_mcgrps;
	const struct genl_split_ops *split_ops;
	const struct genl_multicast_group *mcgrps;
	struct module *module;
	struct genl_family real;
	struct genl_ops *ops;
	struct nla_policy **merged;
};

static const struct bn_genl_family *bn_genl_the_family __maybe_unused;

/* A do is held to its own policy, as it is by later kernels */
static inline int bn_genl_pre_doit(const struct genl_ops *ops, struct sk_buff *skb,
				   struct genl_info *info)
{
	const struct genl_split_ops *split = bn_genl_the_family->split_ops;
	unsigned int i;

	while (split->cmd != ops->cmd || !(split->flags & GENL_CMD_CAP_DO))
		split++;
	for (i = 1; info->attrs && i <= ops->maxattr; i++) {
		if (!info->attrs[i])
			continue;
		if (i <= split->maxattr && split->policy[i].type != NLA_UNSPEC)
			continue;
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[i], "Unknown attribute type");
		return -EINVAL;
	}
	return 0;
}

/* Lays the policies of @split and @op over one another; NULL without memory */
static inline struct nla_policy *bn_genl_merge(const struct genl_ops *op,
					       const struct genl_split_ops *split)
{
	unsigned int maxattr = max(op->maxattr, split->maxattr);
	struct nla_policy *policy;
	unsigned int i;

	policy = kcalloc(maxattr + 1, sizeof(*policy), GFP_KERNEL);
	if (!policy)
		return NULL;
	/* policies have constant members */
	for (i = 1; i <= maxattr; i++) {
		if (i <= op->maxattr && op->policy[i].type != NLA_UNSPEC)
			memcpy(&policy[i], &op->policy[i], sizeof(*policy));
		else if (i <= split->maxattr)
			memcpy(&policy[i], &split->policy[i], sizeof(*policy));
	}
	return policy;
}

/* Adds what @split can do to @op; *merged keeps a policy that was made */
static inline int bn_genl_add_split(struct genl_ops *op, const struct genl_split_ops *split,
				    struct nla_policy **merged)
{
	op->cmd = split->cmd;
	op->validate |= split->validate;
	op->flags |= split->flags & ~(GENL_CMD_CAP_DO | GENL_CMD_CAP_DUMP | GENL_CMD_CAP_HASPOL);
	if (split->flags & GENL_CMD_CAP_DO) {
		op->doit = split->doit;
	} else {
		op->start = split->start;
		op->dumpit = split->dumpit;
		op->done = split->done;
	}
	if (!split->policy)
		return 0;
	if (!op->policy) {
		op->policy = split->policy;
		op->maxattr = split->maxattr;
		return 0;
	}
	*merged = bn_genl_merge(op, split);
	if (!*merged)
		return -ENOMEM;
	op->policy = *merged;
	op->maxattr = max(op->maxattr, split->maxattr);
	return 0;
}

static inline void bn_genl_free(struct bn_genl_family *family)
{
	unsigned int i;

	for (i = 0; family->merged && i < family->n_split_ops; i++)
		kfree(family->merged[i]);
	kfree(family->merged);
	kfree(family->ops);
}

static inline int bn_genl_make_ops(struct bn_genl_family *family)
{
	unsigned int i, n = 0;
	int err;

	family->ops = kcalloc(family->n_split_ops, sizeof(*family->ops), GFP_KERNEL);
	family->merged = kcalloc(family->n_split_ops, sizeof(*family->merged), GFP_KERNEL);
	if (!family->ops || !family->merged)
		return -ENOMEM;
	for (i = 0; i < family->n_split_ops; i++) {
		if (!i || family->split_ops[i].cmd != family->split_ops[i - 1].cmd)
			n++;
		err = bn_genl_add_split(&family->ops[n - 1], &family->split_ops[i],
					&family->merged[i]);
		if (err)
			return err;
	}
	family->real.ops = family->ops;
	family->real.n_ops = n;
	return 0;
}

static inline int bn_genl_register(struct bn_genl_family *family)
{
	struct genl_family *real = &family->real;
	int err;

	memcpy(real->name, family->name, sizeof(real->name));
	real->version = family->version;
	real->netnsok = family->netnsok;
	real->parallel_ops = family->parallel_ops;
	real->module = family->module;
	real->mcgrps = family->mcgrps;
	real->n_mcgrps = family->n_mcgrps;
	real->pre_doit = bn_genl_pre_doit;
	bn_genl_the_family = family;
	err = bn_genl_make_ops(family);
	if (!err)
		err = genl_register_family(real);
	if (err)
		bn_genl_free(family);
	return err;
}

static inline int bn_genl_unregister(struct bn_genl_family *family)
{
	int err = genl_unregister_family(&family->real);

	if (!err)
		bn_genl_free(family);
	return err;
}

#define genl_family bn_genl_family
#define genl_register_family(family) bn_genl_register(family)
#define genl_unregister_family(family) bn_genl_unregister(family)
#define genlmsg_put(skb, portid, seq, family, flags, cmd) \
	genlmsg_put(skb, portid, seq, &(family)->real, flags, cmd)
#define genlmsg_multicast_netns(family, net, skb, portid, group, flags) \
	genlmsg_multicast_netns(&(family)->real, net, skb, portid, group, flags)
#define genl_has_listeners(family, net, group) \
	genl_has_listeners(&(family)->real, net, group)
#define genl_set_err(family, net, portid, group, code) \
	genl_set_err(&(family)->real, net, portid, group, code)

#endif /* before 6.2 */

#endif /* _BSDNET_COMPAT_NET_GENETLINK_H */
