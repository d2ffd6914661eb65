/* SPDX-License-Identifier: GPL-2.0 */
/*
 * encap - encapsulations and the layers of a layer-2 header (IF-9 .. IF-11)
 *
 * A layer is one level of the header: the framing of an ifd (Ethernet, PPP, Cisco
 * HDLC, Frame Relay ...) or the addition of an ifl (a tag, a PPPoE session,
 * a DLCI, another Ethernet header). An encapsulation implements one kind of
 * layer, in one file of room encap. Only that file and its counterpart in
 * libbsdnet interpret its parameters (CTL-3).
 *
 * Header and key of an object are those of its parent plus its own part. They are
 * built by one walk from the ifd upwards at configuration time (IF-11):
 *
 *	header	framing | protocol by which the lower carries the upper | own bytes | ... | protocol
 *	key	the same fields without those common to all frames, as encap->frame_key() makes it
 *
 * "vlan" on "ether" is carried as its TPID, and its own bytes are the TCI; "pppoe" is carried
 * as 0x8864, its own bytes are version, code, session and length, and its protocol is PPP's.
 *
 * Lifetime: an encapsulation is registered at module load, before the first stack
 * is created, and unregistered after the last one is freed. A layer is part of its
 * ifd or ifl. Locking: configuration lock; where marked also RCU.
 */
#ifndef _BSDNET_IFS_ENCAP_H
#define _BSDNET_IFS_ENCAP_H

#include <linux/bsdnet.h>

#include "core/core.h"
#include "l2demux/l2demux.h"

struct bn_encap;
struct bn_ifd;
struct bn_ifl;
struct nla_policy;

#define BN_L2_LENGTHS	2	/* length fields in a header */

/* Protocols by which one layer carries another, beside ethertypes (those are > 0x5ff) */
#define BN_PROTO_NONE	0xffff	/* the lower layer has no protocol field (a DLCI on its ifd) */
#define BN_PROTO_802_2	0x0000	/* IEEE 802.2 LLC: Ethernet has a length field instead */

/**
 * struct bn_lladdr - a link-layer address
 * @len: length (bytes), 0 for none
 * @data: the address
 */
struct bn_lladdr {
	u8 len;
	u8 data[BSDNET_LLADDR_MAX];
};

/* lladdr.c APIs. Addresses read by the packet path are replaced under RCU, never changed in place.
 * Configuration lock held, or @where not published yet.
 */
int bn_lladdr_publish(const struct bsdnet_stack *stack, struct bn_lladdr __rcu **where,
		      const u8 *data, unsigned int len, gfp_t gfp);
/* After a grace period */
void bn_lladdr_free(struct bn_lladdr __rcu *lladdr);

/**
 * struct bn_l2_hdr - a layer-2 header, ready to copy
 * @len: length of the header (bytes)
 * @free: bytes of @len that do not count towards the medium's MTU (Ethernet header, DLCI ...)
 * @lengths: 16-bit length fields, set in each frame:
 *	@at: offset of the field; 0: no such field
 *	@from: offset of the first byte counted; the count extends to the end of the frame
 * @gso: the kernel and devices can segment packets behind this header
 * @proto: skb->protocol of a frame that starts with this header
 * @data: the header
 */
struct bn_l2_hdr {
	u8 len;
	u8 free;
	bool gso;
	struct {
		u8 at;
		u8 from;
	} lengths[BN_L2_LENGTHS];
	__be16 proto;
	u8 data[BSDNET_L2_HEADER_MAX];
};

/**
 * struct bn_layer - one level of a layer-2 header
 * @encap: its encapsulation; NULL: transparent, adds nothing to @below (an ifl without L2_ID)
 * @below: the layer below; NULL: the framing of an ifd on a device
 * @table: [path] the L2 table if the layer begins a new kind of header (L2-5); else NULL
 * @outer: entry of a layer with @table in the table below; configuration lock
 * @ifd: the ifd at the root
 * @ifl: the ifl that owns the layer; NULL: the ifd owns it
 * @priv: bn_encap::priv_size bytes, zeroed before config(); freed with the object, after a
 *	grace period
 */
struct bn_layer {
	const struct bn_encap *encap;
	struct bn_layer *below;
	struct bn_l2_table *table;
	struct bn_l2_entry *outer;
	struct bn_ifd *ifd;
	struct bn_ifl *ifl;
	void *priv;
};

