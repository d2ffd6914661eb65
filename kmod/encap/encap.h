/* SPDX-License-Identifier: GPL-2.0 */
/*
 * encap - the encapsulations, one file each (IF-9, IF-10)
 *
 * They register with room ifs, whose encap.h says what an encapsulation is.
 */
#ifndef _BSDNET_ENCAP_H
#define _BSDNET_ENCAP_H

struct bn_room;

extern const struct bn_room bn_encap_room;

#endif /* _BSDNET_ENCAP_H */
