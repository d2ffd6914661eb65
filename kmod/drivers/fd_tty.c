// SPDX-License-Identifier: GPL-2.0
/*
 * fd_tty - serial lines with octet framing (IF-17, RFC 1662)
 *
 * The process configures the line (raw mode, speed). The driver opens the line again with
 * O_NONBLOCK, which reading without blocking requires, because the process can change the
 * flags of its own descriptor.
 *
 * A line is recognized by its file operations, which are the same for all lines but not
 * declared in a header. They are read once from a temporarily registered tty driver without
 * devices.
 *
 * Only line discipline N_TTY is supported. Others use the line for themselves; that of PPP
 * holds a reference to a network namespace as long as the line is open. There is no
 * notification of a change, so it is checked once a second; then the line is closed.
 *
 * Called only by bn_fd::io, unless documented otherwise.
 */
#include <linux/cdev.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/tty.h>
#include <linux/tty_driver.h>
#include <linux/tty_ldisc.h>

#include "drivers/fd.h"

#define CHUNK	512	/* octets of one read */

static const struct file_operations *tty_fops;

/* ---- identification of lines ------------------------------------------- */

/* For a process that opens a guessed device number while the driver is registered */
static int refuse_open(struct tty_driver *driver, struct tty_struct *tty)
{
	return -ENODEV;
}

static const struct tty_operations no_line_ops = {
	.install = refuse_open,
};

/**
 * bn_fd_tty_init() - get the file operations of lines
 *
 * Return: 0 or -errno.
 * Context: module load.
 */
int bn_fd_tty_init(void)
{
	struct tty_driver *driver;
	int err;

	driver = tty_alloc_driver(1, TTY_DRIVER_DYNAMIC_DEV | TTY_DRIVER_DYNAMIC_ALLOC);
	if (IS_ERR(driver))
		return PTR_ERR(driver);
	driver->name = "bsdnet";
	driver->type = TTY_DRIVER_TYPE_SYSTEM;
	driver->init_termios = tty_std_termios;
	tty_set_operations(driver, &no_line_ops);
	err = tty_register_driver(driver);
	if (!err) {
		tty_fops = driver->cdevs[0]->ops;
		tty_unregister_driver(driver);
	}
	tty_driver_kref_put(driver);
	return err;
}

/**
 * bn_fd_is_tty() - check whether a file is a line
 * @file: an open file
 *
 * Return: true for a line; false after hangup, and for /dev/console.
 * Context: any; no file operation is called.
 */
bool bn_fd_is_tty(const struct file *file)
{
	return file->f_op == tty_fops;
}

/**
 * bn_fd_tty_ldisc() - get the line discipline of a line
 * @file: an open file for which bn_fd_is_tty() is true
 *
 * Return: its number; -EAGAIN while it is being changed.
 * Context: any; no function of the line's driver is called.
 */
int bn_fd_tty_ldisc(const struct file *file)
{
	const struct tty_file_private *private = file->private_data;
	struct tty_ldisc *ldisc = tty_ldisc_ref(private->tty);
	int number;

	if (!ldisc)
		return -EAGAIN;
	number = ldisc->ops->num;
	tty_ldisc_deref(ldisc);
	return number;
}

static bool tty_changed(struct bn_fd *fd)
{
	int ldisc = bn_fd_is_tty(fd->file) ? bn_fd_tty_ldisc(fd->file) : -EAGAIN;

	return ldisc != N_TTY && ldisc != -EAGAIN;
}

/* ---- transfers --------------------------------------------------------- */

static int open_again(struct bn_fd *fd)
{
	struct file *file;

	file = dentry_open(&fd->file->f_path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_LARGEFILE,
			   fd->file->f_cred);
	if (IS_ERR(file))
		return PTR_ERR(file);
	if (!bn_fd_is_tty(file)) {
		fput(file);
		return -EIO;
	}
	fput(fd->file);
	fd->file = file;
	return 0;
}

static int tty_begin(struct bn_fd *fd)
{
	unsigned int size = fd->size + BN_ASYNC_FCS;
	u8 *buf;

	buf = kmalloc(size, GFP_KERNEL_ACCOUNT);
	if (!buf)
		return -ENOMEM;
	bn_async_init(&fd->async, buf, size);
	fd->octets = kmalloc(BN_ASYNC_ROOM(fd->size), GFP_KERNEL_ACCOUNT);
	if (!fd->octets)
		return -ENOMEM;
	return open_again(fd);
}

static void tty_end(struct bn_fd *fd)
{
	kfree(fd->async.buf);
	kfree(fd->octets);
}

static void take_frame(struct bn_fd *fd)
{
	struct sk_buff *skb = bn_fd_alloc(fd, fd->async.len);

	if (!skb) {
		bn_fd_drop_count(fd, BN_DROP_NO_MEMORY);
		return;
	}
	skb_put_data(skb, fd->async.buf, fd->async.len);
	bn_fd_receive(fd, skb);
}

static void take_event(struct bn_fd *fd, enum bn_async_event event)
{
	switch (event) {
	case BN_ASYNC_FRAME:
		take_frame(fd);
		break;
	case BN_ASYNC_ABORTED:
		bn_fd_drop_count(fd, BN_DROP_FRAME_ABORTED);
		break;
	case BN_ASYNC_SHORT:
	case BN_ASYNC_LONG:
		bn_fd_drop_count(fd, BN_DROP_FRAME_LENGTH);
		break;
	case BN_ASYNC_BAD_FCS:
		bn_fd_drop_count(fd, BN_DROP_FRAME_FCS);
		break;
	case BN_ASYNC_MORE:
		break;
	}
}

static int tty_read(struct bn_fd *fd)
{
	enum bn_async_event event;
	u8 chunk[CHUNK];
	const u8 *at = chunk;
	ssize_t n;
	size_t left;

	n = bn_fd_read(fd, chunk, sizeof(chunk));
	if (n == -ENODATA)	/* VMIN 0: no data; poll reports a hangup */
		return 0;
	if (n <= 0)
		return n;
	left = n;
	do {
		event = bn_async_read(&fd->async, &at, &left);
		take_event(fd, event);
	} while (event != BN_ASYNC_MORE);
	return 1;
}

static int tty_write(struct bn_fd *fd)
{
	ssize_t n;

	if (!fd->n_octets) {
		if (fd->out->len > fd->size)
			return -EMSGSIZE;
		fd->n_octets = bn_async_write(fd->octets, fd->out->data, fd->out->len);
		fd->written = 0;
	}
	while (fd->written < fd->n_octets) {
		n = bn_fd_write(fd, fd->octets + fd->written, fd->n_octets - fd->written);
		if (n == 0)
			return 0;
		if (n < 0) {
			fd->n_octets = 0;
			return n;
		}
		fd->written += n;
	}
	fd->n_octets = 0;
	return 1;
}

const struct bn_fd_kind bn_fd_tty = {
	.usual = "ppp",
	.changed = tty_changed,
	.begin = tty_begin,
	.end = tty_end,
	.read = tty_read,
	.write = tty_write,
};

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "drivers/fd_tty_kunit.c"
#endif
