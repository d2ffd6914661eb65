/* SPDX-License-Identifier: GPL-2.0 */
/*
 * drop_reasons - the list of drop reasons
 *
 * R(symbol, name, core reason, description). Used by the counters, the tracepoint
 * bsdnet:bn_drop, the control channel and the manual. Ordered by room.
 */
#ifndef _BSDNET_DROP_REASONS_H
#define _BSDNET_DROP_REASONS_H

#define BN_DROP_LIST(R)							\
	/* ifs, l2demux */						\
	R(NO_MEMORY, "no_memory", NOMEM,				\
	  "no memory for the packet or a copy of it")			\
	R(IFD_QUEUE_FULL, "ifd_queue_full", CPU_BACKLOG,		\
	  "the device queue of the ifd is full")			\
	R(IFD_GONE, "ifd_gone", DEV_READY,				\
	  "the interface was deleted while the packet was queued")	\
	R(IF_DOWN, "if_down", DEV_READY,				\
	  "the interface is down")					\
	R(L2_NOT_FOR_US, "l2_not_for_us", UNHANDLED_PROTO,		\
	  "exclusive interface, no entry in the L2 table matches")	\
	R(L2_BAD_HEADER, "l2_bad_header", HDR_TRUNC,			\
	  "layer-2 header truncated or malformed")			\
	R(L2_OTHER_HOST, "l2_other_host", OTHERHOST,			\
	  "unicast frame for another station")				\
	R(L2_XMIT, "l2_xmit", QDISC_DROP,				\
	  "the device's output queue refused the frame")		\
	R(FRAME_LENGTH, "frame_length", PKT_TOO_BIG,			\
	  "frame longer or shorter than its medium allows")		\
	R(FRAME_FCS, "frame_fcs", SKB_CSUM,				\
	  "frame check sequence wrong")					\
	R(FRAME_ABORTED, "frame_aborted", NOT_SPECIFIED,		\
	  "frame that its sender took back")				\
	R(L2_SOCK_FULL, "l2_sock_full", SOCKET_RCVBUFF,			\
	  "receive buffer of an L2 socket full")			\
	/* ip: input */							\
	R(IP_TRUNCATED, "ip_truncated", PKT_TOO_SMALL,			\
	  "packet shorter than its IP header says")			\
	R(IP_BAD_VERSION, "ip_bad_version", IP_INHDR,			\
	  "IP version or header length wrong")				\
	R(IP_BAD_CHECKSUM, "ip_bad_checksum", IP_CSUM,			\
	  "IP header checksum wrong")					\
	R(IP_BAD_SOURCE, "ip_bad_source", IP_INHDR,			\
	  "source address that no sender can have")			\
	R(IP_OWN_SOURCE, "ip_own_source", IP_INHDR,			\
	  "source is an address of this host or of a broadcast")	\
	R(IP_BAD_DEST, "ip_bad_dest", IP_INHDR,				\
	  "loopback address on the wire")				\
	R(IP_BAD_OPTIONS, "ip_bad_options", IP_INHDR,			\
	  "malformed or refused IP options")				\
	R(IP_L2_BROADCAST, "ip_l2_broadcast", UNICAST_IN_L2_MULTICAST,	\
	  "unicast packet in a layer-2 broadcast or multicast frame")	\
	R(RT_IFCHECK, "rt_ifcheck", IP_RPFILTER,			\
	  "arrived on another interface than its route demands")	\
	R(RT_LOCAL_ONLY, "rt_local_only", IP_INNOROUTES,		\
	  "route is for packets that this host originates only")	\
	R(RT_NO_INSTANCE, "rt_no_instance", IP_INNOROUTES,		\
	  "routing instance does not exist")				\
	/* rt: next hops */						\
	R(NH_REJECT, "nh_reject", IP_INNOROUTES,			\
	  "reject route; answered with an ICMP error")			\
	R(NH_DISCARD, "nh_discard", IP_INNOROUTES,			\
	  "discard route")						\
	R(NH_DEAD, "nh_dead", IP_OUTNOROUTES,				\
	  "next hop lost its interface or address")			\
	R(NH_RECV_ONLY, "nh_recv_only", IP_OUTNOROUTES,			\
	  "originated to an address that is only received")		\
	R(NH_MDISCARD, "nh_mdiscard", IP_INNOROUTES,			\
	  "multicast group that nobody here has joined")		\
	R(NH_MGROUP_SOURCE, "nh_mgroup_source", IP_INNOROUTES,		\
	  "multicast from a source that nobody here wants")		\
	R(NH_NO_MCAST_IF, "nh_no_mcast_if", IP_OUTNOROUTES,		\
	  "no interface to send a multicast or broadcast on")		\
	R(NH_NO_BROADCAST, "nh_no_broadcast", IP_OUTNOROUTES,		\
	  "broadcast by a sender that may not (SO_BROADCAST)")		\
	R(NH_LOCAL_LOOP, "nh_local_loop", IP_OUTNOROUTES,		\
	  "packet to this host caused another too many times over")	\
	R(NH_HOLD_FULL, "nh_hold_full", NEIGH_QUEUEFULL,		\
	  "too many packets wait for this neighbour")			\
	R(NH_RESOLV_FULL, "nh_resolv_full", NEIGH_QUEUEFULL,		\
	  "the queue of the resolver is full")				\
	R(NH_UNRESOLVED, "nh_unresolved", NEIGH_FAILED,			\
	  "the neighbour did not answer")				\
	R(NH_TOO_BIG, "nh_too_big", PKT_TOO_BIG,			\
	  "larger than the MTU and may not be fragmented")		\
	/* ip: output */						\
	R(IP_TX_REFUSED, "ip_tx_refused", PKT_TOO_BIG,			\
	  "originated packet that is too long or malformed")			\
	R(IP_NO_SOURCE, "ip_no_source", IP_OUTNOROUTES,			\
	  "the instance has no address to send from")			\
	/* ip: forwarding */						\
	R(FWD_HOST, "fwd_host", IP_INNOROUTES,				\
	  "not for us and the instance does not forward")		\
	R(FWD_TTL, "fwd_ttl", IP_INHDR,					\
	  "TTL expired")						\
	R(FWD_L2, "fwd_l2", UNICAST_IN_L2_MULTICAST,			\
	  "not addressed to this router at layer 2")			\
	R(FWD_LRO, "fwd_lro", NOT_SPECIFIED,				\
	  "joined by the device from packets that cannot be told apart again")	\
	R(FRAG_FAIL, "frag_fail", PKT_TOO_BIG,				\
	  "fragmentation failed")					\
	/* ip: reassembly */						\
	R(REASM_FULL, "reasm_full", FRAG_TOO_FAR,			\
	  "reassembly queue or memory full")				\
	R(REASM_BAD, "reasm_bad", IP_INHDR,				\
	  "fragment that fits no packet (overlap, length, offset)")	\
	R(REASM_TIMEOUT, "reasm_timeout", FRAG_REASM_TIMEOUT,		\
	  "fragments missing when the reassembly timer ran out")	\
	/* ARP, ICMP */							\
	R(ARP_BAD, "arp_bad", PKT_TOO_SMALL,				\
	  "malformed ARP packet")					\
	R(ARP_QUEUE_FULL, "arp_queue_full", NEIGH_QUEUEFULL,		\
	  "the ARP service queue is full")				\
	R(ARP_IGNORED, "arp_ignored", UNHANDLED_PROTO,			\
	  "ARP packet that does not concern this host")			\
	R(ICMP_BAD, "icmp_bad", ICMP_CSUM,				\
	  "malformed ICMP message or wrong checksum")			\
	R(ICMP_IGNORED, "icmp_ignored", INVALID_PROTO,			\
	  "ICMP message of a type that is not handled")			\
	R(ICMP_RATELIMIT, "icmp_ratelimit", NOT_SPECIFIED,		\
	  "ICMP error not sent: rate limit")				\
	/* ddp */							\
	R(DDP_QUEUE_FULL, "ddp_queue_full", CPU_BACKLOG,		\
	  "the service queue of AppleTalk is full")			\
	R(AARP_BAD, "aarp_bad", NOT_SPECIFIED,				\
	  "malformed AARP packet, or one of another protocol")		\
	R(AARP_IGNORED, "aarp_ignored", NOT_SPECIFIED,			\
	  "AARP packet of this node, or on an interface that is down")	\
	R(DDP_BAD, "ddp_bad", NOT_SPECIFIED,				\
	  "malformed DDP header, impossible sender or wrong checksum")	\
	R(DDP_OWN_SOURCE, "ddp_own_source", NOT_SPECIFIED,		\
	  "source of a datagram from the wire is this node")		\
	R(DDP_NOT_LOCAL, "ddp_not_local", OTHERHOST,			\
	  "datagram for another AppleTalk node")			\
	R(DDP_IGNORED, "ddp_ignored", NOT_SPECIFIED,			\
	  "packet for AEP or RTMP of which nothing is to be done")	\
	R(DDP_NO_SOCKET, "ddp_no_socket", NO_SOCKET,			\
	  "no AppleTalk socket has this number")			\
	R(DDP_UNRESOLVED, "ddp_unresolved", NEIGH_FAILED,		\
	  "no answer from AARP, or too many datagrams wait for one")	\
	/* l3demux, transport, sock */					\
	R(NO_PCB, "no_pcb", NO_SOCKET,					\
	  "no session and no protocol entry matches")			\
	R(PROTO_UNREACH, "proto_unreach", UNHANDLED_PROTO,		\
	  "transport protocol not supported; answered with an ICMP error") \
	R(PORT_UNREACH, "port_unreach", NO_SOCKET,			\
	  "no socket on this port; answered with an ICMP error")	\
	R(UDP_BAD, "udp_bad", UDP_CSUM,					\
	  "malformed UDP header or wrong checksum")			\
	R(TX_NO_ROUTE, "tx_no_route", IP_OUTNOROUTES,			\
	  "no way to the destination; the sender was told")		\
	R(SOCK_MIN_TTL, "sock_min_ttl", TCP_MINTTL,			\
	  "TTL below IP_MINTTL of the socket")				\
	R(SOCK_QUEUE_FULL, "sock_queue_full", SOCKET_BACKLOG,		\
	  "service queue of the socket full")				\
	R(SOCK_RCVBUF, "sock_rcvbuf", SOCKET_RCVBUFF,			\
	  "receive buffer of the socket full")				\
	R(SOCK_FILTER, "sock_filter", SOCKET_FILTER,			\
	  "dropped by the filter of the socket")			\
	R(SOCK_CLOSED, "sock_closed", NOT_SPECIFIED,			\
	  "the socket was closed while the packet was queued")

enum bn_drop_reason {
#define R(sym, name, core, text) BN_DROP_##sym,
	BN_DROP_LIST(R)
#undef R
	BN_DROP_MAX
};

#endif /* _BSDNET_DROP_REASONS_H */
