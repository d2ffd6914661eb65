/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bits - prefixes of keys as strings of bits
 *
 * Models no table: what the twins of this directory and the tests that make keys
 * and prefixes for them share. Everything takes time linear in the bits or bytes
 * of a key. Used by l2.h, pcb.h and route.h, by the tests of selftests/host and by
 * the fuzzers of selftests/fuzz. Builds in the kernel, and in user space with
 * user/kshim, as C and as C++.
 */
#ifndef TWIN_BITS_H
#define TWIN_BITS_H

#ifdef __cplusplus
extern "C" {
#endif

#include <linux/string.h>
#include <linux/types.h>

/* Keys at which an answer may change: just before a prefix, its first key, its
 * last key, just after it
 */
enum twin_probe {
	TWIN_BEFORE,
	TWIN_FIRST,
	TWIN_LAST,
	TWIN_AFTER,
	TWIN_PROBES
};

/* Are the first @bits bits of @a and @b the same? */
static inline bool twin_agree(const u8 *a, const u8 *b, unsigned int bits)
{
	unsigned int bytes = bits / 8, rest = bits % 8;

	return !memcmp(a, b, bytes) && (!rest || !((a[bytes] ^ b[bytes]) >> (8 - rest)));
}

/* Makes the bits of @key from @bits on zeroes, or ones; @bytes is its length */
static inline void twin_fill(u8 *key, unsigned int bits, unsigned int bytes, bool ones)
{
	unsigned int i;

	for (i = bits; i < bytes * 8; i++) {
		if (ones)
			key[i / 8] |= 0x80 >> i % 8;
		else
			key[i / 8] &= ~(0x80 >> i % 8);
	}
}

/* Makes @key the next one up or down; after the last one comes the first */
static inline void twin_step(u8 *key, unsigned int bytes, bool up)
{
	unsigned int i;

	for (i = bytes; i-- > 0;) {
		key[i] += up ? 1 : -1;
		if (key[i] != (up ? 0 : 0xff))
			break;
	}
}

/* Makes @key, whose first @bits bits are a prefix, one of that prefix's probes */
static inline void twin_probe(u8 *key, unsigned int bits, unsigned int bytes, unsigned int probe)
{
	twin_fill(key, bits, bytes, probe == TWIN_LAST || probe == TWIN_AFTER);
	if (probe == TWIN_BEFORE || probe == TWIN_AFTER)
		twin_step(key, bytes, probe == TWIN_AFTER);
}

#ifdef __cplusplus
}
#endif

#endif /* TWIN_BITS_H */
