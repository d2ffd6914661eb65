// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_module - the module itself: version, socket family, live objects (CTL-1)
 */
#include <linux/bsdnet_socket.h>
#include <linux/module.h>

#include "ctl/parse.h"
#include "ctl/put.h"

#ifndef BSDNET_VERSION
#define BSDNET_VERSION "0.1"
#endif

MODULE_VERSION(BSDNET_VERSION);

static int ctl_module_fill_counter(struct sk_buff *skb, int attr, const char *name, u64 value)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest || nla_put_string(skb, BSDNET_A_COUNTER_NAME, name) ||
	    bn_put_u64(skb, BSDNET_A_COUNTER_VALUE, value))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int module_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	int kind, err;

	err = nla_put_string(skb, BSDNET_A_MODULE_VERSION, BSDNET_VERSION) ?:
	      bn_put_u32(skb, BSDNET_A_MODULE_AF, AF_BSDNET) ?:
	      bn_put_u64(skb, BSDNET_A_MODULE_EVENT_SEQ, bn_ntf_seq(stack));
	for (kind = 0; !err && kind < BN_OBJ_MAX; kind++)
		err = ctl_module_fill_counter(skb, BSDNET_A_MODULE_LIVE, bn_obj_name(kind),
					      atomic_long_read(&stack->live[kind]));
	return err;
}

static int module_get(struct bn_ctl_req *req)
{
	return bn_nlmsg_reply(req, BSDNET_CMD_MODULE_GET, module_fill, NULL);
}

int bn_ctl_module_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "module", BN_CTL_NOLOCK, module_get);
}
