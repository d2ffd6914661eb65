/* SPDX-License-Identifier: GPL-2.0 */
/*
 * encap - the encapsulations, one file each (IF-9, IF-10)
 *
 * They are registered with room ifs; see struct bn_encap in ifs/encap.h.
 */
#ifndef _BSDNET_ENCAP_H
#define _BSDNET_ENCAP_H

struct bn_room;

extern const struct bn_room bn_encap_room;

#endif /* _BSDNET_ENCAP_H */
