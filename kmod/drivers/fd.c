// SPDX-License-Identifier: GPL-2.0
/*
 * fd - driver of ifds on descriptors (IF-17)
 *
 * A process passes the descriptor: a TUN or TAP device, whose netdev becomes the other end of a
 * link between the host's stack and bsdnet; a serial line; or a SOCK_SEQPACKET socket,
 * connected to a process that handles the frames. The encapsulation defines the format:
 * "ether" for TAP, "ip" for TUN.
 *
 * Lifetime: the ifd holds a reference to the file. If the other end is closed, the ifd has no
 * carrier, but stays until it is deleted. Descriptors with a socket reference the
 * namespace in which they were opened; see fd_keep.c for the resulting restrictions. Frames are
 * orphaned before they are queued, so that they do not hold the sending socket until the
 * other end reads.
 *
 * Locking: RTNL and configuration lock; xmit under RCU. Transfers (fd_io.c) run
 * without locks.
 */
#include <linux/cred.h>
#include <linux/etherdevice.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/if_tun.h>
#include <linux/major.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/tty.h>
#include <net/sock.h>
#include <net/tcp_states.h>

#include "drivers/fd.h"

#define MTU		1500	/* bytes */
#define FRAMING_ROOM	16	/* bytes that serial lines carry beside their MTU */
#define QUEUE_LIMIT	1024	/* frames, for each of the two queues */

static void outq_read(const struct bn_queue_stats *stats, struct bn_queue_figures *figures)
{
	const struct bn_fd *fd = container_of(stats, struct bn_fd, stats);

	figures->len = skb_queue_len_lockless(&fd->outq);
}

static const struct bn_queue_kind outq_kind = {
	.name = "output",
	.unit = "packets",
	.read = outq_read,
};

static LIST_HEAD(followers);		/* descriptors that follow netdevs */
static DEFINE_SPINLOCK(followers_lock);	/* protects the list */

/* ---- kind of a descriptor ---------------------------------------------- */

/* True if the file is a TUN or TAP device. @sk: set to its socket. Does not sleep */
static bool is_tun(struct file *file, struct sock **sk)
{
	struct socket *(*get)(struct file *file) = symbol_get(tun_get_socket);
	struct socket *socket;

	if (!get)
		return false;
	socket = get(file);
	symbol_put(tun_get_socket);
	if (IS_ERR(socket))
		return false;
	*sk = socket->sk;
	return true;
}

/* True for /dev/tty, /dev/console and /dev/ptmx: opening them again leads to another line */
static bool is_tty_by_proxy(const struct file *file)
{
	const struct inode *inode = file_inode(file);

	return S_ISCHR(inode->i_mode) && MAJOR(inode->i_rdev) == TTYAUX_MAJOR &&
	       MINOR(inode->i_rdev) <= 2;
}

static const struct bn_fd_kind *tun_kind(const struct bn_ifd *ifd, struct file *file,
					 struct netlink_ext_ack *extack)
{
	if (!(vfs_poll(file, NULL) & EPOLLERR))
		return &bn_fd_tun;
	NL_SET_ERR_MSG_FMT(extack, "ifd %s: fd has no TUN or TAP device yet (TUNSETIFF)",
			   ifd->name);
	return ERR_PTR(-EINVAL);
}

static const struct bn_fd_kind *tty_kind(const struct bn_ifd *ifd, struct file *file,
					 struct netlink_ext_ack *extack)
{
	if (is_tty_by_proxy(file)) {
		NL_SET_ERR_MSG_FMT(extack,
				   "ifd %s: fd must be the line itself, not a master or /dev/tty",
				   ifd->name);
		return ERR_PTR(-EOPNOTSUPP);
	}
	if (bn_fd_tty_ldisc(file) != N_TTY) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s: line discipline of fd is not N_TTY",
				   ifd->name);
		return ERR_PTR(-EBUSY);
	}
	return &bn_fd_tty;
}

static const struct bn_fd_kind *socket_kind(const struct bn_ifd *ifd, const struct socket *socket,
					    struct netlink_ext_ack *extack)
{
	const struct sock *sk = socket->sk;

	if (sk && sk->sk_family == AF_UNIX && socket->type == SOCK_SEQPACKET &&
	    READ_ONCE(sk->sk_state) == TCP_ESTABLISHED)
		return &bn_fd_socket;
	NL_SET_ERR_MSG_FMT(extack, "ifd %s: fd is not a connected AF_UNIX SOCK_SEQPACKET",
			   ifd->name);
	return ERR_PTR(-EOPNOTSUPP);
}

