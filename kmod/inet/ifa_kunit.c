// SPDX-License-Identifier: GPL-2.0
/* Tests of ifa.c: the rules of IF-5 */
#include "inet/kunit_net.h"

struct rule {
	u32 ifl_flags;
	u8 dest[4];
	u8 bits;
	u8 local[4];
	bool ok;
};

#define ETHER	0
#define P2P	BSDNET_IFL_FLAGS_POINTOPOINT
#define LO	(BSDNET_IFL_FLAGS_LOOPBACK | BSDNET_IFL_FLAGS_POINTOPOINT)
#define NONE	{ 0 }
#define NODEST	255		/* as prefix length: no destination */

static const struct rule rules[] = {
	/* 10.0.0.1/24 is on the interface already */
	{ ETHER, { 192, 0, 2, 0 }, 24, { 192, 0, 2, 1 }, true },
	{ ETHER, { 192, 0, 2, 0 }, 30, { 192, 0, 2, 1 }, true },
	/* RFC 3021: both addresses of a /31 are hosts */
	{ ETHER, { 192, 0, 2, 0 }, 31, { 192, 0, 2, 0 }, true },
	{ ETHER, { 192, 0, 2, 0 }, 31, { 192, 0, 2, 1 }, true },
	{ ETHER, { 192, 0, 2, 0 }, 31, { 192, 0, 2, 2 }, false },
	{ ETHER, { 10, 0, 0, 2 }, 31, { 10, 0, 0, 3 }, false },
	{ ETHER, { 192, 0, 2, 1 }, 32, { 192, 0, 2, 1 }, false },
	{ ETHER, { 192, 0, 2, 1 }, 33, { 192, 0, 2, 1 }, false },
	{ ETHER, { 0, 0, 0, 0 }, 0, { 192, 0, 2, 1 }, false },
	{ ETHER, { 192, 0, 2, 0 }, 24, { 192, 0, 3, 1 }, false },
	{ ETHER, { 192, 0, 2, 0 }, 24, { 192, 0, 2, 0 }, false },
	{ ETHER, { 192, 0, 2, 0 }, 24, { 192, 0, 2, 255 }, false },
	{ ETHER, { 192, 0, 2, 0 }, 24, NONE, false },
	/* an address without prefix, as leases give it */
	{ ETHER, NONE, NODEST, { 192, 0, 2, 1 }, true },
	{ ETHER, NONE, NODEST, { 127, 0, 0, 1 }, false },
	{ ETHER, NONE, NODEST, { 224, 0, 0, 1 }, false },
	{ ETHER, NONE, NODEST, NONE, false },
	{ ETHER, { 10, 0, 0, 0 }, 24, { 10, 0, 0, 2 }, true },
	{ ETHER, { 10, 0, 0, 0 }, 25, { 10, 0, 0, 2 }, false },
	{ ETHER, { 10, 0, 0, 128 }, 25, { 10, 0, 0, 129 }, false },
	{ ETHER, { 10, 0, 0, 0 }, 8, { 10, 0, 0, 2 }, false },
	{ ETHER, { 10, 0, 1, 0 }, 25, { 10, 0, 1, 2 }, true },
	{ ETHER, { 224, 0, 0, 0 }, 24, { 224, 0, 0, 5 }, false },
	{ ETHER, { 240, 0, 0, 0 }, 24, { 240, 0, 0, 5 }, false },
	{ ETHER, { 127, 0, 0, 0 }, 8, { 127, 0, 0, 1 }, false },
	{ P2P, { 192, 0, 2, 2 }, 32, { 192, 0, 2, 1 }, true },
	{ P2P, { 10, 0, 0, 2 }, 32, { 10, 0, 0, 3 }, true },
	{ P2P, { 192, 0, 2, 2 }, 32, NONE, true },
	{ P2P, NONE, NODEST, { 192, 0, 2, 1 }, true },
	{ P2P, { 192, 0, 2, 1 }, 32, { 192, 0, 2, 1 }, false },
	{ P2P, { 224, 0, 0, 1 }, 32, { 192, 0, 2, 1 }, false },
	{ P2P, { 0, 0, 0, 0 }, 0, { 192, 0, 2, 1 }, false },
	{ P2P, NONE, NODEST, NONE, false },
	{ LO, NONE, NODEST, { 127, 0, 0, 1 }, true },
	{ LO, NONE, NODEST, { 192, 0, 2, 1 }, true },
	{ LO, NONE, NODEST, { 224, 0, 0, 1 }, false },
	{ LO, { 127, 0, 0, 0 }, 8, { 127, 0, 0, 1 }, false },
	{ LO, { 192, 0, 2, 1 }, 32, NONE, false },
};

static void fill_ifa(struct bn_ifa *ifa, struct bn_iff *iff, const struct rule *rule)
{
	memset(ifa, 0, sizeof(*ifa));
	ifa->iff = iff;
	ifa->has_dest = rule->bits != NODEST;
	ifa->has_local = rule->local[0];
	ifa->dest_bits = ifa->has_dest ? rule->bits : 0;
	memcpy(&ifa->dest, rule->dest, 4);
	memcpy(&ifa->local, rule->local, 4);
}

/* Shows: IF-5 */
static void ifa__rules(struct kunit *test)
{
	static const struct rule there = { ETHER, { 10, 0, 0, 0 }, 24, { 10, 0, 0, 1 } };
	struct bn_ifl *ifl = kunit_kzalloc(test, sizeof(*ifl), GFP_KERNEL);
	struct bn_iff *iff = kunit_kzalloc(test, sizeof(*iff), GFP_KERNEL);
	struct netlink_ext_ack extack;
	struct bn_ifa first, ifa;
	unsigned int i;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, ifl);
	KUNIT_ASSERT_NOT_NULL(test, iff);
	iff->ifl = ifl;
	INIT_LIST_HEAD(&iff->ifas);
	fill_ifa(&first, iff, &there);
	list_add(&first.list, &iff->ifas);
	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		memset(&extack, 0, sizeof(extack));
		ifl->flags = rules[i].ifl_flags;
		fill_ifa(&ifa, iff, &rules[i]);
		err = bn_inet_ifa_check(&ifa, &extack);
		KUNIT_EXPECT_EQ_MSG(test, rules[i].ok ? 0 : -EINVAL, err, "rule %u", i);
		/* errors come in words */
		KUNIT_EXPECT_EQ_MSG(test, !rules[i].ok, !!extack._msg, "rule %u", i);
	}
}

static struct kunit_case ifa_cases[] = {
	KUNIT_CASE(ifa__rules),
	{}
};

static struct kunit_suite ifa_suite = {
	.name = "bsdnet_inet_ifa",
	.test_cases = ifa_cases,
};

kunit_test_suite(ifa_suite);
