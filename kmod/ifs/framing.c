// SPDX-License-Identifier: GPL-2.0
/*
 * framing - the encapsulation of an ifd (IF-2)
 *
 * The user chooses an encapsulation that supports the kind of device, or the default
 * of the device is used. It can be replaced by another one only while nothing is on
 * the ifd; its parameters can change while in use if the encapsulation supports it.
 *
 * Lifetime: set by the driver when it attaches the ifd, before the first frame. Its own
 * protocol (keepalives) starts after frames can be received and sent, and stops before
 * that ends. The packet path reads bn_layer::encap without a lock, so replaced
 * parameters are freed after a grace period.
 */
#include <linux/slab.h>

#include "ifs/private.h"

static const struct bn_encap *framing_choose(const struct bn_ifd *ifd, const char *name, u32 use,
					     struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap = bn_encap_find(name);

	if (!encap || !(encap->uses & use)) {
		NL_SET_ERR_MSG_FMT(extack, "unknown %s encapsulation \"%s\"",
				   use == BSDNET_ENCAP_FLAGS_CHANNEL ? "channel" : "device", name);
		return ERR_PTR(-ENOENT);
	}
	if (!(encap->media & BIT(ifd->type))) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s: encapsulation %s not supported by the device",
				   ifd->name, name);
		return ERR_PTR(-EINVAL);
	}
	return encap;
}

/* Fill in @layer, not published yet */
static int framing_prepare(struct bn_layer *layer, const struct bn_encap *encap,
			   const struct bn_encap_config *config, struct netlink_ext_ack *extack)
{
	int err;

	layer->encap = encap;
	layer->priv = NULL;
	if (encap->priv_size) {
		layer->priv = kzalloc(encap->priv_size, GFP_KERNEL_ACCOUNT);
		if (!layer->priv)
			return -ENOMEM;
	}
	err = encap->config(layer, config->data, config->len, extack);
	if (err)
		kfree(layer->priv);
	return err;
}

/**
 * bn_ifd_frame() - set the framing and the L2 table of a new ifd, for drivers
 * @ifd: the ifd; bn_ifd::type and, for a channel, the layer below are set
 * @config: requested encapsulation
 * @use: BSDNET_ENCAP_FLAGS_FRAMING or BSDNET_ENCAP_FLAGS_CHANNEL
 * @usual: name of the default encapsulation; NULL: @config must name one
 * @extack: error report
 *
 * Return: 0; -ENOENT (no such encapsulation), -EINVAL (not supported by the device, or missing),
 *	-ENOMEM.
 * Context: RTNL and configuration lock.
 */
int bn_ifd_frame(struct bn_ifd *ifd, const struct bn_encap_config *config, u32 use,
		 const char *usual, struct netlink_ext_ack *extack)
{
	const char *name = config->name ?: usual;
	const struct bn_encap *encap;
	int err;

	if (!name) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s needs an encapsulation", ifd->name);
		return -EINVAL;
	}
	encap = framing_choose(ifd, name, use, extack);
	if (IS_ERR(encap))
		return PTR_ERR(encap);
	ifd->layer.table = bn_l2_table_alloc(ifd->stack);
	if (!ifd->layer.table)
		return -ENOMEM;
	err = framing_prepare(&ifd->layer, encap, config, extack);
	if (!err)
		return 0;
	bn_l2_table_free(ifd->layer.table);
	ifd->layer.table = NULL;
	return err;
}

/**
 * bn_ifd_unframe() - undo bn_ifd_frame()
 * @ifd: the ifd; its table is empty, no frame can be received any more
 *
 * Context: RTNL and configuration lock, a grace period after the last frame.
 */
void bn_ifd_unframe(struct bn_ifd *ifd)
{
	bn_l2_table_free(ifd->layer.table);
	kfree(ifd->layer.priv);
}

/**
 * bn_ifd_start() - start the encapsulation's own protocol
 * @ifd: the ifd, attached
 * @extack: error report
 *
 * Return: 0 or -errno.
 * Context: RTNL and configuration lock.
 */
