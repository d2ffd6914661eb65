// SPDX-License-Identifier: GPL-2.0
/*
 * lo - loopback interface (IF-12)
 *
 * Holds local addresses that belong to no other interface: an ifd "lo0" with
 * an ifl for each instance that needs one. No packet is sent or received on
 * it; local delivery is done by routes.
 */
#include "drivers/private.h"

#define LO_MTU 65535	/* the largest IP packet */

static int lo_config(struct bn_layer *layer, const void *data, unsigned int len,
		     struct netlink_ext_ack *extack)
{
	if (!len)
		return 0;
	NL_SET_ERR_MSG(extack, "loopback takes no parameters");
	return -EINVAL;
}

static int lo_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		    struct netlink_ext_ack *extack)
{
	return 0;
}

static int lo_put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
			struct bn_l2_hdr *hdr)
{
	return 0;
}

const struct bn_encap bn_lo_encap = {
	.name = "lo",
	.descr = "loopback: no header, no packets are sent",
	.type = "lo",
	.ifl_flags = BSDNET_IFL_FLAGS_LOOPBACK | BSDNET_IFL_FLAGS_POINTOPOINT,
	.config = lo_config,
	.proto = lo_proto,
	.put_proto = lo_put_proto,
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
		NL_SET_ERR_MSG_FMT(extack, "loopback ifd names are lo0, lo1 ..., not \"%s\"",
				   ifd->name);
		return -EINVAL;
	}
	if (config->exclusive) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s has no network device to share", ifd->name);
		return -EOPNOTSUPP;
	}
	if (config->encap.name && strcmp(config->encap.name, bn_lo_encap.name)) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s: a loopback ifd has no encapsulation",
				   ifd->name);
		return -EINVAL;
	}
	ifd->layer.encap = &bn_lo_encap;
	ifd->type = BSDNET_IFD_TYPE_LOOPBACK;
	ifd->mtu = LO_MTU;
	ifd->mru = LO_MTU;
	return 0;
}

static void lo_detach(struct bn_ifd *ifd)
{
}

struct bn_ifdriver bn_lo_driver = {
	.name = "lo",
	.base = BN_ON_NOTHING,
	.descr = "loopback: local addresses of a routing instance",
	.attach = lo_attach,
	.detach = lo_detach,
	.match = lo_match,
};
