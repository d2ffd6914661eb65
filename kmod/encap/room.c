// SPDX-License-Identifier: GPL-2.0
/*
 * room - init and exit of room encap: register the encapsulations of its files (CTL-3)
 */
#include "encap/encap.h"
#include "ifs/ifs.h"

/* room.mk defines BN_ENCAPS from the names of the files */
#define BN_ENCAP(file) extern const struct bn_encap *const bn_encaps_##file[];
BN_ENCAPS
#undef BN_ENCAP

#define BN_ENCAP(file) bn_encaps_##file,
static const struct bn_encap *const *const files[] = { BN_ENCAPS };
#undef BN_ENCAP

static void encap_exit(void)
{
	const struct bn_encap *const *encap;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		for (encap = files[i]; *encap; encap++)
			bn_encap_unregister(*encap);
}

static int encap_init(void)
{
	const struct bn_encap *const *encap;
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		for (encap = files[i]; *encap; encap++) {
			err = bn_encap_register(*encap);
			if (err) {
				encap_exit();
				return err;
			}
		}
	return 0;
}

const struct bn_room bn_encap_room = {
	.name = "encap",
	.init = encap_init,
	.exit = encap_exit,
};