int bn_ifd_start(struct bn_ifd *ifd, struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap = ifd->layer.encap;

	return encap->start ? encap->start(&ifd->layer, extack) : 0;
}

/**
 * bn_ifd_stop() - undo bn_ifd_start()
 * @ifd: the ifd
 *
 * Context: RTNL and configuration lock.
 */
void bn_ifd_stop(struct bn_ifd *ifd)
{
	if (ifd->layer.encap->stop)
		ifd->layer.encap->stop(&ifd->layer);
}

static int reconfigure(struct bn_ifd *ifd, const struct bn_encap_config *config,
		       struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap = ifd->layer.encap;
	int err;

	if (!config->len)
		return 0;
	if (!encap->reconfig) {
		NL_SET_ERR_MSG_FMT(extack,
				   "ifd %s: parameters of encapsulation %s cannot be changed",
				   ifd->name, encap->name);
		return -EOPNOTSUPP;
	}
	err = encap->config(&ifd->layer, config->data, config->len, extack);
	if (!err)
		bn_ifd_changed(ifd);
	return err;
}

/* Meanwhile frames are looked up by the old or the new key, in a table that has only
 * the entries of the encapsulation itself.
 */
static int replace(struct bn_ifd *ifd, const struct bn_encap *encap,
		   const struct bn_encap_config *config, struct netlink_ext_ack *extack)
{
	struct bn_layer new = ifd->layer;
	struct bn_layer old = ifd->layer;
	int err;

	err = framing_prepare(&new, encap, config, extack);
	if (err)
		return err;
	bn_ifd_stop(ifd);
	bn_ifd_set_link(ifd, true);
	ifd->layer.priv = new.priv;
	WRITE_ONCE(ifd->layer.encap, encap);
	err = bn_ifd_start(ifd, extack);
	if (err) {
		ifd->layer.priv = old.priv;
		WRITE_ONCE(ifd->layer.encap, old.encap);
		if (bn_ifd_start(ifd, NULL))
			pr_warn("ifd %s: cannot restart encapsulation %s\n", ifd->name,
				old.encap->name);
	}
	synchronize_net();
	kfree(err ? new.priv : old.priv);
	return err;
}

/**
 * bn_ifd_set_encap() - change the encapsulation of an ifd, or its parameters (IF-2)
 * @ifd: the ifd
 * @config: the new encapsulation; without a name: new parameters of the current one
 * @extack: error report
 *
 * Return: 0; -EBUSY if the encapsulation differs and there are ifls or channels on the ifd;
 *	-EOPNOTSUPP, -ENOENT, -EINVAL, -ENOMEM. Nothing has changed on failure.
 * Context: RTNL and configuration lock.
 */
int bn_ifd_set_encap(struct bn_ifd *ifd, const struct bn_encap_config *config,
		     struct netlink_ext_ack *extack)
{
	u32 use = ifd->parent ? BSDNET_ENCAP_FLAGS_CHANNEL : BSDNET_ENCAP_FLAGS_FRAMING;
	const struct bn_encap *encap;
	int err;

	bn_cfg_assert(ifd->stack);
	if (!config->name || !strcmp(config->name, ifd->layer.encap->name))
		return reconfigure(ifd, config, extack);
	encap = framing_choose(ifd, config->name, use, extack);
	if (IS_ERR(encap))
		return PTR_ERR(encap);
	if (ifd->parent) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s: encapsulation of a channel cannot be changed",
				   ifd->name);
		return -EOPNOTSUPP;
	}
	if (!xa_empty(&ifd->ifls) || ifd->n_channels) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s has interfaces on it; delete them first",
				   ifd->name);
		return -EBUSY;
	}
	err = replace(ifd, encap, config, extack);
	if (!err)
		bn_event(ifd->stack, BN_EVENT_CHANGE, BN_OBJ_IFD, ifd);
	return err;
}
