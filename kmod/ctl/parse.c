// SPDX-License-Identifier: GPL-2.0
/*
 * parse - parse attributes of requests and report errors (CTL-2, CTL-6)
 *
 * Objects are identified by number or by name; if both are given they must match.
 * Lookups and the objects that they return require the configuration lock.
 */
#include <linux/ctype.h>

#include "ctl/parse.h"

/**
 * bn_parse_missing() - report a missing attribute
 * @req: the request
 * @attr: number of the attribute
 * @name: name of the attribute
 *
 * Return: -EINVAL.
 */
int bn_parse_missing(const struct bn_ctl_req *req, int attr, const char *name)
{
	NL_SET_ERR_ATTR_MISS(req->extack, NULL, attr);
	bn_req_err(req, NULL, "%s is missing", name);
	return -EINVAL;
}

static bool is_name(const char *text)
{
	if (!*text)
		return false;
	for (; *text; text++)
		if (!isascii(*text) || !isgraph(*text) || *text == '/')
			return false;
	return true;
}

/**
 * bn_parse_quote() - return a string of a request for use in an error text
 * @nla: attribute with a string
 *
 * Return: the string, or a replacement if it is not a valid name.
 */
const char *bn_parse_quote(const struct nlattr *nla)
{
	return is_name(nla_data(nla)) ? nla_data(nla) : "(unprintable)";
}

/**
 * bn_parse_name() - parse the name of an object
 * @req: the request
 * @attr: number of the attribute; must be present
 * @name: name of the attribute
 * @value: set to the string, which is valid as long as the request
 *
 * Return: 0, or -EINVAL if it is missing, empty, or has characters other than
 *	printable ASCII without space and '/'.
 */
int bn_parse_name(const struct bn_ctl_req *req, int attr, const char *name, const char **value)
{
	const struct nlattr *nla = bn_req_attr(req, attr);

	if (!nla)
		return bn_parse_missing(req, attr, name);
	*value = nla_data(nla);
	if (is_name(*value))
		return 0;
	bn_req_err(req, nla, "%s %s", name,
		   **value ? "contains an invalid character" : "is empty");
	return -EINVAL;
}

/**
 * bn_parse_family() - parse the address family of a request
 * @req: the request
 * @attr: number of the attribute; absent means AF_INET
 * @family: set to the family
 *
 * Return: 0 or -EAFNOSUPPORT.
 */
int bn_parse_family(const struct bn_ctl_req *req, int attr, const struct bn_family **family)
{
	u8 number = bn_req_u8(req, attr, AF_INET);

	*family = bn_family_find(number);
	if (*family)
		return 0;
	bn_req_err(req, bn_req_attr(req, attr), "address family %u is not supported", number);
	return -EAFNOSUPPORT;
}

/**
 * bn_parse_addr() - parse an address
 * @req: the request
 * @attr: number of the attribute; must be present
 * @name: name of the attribute
 * @family: address family
 * @addr: set to the address, zero past its length
 *
 * Return: 0 or -EINVAL.
 */
int bn_parse_addr(const struct bn_ctl_req *req, int attr, const char *name,
		  const struct bn_family *family, struct in6_addr *addr)
{
	const struct nlattr *nla = bn_req_attr(req, attr);

	if (!nla)
		return bn_parse_missing(req, attr, name);
	if (nla_len(nla) != family->addr_len) {
		bn_req_err(req, nla, "%s has %d bytes, %s addresses have %u", name, nla_len(nla),
			   family->name, family->addr_len);
		return -EINVAL;
	}
	memset(addr, 0, sizeof(*addr));
	memcpy(addr, nla_data(nla), family->addr_len);
	return 0;
}

/**
 * bn_parse_bits() - parse a prefix length
 * @req: the request
 * @attr: number of the attribute; if absent, @bits is not changed
 * @name: name of the attribute
 * @family: family of the prefix
 * @bits: set to the prefix length
 *
 * Return: 0 or -EINVAL.
 */
int bn_parse_bits(const struct bn_ctl_req *req, int attr, const char *name,
		  const struct bn_family *family, u8 *bits)
{
	const struct nlattr *nla = bn_req_attr(req, attr);

	if (!nla)
		return 0;
	if (nla_get_u8(nla) > family->addr_len * 8) {
		bn_req_err(req, nla, "%s %u is more than the %u bits of %s addresses", name,
			   nla_get_u8(nla), family->addr_len * 8, family->name);
		return -EINVAL;
	}
	*bits = nla_get_u8(nla);
	return 0;
}

