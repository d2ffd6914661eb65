/* SPDX-License-Identifier: GPL-2.0 */
/*
 * parse - parse attributes of requests and report errors (CTL-6)
 *
 * Policies check types, lengths and ranges that do not depend on other values.
 * The other checks are here. An attribute may only be read in operations whose
 * policy has it or an attribute with a greater number.
 *
 * @name arguments are the attribute's name in the specification.
 */
#ifndef _BSDNET_CTL_PARSE_H
#define _BSDNET_CTL_PARSE_H

#include "ctl/private.h"

/* Set the error text "OBJECT: ..." and the bad attribute (may be NULL) */
#define bn_req_err(req, attr, fmt, args...) \
	NL_SET_ERR_MSG_ATTR_FMT((req)->extack, attr, "%s: " fmt, (req)->object, ##args)

static inline struct nlattr *bn_req_attr(const struct bn_ctl_req *req, int attr)
{
	return req->attrs ? req->attrs[attr] : NULL;
}

/* A room below failed because of the value of @attr: set the bad attribute, keep the text */
static inline int bn_req_blame(const struct bn_ctl_req *req, int attr, int err)
{
	if (err && req->extack && !req->extack->bad_attr)
		NL_SET_BAD_ATTR(req->extack, bn_req_attr(req, attr));
	return err;
}

/* Of a do: return true if the sender has CAP_NET_ADMIN in the initial user namespace */
static inline bool bn_req_privileged(const struct bn_ctl_req *req)
{
	return netlink_capable(req->datagram, CAP_NET_ADMIN);
}

static inline u8 bn_req_u8(const struct bn_ctl_req *req, int attr, u8 absent)
{
	const struct nlattr *nla = bn_req_attr(req, attr);

	return nla ? nla_get_u8(nla) : absent;
}

static inline u32 bn_req_u32(const struct bn_ctl_req *req, int attr, u32 absent)
{
	const struct nlattr *nla = bn_req_attr(req, attr);

	return nla ? be32_to_cpu(nla_get_be32(nla)) : absent;
}

/* parse.c APIs; lookups and the objects that they return require the configuration lock */
const char *bn_parse_quote(const struct nlattr *nla);
int bn_parse_missing(const struct bn_ctl_req *req, int attr, const char *name);
int bn_parse_name(const struct bn_ctl_req *req, int attr, const char *name, const char **value);
int bn_parse_family(const struct bn_ctl_req *req, int attr, const struct bn_family **family);
int bn_parse_addr(const struct bn_ctl_req *req, int attr, const char *name,
		  const struct bn_family *family, struct in6_addr *addr);
int bn_parse_bits(const struct bn_ctl_req *req, int attr, const char *name,
		  const struct bn_family *family, u8 *bits);
void bn_parse_encap(const struct bn_ctl_req *req, int name_attr, int data_attr,
		    struct bn_encap_config *encap);
int bn_parse_lladdr(const struct bn_ctl_req *req, const struct nlattr *nla,
		    struct bn_lladdr *lladdr);
void bn_parse_mask(struct in6_addr *addr, unsigned int bits);
struct bn_ifd *bn_parse_ifd(const struct bn_ctl_req *req, int index_attr, int name_attr);
struct bn_ifl *bn_parse_ifl(const struct bn_ctl_req *req, int index_attr, int name_attr);
int bn_parse_ifl_filter(const struct bn_ctl_req *req, int index_attr, int name_attr,
			u32 *ifl_index);
struct bn_iff *bn_parse_iff(const struct bn_ctl_req *req, int index_attr, int name_attr,
			    int family_attr);
struct bn_rt_table *bn_parse_table(const struct bn_ctl_req *req, int instance_attr,
				   const struct bn_family *family);

#endif /* _BSDNET_CTL_PARSE_H */
