// SPDX-License-Identifier: GPL-2.0
/*
 * layer - build the L2 key and header of an interface from its layers (IF-11, L2-5)
 *
 * Both are built by one walk from the ifd upwards: for each layer, the layer below
 * appends the protocol of the layer, then the layer appends its own bytes. An ifl
 * without encapsulation is transparent: it adds nothing.
 *
 * A key starts at the layer that begins the table, the base; the key of the base itself, in
 * the table below, is bn_layer_outer_key().
 *
 * Locking: configuration lock; headers also under RCU, because only the parameters
 * of a linked layer change.
 */
#include "ifs/private.h"

/**
 * bn_layer_nearest() - skip transparent layers
 * @layer: a layer
 *
 * Return: @layer or the first below it with an encapsulation.
 * Context: configuration lock or RCU read side.
 */
const struct bn_layer *bn_layer_nearest(const struct bn_layer *layer)
{
	while (!layer->encap)
		layer = layer->below;
	return layer;
}

/**
 * bn_layer_base() - layer whose table has the entries of a layer (L2-5)
 * @layer: a layer
 *
 * Return: @layer or the first below it with a table; the framing, without a table, if nothing
 *	is received (loopback).
 * Context: configuration lock or RCU read side.
 */
const struct bn_layer *bn_layer_base(const struct bn_layer *layer)
{
	while (!layer->table && layer->below)
		layer = layer->below;
	return layer;
}

static const char *where(const struct bn_layer *layer, char buf[BN_NAME_MAX])
{
	return bn_ifl_where(layer->ifd, layer->ifl, buf);
}

/**
 * bn_layer_needs() - check the link type below, for bn_encap::config()
 * @layer: a layer, not linked yet
 * @type: required bn_encap::type of the layer below
 * @extack: error report
 *
 * Return: 0 or -EINVAL.
 * Context: configuration lock.
 */
int bn_layer_needs(const struct bn_layer *layer, const char *type, struct netlink_ext_ack *extack)
{
	const char *below = bn_layer_nearest(layer->below)->encap->type;
	char name[BN_NAME_MAX];

	if (!strcmp(below, type))
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "%s requires a link of type %s; %s is of type %s",
			   layer->encap->name, type, where(layer->below, name), below);
	return -EINVAL;
}

static int add_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		     struct netlink_ext_ack *extack)
{
	const struct bn_layer *nearest = bn_layer_nearest(layer);

	if (nearest->encap->proto)
		return nearest->encap->proto(nearest, ethertype, key, extack);
	NL_SET_ERR_MSG_FMT(extack, "%s carries no protocols", nearest->encap->name);
	return -EPROTONOSUPPORT;
}

/* Append the fields of @layer above the one below: protocol and own identity */
static int add_own(const struct bn_layer *layer, struct bn_l2_key *key,
		   struct netlink_ext_ack *extack)
{
	u16 proto = layer->encap->carried_as(layer);
	int err = 0;

	if (proto != BN_PROTO_NONE)
		err = add_proto(layer->below, proto, key, extack);
	if (!err && layer->encap->key)
		err = layer->encap->key(layer, key);
	return err;
}

static int add_key(const struct bn_layer *layer, struct bn_l2_key *key,
		   struct netlink_ext_ack *extack)
{
	int err;

	if (layer->table || !layer->below)
		return 0;
	err = add_key(layer->below, key, extack);
	if (err || !layer->encap)
		return err;
	return add_own(layer, key, extack);
}

static int too_long(int err, struct netlink_ext_ack *extack)
{
	if (err == -EMSGSIZE)
		NL_SET_ERR_MSG(extack, "too many layers: the layer-2 key would be too long");
	return err;
}

/**
 * bn_layer_key() - make the key prefix of all frames of a layer
 * @layer: the layer
 * @key: filled in, for the table of bn_layer_base(); empty for the base itself
 *
 * Return: 0, -EMSGSIZE if it does not fit, -EPROTONOSUPPORT.
 * Context: configuration lock.
 */
int bn_layer_key(const struct bn_layer *layer, struct bn_l2_key *key)
{
	memset(key, 0, sizeof(*key));
	return add_key(layer, key, NULL);
}

/**
 * bn_layer_outer_key() - make the key of a base in the table below
 * @layer: a base, not the framing of a device
 * @key: filled in
 * @extack: error report
 *
 * Return: 0, -EMSGSIZE or -EPROTONOSUPPORT.
 * Context: configuration lock.
 */
int bn_layer_outer_key(const struct bn_layer *layer, struct bn_l2_key *key,
		       struct netlink_ext_ack *extack)
{
	int err;

	memset(key, 0, sizeof(*key));
	err = add_key(layer->below, key, extack);
	return too_long(err ?: add_own(layer, key, extack), extack);
}

static u8 strip_of(const struct bn_layer *layer, u16 ethertype)
{
	return layer->encap->strip ? layer->encap->strip(layer, ethertype) : BN_L2_STRIP;
}

/**
 * bn_layer_outer_strip() - bytes to strip from frames of a base
 * @layer: as for bn_layer_outer_key()
 *
 * Return: strip argument of bn_l2_insert().
 * Context: configuration lock.
 */
u8 bn_layer_outer_strip(const struct bn_layer *layer)
{
	return strip_of(bn_layer_nearest(layer->below), layer->encap->carried_as(layer));
}

/**
 * bn_layer_proto_key() - make the key of a protocol on a layer
 * @layer: the layer
 * @ethertype: the protocol, host order
 * @key: filled in, for the table of bn_layer_base()
 * @strip: set to the strip argument of bn_l2_insert()
 * @extack: error report
 *
 * Return: 0, -EMSGSIZE if it does not fit, -EPROTONOSUPPORT.
 * Context: configuration lock.
 */