/* RTNL and the configuration lock are held: determine the kind without calling file operations
 * that could wait for them. @sk: set to the socket of the file; NULL: none
 */
static const struct bn_fd_kind *kind_of(const struct bn_ifd *ifd, struct file *file,
					struct sock **sk, struct netlink_ext_ack *extack)
{
	struct socket *socket = sock_from_file(file);

	*sk = NULL;
	if (socket) {
		*sk = socket->sk;
		return socket_kind(ifd, socket, extack);
	}
	if (is_tun(file, sk))
		return tun_kind(ifd, file, extack);
	if (is_tty_by_proxy(file) || bn_fd_is_tty(file))
		return tty_kind(ifd, file, extack);
	NL_SET_ERR_MSG_FMT(extack, "ifd %s: fd is not a TUN or TAP device, serial line or socket",
			   ifd->name);
	return ERR_PTR(-EOPNOTSUPP);
}

static const struct bn_fd_kind *fd_check(const struct bn_ifd *ifd,
					 const struct bn_ifd_config *config,
					 struct sock **sk, struct netlink_ext_ack *extack)
{
	struct file *file = config->file;

	if (config->exclusive) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s has no network device to share", ifd->name);
		return ERR_PTR(-EOPNOTSUPP);
	}
	if (!file) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s: driver fd requires a descriptor (fd)",
				   ifd->name);
		return ERR_PTR(-EINVAL);
	}
	if (!(file->f_mode & FMODE_READ) || !(file->f_mode & FMODE_WRITE)) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s: fd is not open for reading and writing",
				   ifd->name);
		return ERR_PTR(-EINVAL);
	}
	return kind_of(ifd, file, sk, extack);
}

/* ---- the ifd ----------------------------------------------------------- */

/* The encapsulation determines the kind of medium: the descriptor has none */
static int set_medium(struct bn_ifd *ifd, const struct bn_fd_kind *kind,
		      const struct bn_encap_config *config, struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap = NULL;
	u8 addr[ETH_ALEN];

	ifd->type = BSDNET_IFD_TYPE_SERIAL;
	ifd->mtu = MTU;
	ifd->mru = MTU + FRAMING_ROOM;
	if (config->name) {
		encap = bn_encap_find(config->name);
	} else if (!kind->usual) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s needs an encapsulation (TAP: ether, TUN: ip)",
				   ifd->name);
		return -EINVAL;
	}
	if (!encap || !encap->media || kind->usual)
		return 0;	/* bn_ifd_frame() checks it */
	ifd->type = __ffs(encap->media);
	if (ifd->type != BSDNET_IFD_TYPE_ETHER)
		return 0;
	ifd->tag_room = VLAN_HLEN;
	ifd->mru = MTU + ETH_HLEN + VLAN_HLEN;
	eth_random_addr(addr);
	return bn_lladdr_publish(ifd->stack, &ifd->lladdr, addr, ETH_ALEN, GFP_KERNEL_ACCOUNT);
}

static struct bn_fd *make_fd(const struct bn_ifd *ifd, const struct bn_fd_kind *kind,
			     struct file *file, struct sock *sk, struct netlink_ext_ack *extack)
{
	struct bn_fd *fd = kzalloc(sizeof(*fd), GFP_KERNEL_ACCOUNT);
	char name[BN_NAME_MAX + 8];
	int err;

	if (!fd)
		return ERR_PTR(-ENOMEM);
	fd->kind = kind;
	fd->up = true;
	fd->size = ifd->mru;
	fd->sk = sk;
	INIT_LIST_HEAD(&fd->list);
	skb_queue_head_init(&fd->outq);
	snprintf(name, sizeof(name), "%s out", ifd->name);
	err = bn_registry_add(ifd->stack, &fd->stats, name, &outq_kind, QUEUE_LIMIT);
	if (err)
		goto free;
	err = bn_fd_keep_add(fd, ifd, extack);
	if (err)
		goto remove;
	fd->file = get_file(file);
	fd->cred = get_current_cred();
	return fd;

remove:
	bn_registry_remove(&fd->stats);
free:
	kfree(fd);
	return ERR_PTR(err);
}

static void fd_start(struct bn_ifd *ifd, struct bn_fd *fd)
{
	rcu_assign_pointer(fd->ifd, ifd);
	WRITE_ONCE(ifd->priv, fd);
	bn_fd_io_start(fd);
	if (!fd->kind->follows_netdev)
		return;
	spin_lock(&followers_lock);
	list_add_tail(&fd->list, &followers);
	spin_unlock(&followers_lock);
}

