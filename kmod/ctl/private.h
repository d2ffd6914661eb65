/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private - interfaces between the files of room ctl
 *
 * bn_ctl_run() and bn_ctl_dump() take the locks, call the handler of a request,
 * and make sure that every failure has an error text (CTL-6). The handler parses
 * with parse.h, calls the rooms below, and answers with nlmsg.c. The fill function
 * of an object kind is used by answers and notifications.
 */
#ifndef _BSDNET_CTL_PRIVATE_H
#define _BSDNET_CTL_PRIVATE_H

#include <net/genetlink.h>

#include "core/core.h"
#include "ctl/bsdnet_nl.h"
#include "ifs/config.h"
#include "inet/inet.h"
#include "rt/rt.h"

/**
 * struct bn_ctl - state of the room per stack
 * @lock: guards @seq; held while notifications are sent
 * @seq: number of the latest notification
 */
struct bn_ctl {
	spinlock_t lock;	/* orders notifications */
	u64 seq;
};

/**
 * struct bn_ctl_req - a request being served
 * @stack: the stack of the sender's namespace
 * @attrs: validated attributes, as many as the operation's policy has;
 *	NULL if it has none
 * @extack: error report
 * @object: kind of object, for error texts: "ifd", "route"
 * @info: of a do, else NULL
 * @skb: of a dump: the message being filled
 * @cb: of a dump, else NULL
 * @visits: of a dump: number of objects that may still be visited for this message
 * @again: of an operation in portions: this is not the first portion
 * @part: of an operation in portions: number of the object that it works on
 * @datagram: of a do: the datagram with the request, else NULL
 */
struct bn_ctl_req {
	struct bsdnet_stack *stack;
	struct nlattr **attrs;
	struct netlink_ext_ack *extack;
	const char *object;
	struct genl_info *info;
	struct sk_buff *skb;
	struct netlink_callback *cb;
	unsigned int visits;
	bool again;
	u32 part;
	struct sk_buff *datagram;
};

/* Returned by a handler that has done a portion of its work and must be called again */
#define BN_CTL_MORE 1

typedef int (*bn_ctl_fn)(struct bn_ctl_req *req);

/**
 * typedef bn_fill_fn - put an object's attributes into a message
 * @skb: the message
 * @stack: the stack
 * @obj: the object; the fill function defines its type
 *
 * Return: 0, or -EMSGSIZE if it does not fit.
 * Context: the lock that protects the object; does not sleep.
 */
typedef int (*bn_fill_fn)(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj);

enum bn_ctl_lock {
	BN_CTL_NOLOCK,	/* none; the room below takes its locks */
	BN_CTL_CFG,	/* configuration lock */
	BN_CTL_ROUTE,	/* configuration lock and route lock */
	BN_CTL_RTNL,	/* RTNL and configuration lock */
};

/* run.c APIs */
int bn_ctl_run(struct sk_buff *skb, struct genl_info *info, const char *object,
	       enum bn_ctl_lock lock, bn_ctl_fn fn);
int bn_ctl_dump(struct sk_buff *skb, struct netlink_callback *cb, const char *object,
		enum bn_ctl_lock lock, bn_ctl_fn fn);

/* State of a dump between two messages: a struct of the given type, zero at the start */
#define bn_ctl_cursor(req, type) ({						\
	BUILD_BUG_ON(sizeof(type) > sizeof((req)->cb->ctx));			\
	(type *)(req)->cb->ctx;							\
})

/* Called before each object of a dump. Returns false if enough objects were visited for this
 * message; the handler then leaves its cursor before the object and returns -EMSGSIZE
 */
static inline bool bn_ctl_visit(struct bn_ctl_req *req)
{
	if (!req->visits)
		return false;
	req->visits--;
	return true;
}

/* nlmsg.c APIs */
int bn_nlmsg_reply(const struct bn_ctl_req *req, u8 cmd, bn_fill_fn fill, const void *obj);
int bn_nlmsg_dump(const struct bn_ctl_req *req, u8 cmd, bn_fill_fn fill, const void *obj);
int bn_nlmsg_dump_nothing(const struct bn_ctl_req *req);

/* ntf.c APIs */
void bn_ntf_event(struct bsdnet_stack *stack, enum bn_event event, enum bn_obj kind,
		  const void *obj);
u64 bn_ntf_seq(struct bsdnet_stack *stack);

/* Fill functions used by notifications and other files */
int bn_ctl_ifd_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj);
int bn_ctl_ifl_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj);
int bn_ctl_iff_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj);
int bn_ctl_ifa_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj);
int bn_ctl_instance_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj);
int bn_ctl_route_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj);
int bn_ctl_nexthop_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj);
int bn_ctl_neigh_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj);
int bn_ctl_maddr_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj);
int bn_ctl_ddp_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj);

/**
 * struct bn_iff_cursor - position of a walk over all interface families
 * @ifl_index: interface of the last iff visited, 0 at the start
 * @family: its family; U8_MAX: all iffs of that interface are visited
 */
struct bn_iff_cursor {
	u32 ifl_index;
	u8 family;
};

/* ctl_iff.c APIs; configuration lock, bn_ctl_iff_ensure() also RTNL */
struct bn_iff *bn_ctl_iff_next(struct bn_ctl_req *req, struct bn_iff_cursor *cursor, u32 only);
struct bn_iff *bn_ctl_iff_ensure(const struct bn_ctl_req *req, int index_attr, int name_attr,
				 u8 family, u32 instance, struct bn_if_made *made);

#endif /* _BSDNET_CTL_PRIVATE_H */
