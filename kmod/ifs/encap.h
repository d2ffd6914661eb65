/* SPDX-License-Identifier: GPL-2.0 */
/*
 * encap - what an encapsulation is, and the layers of a layer-2 header (IF-9 .. IF-11)
 *
 * A layer is one level of the header: the framing of an ifd (Ethernet, PPP, Cisco
 * HDLC, Frame Relay ...), and above it what each ifl adds (a tag, a PPPoE session,
 * a DLCI, a whole Ethernet header again). An encapsulation is the code of one kind of
 * layer. It stands in one file of room encap, which nothing else knows by name;
 * its parameters are opaque bytes for everybody but that file and its
 * counterpart in libbsdnet (CTL-3).
 *
 * Header and key of an object are those of what it is put on plus its own, found by
 * one walk from the ifd upwards when something is configured (IF-11):
 *
 *	header	framing | protocol by which the lower carries the upper | own bytes | ... | protocol
 *	key	the same fields without what all frames share, as encap->frame_key() makes it
 *
 * "vlan" on "ether" is carried as its TPID, and its own bytes are the TCI; "pppoe" is carried
 * as 0x8864, its own bytes are version, code, session and length, and its protocol is PPP's.
 *
 * Life: an encapsulation is registered when the module starts, before any stack
 * exists, and stays until none exists any more. A layer lives in its ifd or
 * ifl. Synchronization: configuration lock; what says so also under RCU.
 */
#ifndef _BSDNET_IFS_ENCAP_H
#define _BSDNET_IFS_ENCAP_H

#include "core/core.h"
#include "l2demux/l2demux.h"

struct bn_encap;
struct bn_ifd;
struct bn_ifl;
struct nla_policy;

#define BN_L2_HDR_MAX	64	/* bytes */
#define BN_L2_LENGTHS	2	/* length fields in a header */
#define BN_LLADDR_MAX	32

/* Protocols by which one layer carries another, beside ethertypes (those are > 0x5ff) */
#define BN_PROTO_NONE	0xffff	/* the lower layer has no field for it (a DLCI on its ifd) */
#define BN_PROTO_802_2	0x0000	/* IEEE 802.2 LLC: Ethernet has the length there */

/**
 * struct bn_lladdr - a link-layer address
 * @len: bytes, 0 for none
 * @data: the address
 */
struct bn_lladdr {
	u8 len;
	u8 data[BN_LLADDR_MAX];
};

/* An address that the packet path reads stands behind a pointer: it is replaced, never changed in
 * place, so that no reader sees a part of the old and a part of the new one. lladdr.c APIs;
 * configuration lock held, or @where not yet seen by anybody.
 */
int bn_lladdr_publish(struct bn_lladdr __rcu **where, const u8 *data, unsigned int len, gfp_t gfp);
/* A grace period after the last reader */
void bn_lladdr_free(struct bn_lladdr __rcu *lladdr);

/**
 * struct bn_l2_hdr - a layer-2 header, ready to copy
 * @len: bytes
 * @free: of these, how many a medium carries beside its MTU (Ethernet header, DLCI ...)
 * @lengths: fields of 16 bits that hold a length, to be set in each frame:
 *	@at: offset of the field; 0: no such field
 *	@from: offset of what is counted, up to the end of the frame
 * @gso: the kernel and its devices can segment packets behind this header
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
	u8 data[BN_L2_HDR_MAX];
};

/**
 * struct bn_layer - one level of a layer-2 header
 * @encap: its encapsulation; NULL: nothing is added, all is as in @below (an ifl
 *	without L2_ID)
 * @below: the layer it stands on; NULL: the framing of an ifd on a device
 * @table: [path] the L2 table, where the layer begins a new kind of header (L2-5); else NULL
 * @ifd: the ifd, of which @below == NULL is the framing
 * @ifl: the ifl whose layer it is; NULL: it is the ifd's
 * @priv: bn_encap::priv_size bytes, zeroed before config(); freed with the object, after a
 *	grace period
 */
