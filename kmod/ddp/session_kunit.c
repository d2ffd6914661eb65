// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of session.c: which addresses a session can have
 */
#include "ddp/ddp_kunit.h"

static int try_bind(struct kunit *test, struct bn_ddp_session *session, u16 net, u8 node, u8 sock)
{
	const struct bn_ddp_addr addr = { net, node, sock };
	struct ddp_test *t = test->priv;

	memset(session, 0, sizeof(*session));
	return ddp_bind(t->ddp, session, &addr);
}

/* Shows: Q-10 */
static void bind__addresses(struct kunit *test)
{
	struct bn_ddp_session one, another, third;

	KUNIT_EXPECT_EQ(test, try_bind(test, &one, 0, 0, BN_DDP_SOCK_RTMP), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, try_bind(test, &one, 0, 0, BN_DDP_SOCK_AEP), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, try_bind(test, &one, 0, 0, 255), -EINVAL);
	KUNIT_EXPECT_EQ(test, try_bind(test, &one, TEST_NET, 6, 130), -EADDRNOTAVAIL);
	KUNIT_EXPECT_EQ(test, try_bind(test, &one, TEST_NET, 0, 130), -EADDRNOTAVAIL);
	KUNIT_EXPECT_EQ(test, try_bind(test, &one, TEST_NET, TEST_NODE, 130), 0);
	KUNIT_EXPECT_EQ(test, try_bind(test, &another, TEST_NET, TEST_NODE, 130), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, try_bind(test, &another, 0, 0, 130), -EADDRINUSE);
	/* the same bucket */
	KUNIT_EXPECT_EQ(test, try_bind(test, &another, 0, 0, 130 + BN_DDP_BUCKETS), 0);
	KUNIT_EXPECT_EQ(test, try_bind(test, &third, TEST_NET, TEST_NODE, 130 + BN_DDP_BUCKETS),
			-EADDRINUSE);
}

/* Shows */
static void bind__all_numbers(struct kunit *test)
{
	const unsigned int n = BN_DDP_LAST_SOCK - BN_DDP_FREE_SOCK + 1;
	struct bn_ddp_session *sessions;
	struct bn_ddp_session more;
	unsigned int i;

	sessions = kunit_kcalloc(test, n, sizeof(*sessions), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, sessions);
	for (i = 0; i < n; i++) {
		KUNIT_ASSERT_EQ(test, try_bind(test, &sessions[i], 0, 0, 0), 0);
		KUNIT_EXPECT_GE(test, sessions[i].local.sock, BN_DDP_FREE_SOCK);
	}
	KUNIT_EXPECT_EQ(test, try_bind(test, &more, 0, 0, 0), -EAGAIN);
	hlist_del_init(&sessions[17].node);
	KUNIT_EXPECT_EQ(test, try_bind(test, &more, 0, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, more.local.sock, sessions[17].local.sock);
}

static struct kunit_case session_cases[] = {
	KUNIT_CASE(bind__addresses),
	KUNIT_CASE(bind__all_numbers),
	{}
};

static struct kunit_suite session_suite = {
	.name = "bsdnet_ddp_session",
	.init = ddp_test_init,
	.exit = ddp_test_exit,
	.test_cases = session_cases,
};

kunit_test_suite(session_suite);