static int fd_attach(struct bn_ifd *ifd, const struct bn_ifd_config *config,
		     struct netlink_ext_ack *extack)
{
	const struct bn_fd_kind *kind;
	struct sock *sk = NULL;
	struct bn_fd *fd;
	int err;

	kind = fd_check(ifd, config, &sk, extack);
	if (IS_ERR(kind))
		return PTR_ERR(kind);
	err = set_medium(ifd, kind, &config->encap, extack);
	if (!err)
		err = bn_ifd_frame(ifd, &config->encap, BSDNET_ENCAP_FLAGS_FRAMING, kind->usual,
				   extack);
	if (err)
		return err;
	err = bn_ifd_open_queues(ifd, 1, QUEUE_LIMIT);
	if (err)
		goto unframe;
	fd = make_fd(ifd, kind, config->file, sk, extack);
	if (IS_ERR(fd)) {
		err = PTR_ERR(fd);
		goto destroy;
	}
	fd_start(ifd, fd);
	return 0;

destroy:
	bn_ifd_close_queues(ifd);
unframe:
	bn_ifd_unframe(ifd);
	return err;
}

static void fd_detach(struct bn_ifd *ifd)
{
	struct bn_fd *fd = ifd->priv;
	struct sk_buff *skb;

	WRITE_ONCE(ifd->priv, NULL);
	RCU_INIT_POINTER(fd->ifd, NULL);
	synchronize_net();
	cancel_delayed_work_sync(&fd->carrier);
	while ((skb = skb_dequeue(&fd->outq)))
		bn_drop(skb, BN_DROP_IFD_GONE);
	bn_registry_remove(&fd->stats);
	bn_ifd_close_queues(ifd);
	bn_ifd_unframe(ifd);
	spin_lock(&followers_lock);
	list_del_init(&fd->list);
	spin_unlock(&followers_lock);
	bn_fd_keep_drop(fd);
	WRITE_ONCE(fd->dead, true);
	bn_fd_io_kick(fd);	/* frees it */
}

static void fd_xmit(struct bn_ifd *ifd, struct sk_buff *skb)
{
	struct bn_fd *fd = READ_ONCE(ifd->priv);

	if (unlikely(!fd)) {
		bn_drop(skb, BN_DROP_IFD_GONE);
		return;
	}
	if (unlikely(skb_queue_len_lockless(&fd->outq) >= fd->stats.limit)) {
		bn_queue_refuse(&fd->stats);
		bn_drop(skb, BN_DROP_L2_XMIT);
		return;
	}
	skb_orphan(skb);
	skb_queue_tail(&fd->outq, skb);
	bn_fd_io_kick(fd);
}

struct bn_ifdriver bn_fd_driver = {
	.name = "fd",
	.base = BN_ON_FILE,
	.descr = "descriptors of TUN and TAP devices, serial lines, packet sockets of processes",
	.attach = fd_attach,
	.detach = fd_detach,
	.xmit = fd_xmit,
};

/* ---- netdevs at the other end ------------------------------------------ */

/* A TUN device does not wake its process when it is set down */
static int fd_netdev_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct bn_fd *fd;

	if (event != NETDEV_UP && event != NETDEV_DOWN && event != NETDEV_UNREGISTER)
		return NOTIFY_DONE;
	spin_lock(&followers_lock);
	list_for_each_entry(fd, &followers, list)
		bn_fd_io_kick(fd);
	spin_unlock(&followers_lock);
	return NOTIFY_DONE;
}

static struct notifier_block netdev_nb = {
	.notifier_call = fd_netdev_event,
};

/**
 * bn_fd_init() - init driver "fd"
 *
 * Return: 0 or -errno.
 * Context: module load.
 */
int bn_fd_init(void)
{
	int err;

	err = bn_fd_tty_init() ?: bn_fd_io_init();
	if (err)
		return err;
	err = register_netdevice_notifier(&netdev_nb);
	if (err)
		bn_fd_io_exit();
	return err;
}

/**
 * bn_fd_exit() - undo bn_fd_init()
 *
 * Context: module unload; no ifds exist. Waits until all files are released.
 */
void bn_fd_exit(void)
{
	unregister_netdevice_notifier(&netdev_nb);
	bn_fd_io_exit();
}
