// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_encap - encapsulations over the control channel (CTL-1, CTL-3)
 */
#include "ctl/parse.h"
#include "ctl/put.h"

static int encap_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_encap *encap = obj;

	return nla_put_string(skb, BSDNET_A_ENCAP_NAME, encap->name) ?:
	       nla_put_string(skb, BSDNET_A_ENCAP_DESCR, encap->descr) ?:
	       nla_put_string(skb, BSDNET_A_ENCAP_TYPE, encap->type) ?:
	       bn_put_u32(skb, BSDNET_A_ENCAP_FLAGS, encap->uses);
}

static int encap_dump(struct bn_ctl_req *req)
{
	u32 *done = bn_ctl_cursor(req, u32);
	const struct bn_encap *encap = NULL;
	u32 n = 0;
	int err;

	while ((encap = bn_encap_next(encap))) {
		if (n++ < *done)
			continue;
		err = bn_nlmsg_dump(req, BSDNET_CMD_ENCAP_GET, encap_fill, encap);
		if (err)
			return err;
		*done = n;
	}
	return 0;
}

int bn_ctl_encap_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "encap", BN_CTL_CFG, encap_dump);
}
