// SPDX-License-Identifier: GPL-2.0
/*
 * queues - the input queues of an ifd
 *
 * Created by the driver at attach, one for each receive queue of the netdev. RTNL protects
 * bn_ifd::devqs; changes hold the configuration lock as well.
 */
#include <linux/netdevice.h>

#include "ifs/driver.h"
#include "ifs/private.h"

/**
 * bn_ifd_devqs() - the input queues of an ifd
 * @ifd: the ifd
 *
 * Return: the queues; NULL if the driver receives nothing.
 * Context: RTNL or configuration lock.
 */
const struct bn_devqs *bn_ifd_devqs(const struct bn_ifd *ifd)
{
	return rcu_dereference_protected(ifd->devqs, lockdep_rtnl_is_held() ||
					 lockdep_is_held(&ifd->stack->cfg_mutex));
}

/**
 * bn_ifd_open_queues() - make the input queues of an ifd
 * @ifd: the ifd
 * @n: number of queues
 * @limit: maximum length of each in frames
 *
 * Return: 0 or -errno.
 * Context: RTNL and configuration lock, before frames can arrive.
 */
int bn_ifd_open_queues(struct bn_ifd *ifd, unsigned int n, u32 limit)
{
	struct bn_devqs *devqs;

	devqs = bn_devqs_make(ifd->stack, ifd->name, limit, n, ifd, bn_input_vector);
	if (IS_ERR(devqs))
		return PTR_ERR(devqs);
	rcu_assign_pointer(ifd->devqs, devqs);
	return 0;
}

/**
 * bn_ifd_close_queues() - destroy the input queues of an ifd
 * @ifd: the ifd; no frame arrives any more, and a grace period has passed
 *
 * Context: RTNL and configuration lock.
 */
void bn_ifd_close_queues(struct bn_ifd *ifd)
{
	bn_devqs_destroy(rtnl_dereference(ifd->devqs));
	RCU_INIT_POINTER(ifd->devqs, NULL);
}

static unsigned int receive_queues(const struct bn_ifd *ifd)
{
	return ifd->dev ? ifd->dev->real_num_rx_queues : 1;
}

/**
 * bn_ifd_resize_queues() - follow the number of receive queues of the netdev
 * @ifd: the ifd
 *
 * Does nothing if frames are spread by flow. Without memory the queues stay as they are, and
 * serve all receive queues.
 *
 * Context: RTNL and configuration lock.
 */
void bn_ifd_resize_queues(struct bn_ifd *ifd)
{
	if (!bn_ifd_devqs(ifd)->by_flow)
		bn_devqs_resize(&ifd->devqs, ifd->name, receive_queues(ifd));
}

/**
 * bn_ifd_rename_queues() - name the queues after the ifd
 * @ifd: the ifd
 *
 * Context: RTNL and configuration lock.
 */
void bn_ifd_rename_queues(struct bn_ifd *ifd)
{
	bn_devqs_rename(rtnl_dereference(ifd->devqs), ifd->name);
}

/**
 * bn_ifd_spread() - spread received frames over CPUs by their flow
 * @ifd: the ifd
 * @cpus: the CPUs; empty: one queue for each receive queue of the netdev
 * @extack: error report
 *
 * Return: 0 or -errno, without side effects: -EOPNOTSUPP if the ifd receives nothing, -EINVAL if
 *	one of the CPUs is not online.
 * Context: RTNL and configuration lock; waits for the frames in the present queues.
 */
int bn_ifd_spread(struct bn_ifd *ifd, const struct cpumask *cpus, struct netlink_ext_ack *extack)
{
	if (!bn_ifd_devqs(ifd)) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s has no input queue", ifd->name);
		return -EOPNOTSUPP;
	}
	if (!cpumask_subset(cpus, cpu_online_mask)) {
		NL_SET_ERR_MSG(extack, "not all of these CPUs are online");
		return -EINVAL;
	}
	if (cpumask_empty(cpus))
		return bn_devqs_resize(&ifd->devqs, ifd->name, receive_queues(ifd));
	return bn_devqs_spread(&ifd->devqs, ifd->name, cpus);
}