struct bn_layer {
	const struct bn_encap *encap;
	struct bn_layer *below;
	struct bn_l2_table *table;
	struct bn_ifd *ifd;
	struct bn_ifl *ifl;
	void *priv;
};

/* What an encapsulation may be */
enum bn_encap_flags {
	BN_ENCAP_FRAMING	= BIT(0),	/* framing of an ifd on a device */
	BN_ENCAP_CHANNEL	= BIT(1),	/* framing of an ifd on an ifd (IF-2) */
	BN_ENCAP_LAYER		= BIT(2),	/* layer of an ifl */
	BN_ENCAP_TABLE		= BIT(3),	/* as a layer, begins a new kind of header (L2-5) */
	BN_ENCAP_MEDIUM		= BIT(4),	/* as a layer, belongs to the medium, whose MTU does
						 * not count its bytes; framing always does
						 */
	BN_ENCAP_GSO		= BIT(5),	/* the kernel's segmentation knows its header */
};

/**
 * struct bn_encap - an encapsulation
 * @name: "vlan", by which it is asked for
 * @descr: one line for people
 * @type: what kind of link protocols see: "ether", "ppp", "chdlc", "fr", "atm", "ip". Two
 *	encapsulations with one type look the same to what is on them.
 * @flags: enum bn_encap_flags
 * @media: as framing: BIT(enum bn_ifd_type) of the ifds it fits
 * @ifl_flags: enum bn_ifl_flags of the ifls it is the nearest layer of
 * @priv_size: bytes of bn_layer::priv
 * @config: take over the parameters. @data: the opaque bytes, @len of them, 0 where
 *	none were given. The layer is not linked yet, @below is known; or, where
 *	@reconfig is set, it is in use, and on failure nothing may have changed.
 *	bn_encap_parse() takes a string of netlink attributes apart. Also the place where
 *	the encapsulation says what it can be put on (IF-6). Says why not in @extack.
 * @reconfig: parameters can change while in use
 * @free: free what @config allocated, of a layer of an ifl, after a grace period. Does not sleep.
 *	NULL: nothing
 * @fill: append the parameters to a message, bytes as config() takes them. NULL: none
 * @id: the L2_ID, unique among the layers of this encapsulation on one parent. NULL: there can
 *	be but one on a parent
 * @id_text: the L2_ID in words for a message: "vlan 5". NULL: the name will do
 * @vid: tag that the layer's frames begin with where it stands on a device, of the kinds
 *	that devices filter by: its ethertype and VLAN id (IF-20). False: it is of another kind.
 *	NULL: there is none
 * @carried_as: ethertype by which the layer below carries this one, or BN_PROTO_NONE,
 *	BN_PROTO_802_2. Not for framing
 * @key: append to the key what tells this layer's frames from its siblings'; the lower layers'
 *	part and the protocol @carried_as are in it already. NULL: nothing
 * @proto: append to the key the field that means protocol @ethertype (network order on the
 *	wire, host order here) as this encapsulation writes it. -EPROTONOSUPPORT with words where
 *	it can't carry that
 * @strip: bytes to take off the frames of a match with @proto's key, where the key alone does not
 *	tell (ATM, VC multiplexing). NULL: frame_key() tells
 * @header: append own bytes to the header, what precedes the protocol. @dest: link-layer
 *	address of the neighbour, NULL: none is needed or known. Also RCU
 * @put_proto: append the field of the protocol, in the form in which @proto made it, to
 *	the header: @proto->bits bits of @proto->data. -EINVAL for one that can't be. Also RCU
 * @dest: link-layer address that the layer below needs (PPPoE: the peer). NULL: the one
 *	above. Also RCU
 * @lladdr: own link-layer address, NULL where there is none. NULL: that of the layer below
 * @set_lladdr: change it; NULL: can't
 * @frame_key: framing and BN_ENCAP_TABLE: make the key of the frame at the skb's MAC
 *	header, from the frame alone (L2-1), as bn_l2_key_ether() does: returns bytes from the
 *	MAC to the network header, -EINVAL, -ENOMEM. Hostile input; any context
 * @frame_type: framing and BN_ENCAP_TABLE: set skb->pkt_type and skb->protocol from the frame
 *	at the MAC header, where the device has not. NULL: PACKET_HOST
 * @single: carries one protocol alone: one family, or one ifl, and then nothing else. NULL: many
 * @start: the layer is linked and works: begin timers, add entries for control
 *	packets. May fail; then stop() is not called
 * @stop: the reverse; nothing runs afterwards
 *
 * All but @frame_key, @frame_type and what is marked RCU: configuration lock held.
 */
