/* SPDX-License-Identifier: GPL-2.0 */
/*
 * config - add, change and delete the objects of the interface hierarchy (IF-6, IF-8)
 *
 * Ownership: an object belongs to its parent. The add functions return it without a
 * reference; the memory of a deleted one is freed after a grace period.
 *
 * Locking: configuration lock; where marked, RTNL as well.
 */
#ifndef _BSDNET_IFS_CONFIG_H
#define _BSDNET_IFS_CONFIG_H

#include "ifs/ifs.h"

struct file;
struct netlink_ext_ack;

/**
 * struct bn_encap_config - a requested encapsulation and its parameters
 * @name: NULL: the default of the device; no encapsulation for an ifl
 * @data: opaque parameters (CTL-3)
 * @len: length of @data (bytes), 0 if there are none
 */
struct bn_encap_config {
	const char *name;
	const void *data;
	unsigned int len;
};

/* ---- ifd --------------------------------------------------------------- */

/**
 * struct bn_ifd_config - parameters of a new ifd
 * @name: name of the netdev; for drivers without one, the name of the ifd
 *	(empty: "%s%u" of the driver, "%s:%u" of the parent)
 * @exclusive: drop frames that match no entry instead of passing them to the host
 * @encap: framing
 * @parent: parent ifd of a channel; NULL for none
 * @no_carrier: create the channel without carrier
 * @file: file of a descriptor driver; NULL for none
 */
struct bn_ifd_config {
	char name[BN_NAME_MAX];
	bool exclusive;
	struct bn_encap_config encap;
	struct bn_ifd *parent;
	bool no_carrier;
	struct file *file;
};

/* ifd.c APIs. RTNL: */
struct bn_ifd *bn_ifd_add(struct bsdnet_stack *stack, const char *driver,
			  const struct bn_ifd_config *config, struct netlink_ext_ack *extack);
void bn_ifd_delete(struct bn_ifd *ifd);
void bn_ifd_set_admin(struct bn_ifd *ifd, bool up);
int bn_ifd_set_exclusive(struct bn_ifd *ifd, bool exclusive, struct netlink_ext_ack *extack);
int bn_ifd_set_carrier(struct bn_ifd *ifd, bool carrier, struct netlink_ext_ack *extack);
int bn_ifd_set_encap(struct bn_ifd *ifd, const struct bn_encap_config *config,
		     struct netlink_ext_ack *extack);
/* Without RTNL: */
void bn_ifd_set_link(struct bn_ifd *ifd, bool up);
/* prune.c API: see bn_ifl_prune() */
bool bn_ifd_prune(struct bn_ifd *ifd, unsigned int *portion);

/* ---- ifl --------------------------------------------------------------- */

/**
 * struct bn_ifl_config - parameters of a new ifl
 * @unit: unit number, unique on the parent
 * @encap: encapsulation; its parameters are the L2_ID, checked against the parent
 * @lladdr: link-layer address; NULL: default
 */
struct bn_ifl_config {
	u32 unit;
	struct bn_encap_config encap;
	const struct bn_lladdr *lladdr;
};

/* ifl.c APIs. RTNL: */
struct bn_ifl *bn_ifl_add(struct bn_ifd *ifd, struct bn_ifl *parent,
			  const struct bn_ifl_config *config, struct netlink_ext_ack *extack);
void bn_ifl_delete(struct bn_ifl *ifl);
/* Without RTNL: */
void bn_ifl_set_admin(struct bn_ifl *ifl, bool up);
void bn_ifl_set_link(struct bn_ifl *ifl, bool up);
int bn_ifl_set_lladdr(struct bn_ifl *ifl, const struct bn_lladdr *lladdr,
		      struct netlink_ext_ack *extack);
int bn_ifl_reconfig(struct bn_ifl *ifl, const void *data, unsigned int len,
		    struct netlink_ext_ack *extack);
/* prune.c API */
bool bn_ifl_prune(struct bn_ifl *ifl, unsigned int *portion);

/* ---- iff --------------------------------------------------------------- */

struct bn_iff_config {
	u32 instance;
	u32 mtu;		/* 0: default */
};

/* iff.c APIs. RTNL to add and to delete: */
struct bn_iff *bn_iff_add(struct bn_ifl *ifl, u8 family, const struct bn_iff_config *config,
			  struct netlink_ext_ack *extack);
void bn_iff_delete(struct bn_iff *iff);
int bn_iff_set_mtu(struct bn_iff *iff, u32 mtu, struct netlink_ext_ack *extack);
int bn_iff_set_instance(struct bn_iff *iff, u32 instance, struct netlink_ext_ack *extack);
/* Multicast filter (IF-4): each join needs one leave. RTNL: */
int bn_iff_join(struct bn_iff *iff, const void *group, struct netlink_ext_ack *extack);
void bn_iff_leave(struct bn_iff *iff, const void *group);

/* ---- ifa --------------------------------------------------------------- */

struct bn_ifa_config {
	struct in6_addr dest;
	struct in6_addr local;
	u8 dest_bits;
	bool has_dest;
	bool has_local;
};

/* ifa.c APIs */
struct bn_ifa *bn_ifa_add(struct bn_iff *iff, const struct bn_ifa_config *config,
			  struct netlink_ext_ack *extack);
void bn_ifa_delete(struct bn_ifa *ifa);
struct bn_ifa *bn_ifa_find(struct bn_iff *iff, const struct bn_ifa_config *config);
struct bn_ifa *bn_ifa_next(const struct bn_iff *iff, const struct bn_ifa_config *after);
/* Sort order of lists and dumps */
int bn_ifa_compare(const struct bn_ifa *ifa, const struct bn_ifa_config *config);

/* ---- by name ------------------------------------------------------------ */

/* The objects that bn_if_ensure() created; the caller passes them to bn_if_unensure() if a
 * later step fails (IF-8).
 */
struct bn_if_made {
	struct bn_ifd *ifd;
	struct bn_ifl *ifl;
	struct bn_iff *iff;
};

/* name.c APIs. RTNL: */
int bn_name_split(struct bsdnet_stack *stack, const char *name, struct bn_ifd **ifd,
		  struct bn_ifl **parent, u32 *unit, struct netlink_ext_ack *extack);
struct bn_iff *bn_if_ensure(struct bsdnet_stack *stack, const char *name, u8 family,
			    u32 instance, struct bn_if_made *made,
			    struct netlink_ext_ack *extack);
struct bn_iff *bn_if_ensure_on(struct bn_ifl *ifl, u8 family, u32 instance,
			       struct bn_if_made *made, struct netlink_ext_ack *extack);
void bn_if_unensure(struct bn_if_made *made);

#endif /* _BSDNET_IFS_CONFIG_H */
