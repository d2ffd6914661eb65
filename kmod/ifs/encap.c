// SPDX-License-Identifier: GPL-2.0
/*
 * encap - registry of encapsulations, and helpers for them (IF-10, CTL-3)
 *
 * Encapsulations are registered at module load, before the first stack is created, and
 * unregistered after the last one is freed; so the array needs no lock.
 */
#include <linux/slab.h>
#include <net/netlink.h>

#include "ifs/private.h"

#define ENCAPS_MAX 32

static const struct bn_encap *encaps[ENCAPS_MAX];

/**
 * bn_encap_find() - look up an encapsulation by name
 * @name: the name
 *
 * Return: the encapsulation or NULL.
 * Context: any.
 */
const struct bn_encap *bn_encap_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ENCAPS_MAX; i++)
		if (encaps[i] && !strcmp(encaps[i]->name, name))
			return encaps[i];
	return NULL;
}

/**
 * bn_encap_register() - register an encapsulation
 * @encap: the encapsulation; must stay valid until bn_encap_unregister()
 *
 * Return: 0; -EEXIST if the name is in use; -ENOSPC if there are too many.
 * Context: module load.
 */
int bn_encap_register(const struct bn_encap *encap)
{
	unsigned int i;

	if (bn_encap_find(encap->name))
		return -EEXIST;
	for (i = 0; i < ENCAPS_MAX; i++) {
		if (encaps[i])
			continue;
		encaps[i] = encap;
		return 0;
	}
	return -ENOSPC;
}

/**
 * bn_encap_unregister() - unregister an encapsulation
 * @encap: the encapsulation, not used by any layer; need not be registered
 *
 * Context: module unload.
 */
void bn_encap_unregister(const struct bn_encap *encap)
{
	unsigned int i;

	for (i = 0; i < ENCAPS_MAX; i++)
		if (encaps[i] == encap)
			encaps[i] = NULL;
}

/**
 * bn_encap_next() - iterate over the encapsulations
 * @prev: the last one seen, NULL to begin
 *
 * Return: the next one, NULL at the end.
 * Context: any.
 */
const struct bn_encap *bn_encap_next(const struct bn_encap *prev)
{
	bool seen = !prev;
	unsigned int i;

	for (i = 0; i < ENCAPS_MAX; i++) {
		if (seen && encaps[i])
			return encaps[i];
		seen |= encaps[i] == prev;
	}
	return NULL;
}

/**
 * bn_encap_parse() - parse parameters that are netlink attributes (CTL-3)
 * @layer: the layer that is configured
 * @tb: set to the attributes; array of @maxtype + 1
 * @maxtype: highest attribute type
 * @data: opaque parameters, aligned like the payload of an attribute
 * @len: length of @data (bytes)
 * @policy: policy of the attributes, applied strictly
 * @extack: error report, prefixed by the name of the encapsulation
 *
 * Return: 0, or -errno: an unknown attribute, a wrong length, bytes left over.
 * Context: process.
 */
int bn_encap_parse(const struct bn_layer *layer, struct nlattr *tb[], int maxtype,
		   const void *data, unsigned int len, const struct nla_policy *policy,
		   struct netlink_ext_ack *extack)
{
	struct netlink_ext_ack inner = {};
	int err;

	memset(tb, 0, sizeof(*tb) * (maxtype + 1));
	if (!len)
		return 0;
	err = __nla_parse(tb, maxtype, data, len, policy, NL_VALIDATE_STRICT, &inner);
	if (err)
		NL_SET_ERR_MSG_FMT(extack, "parameters of encapsulation %s: %s",
				   layer->encap->name, inner._msg ?: "malformed");
	return err;
}

/**
 * bn_hdr_put() - append bytes to a header
 * @hdr: the header
 * @data: the bytes
 * @len: length of @data (bytes)
 *
 * Return: 0, or -EMSGSIZE if it does not fit; @hdr is unchanged then.
 * Context: any.
 */
int bn_hdr_put(struct bn_l2_hdr *hdr, const void *data, unsigned int len)
{
	if (len > sizeof(hdr->data) - hdr->len)
		return -EMSGSIZE;
	memcpy(hdr->data + hdr->len, data, len);
	hdr->len += len;
	return 0;
}

/**
 * bn_hdr_put_be16() - append a 16-bit number to a header
 * @hdr: the header
 * @value: the number, host order
 *
 * Return: 0 or -EMSGSIZE.
 * Context: any.
 */
int bn_hdr_put_be16(struct bn_l2_hdr *hdr, u16 value)
{
	__be16 wire = htons(value);

	return bn_hdr_put(hdr, &wire, sizeof(wire));
}

/**
 * bn_hdr_put_length() - append a 16-bit length field to a header
 * @hdr: the header
 * @skip: bytes between the field and the first byte that it counts
 *
 * Return: 0, or -EMSGSIZE if it does not fit or there are too many length fields.
 * Context: any.
 */
int bn_hdr_put_length(struct bn_l2_hdr *hdr, unsigned int skip)
{
	unsigned int at = hdr->len, i;
	int err;

	for (i = 0; i < BN_L2_LENGTHS && hdr->lengths[i].at; i++)
		;
	if (i == BN_L2_LENGTHS)
		return -EMSGSIZE;
	err = bn_hdr_put_be16(hdr, 0);
	if (err)
		return err;
	hdr->lengths[i].at = at;
	hdr->lengths[i].from = at + 2 + skip;
	return 0;
}

/**
 * bn_hdr_set_lengths() - set the length fields of a frame
 * @hdr: the header
 * @skb: the frame; its data begins with the bytes of @hdr, linear
 *
 * Return: 0, or -EMSGSIZE if the frame is too long for a field.
 * Context: any.
 */
int bn_hdr_set_lengths(const struct bn_l2_hdr *hdr, struct sk_buff *skb)
{
	unsigned int i, len;
	__be16 wire;

	for (i = 0; i < BN_L2_LENGTHS && hdr->lengths[i].at; i++) {
		len = skb->len - hdr->lengths[i].from;
		if (len > U16_MAX)
			return -EMSGSIZE;
		wire = htons(len);
		memcpy(skb->data + hdr->lengths[i].at, &wire, sizeof(wire));
	}
	return 0;
}