/* Properties of an encapsulation */
enum bn_encap_flags {
	BN_ENCAP_TABLE		= BIT(0),	/* as a layer, begins a new kind of header (L2-5) */
	BN_ENCAP_MEDIUM		= BIT(1),	/* as a layer, its bytes do not count towards
						 * the medium's MTU; those of framing never do
						 */
	BN_ENCAP_GSO		= BIT(2),	/* the kernel's GSO supports its header */
};

/**
 * struct bn_encap - an encapsulation
 * @name: name used in requests: "vlan"
 * @descr: one line for users
 * @type: link type that protocols see: "ether", "ppp", "chdlc", "fr", "atm", "ip". Layers and
 *	protocols above cannot distinguish two encapsulations of one type.
 * @uses: enum bsdnet_encap_flags: framing of an ifd on a device, framing of a channel (IF-2),
 *	layer of an ifl
 * @flags: enum bn_encap_flags
 * @media: as framing: BIT(enum bsdnet_ifd_type) of the supported ifds
 * @ifl_flags: enum bsdnet_ifl_flags of ifls whose nearest layer is of this encapsulation
 * @priv_size: size of bn_layer::priv (bytes)
 * @config: set the parameters and check the layer below (IF-6). @data: @len opaque bytes, 0 if
 *	there are none; bn_encap_parse() parses netlink attributes. The layer is not linked yet,
 *	@below is set; or, if @reconfig is set, it is in use and must not change on failure.
 *	Reports errors in @extack.
 * @reconfig: parameters can change while in use
 * @free: free what @config allocated, for layers of ifls, after a grace period. Does not sleep.
 *	NULL: nothing to free
 * @fill: append the parameters to a message, in the format of config(). NULL: no parameters
 * @id: the L2_ID, unique among the layers of this encapsulation on one parent. NULL: at most
 *	one per parent
 * @id_text: the L2_ID as text for messages: "vlan 5". NULL: use @name
 * @vid: ethertype and VLAN id of the tag that the frames of a layer directly on a device begin
 *	with (IF-20). False: devices do not filter by this kind of tag. NULL: no tag
 * @carried_as: ethertype by which the layer below carries this one, or BN_PROTO_NONE,
 *	BN_PROTO_802_2. Not for framing
 * @key: append to the key the fields that distinguish this layer from its siblings; the part of
 *	the lower layers and the protocol @carried_as are already there. NULL: none
 * @proto: append the field of protocol @ethertype (host order) to the key, as it is on the wire.
 *	-EPROTONOSUPPORT with @extack if it cannot be carried
 * @strip: bytes to strip from frames that match the key of @proto, if the key does not determine
 *	them (ATM, VC multiplexing). NULL: the result of frame_key()
 * @header: append own bytes to the header, up to the protocol field. @dest: link-layer
 *	address of the neighbour, NULL: not needed or not known. Also RCU
 * @put_proto: append the protocol field to the header: @proto->bits bits of @proto->data, as
 *	made by @proto. -EINVAL if it is invalid. Also RCU
 * @dest: link-layer address for the layer below (PPPoE: the peer). NULL: use that of the
 *	layer above. Also RCU
 * @lladdr: own link-layer address, NULL if there is none. NULL: that of the layer below
 * @set_lladdr: change the link-layer address; NULL: not supported
 * @frame_key: framing and BN_ENCAP_TABLE: make the key of the frame at the skb's MAC
 *	header, from the frame alone (L2-1), like bn_l2_key_ether(). Returns the number of bytes
 *	from the MAC to the network header, -EINVAL, -ENOMEM. Untrusted input; any context
 * @frame_type: framing and BN_ENCAP_TABLE: set skb->pkt_type and skb->protocol from the frame
 *	at the MAC header, if the device has not. NULL: PACKET_HOST
 * @single: true if it carries only one protocol: one family or one ifl. NULL: any number
 * @start: the layer is linked: start timers, add entries for control packets. If it fails,
 *	stop() is not called
 * @stop: undo @start; nothing runs afterwards
 *
 * Configuration lock held, except for @frame_key, @frame_type and those marked RCU.
 */
