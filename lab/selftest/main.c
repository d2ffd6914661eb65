// SPDX-License-Identifier: GPL-2.0
/*
 * A module in bsdnet's place that misbehaves on demand, so that lab/selftest
 * can see whether lab/run notices: insmod bsdnet.ko fault=WORD.
 */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

static char *fault = "";
module_param(fault, charp, 0444);
MODULE_PARM_DESC(fault, "what to do wrong");

static DEFINE_MUTEX(one);
static DEFINE_MUTEX(other);
static char *volatile memory;

static bool want(const char *word)
{
	return !strcmp(fault, word);
}

static void lock_both(struct mutex *a, struct mutex *b)
{
	mutex_lock(a);
	mutex_lock(b);
	mutex_unlock(b);
	mutex_unlock(a);
}

static int __init selftest_init(void)
{
	pr_info("bsdnet: loaded to do: %s\n", fault);
	if (want("warn"))
		WARN_ON(1);
	if (want("panic"))
		*(volatile int *)8 = 1;
	if (want("stuck"))
		__module_get(THIS_MODULE);
	if (want("overrun")) {
		memory = kmalloc(30, GFP_KERNEL);
		memory[30] = 1;
		kfree(memory);
	}
	if (want("leak")) {
		memory = kmalloc(30, GFP_KERNEL);
		memory = NULL;
	}
	if (want("locks")) {
		lock_both(&one, &other);
		lock_both(&other, &one);
	}
	if (want("sleep")) {
		rcu_read_lock();
		msleep(1);
		rcu_read_unlock();
	}
	return 0;
}

static void __exit selftest_exit(void)
{
	pr_info("bsdnet: unloaded, %d live objects\n", want("live") ? 2 : 0);
}

module_init(selftest_init);
module_exit(selftest_exit);
MODULE_DESCRIPTION("Misbehaves so that its runner can be tested");
MODULE_LICENSE("GPL");

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include <kunit/test.h>

static void selftest__expectation(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, want("kunit"));
}

static struct kunit_case selftest_cases[] = {
	KUNIT_CASE(selftest__expectation),
	{}
};

static struct kunit_suite selftest_suite = {
	.name = "selftest",
	.test_cases = selftest_cases,
};
kunit_test_suite(selftest_suite);
#endif