/**
 * bn_parse_encap() - parse an encapsulation and its parameters (CTL-3)
 * @req: the request
 * @name_attr: attribute with the name of the encapsulation
 * @data_attr: attribute with the parameters, interpreted by the encapsulation
 * @encap: filled in; points into the request; empty if neither is given
 */
void bn_parse_encap(const struct bn_ctl_req *req, int name_attr, int data_attr,
		    struct bn_encap_config *encap)
{
	const struct nlattr *name = bn_req_attr(req, name_attr);
	const struct nlattr *data = bn_req_attr(req, data_attr);

	encap->name = name ? nla_data(name) : NULL;
	encap->data = data ? nla_data(data) : NULL;
	encap->len = data ? nla_len(data) : 0;
}

/**
 * bn_parse_lladdr() - parse a link-layer address
 * @req: the request
 * @nla: the attribute
 * @lladdr: filled in
 *
 * Return: 0, or -EINVAL if it is empty or too long.
 */
int bn_parse_lladdr(const struct bn_ctl_req *req, const struct nlattr *nla,
		    struct bn_lladdr *lladdr)
{
	int len = nla_len(nla);

	if (!len || len > (int)sizeof(lladdr->data)) {
		bn_req_err(req, nla, "lladdr has an invalid length of %d bytes", len);
		return -EINVAL;
	}
	memset(lladdr, 0, sizeof(*lladdr));
	lladdr->len = len;
	memcpy(lladdr->data, nla_data(nla), len);
	return 0;
}

/**
 * bn_parse_mask() - clear the bits after a prefix length
 * @addr: the address
 * @bits: bits to keep, 0 to 128
 */
void bn_parse_mask(struct in6_addr *addr, unsigned int bits)
{
	unsigned int i;

	for (i = 0; i < sizeof(*addr); i++) {
		unsigned int keep = clamp_t(int, bits - i * 8, 0, 8);

		addr->s6_addr[i] &= 0xff00 >> keep;
	}
}

/**
 * bn_parse_ifd() - look up the device that a request names
 * @req: the request
 * @index_attr: attribute with its number
 * @name_attr: attribute with its name
 *
 * Return: the device, or ERR_PTR: -ENODEV if not found, -EINVAL if neither attribute
 *	is given or they do not match.
 * Context: configuration lock.
 */
struct bn_ifd *bn_parse_ifd(const struct bn_ctl_req *req, int index_attr, int name_attr)
{
	const struct nlattr *index = bn_req_attr(req, index_attr);
	const struct nlattr *name = bn_req_attr(req, name_attr);
	struct bn_ifd *ifd;

	if (!index && !name)
		return ERR_PTR(bn_parse_missing(req, name_attr, "name or number of the device"));
	if (index) {
		ifd = bn_ifd_get(req->stack, be32_to_cpu(nla_get_be32(index)));
		if (!ifd) {
			bn_req_err(req, index, "no ifd has number %u",
				   be32_to_cpu(nla_get_be32(index)));
			return ERR_PTR(-ENODEV);
		}
	} else {
		ifd = bn_ifd_find(req->stack, nla_data(name));
		if (!ifd) {
			bn_req_err(req, name, "no ifd \"%.32s\"", bn_parse_quote(name));
			return ERR_PTR(-ENODEV);
		}
	}
	if (name && strcmp(nla_data(name), ifd->name)) {
		bn_req_err(req, name, "number %u is ifd \"%.32s\"", ifd->index, ifd->name);
		return ERR_PTR(-EINVAL);
	}
	return ifd;
}

/**
 * bn_parse_ifl() - look up the logical interface that a request names
 * @req: the request
 * @index_attr: attribute with its number
 * @name_attr: attribute with its name
 *
 * Return: the interface, or ERR_PTR: -ENODEV if not found, -EINVAL if neither attribute
 *	is given or they do not match.
 * Context: configuration lock.
 */
struct bn_ifl *bn_parse_ifl(const struct bn_ctl_req *req, int index_attr, int name_attr)
{
	const struct nlattr *index = bn_req_attr(req, index_attr);
	const struct nlattr *name = bn_req_attr(req, name_attr);
	struct bn_ifl *ifl = NULL, *named = NULL;

