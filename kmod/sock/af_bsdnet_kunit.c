// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of sock/af_bsdnet.c; included at its end
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>

#include "ifs/config.h"
#include "sock/dgram.h"

/* Shows: SK-1 */
static void find_kind__known(struct kunit *test)
{
	static const struct {
		int type;
		int protocol;
		const struct bn_sock_kind *kind;
	} good[] = {
		{ SOCK_DGRAM, 0, &bn_udp_sock_kind },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, 0), &bn_udp_sock_kind },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_UDP), &bn_udp_sock_kind },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_ICMP), &bn_icmp_sock_kind },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_INET, 1), &bn_raw_sock_kind },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_INET, 255), &bn_raw_sock_kind },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_L2, 0), &bn_l2_sock_kind },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_APPLETALK, 0), &bn_ddp_sock_kind },
	};
	const struct bn_sock_kind *kind;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		kind = NULL;
		KUNIT_EXPECT_EQ(test, find_kind(good[i].type, good[i].protocol, &kind), 0);
		KUNIT_EXPECT_PTR_EQ(test, kind, good[i].kind);
	}
}

/* Shows: SK-1 */
static void find_kind__refused(struct kunit *test)
{
	static const struct {
		int type;
		int protocol;
		int err;
	} bad[] = {
		{ SOCK_DGRAM, -1, -EPROTONOSUPPORT },
		{ SOCK_DGRAM, 0x10000, -EPROTONOSUPPORT },
		{ SOCK_DGRAM, IPPROTO_UDP, -EPROTONOSUPPORT },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_TCP), -EPROTONOSUPPORT },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET6, IPPROTO_UDP), -EPROTONOSUPPORT },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_L2, 0), -EPROTONOSUPPORT },
		{ SOCK_RAW, 0, -EPROTONOSUPPORT },
		{ SOCK_RAW, IPPROTO_ICMP, -EPROTONOSUPPORT },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_INET, 0), -EPROTONOSUPPORT },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_INET, 256), -EPROTONOSUPPORT },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_L2, 1), -EPROTONOSUPPORT },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_APPLETALK, 0), -EPROTONOSUPPORT },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_APPLETALK, 1), -EPROTONOSUPPORT },
		{ SOCK_STREAM, 0, -ESOCKTNOSUPPORT },
		{ SOCK_SEQPACKET, 0, -ESOCKTNOSUPPORT },
	};
	const struct bn_sock_kind *kind;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ(test, find_kind(bad[i].type, bad[i].protocol, &kind), bad[i].err);
}

/* ---- while the configuration lock is held ------------------------------------- */

#define TEST_ADDR	0xcb00714d	/* 203.0.113.77 */

struct cfg_test {
	struct completion done;
	const char *failed;
	int err;
};

static bool cfg_step(struct cfg_test *t, const char *name, int err)
{
	if (err >= 0)
		return true;
	t->failed = name;
	t->err = err;
	return false;
}

/* Send a datagram from @a to @b, and an answer to its sender */
static void cfg_talk(struct cfg_test *t, struct socket *a, struct socket *b)
{
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(TEST_ADDR) };
	struct sockaddr_unsized *name = (struct sockaddr_unsized *)&sin;
	struct msghdr to = { .msg_name = &sin, .msg_namelen = sizeof(sin) };
	char buf[8] = "request";
	struct kvec vec = { buf, sizeof(buf) };
	struct msghdr msg = {};

	b->sk->sk_rcvtimeo = 10 * HZ;
	a->sk->sk_rcvtimeo = 10 * HZ;
	if (!cfg_step(t, "bind", bn_dgram_bind(b, name, sizeof(sin))))
		return;
	bn_dgram_getname(b, (struct sockaddr *)&sin, 0);
	if (cfg_step(t, "connect", bn_dgram_connect(a, name, sizeof(sin), 0)) &&
	    cfg_step(t, "send", kernel_sendmsg(a, &msg, &vec, 1, sizeof(buf))) &&
	    cfg_step(t, "receive", kernel_recvmsg(b, &msg, &vec, 1, sizeof(buf), 0))) {
		bn_dgram_getname(a, (struct sockaddr *)&sin, 0);
		if (cfg_step(t, "answer", kernel_sendmsg(b, &to, &vec, 1, sizeof(buf))))
			cfg_step(t, "receive the answer",
				 kernel_recvmsg(a, &msg, &vec, 1, sizeof(buf), 0));
	}
}

static int cfg_thread(void *arg)
{
	struct cfg_test *t = arg;
	struct socket *a, *b;

	if (cfg_step(t, "socket", sock_create_kern(&init_net, PF_BSDNET, SOCK_DGRAM, 0, &a))) {
		if (cfg_step(t, "socket",
			     sock_create_kern(&init_net, PF_BSDNET, SOCK_DGRAM, 0, &b))) {
			cfg_talk(t, a, b);
			sock_release(b);
		}
		sock_release(a);
	}
	complete(&t->done);
	return 0;
}

/* Opening, using and closing sockets does not take the configuration lock */
/* Shows: CTL-5, SK-1 */
static void configuration__is_not_waited_for(struct kunit *test)
{
	const struct bn_ifa_config config = {
		.local.s6_addr32[0] = htonl(TEST_ADDR),
		.has_local = true,
	};
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct task_struct *talker = ERR_PTR(-ENOENT);
	unsigned long in_time = 0;
	struct bn_if_made made;
	struct cfg_test t = {};
	struct bn_iff *iff;

	init_completion(&t.done);
	bn_cfg_lock_rtnl(stack);
	iff = bn_if_ensure(stack, "lo77", AF_INET, 0, &made, NULL);
	if (!IS_ERR(iff) && !IS_ERR(bn_ifa_add(iff, &config, NULL)))
		talker = kthread_run(cfg_thread, &t, "bn_test_talker");
	if (!IS_ERR(talker))
		in_time = wait_for_completion_timeout(&t.done, 5 * HZ);
	bn_cfg_unlock_rtnl(stack);
	if (!IS_ERR(talker) && !in_time)
		wait_for_completion(&t.done);
	KUNIT_EXPECT_FALSE(test, IS_ERR(iff) || IS_ERR(talker));
	KUNIT_EXPECT_TRUE(test, in_time);
	KUNIT_EXPECT_EQ_MSG(test, t.err, 0, "%s", t.failed);
	if (IS_ERR(iff))
		return;
	bn_cfg_lock_rtnl(stack);
	bn_ifd_delete(iff->ifl->ifd);
	bn_cfg_unlock_rtnl(stack);
}

static struct kunit_case af_bsdnet_cases[] = {
	KUNIT_CASE(find_kind__known),
	KUNIT_CASE(find_kind__refused),
	KUNIT_CASE(configuration__is_not_waited_for),
	{}
};

static struct kunit_suite af_bsdnet_suite = {
	.name = "bsdnet_sock_af_bsdnet",
	.test_cases = af_bsdnet_cases,
};

kunit_test_suite(af_bsdnet_suite);