struct bn_encap {
	const char *name;
	const char *descr;
	const char *type;
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

/* The end of a file of room encap: what it offers, where the build looks for it */
#define BN_ENCAP_FILE(file, ...)				\
	extern const struct bn_encap *const bn_encaps_##file[];	\
	const struct bn_encap *const bn_encaps_##file[] = { __VA_ARGS__, NULL }

/* encap.c APIs: registry, module load */
int bn_encap_register(const struct bn_encap *encap);
void bn_encap_unregister(const struct bn_encap *encap);
const struct bn_encap *bn_encap_find(const char *name);
const struct bn_encap *bn_encap_next(const struct bn_encap *prev);	/* NULL: first / no more */

/* For config(): @data as a string of netlink attributes by @policy, strictly; what is wrong
 * goes to @extack with the encapsulation's name.
 */
int bn_encap_parse(const struct bn_layer *layer, struct nlattr *tb[], int maxtype,
		   const void *data, unsigned int len, const struct nla_policy *policy,
		   struct netlink_ext_ack *extack);

/* For header() and put_proto(): append; -EMSGSIZE when full */
int bn_hdr_put(struct bn_l2_hdr *hdr, const void *data, unsigned int len);
int bn_hdr_put_be16(struct bn_l2_hdr *hdr, u16 value);
/* Append a 16-bit field for the length of what starts @skip bytes after it */
int bn_hdr_put_length(struct bn_l2_hdr *hdr, unsigned int skip);
/* Set the length fields of the frame at skb->data, which starts with @hdr's bytes.
 * -EMSGSIZE: a length does not fit
 */
int bn_hdr_set_lengths(const struct bn_l2_hdr *hdr, struct sk_buff *skb);

/* For config(): -EINVAL with words unless the layer below is of @type */
int bn_layer_needs(const struct bn_layer *layer, const char *type, struct netlink_ext_ack *extack);

/* layer.c APIs: walks. Configuration lock; those of the header also RCU. */
/* The nearest layer that is not transparent: the one whose protocol field is last */
const struct bn_layer *bn_layer_nearest(const struct bn_layer *layer);
/* The nearest layer, this one included, that begins a table: where its entries belong */
const struct bn_layer *bn_layer_base(const struct bn_layer *layer);
/* Key prefix of all frames of the layer, in the table of its base */
int bn_layer_key(const struct bn_layer *layer, struct bn_l2_key *key);
/* The same with the protocol; @strip as bn_l2_insert() wants it */
int bn_layer_proto_key(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		       u8 *strip, struct netlink_ext_ack *extack);
/* Of a base that stands on something: key and strip of its entry in the table below */
int bn_layer_outer_key(const struct bn_layer *layer, struct bn_l2_key *key,
		       struct netlink_ext_ack *extack);
u8 bn_layer_outer_strip(const struct bn_layer *layer);
/* The whole header up to and without the protocol; then with it */
int bn_layer_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr);
int bn_layer_proto_header(const struct bn_layer *layer, const struct bn_l2_key *proto,
			  const u8 *dest, struct bn_l2_hdr *hdr);
int bn_layer_ethertype_header(const struct bn_layer *layer, u16 ethertype, const u8 *dest,
			      struct bn_l2_hdr *hdr);
/* Of a base on something: the header before its own */
int bn_layer_outer_header(const struct bn_layer *layer, struct bn_l2_hdr *hdr);
/* Own link-layer address; NULL: there is none. Configuration lock or RCU, as long as that lasts */
const struct bn_lladdr *bn_layer_lladdr(const struct bn_layer *layer);

#endif /* _BSDNET_IFS_ENCAP_H */