	if (!index && !name)
		return ERR_PTR(bn_parse_missing(req, name_attr, "name or number of the ifl"));
	if (index) {
		ifl = bn_ifl_get(req->stack, be32_to_cpu(nla_get_be32(index)));
		if (!ifl) {
			bn_req_err(req, index, "no ifl has number %u",
				   be32_to_cpu(nla_get_be32(index)));
			return ERR_PTR(-ENODEV);
		}
	}
	if (name) {
		named = bn_ifl_find(req->stack, nla_data(name));
		if (!named) {
			bn_req_err(req, name, "no ifl \"%.32s\"", bn_parse_quote(name));
			return ERR_PTR(-ENODEV);
		}
	}
	if (ifl && named && ifl != named) {
		bn_req_err(req, name, "ifl \"%.32s\" has another number", bn_parse_quote(name));
		return ERR_PTR(-EINVAL);
	}
	return ifl ?: named;
}

/**
 * bn_parse_ifl_filter() - parse the logical interface that a dump is limited to
 * @req: the request
 * @index_attr: attribute with its number
 * @name_attr: attribute with its name
 * @ifl_index: set to its number, or to 0 if neither attribute is given
 *
 * Return: 0 or -errno, see bn_parse_ifl().
 * Context: configuration lock.
 */
int bn_parse_ifl_filter(const struct bn_ctl_req *req, int index_attr, int name_attr,
			u32 *ifl_index)
{
	struct bn_ifl *ifl;

	*ifl_index = 0;
	if (!bn_req_attr(req, index_attr) && !bn_req_attr(req, name_attr))
		return 0;
	ifl = bn_parse_ifl(req, index_attr, name_attr);
	if (IS_ERR(ifl))
		return PTR_ERR(ifl);
	*ifl_index = ifl->ifl_index;
	return 0;
}

/**
 * bn_parse_iff() - look up the interface family that a request names
 * @req: the request
 * @index_attr: attribute with the number of the logical interface
 * @name_attr: attribute with its name
 * @family_attr: attribute with the family
 *
 * Return: the iff, or ERR_PTR: see bn_parse_ifl(); -EAFNOSUPPORT; -ENOENT if the
 *	interface does not have the family.
 * Context: configuration lock.
 */
struct bn_iff *bn_parse_iff(const struct bn_ctl_req *req, int index_attr, int name_attr,
			    int family_attr)
{
	const struct bn_family *family;
	char name[BN_NAME_MAX];
	struct bn_ifl *ifl;
	struct bn_iff *iff;
	int err;

	err = bn_parse_family(req, family_attr, &family);
	if (err)
		return ERR_PTR(err);
	ifl = bn_parse_ifl(req, index_attr, name_attr);
	if (IS_ERR(ifl))
		return ERR_CAST(ifl);
	iff = bn_iff_get(ifl, family->family);
	if (iff)
		return iff;
	bn_req_err(req, bn_req_attr(req, name_attr), "ifl \"%.32s\" has no family %s",
		   bn_ifl_name(ifl, name), family->name);
	return ERR_PTR(-ENOENT);
}

/**
 * bn_parse_table() - look up the route table that a request names
 * @req: the request
 * @instance_attr: attribute with the instance; absent means 0
 * @family: the family
 *
 * Return: the table, or ERR_PTR: -ENOENT, -EAFNOSUPPORT.
 * Context: configuration lock.
 */
struct bn_rt_table *bn_parse_table(const struct bn_ctl_req *req, int instance_attr,
				   const struct bn_family *family)
{
	u32 index = bn_req_u32(req, instance_attr, 0);
	struct bn_instance *instance;
	struct bn_rt_table *table;

	instance = bn_instance_get(req->stack, index);
	if (!instance) {
		bn_req_err(req, bn_req_attr(req, instance_attr), "no instance %u", index);
		return ERR_PTR(-ENOENT);
	}
	table = bn_instance_table(instance, family->index);
	if (table)
		return table;
	bn_req_err(req, NULL, "instance %u has no %s table", index, family->name);
	return ERR_PTR(-EAFNOSUPPORT);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ctl/parse_kunit.c"
#endif
