// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of sock/port.c; included at its end
 */
#include <kunit/test.h>

static struct bn_ports *make_ports(struct kunit *test)
{
	struct bn_ports *ports = kunit_kzalloc(test, sizeof(*ports), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, ports);
	bn_ports_init(ports);
	return ports;
}

static struct bn_port_claim make_claim(u16 port, u32 laddr, u32 instance, bool reuse)
{
	struct bn_port_claim claim = {
		.port = port,
		.proto = IPPROTO_UDP,
		.instance = instance,
		.laddr = htonl(laddr),
		.reuse = reuse,
		.uid = GLOBAL_ROOT_UID,
	};

	return claim;
}

/* Shows: SK-1, SK-2 */
static void claim__conflicts(struct kunit *test)
{
	static const struct {
		u32 laddr, instance;
		bool reuse, reuse_other;
		bool conflict;
	} with[] = {	/* against port 53 of 192.0.2.1 in instance 1 */
		{ 0xc0000201, 1, false, false, true },
		{ 0, 1, false, false, true },
		{ 0xc0000202, 1, false, false, false },
		{ 0xc0000201, 2, false, false, false },
		{ 0xc0000201, BSDNET_INSTANCE_ANY, false, false, true },
		{ 0, BSDNET_INSTANCE_ANY, false, false, true },
		{ 0xc0000202, BSDNET_INSTANCE_ANY, false, false, false },
		{ 0, 1, true, false, true },
		{ 0, 1, false, true, true },
		{ 0, 1, true, true, false },
	};
	struct bn_ports *ports = make_ports(test);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(with); i++) {
		struct bn_port_claim has = make_claim(53, 0xc0000201, 1, with[i].reuse_other);
		struct bn_port_claim wants = make_claim(53, with[i].laddr, with[i].instance,
							with[i].reuse);

		KUNIT_ASSERT_EQ(test, bn_port_claim(ports, &has), 0);
		KUNIT_EXPECT_EQ_MSG(test, bn_port_claim(ports, &wants),
				    with[i].conflict ? -EADDRINUSE : 0, "case %u", i);
		if (!with[i].conflict)
			bn_port_release(ports, &wants);
		bn_port_release(ports, &has);
	}
}

/* Shows: SK-1 */
static void claim__protocols_are_apart(struct kunit *test)
{
	struct bn_ports *ports = make_ports(test);
	struct bn_port_claim udp = make_claim(53, 0, 0, false);
	struct bn_port_claim icmp = make_claim(53, 0, 0, false);

	icmp.proto = IPPROTO_ICMP;
	KUNIT_EXPECT_EQ(test, bn_port_claim(ports, &udp), 0);
	KUNIT_EXPECT_EQ(test, bn_port_claim(ports, &icmp), 0);
	bn_port_release(ports, &udp);
	bn_port_release(ports, &icmp);
	bn_port_release(ports, &icmp);
}

/* Each dynamic port is chosen once, then the choice fails */
/* Shows: SK-1 */
static void choose__every_port_once(struct kunit *test)
{
	const unsigned int n = PORT_LAST - DYNAMIC_FIRST + 1;
	struct bn_ports *ports = make_ports(test);
	struct bn_port_claim *claims, one_more = make_claim(0, 0, 0, true);
	unsigned int i;

	claims = kvcalloc(n, sizeof(*claims), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, claims);
	for (i = 0; i < n; i++) {
		claims[i] = make_claim(0, 0, 0, true);
		if (bn_port_claim(ports, &claims[i]) || claims[i].port < DYNAMIC_FIRST)
			break;
	}
	KUNIT_EXPECT_EQ(test, i, n);
	KUNIT_EXPECT_EQ(test, bn_port_claim(ports, &one_more), -EADDRINUSE);
	if (i == n) {
		bn_port_release(ports, &claims[n / 2]);
		KUNIT_EXPECT_EQ(test, bn_port_claim(ports, &one_more), 0);
	}
	kvfree(claims);
}

/* Shows: SK-1 */
static void choose__is_random(struct kunit *test)
{
	struct bn_ports *ports = make_ports(test);
	unsigned int i, steps = 0;
	u16 last = 0;

	for (i = 0; i < 64; i++) {
		struct bn_port_claim claim = make_claim(0, 0, 0, false);

		KUNIT_ASSERT_EQ(test, bn_port_claim(ports, &claim), 0);
		steps += claim.port == last + 1;
		last = claim.port;
		bn_port_release(ports, &claim);
	}
	KUNIT_EXPECT_LT(test, steps, 8u);
}

/* IP_LOCAL_PORT_RANGE */
/* Shows: SK-1 */
static void choose__range(struct kunit *test)
{
	struct bn_ports *ports = make_ports(test);
	struct bn_port_claim claims[5];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(claims); i++) {
		claims[i] = make_claim(0, 0, 0, false);
		claims[i].first = 40000;
		claims[i].last = 40003;
		KUNIT_EXPECT_EQ(test, bn_port_claim(ports, &claims[i]), i < 4 ? 0 : -EADDRINUSE);
		if (i < 4)
			KUNIT_EXPECT_EQ(test, claims[i].port & ~3, 40000);
	}
	/* either end alone, and a last port below the first one, which does not count */
	bn_port_release(ports, &claims[0]);
	claims[0].first = 65535;
	claims[0].last = 0;
	KUNIT_EXPECT_EQ(test, bn_port_claim(ports, &claims[0]), 0);
	KUNIT_EXPECT_EQ(test, claims[0].port, 65535);
	bn_port_release(ports, &claims[0]);
	claims[0].first = 0;
	claims[0].last = DYNAMIC_FIRST;
	KUNIT_EXPECT_EQ(test, bn_port_claim(ports, &claims[0]), 0);
	KUNIT_EXPECT_EQ(test, claims[0].port, DYNAMIC_FIRST);
	bn_port_release(ports, &claims[0]);
	claims[0].last = 80;
	KUNIT_EXPECT_EQ(test, bn_port_claim(ports, &claims[0]), 0);
	KUNIT_EXPECT_GE(test, claims[0].port, DYNAMIC_FIRST);
}

static struct kunit_case port_cases[] = {
	KUNIT_CASE(claim__conflicts),
	KUNIT_CASE(claim__protocols_are_apart),
	KUNIT_CASE(choose__every_port_once),
	KUNIT_CASE(choose__is_random),
	KUNIT_CASE(choose__range),
	{}
};

static struct kunit_suite port_suite = {
	.name = "bsdnet_sock_port",
	.test_cases = port_cases,
};

kunit_test_suite(port_suite);