struct bn_encap {
	const char *name;
	const char *descr;
	const char *type;
	u32 uses;
	u32 flags;
	u32 media;
	u32 ifl_flags;
	size_t priv_size;
	int (*config)(struct bn_layer *layer, const void *data, unsigned int len,
		      struct netlink_ext_ack *extack);
	bool reconfig;
	void (*free)(struct bn_layer *layer);
	int (*fill)(const struct bn_layer *layer, struct sk_buff *msg);
	u64 (*id)(const struct bn_layer *layer);
	void (*id_text)(const struct bn_layer *layer, char *buf, size_t size);
	bool (*vid)(const struct bn_layer *layer, __be16 *proto, u16 *vid);
	u16 (*carried_as)(const struct bn_layer *layer);
	int (*key)(const struct bn_layer *layer, struct bn_l2_key *key);
	int (*proto)(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		     struct netlink_ext_ack *extack);
	u8 (*strip)(const struct bn_layer *layer, u16 ethertype);
	int (*header)(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr);
	int (*put_proto)(const struct bn_layer *layer, const struct bn_l2_key *proto,
			 struct bn_l2_hdr *hdr);
	const u8 *(*dest)(const struct bn_layer *layer);
	const struct bn_lladdr *(*lladdr)(const struct bn_layer *layer);
	int (*set_lladdr)(struct bn_layer *layer, const struct bn_lladdr *lladdr,
			  struct netlink_ext_ack *extack);
	int (*frame_key)(struct sk_buff *skb, struct bn_l2_key *key);
	void (*frame_type)(const struct bn_layer *layer, struct sk_buff *skb);
	bool (*single)(const struct bn_layer *layer);
	int (*start)(struct bn_layer *layer, struct netlink_ext_ack *extack);
	void (*stop)(struct bn_layer *layer);
};

/* Last line of a file of room encap: the list of its encapsulations, found by the build */
#define BN_ENCAP_FILE(file, ...)				\
	extern const struct bn_encap *const bn_encaps_##file[];	\
	const struct bn_encap *const bn_encaps_##file[] = { __VA_ARGS__, NULL }

/* encap.c APIs: registry, module load */
int bn_encap_register(const struct bn_encap *encap);
void bn_encap_unregister(const struct bn_encap *encap);
const struct bn_encap *bn_encap_find(const char *name);
const struct bn_encap *bn_encap_next(const struct bn_encap *prev);	/* NULL: first / end */

/* For config() */
int bn_encap_parse(const struct bn_layer *layer, struct nlattr *tb[], int maxtype,
		   const void *data, unsigned int len, const struct nla_policy *policy,
		   struct netlink_ext_ack *extack);

/* For header() and put_proto() */
int bn_hdr_put(struct bn_l2_hdr *hdr, const void *data, unsigned int len);
int bn_hdr_put_be16(struct bn_l2_hdr *hdr, u16 value);
int bn_hdr_put_length(struct bn_l2_hdr *hdr, unsigned int skip);
/* Any context */
int bn_hdr_set_lengths(const struct bn_l2_hdr *hdr, struct sk_buff *skb);

/* For config() */
int bn_layer_needs(const struct bn_layer *layer, const char *type, struct netlink_ext_ack *extack);

/* layer.c APIs. Configuration lock; also RCU */
const struct bn_layer *bn_layer_nearest(const struct bn_layer *layer);
const struct bn_layer *bn_layer_base(const struct bn_layer *layer);
/* Keys: configuration lock */
int bn_layer_key(const struct bn_layer *layer, struct bn_l2_key *key);
int bn_layer_proto_key(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		       u8 *strip, struct netlink_ext_ack *extack);
int bn_layer_outer_key(const struct bn_layer *layer, struct bn_l2_key *key,
		       struct netlink_ext_ack *extack);
u8 bn_layer_outer_strip(const struct bn_layer *layer);
/* Headers: configuration lock or RCU */
int bn_layer_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr);
int bn_layer_proto_header(const struct bn_layer *layer, const struct bn_l2_key *proto,
			  const u8 *dest, struct bn_l2_hdr *hdr);
int bn_layer_ethertype_header(const struct bn_layer *layer, u16 ethertype, const u8 *dest,
			      struct bn_l2_hdr *hdr);
int bn_layer_outer_header(const struct bn_layer *layer, struct bn_l2_hdr *hdr);
const struct bn_lladdr *bn_layer_lladdr(const struct bn_layer *layer);

#endif /* _BSDNET_IFS_ENCAP_H */
