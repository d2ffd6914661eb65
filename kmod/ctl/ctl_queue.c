// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_queue - reading the bounded queues and pools, placing the consumers of device queues
 * (Q-2, Q-8, Q-12, CTL-1)
 *
 * The queue registry has its own lock.
 */
#include <linux/cpumask.h>

#include "ctl/parse.h"
#include "ctl/put.h"
#include "ifs/ifs.h"
#include "queues/queues.h"

static int fill_kind(struct sk_buff *skb, const struct bn_queue_kind *kind)
{
	return nla_put_string(skb, BSDNET_A_QUEUE_KIND, kind->name) ?:
	       nla_put_string(skb, BSDNET_A_QUEUE_UNIT, kind->unit) ?:
	       (kind->each ? nla_put_u8(skb, BSDNET_A_QUEUE_EACH, 1) : 0);
}

static int fill_place(struct sk_buff *skb, const struct bn_queue_stats *queue)
{
	int cpu = READ_ONCE(queue->cpu);

	if (cpu >= 0 && bn_put_u32(skb, BSDNET_A_QUEUE_CPU, cpu))
		return -EMSGSIZE;
	return queue->by_flow ? nla_put_u8(skb, BSDNET_A_QUEUE_BY_FLOW, 1) : 0;
}

/* Who has consumed a service queue */
static int fill_turns(struct sk_buff *skb, const struct bn_queue_stats *queue)
{
	if (queue->kind != &bn_queue_service)
		return 0;
	return bn_put_u64(skb, BSDNET_A_QUEUE_WORKER_TURNS, READ_ONCE(queue->worker_turns)) ?:
	       bn_put_u64(skb, BSDNET_A_QUEUE_CALLER_TURNS, READ_ONCE(queue->caller_turns));
}

static int queue_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_queue_stats *queue = obj;
	struct bn_queue_figures figures;

	bn_queue_read(queue, &figures);
	if (bn_put_u32(skb, BSDNET_A_QUEUE_ID, queue->id) ||
	    nla_put_string(skb, BSDNET_A_QUEUE_NAME, figures.name) ||
	    bn_put_u32(skb, BSDNET_A_QUEUE_LEN, figures.len) ||
	    bn_put_u32(skb, BSDNET_A_QUEUE_LIMIT, figures.limit) ||
	    bn_put_u32(skb, BSDNET_A_QUEUE_HIGH_WATER, figures.high_water) ||
	    bn_put_u64(skb, BSDNET_A_QUEUE_DROPS, figures.drops))
		return -EMSGSIZE;
	return fill_kind(skb, queue->kind) ?: fill_place(skb, queue) ?: fill_turns(skb, queue);
}

static int ctl_queue_dump_one(const struct bn_queue_stats *queue, void *arg)
{
	const struct nlattr *kind = bn_req_attr(arg, BSDNET_A_QUEUE_KIND);
	struct bn_ctl_req *req = arg;

	if (!bn_ctl_visit(req))
		return -EMSGSIZE;
	if (kind && strcmp(nla_data(kind), queue->kind->name))
		return 0;
	return bn_nlmsg_dump(req, BSDNET_CMD_QUEUE_GET, queue_fill, queue);
}

static int queue_dump(struct bn_ctl_req *req)
{
	return bn_queue_walk(req->stack, bn_ctl_cursor(req, u32), ctl_queue_dump_one, req);
}

int bn_ctl_queue_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "queue", BN_CTL_NOLOCK, queue_dump);
}

static int parse_cpu(const struct bn_ctl_req *req, int *cpu)
{
	const struct nlattr *nla = bn_req_attr(req, BSDNET_A_QUEUE_CPU);
	u32 value;

	if (!nla)
		return bn_parse_missing(req, BSDNET_A_QUEUE_CPU, "cpu");
	value = be32_to_cpu(nla_get_be32(nla));
	*cpu = value == BSDNET_CPU_ANY ? -1 : (int)value;
	if (value == BSDNET_CPU_ANY || (value < nr_cpu_ids && cpu_online(value)))
		return 0;
	bn_req_err(req, nla, "cpu: CPU %u is not online", value);
	return -EINVAL;
}

static int queue_set(struct bn_ctl_req *req)
{
	const struct nlattr *id = bn_req_attr(req, BSDNET_A_QUEUE_ID);
	struct bn_devq *devq;
	int err, cpu;

	if (!id)
		return bn_parse_missing(req, BSDNET_A_QUEUE_ID, "id");
	err = parse_cpu(req, &cpu);
	if (err)
		return err;
	devq = bn_devqs_find(req->stack, be32_to_cpu(nla_get_be32(id)));
	if (!devq) {
		bn_req_err(req, id, "id: %u is not a device queue", be32_to_cpu(nla_get_be32(id)));
		return -ENOENT;
	}
	if (devq->stats.by_flow) {
		bn_req_err(req, id, "queue %.40s belongs to a CPU, because flows are spread",
			   devq->stats.name);
		return -EBUSY;
	}
	bn_devq_pin(devq, cpu);
	return 0;
}

int bn_ctl_queue_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "queue", BN_CTL_RTNL, queue_set);
}

static int parse_cpus(const struct bn_ctl_req *req, struct cpumask *cpus)
{
	const struct nlattr *nla = bn_req_attr(req, BSDNET_A_QUEUE_CPUS);
	int err;

	if (!nla)
		return bn_parse_missing(req, BSDNET_A_QUEUE_CPUS, "cpus");
	err = cpulist_parse(nla_data(nla), cpus);
	if (err == -ERANGE)
		bn_req_err(req, nla, "cpus: \"%.32s\" has a CPU that does not exist",
			   bn_parse_quote(nla));
	else if (err)
		bn_req_err(req, nla, "cpus: \"%.32s\" is not a list of CPUs", bn_parse_quote(nla));
	return err;
}

static int queue_spread(struct bn_ctl_req *req)
{
	const struct nlattr *name = bn_req_attr(req, BSDNET_A_QUEUE_IFD_NAME);
	cpumask_var_t cpus;
	struct bn_ifd *ifd;
	int err;

	if (!name)
		return bn_parse_missing(req, BSDNET_A_QUEUE_IFD_NAME, "ifd-name");
	ifd = bn_ifd_find(req->stack, nla_data(name));
	if (!ifd) {
		bn_req_err(req, name, "ifd-name: no ifd \"%.32s\"", bn_parse_quote(name));
		return -ENODEV;
	}
	if (!alloc_cpumask_var(&cpus, GFP_KERNEL))
		return -ENOMEM;
	err = parse_cpus(req, cpus);
	if (!err) {
		err = bn_ifd_spread(ifd, cpus, req->extack);
		err = err ? bn_req_blame(req, BSDNET_A_QUEUE_CPUS, err) : 0;
	}
	free_cpumask_var(cpus);
	return err;
}

int bn_ctl_queue_spread_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "queue", BN_CTL_RTNL, queue_spread);
}
