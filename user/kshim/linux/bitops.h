/* SPDX-License-Identifier: GPL-2.0 */
/* Bits, and bitmaps of longs */
#ifndef SHIM_BITOPS_H
#define SHIM_BITOPS_H

#include "shim.h"

#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define GENMASK(high, low)	(~0UL << (low) & ~0UL >> (BITS_PER_LONG - 1 - (high)))
#define BITS_TO_LONGS(n)	DIV_ROUND_UP(n, BITS_PER_LONG)
#define BIT_WORD(n)		((n) / BITS_PER_LONG)
#define BIT_MASK(n)		(1UL << (n) % BITS_PER_LONG)
#define DECLARE_BITMAP(name, n)	unsigned long name[BITS_TO_LONGS(n)]

#ifdef __cplusplus
extern "C" {
#endif

/* ---- counting ---------------------------------------------------------- */

/* Does the processor have the instruction? x86-64 needs not; shim.c asks it */
extern bool shim_has_popcnt;

/* Adds up pairs, nibbles, bytes (Warren, Hacker's Delight, 5-1) */
static inline unsigned int shim_count_bits(u64 w)
{
	w -= w >> 1 & 0x5555555555555555ULL;
	w = (w & 0x3333333333333333ULL) + (w >> 2 & 0x3333333333333333ULL);
	w = (w + (w >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
	return (unsigned int)(w * 0x0101010101010101ULL >> 56);
}

#if defined(__POPCNT__) || !defined(__x86_64__)
#define hweight64(w)	((unsigned int)__builtin_popcountll(w))
#else
static inline unsigned int hweight64(u64 w)
{
	if (likely(shim_has_popcnt)) {
		/* the register is written whole: no dependence on what it held */
		__asm__("popcnt %0, %0" : "+r"(w) : : "cc");
		return (unsigned int)w;
	}
	return shim_count_bits(w);
}
#endif

/* ---- places ------------------------------------------------------------ */

static inline int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

static inline int fls64(u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

static inline unsigned long __ffs(unsigned long x)
{
	return (unsigned long)__builtin_ctzl(x);
}

static inline unsigned int __ffs64(u64 x)
{
	return (unsigned int)__builtin_ctzll(x);
}

static inline unsigned long __fls(unsigned long x)
{
	return (unsigned long)(BITS_PER_LONG - 1 - __builtin_clzl(x));
}

#ifndef __cplusplus
#define ffs(x)		__builtin_ffs(x)
#define ilog2(n)	(fls64(n) - 1)
#endif
#define ffz(x)		__ffs(~(x))
#define is_power_of_2(n)	((n) != 0 && ((n) & ((n) - 1)) == 0)
#define order_base_2(n)		((n) > 1 ? fls64((n) - 1) : 0)
#define roundup_pow_of_two(n)	(1UL << order_base_2(n))

/* ---- bitmaps ----------------------------------------------------------- */

static inline bool test_bit(unsigned long nr, const unsigned long *map)
{
	return READ_ONCE(map[BIT_WORD(nr)]) >> nr % BITS_PER_LONG & 1;
}

static inline void __set_bit(unsigned long nr, unsigned long *map)
{
	map[BIT_WORD(nr)] |= BIT_MASK(nr);
}

static inline void __clear_bit(unsigned long nr, unsigned long *map)
{
	map[BIT_WORD(nr)] &= ~BIT_MASK(nr);
}

static inline void set_bit(unsigned long nr, unsigned long *map)
{
	__atomic_fetch_or(&map[BIT_WORD(nr)], BIT_MASK(nr), __ATOMIC_RELAXED);
}

static inline void clear_bit(unsigned long nr, unsigned long *map)
{
	__atomic_fetch_and(&map[BIT_WORD(nr)], ~BIT_MASK(nr), __ATOMIC_RELAXED);
}

static inline void bitmap_zero(unsigned long *map, unsigned int bits)
{
	memset(map, 0, BITS_TO_LONGS(bits) * sizeof(*map));
}

/* The first place from @from on where the bitmap, xor @flip, has a one; else @bits */
static inline unsigned long shim_find_bit(const unsigned long *map, unsigned long bits,
					  unsigned long from, unsigned long flip)
{
	unsigned long word;

	for (; from < bits; from = (BIT_WORD(from) + 1) * BITS_PER_LONG) {
		word = (map[BIT_WORD(from)] ^ flip) & ~0UL << from % BITS_PER_LONG;
		if (word) {
			from = BIT_WORD(from) * BITS_PER_LONG + __ffs(word);
			break;
		}
	}
	return from < bits ? from : bits;
}

#define find_next_bit(map, bits, from)		shim_find_bit(map, bits, from, 0)
#define find_first_bit(map, bits)		shim_find_bit(map, bits, 0, 0)
#define find_next_zero_bit(map, bits, from)	shim_find_bit(map, bits, from, ~0UL)
#define find_first_zero_bit(map, bits)		shim_find_bit(map, bits, 0, ~0UL)
#define for_each_set_bit(bit, map, bits)				\
	for ((bit) = find_first_bit(map, bits); (bit) < (bits);		\
	     (bit) = find_next_bit(map, bits, (bit) + 1))

#ifdef __cplusplus
}
#endif

#endif /* SHIM_BITOPS_H */
