// SPDX-License-Identifier: GPL-2.0
/* Tests of fd_tty.c */
#include <kunit/test.h>
#include <linux/anon_inodes.h>

static unsigned int foreign_calls;

static long foreign_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	foreign_calls++;
	return 0;
}

static const struct file_operations foreign_fops = {
	.unlocked_ioctl = foreign_ioctl,
	.compat_ioctl = foreign_ioctl,
};

/* Shows: IF-17 */
static void fd_tty__calls_no_foreign_driver(struct kunit *test)
{
	struct file *file = anon_inode_getfile("bsdnet-test", &foreign_fops, NULL, O_RDWR);

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	foreign_calls = 0;
	KUNIT_EXPECT_FALSE(test, bn_fd_is_tty(file));
	KUNIT_EXPECT_EQ(test, 0u, foreign_calls);
	fput(file);
}

static struct kunit_case fd_tty_cases[] = {
	KUNIT_CASE(fd_tty__calls_no_foreign_driver),
	{}
};

static struct kunit_suite fd_tty_suite = {
	.name = "bsdnet_drivers_fd_tty",
	.test_cases = fd_tty_cases,
};

kunit_test_suite(fd_tty_suite);
