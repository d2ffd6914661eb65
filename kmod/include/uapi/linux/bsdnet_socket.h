/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * bsdnet_socket.h - sockets of the family AF_BSDNET
 *
 *	fd = socket(AF_BSDNET, SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_UDP));
 *	fd = socket(AF_BSDNET, SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_ICMP));
 *	fd = socket(AF_BSDNET, SOCK_RAW, BSDNET_PROTO(BSDNET_INET, protocol));
 *	fd = socket(AF_BSDNET, SOCK_RAW, BSDNET_PROTO(BSDNET_L2, 0));
 *	fd = socket(AF_BSDNET, SOCK_DGRAM, BSDNET_PROTO(BSDNET_APPLETALK, 0));
 *
 * Protocol 0 means the usual one of the type on inet. IP sockets take and
 * return struct sockaddr_in; L2 sockets struct sockaddr_bsdnet; AppleTalk sockets struct
 * sockaddr_at, and their data begin with the octet of the type.
 */
#ifndef _UAPI_LINUX_BSDNET_SOCKET_H
#define _UAPI_LINUX_BSDNET_SOCKET_H

#include <linux/types.h>

/* A number that Linux assigned and never used (AF_ASH); the running module
 * tells its own over the control channel.
 */
#ifndef AF_BSDNET
#define AF_BSDNET	18
#endif
#ifndef PF_BSDNET
#define PF_BSDNET	AF_BSDNET
#endif

/* Families within AF_BSDNET; all but L2 have the values of AF_INET, AF_APPLETALK, AF_INET6 */
#define BSDNET_INET	2
#define BSDNET_APPLETALK 5
#define BSDNET_INET6	10
#define BSDNET_L2	17

#define BSDNET_PROTO(family, protocol)	(((family) << 8) | (protocol))

#define BSDNET_L2_PROTO_MAX	24	/* bytes of protocol prefix */

/**
 * struct sockaddr_bsdnet - address of an L2 socket
 * @sb_family: AF_BSDNET
 * @sb_bits: bits of @sb_proto that count; 0: everything on the interface
 * @sb_ifl_index: logical interface
 * @sb_proto: protocol identification that follows the interface's own part of the key,
 *	network order: 0x88 0xb5 for ethertype 0x88b5
 * @sb_halen: length of @sb_addr
 * @sb_addr: link-layer address: source of a frame received, destination of a
 *	frame to be sent
 */
struct sockaddr_bsdnet {
	unsigned short	sb_family;
	__u16		sb_bits;
	__u32		sb_ifl_index;
	__u8		sb_proto[BSDNET_L2_PROTO_MAX];
	__u8		sb_halen;
	__u8		sb_addr[31];
};

/* Socket options and ancillary data, level SOL_BSDNET */
#define SOL_BSDNET		300

#define BSDNET_INSTANCE		1	/* __u32, before bind or connect (SK-2) */
#define BSDNET_INSTANCE_ANY	0xffffffffu /* wild, for services */
#define BSDNET_OUT_IFL		2	/* __u32 ifl_index for multicast and broadcast (SK-3) */
#define BSDNET_RECVINFO		3	/* int: report BSDNET_INFO (SK-4) */
#define BSDNET_INFO		4	/* ancillary data: struct bsdnet_info4 */
#define BSDNET_L2_HEADER	5	/* int: frames with (1) or without (0) L2 header (SK-8) */
#define BSDNET_L2_JOIN		6	/* struct bsdnet_l2_membership: open the address filter */
#define BSDNET_L2_LEAVE		7	/* the same: as before */
#define BSDNET_L2_TAP		8	/* int, before bind: 1: copies of all frames, received and
					 * sent, instead of the frames themselves (SK-8)
					 */
#define BSDNET_L2_PKTTYPE	9	/* ancillary data of copies: __u32, one of PACKET_HOST ...
					 * PACKET_OUTGOING
					 */
#define BSDNET_IN_IFL		10	/* __u32 ifl_index, before bind or connect (raw: at any
					 * time): receive from it only (SK-10)
					 */

#define BSDNET_EARLY		11	/* struct bsdnet_early: receive packets that are not
					 * addressed to this host (SK-6)
					 */

/* What a membership lets through; the values of PACKET_MR_* */
#define BSDNET_L2_MULTICAST	0	/* frames to a multicast address */
#define BSDNET_L2_PROMISC	1	/* all frames */
#define BSDNET_L2_ALLMULTI	2	/* frames to any multicast address */
#define BSDNET_L2_UNICAST	3	/* frames to another unicast address */

/**
 * struct bsdnet_l2_membership - frames that a device shall let through
 * @ifl_index: logical interface, of type ether
 * @type: BSDNET_L2_MULTICAST ...
 * @halen: length of @addr; 0 where @type has none
 * @addr: the address; zero past @halen
 */
struct bsdnet_l2_membership {
	__u32	ifl_index;
	__u16	type;
	__u16	halen;
	__u8	addr[32];
};

/* Which packets of the socket's protocol and port BSDNET_EARLY asks for */
#define BSDNET_EARLY_NONE	0	/* none, any longer */
#define BSDNET_EARLY_ALERT	1	/* those with Router Alert that are not for this host */
#define BSDNET_EARLY_ANY	2	/* all, whatever their address */

/**
 * struct bsdnet_early - packets that are not addressed to this host
 * @ifl_index: interface that they arrive on; 0: any
 * @what: BSDNET_EARLY_NONE ...
 */
struct bsdnet_early {
	__u32	ifl_index;
	__u32	what;
};

/**
 * struct bsdnet_info4 - where a packet came to, or shall come from (SK-4)
 * @ifl_index: arrival interface; on sending: interface for multicast and
 *	broadcast, ignored for unicast
 * @instance: routing instance
 * @local: destination address of the packet received (if unicast: of this host);
 *	on sending: source address
 *
 * What recvmsg() reported, handed to sendmsg() unchanged, sends a proper reply.
 */
struct bsdnet_info4 {
	__u32	ifl_index;
	__u32	instance;
	__be32	local;
};

#endif /* _UAPI_LINUX_BSDNET_SOCKET_H */