int bn_layer_proto_key(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		       u8 *strip, struct netlink_ext_ack *extack)
{
	int err;

	memset(key, 0, sizeof(*key));
	err = add_key(layer, key, extack);
	err = too_long(err ?: add_proto(layer, ethertype, key, extack), extack);
	if (!err)
		*strip = strip_of(bn_layer_nearest(layer), ethertype);
	return err;
}

/* True if the bytes of the layer do not count towards the medium's MTU */
static bool is_medium(const struct bn_layer *layer)
{
	return !layer->below || layer->encap->flags & BN_ENCAP_MEDIUM;
}

/* The kernel's GSO supports only headers of Ethernet and tags */
static void note_gso(const struct bn_layer *layer, struct bn_l2_hdr *hdr)
{
	bool known = layer->encap->flags & BN_ENCAP_GSO;

	hdr->gso = layer->below ? known && hdr->gso && !layer->table : known;
}

static int put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
		     struct bn_l2_hdr *hdr)
{
	unsigned int before = hdr->len;
	int err;

	if (!layer->encap->put_proto)
		return -EPROTONOSUPPORT;
	err = layer->encap->put_proto(layer, proto, hdr);
	if (!err && is_medium(layer))
		hdr->free += hdr->len - before;
	return err;
}

static int put_carried(const struct bn_layer *layer, struct bn_l2_hdr *hdr)
{
	u16 ethertype = layer->encap->carried_as(layer);
	struct bn_l2_key proto = {};
	int err;

	if (ethertype == BN_PROTO_NONE)
		return 0;
	err = add_proto(layer->below, ethertype, &proto, NULL);
	return err ?: put_proto(bn_layer_nearest(layer->below), &proto, hdr);
}

static int put_own(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	unsigned int before = hdr->len;
	int err;

	note_gso(layer, hdr);
	if (!layer->encap->header)
		return 0;
	err = layer->encap->header(layer, dest, hdr);
	if (!err && is_medium(layer))
		hdr->free += hdr->len - before;
	return err;
}

/**
 * bn_layer_header() - append the header of a layer, without the protocol field (IF-11)
 * @layer: the layer
 * @dest: link-layer address of the neighbour; NULL if there is only one
 * @hdr: appended to; the caller zeroes it first
 *
 * Return: 0; -EINVAL if an address is missing; -EMSGSIZE if it does not fit;
 *	-EPROTONOSUPPORT.
 * Context: configuration lock or RCU read side.
 */
int bn_layer_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	const u8 *below;
	int err;

	layer = bn_layer_nearest(layer);
	if (layer->below) {
		below = layer->encap->dest ? layer->encap->dest(layer) : dest;
		err = bn_layer_header(layer->below, below, hdr);
		err = err ?: put_carried(layer, hdr);
		if (err)
			return err;
	}
	return put_own(layer, dest, hdr);
}

/**
 * bn_layer_outer_header() - make the header below a base
 * @layer: layer of an ifl that begins a table
 * @hdr: filled in
 *
 * Return: as bn_layer_header().
 * Context: configuration lock or RCU read side.
 */
int bn_layer_outer_header(const struct bn_layer *layer, struct bn_l2_hdr *hdr)
{
	const u8 *dest = layer->encap->dest ? layer->encap->dest(layer) : NULL;
	int err;

	memset(hdr, 0, sizeof(*hdr));
	err = bn_layer_header(layer->below, dest, hdr);
	return err ?: put_carried(layer, hdr);
}

/**
 * bn_layer_proto_header() - make the complete header of a protocol on a layer (IF-11)
 * @layer: the layer
 * @proto: the protocol field, made by the nearest encapsulation
 * @dest: link-layer address of the neighbour; NULL if there is only one
 * @hdr: filled in
 *
 * Return: as bn_layer_header(); -EINVAL for an invalid protocol.
 * Context: configuration lock or RCU read side.
 */
int bn_layer_proto_header(const struct bn_layer *layer, const struct bn_l2_key *proto,
			  const u8 *dest, struct bn_l2_hdr *hdr)
{
	int err;

	memset(hdr, 0, sizeof(*hdr));
	err = bn_layer_header(layer, dest, hdr);
	return err ?: put_proto(bn_layer_nearest(layer), proto, hdr);
}

/**
 * bn_layer_ethertype_header() - make the complete header of an ethertype on a layer
 * @layer: the layer
 * @ethertype: the protocol, host order
 * @dest: link-layer address of the neighbour; NULL if there is only one
 * @hdr: filled in
 *
 * Return: as bn_layer_proto_header().
 * Context: configuration lock or RCU read side.
 */
int bn_layer_ethertype_header(const struct bn_layer *layer, u16 ethertype, const u8 *dest,
			      struct bn_l2_hdr *hdr)
{
	struct bn_l2_key proto = {};
	int err;

	err = add_proto(layer, ethertype, &proto, NULL);
	return err ?: bn_layer_proto_header(layer, &proto, dest, hdr);
}

/**
 * bn_layer_lladdr() - own link-layer address of a layer
 * @layer: the layer
 *
 * Return: the address; NULL if there is none.
 * Context: configuration lock or RCU read side.
 */
const struct bn_lladdr *bn_layer_lladdr(const struct bn_layer *layer)
{
	for (; layer; layer = layer->below)
		if (layer->encap && layer->encap->lladdr)
			return layer->encap->lladdr(layer);
	return NULL;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ifs/layer_kunit.c"
#endif
