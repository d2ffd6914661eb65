// SPDX-License-Identifier: GPL-2.0
/*
 * lo - the loopback interface (IF-12)
 *
 * A place for local addresses that belong to no other interface: an ifd
 * "lo0", with an ifl for each instance that needs one. No packet is ever sent
 * to it or received from it; local delivery is a matter of routes.
 */
#include "ifs/private.h"

#define LO_MTU 65535	/* the largest IP packet */

static int lo_check(struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	if (!ifl->parent && ifl->l2id.type == BN_L2ID_NONE)
		return 0;
	NL_SET_ERR_MSG(extack, "loopback ifl: neither tags nor ifls on ifls");
	return -EINVAL;
}

static int lo_key(const struct bn_ifl *ifl, struct bn_l2_key *key)
{
	return 0;
}

static int lo_header(const struct bn_ifl *ifl, u16 proto, const u8 *dest, struct bn_l2_hdr *hdr)
{
	return 0;
}

static unsigned int lo_overhead(const struct bn_ifl *ifl)
{
	return 0;
}

static const struct bn_ifl_ops lo_ifl_ops = {
	.check = lo_check,
	.key = lo_key,
	.header = lo_header,
	.overhead = lo_overhead,
	.flags = BN_IFL_LOOPBACK | BN_IFL_POINTOPOINT,
};

/* "lo" followed by a number; never the host's own "lo" */
static bool lo_match(const struct bsdnet_stack *stack, const char *name)
{
	return !strncmp(name, "lo", 2) && name[2] && !name[2 + strspn(name + 2, "0123456789")];
}

static int lo_attach(struct bn_ifd *ifd, const struct bn_ifd_config *config,
		     struct netlink_ext_ack *extack)
{
	if (!lo_match(ifd->stack, ifd->name)) {
		NL_SET_ERR_MSG_FMT(extack, "a loopback ifd is called lo0, lo1 ..., not \"%s\"",
				   ifd->name);
		return -EINVAL;
	}
	if (config->exclusive) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s has no network device to share", ifd->name);
		return -EOPNOTSUPP;
	}
	ifd->type = BN_IFD_LOOPBACK;
	ifd->mtu = LO_MTU;
	ifd->mru = LO_MTU;
	return 0;
}

static void lo_detach(struct bn_ifd *ifd)
{
}

struct bn_ifdriver bn_lo_driver = {
	.name = "lo",
	.descr = "loopback: local addresses of a routing instance",
	.ifl_ops = &lo_ifl_ops,
	.attach = lo_attach,
	.detach = lo_detach,
	.match = lo_match,
};
