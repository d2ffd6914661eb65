/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace - tracepoints for the stages of the packet path
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM bsdnet

#if !defined(_BSDNET_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _BSDNET_TRACE_H

#include <linux/skbuff.h>
#include <linux/tracepoint.h>

#include "core/core.h"

DECLARE_EVENT_CLASS(bn_packet,
	TP_PROTO(const struct sk_buff *skb, u32 index),
	TP_ARGS(skb, index),
	TP_STRUCT__entry(
		__field(const void *, skb)
		__field(u32, ifl_index)
		__field(u32, instance)
		__field(u32, index)
		__field(unsigned int, len)
	),
	TP_fast_assign(
		__entry->skb = skb;
		__entry->ifl_index = bn_pkt(skb)->ifl_index;
		__entry->instance = bn_pkt(skb)->instance;
		__entry->index = index;
		__entry->len = skb->len;
	),
	TP_printk("skb=%p len=%u ifl=%u instance=%u index=%u", __entry->skb, __entry->len,
		  __entry->ifl_index, __entry->instance, __entry->index)
);

/* A frame was received from a netdev; index: ifd */
DEFINE_EVENT(bn_packet, bn_rx, TP_PROTO(const struct sk_buff *skb, u32 index),
	     TP_ARGS(skb, index));
/* The L2 table had an entry for it; index: ifl */
DEFINE_EVENT(bn_packet, bn_l2, TP_PROTO(const struct sk_buff *skb, u32 index),
	     TP_ARGS(skb, index));
/* A forwarding lookup found a route; index: next hop */
DEFINE_EVENT(bn_packet, bn_route, TP_PROTO(const struct sk_buff *skb, u32 index),
	     TP_ARGS(skb, index));
/* Forwarded: checked and TTL decremented; index: outgoing ifl */
DEFINE_EVENT(bn_packet, bn_forward, TP_PROTO(const struct sk_buff *skb, u32 index),
	     TP_ARGS(skb, index));
/* Delivered to a PCB; index: protocol */
DEFINE_EVENT(bn_packet, bn_deliver, TP_PROTO(const struct sk_buff *skb, u32 index),
	     TP_ARGS(skb, index));
/* Queued to an ifd; index: ifd */
DEFINE_EVENT(bn_packet, bn_tx, TP_PROTO(const struct sk_buff *skb, u32 index),
	     TP_ARGS(skb, index));

#define R(sym, name, core, text) TRACE_DEFINE_ENUM(BN_DROP_##sym);
BN_DROP_LIST(R)
#undef R

#define R(sym, name, core, text) { BN_DROP_##sym, name },

TRACE_EVENT(bn_drop,
	TP_PROTO(const struct sk_buff *skb, enum bn_drop_reason reason),
	TP_ARGS(skb, reason),
	TP_STRUCT__entry(
		__field(const void *, skb)
		__field(u32, ifl_index)
		__field(u32, instance)
		__field(u32, reason)
		__field(unsigned int, len)
	),
	TP_fast_assign(
		__entry->skb = skb;
		__entry->ifl_index = bn_pkt(skb)->ifl_index;
		__entry->instance = bn_pkt(skb)->instance;
		__entry->reason = reason;
		__entry->len = skb->len;
	),
	TP_printk("skb=%p len=%u ifl=%u instance=%u reason=%s", __entry->skb, __entry->len,
		  __entry->ifl_index, __entry->instance,
		  __print_symbolic(__entry->reason, BN_DROP_LIST(R) { BN_DROP_MAX, NULL }))
);

#undef R

#endif /* _BSDNET_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH core
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
