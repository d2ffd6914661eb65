// SPDX-License-Identifier: GPL-2.0
/*
 * sockopt_mcast - options of multicast of level SOL_IP, as ip(7) says (SK-5, NH-9)
 *
 * The structures of the older options (struct ip_mreq, ip_mreqn, ip_mreq_source, ip_msfilter) and
 * of those of RFC 3678 (group_req, group_source_req, group_filter), also as 32-bit programs have
 * them. Lengths and errors are those of Linux.
 */
#include <linux/compat.h>
#include <linux/in.h>
#include <linux/slab.h>
#include <net/compat.h>

#include "sock/mcast.h"
#include "sock/sockopt.h"

/**
 * bn_sockopt_mcast_has() - is an option handled here?
 * @name: the option, of level SOL_IP
 *
 * Return: true if so.
 */
bool bn_sockopt_mcast_has(int name)
{
	return name == IP_MULTICAST_IF || (name >= IP_ADD_MEMBERSHIP && name <= MCAST_MSFILTER);
}

static __be32 addr_of(const struct __kernel_sockaddr_storage *storage)
{
	return ((const struct sockaddr_in *)storage)->sin_addr.s_addr;
}

static bool is_inet(const struct __kernel_sockaddr_storage *storage)
{
	return storage->ss_family == AF_INET;
}

/* ---- memberships ----------------------------------------------------------- */

/* struct ip_mreqn, or struct ip_mreq, which is its beginning; or, where @least allows, the address
 * of the interface alone
 */
static int read_mreqn(struct ip_mreqn *mreq, size_t least, sockptr_t optval, unsigned int len)
{
	void *to = mreq;

	memset(mreq, 0, sizeof(*mreq));
	if (len < least)
		return -EINVAL;
	if (len >= sizeof(*mreq)) {
		len = sizeof(*mreq);
	} else if (len >= sizeof(struct ip_mreq)) {
		len = sizeof(struct ip_mreq);
	} else {
		to = &mreq->imr_address;
		len = sizeof(mreq->imr_address);
	}
	return copy_from_sockptr(to, optval, len) ? -EFAULT : 0;
}

static int set_multicast_if(struct bn_sock *bs, sockptr_t optval, unsigned int len)
{
	struct ip_mreqn mreq;
	int err = read_mreqn(&mreq, sizeof(struct in_addr), optval, len);

	return err ?: bn_mcast_set_if(bs, mreq.imr_ifindex, mreq.imr_address.s_addr);
}

static int set_membership(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len)
{
	struct bn_mcast_req req;
	struct ip_mreqn mreq;
	int err = read_mreqn(&mreq, sizeof(struct ip_mreq), optval, len);

	if (err)
		return err;
	req = (struct bn_mcast_req){
		.group = mreq.imr_multiaddr.s_addr,
		.local = mreq.imr_address.s_addr,
		.ifl_index = mreq.imr_ifindex,
	};
	return name == IP_ADD_MEMBERSHIP ? bn_mcast_join(bs, &req) : bn_mcast_leave(bs, &req);
}

/* struct group_source_req; or, without @source, struct group_req, which is its beginning */
static int read_group(struct bn_mcast_req *req, __be32 *source, sockptr_t optval, unsigned int len)
{
	const struct __kernel_sockaddr_storage *group, *from_source;
	bool compat = in_compat_syscall();
	union {
		struct group_source_req native;
		struct compat_group_source_req compat;
	} from;
	size_t size;

	if (source)
		size = compat ? sizeof(from.compat) : sizeof(from.native);
	else
		size = compat ? sizeof(struct compat_group_req) : sizeof(struct group_req);
	if (len < size)
		return -EINVAL;
	if (copy_from_sockptr(&from, optval, size))
		return -EFAULT;
	group = compat ? &from.compat.gsr_group : &from.native.gsr_group;
	from_source = compat ? &from.compat.gsr_source : &from.native.gsr_source;
	if (!is_inet(group) || (source && !is_inet(from_source)))
		return source ? -EADDRNOTAVAIL : -EINVAL;
	*req = (struct bn_mcast_req){
		.group = addr_of(group),
		.ifl_index = compat ? from.compat.gsr_interface : from.native.gsr_interface,
	};
	if (source)
		*source = addr_of(from_source);
	return 0;
}

static int set_group(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len)
{
	struct bn_mcast_req req;
	int err = read_group(&req, NULL, optval, len);

	if (err)
		return err;
	return name == MCAST_JOIN_GROUP ? bn_mcast_join(bs, &req) : bn_mcast_leave(bs, &req);
}

/* ---- sources --------------------------------------------------------------- */

static int change_source(struct bn_sock *bs, int name, struct bn_mcast_req *req, __be32 source)
{
	switch (name) {
	case IP_BLOCK_SOURCE:
	case MCAST_BLOCK_SOURCE:
		return bn_mcast_add_source(bs, req, source, MCAST_EXCLUDE, false);
	case IP_UNBLOCK_SOURCE:
	case MCAST_UNBLOCK_SOURCE:
		return bn_mcast_remove_source(bs, req, source, MCAST_EXCLUDE);
	case IP_ADD_SOURCE_MEMBERSHIP:
	case MCAST_JOIN_SOURCE_GROUP:
		return bn_mcast_add_source(bs, req, source, MCAST_INCLUDE, true);
	default:
		return bn_mcast_remove_source(bs, req, source, MCAST_INCLUDE);
	}
}

static int set_source(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len)
{
	struct ip_mreq_source mreqs;
	struct bn_mcast_req req;

	if (len != sizeof(mreqs))
		return -EINVAL;
	if (copy_from_sockptr(&mreqs, optval, sizeof(mreqs)))
		return -EFAULT;
	req = (struct bn_mcast_req){
		.group = mreqs.imr_multiaddr,
		.local = mreqs.imr_interface,
	};
	return change_source(bs, name, &req, mreqs.imr_sourceaddr);
}

static int set_group_source(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len)
{
	struct bn_mcast_req req;
	__be32 source;
	int err = read_group(&req, &source, optval, len);

	return err ?: change_source(bs, name, &req, source);
}

/* ---- filters --------------------------------------------------------------- */

/* What a whole option with a filter may have, as a copy for kfree() */
static void *read_filter(const struct bn_sock *bs, sockptr_t optval, unsigned int len, size_t least)
{
	if (len < least)
		return ERR_PTR(-EINVAL);
	if (len > bn_sysctl_optmem_max(sock_net(&bs->sk)))
		return ERR_PTR(-ENOBUFS);
	return memdup_sockptr(optval, len);
}

static int check_sources(const struct bn_sock *bs, u32 n, size_t have, size_t size)
{
	if (n > (u32)READ_ONCE(sock_net(&bs->sk)->ipv4.sysctl_igmp_max_msf))
		return -ENOBUFS;
	return n > have / size ? -EINVAL : 0;
}

static int set_msfilter(struct bn_sock *bs, sockptr_t optval, unsigned int len)
{
	struct ip_msfilter *msf = read_filter(bs, optval, len, IP_MSFILTER_SIZE(0));
	struct bn_mcast_req req;
	int err;

	if (IS_ERR(msf))
		return PTR_ERR(msf);
	err = check_sources(bs, msf->imsf_numsrc, len - IP_MSFILTER_SIZE(0), sizeof(__be32));
	if (!err && msf->imsf_fmode > U8_MAX)
		err = -EINVAL;
	if (!err) {
		req = (struct bn_mcast_req){
			.group = msf->imsf_multiaddr,
			.local = msf->imsf_interface,
		};
		err = bn_mcast_set_filter(bs, &req, msf->imsf_fmode, msf->imsf_numsrc,
					  msf->imsf_slist_flex);
	}
	kfree(msf);
	return err;
}

/**
 * struct group_filter_view - a struct group_filter, native or of a 32-bit program
 * @head: bytes before the sources
 * @ifl_index: interface
 * @mode: mode
 * @n: number of sources
 * @group: the group
 * @sources: the sources
 */
struct group_filter_view {
	size_t head;
	u32 ifl_index;
	u32 mode;
	u32 n;
	const struct __kernel_sockaddr_storage *group;
	const struct __kernel_sockaddr_storage *sources;
};

static size_t group_filter_head(void)
{
	return in_compat_syscall() ? offsetof(struct compat_group_filter, gf_slist_flex) :
				     offsetof(struct group_filter, gf_slist_flex);
}

static struct group_filter_view group_filter_view(const void *from)
{
	const struct compat_group_filter *compat = from;
	const struct group_filter *native = from;

	if (in_compat_syscall())
		return (struct group_filter_view){
			group_filter_head(), compat->gf_interface, compat->gf_fmode,
			compat->gf_numsrc, &compat->gf_group, compat->gf_slist_flex,
		};
	return (struct group_filter_view){
		group_filter_head(), native->gf_interface, native->gf_fmode,
		native->gf_numsrc, &native->gf_group, native->gf_slist_flex,
	};
}

static int apply_group_filter(struct bn_sock *bs, const struct group_filter_view *view)
{
	struct bn_mcast_req req = {
		.group = addr_of(view->group),
		.ifl_index = view->ifl_index,
	};
	__be32 *sources;
	unsigned int i;
	int err = 0;

	if (!is_inet(view->group) || view->mode > U8_MAX)
		return -EINVAL;
	sources = kmalloc_array(view->n + 1, sizeof(*sources), GFP_KERNEL_ACCOUNT);
	if (!sources)
		return -ENOBUFS;
	for (i = 0; i < view->n; i++) {
		sources[i] = addr_of(&view->sources[i]);
		if (!is_inet(&view->sources[i]))
			err = -EADDRNOTAVAIL;
	}
	if (!err)
		err = bn_mcast_set_filter(bs, &req, view->mode, view->n, sources);
	kfree(sources);
	return err;
}

static int set_group_filter(struct bn_sock *bs, sockptr_t optval, unsigned int len)
{
	void *from = read_filter(bs, optval, len, group_filter_head());
	struct group_filter_view view;
	int err;

	if (IS_ERR(from))
		return PTR_ERR(from);
	view = group_filter_view(from);
	err = check_sources(bs, view.n, len - view.head, sizeof(*view.sources));
	if (!err)
		err = apply_group_filter(bs, &view);
	kfree(from);
	return err;
}

/**
 * bn_sockopt_mcast_set() - setsockopt() of options of multicast
 * @bs: an IP socket
 * @name: the option
 * @optval: its value
 * @len: length of @optval in bytes
 *
 * Return: 0, -EINVAL, -EFAULT, -ENOPROTOOPT, -EADDRNOTAVAIL, -EADDRINUSE, -ENODEV, -ENOBUFS,
 *	-ENOMEM; see mcast.c.
 * Context: process, no lock held.
 */
int bn_sockopt_mcast_set(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len)
{
	switch (name) {
	case IP_MULTICAST_IF:
		return set_multicast_if(bs, optval, len);
	case IP_ADD_MEMBERSHIP:
	case IP_DROP_MEMBERSHIP:
		return set_membership(bs, name, optval, len);
	case MCAST_JOIN_GROUP:
	case MCAST_LEAVE_GROUP:
		return set_group(bs, name, optval, len);
	case IP_BLOCK_SOURCE:
	case IP_UNBLOCK_SOURCE:
	case IP_ADD_SOURCE_MEMBERSHIP:
	case IP_DROP_SOURCE_MEMBERSHIP:
		return set_source(bs, name, optval, len);
	case MCAST_BLOCK_SOURCE:
	case MCAST_UNBLOCK_SOURCE:
	case MCAST_JOIN_SOURCE_GROUP:
	case MCAST_LEAVE_SOURCE_GROUP:
		return set_group_source(bs, name, optval, len);
	case IP_MSFILTER:
		return set_msfilter(bs, optval, len);
	case MCAST_MSFILTER:
		return set_group_filter(bs, optval, len);
	default:
		return -ENOPROTOOPT;
	}
}

/* ---- reading --------------------------------------------------------------- */

static int get_multicast_if(struct bn_sock *bs, char __user *optval, int __user *optlen, int len)
{
	__be32 addr = READ_ONCE(bs->mcast_addr);

	len = min_t(int, len, sizeof(addr));
	return put_user(len, optlen) || copy_to_user(optval, &addr, len) ? -EFAULT : 0;
}

/* imsf_numsrc is the number of sources that the user has room for, and then that of all */
static int get_msfilter(struct bn_sock *bs, char __user *optval, int __user *optlen, int len)
{
	struct bn_mcast_filter *filter;
	struct ip_msfilter msf;
	struct bn_mcast_req req;
	unsigned int n;
	int err = 0;

	if (len < (int)IP_MSFILTER_SIZE(0))
		return -EINVAL;
	if (copy_from_user(&msf, optval, IP_MSFILTER_SIZE(0)))
		return -EFAULT;
	req = (struct bn_mcast_req){
		.group = msf.imsf_multiaddr,
		.local = msf.imsf_interface,
	};
	filter = bn_mcast_get_filter(bs, &req, true);
	if (IS_ERR(filter))
		return PTR_ERR(filter);
	n = min(filter->n, msf.imsf_numsrc);
	msf.imsf_fmode = filter->mode;
	msf.imsf_numsrc = filter->n;
	if (put_user((int)IP_MSFILTER_SIZE(n), optlen) ||
	    copy_to_user(optval, &msf, IP_MSFILTER_SIZE(0)) ||
	    copy_to_user(optval + IP_MSFILTER_SIZE(0), filter->sources, n * sizeof(__be32)))
		err = -EFAULT;
	kfree(filter);
	return err;
}

static int put_group_filter(char __user *optval, int __user *optlen, void *head, u32 room,
			    const struct bn_mcast_filter *filter)
{
	struct __kernel_sockaddr_storage storage = {};
	struct sockaddr_in *sin = (struct sockaddr_in *)&storage;
	u32 i, n = min(filter->n, room);
	size_t size = group_filter_head();

	if (in_compat_syscall()) {
		((struct compat_group_filter *)head)->gf_fmode = filter->mode;
		((struct compat_group_filter *)head)->gf_numsrc = filter->n;
	} else {
		((struct group_filter *)head)->gf_fmode = filter->mode;
		((struct group_filter *)head)->gf_numsrc = filter->n;
	}
	sin->sin_family = AF_INET;
	for (i = 0; i < n; i++) {
		sin->sin_addr.s_addr = filter->sources[i];
		if (copy_to_user(optval + size + i * sizeof(storage), &storage, sizeof(storage)))
			return -EFAULT;
	}
	return put_user((int)(size + n * sizeof(storage)), optlen) ||
	       copy_to_user(optval, head, size) ? -EFAULT : 0;
}

static int get_group_filter(struct bn_sock *bs, char __user *optval, int __user *optlen, int len)
{
	struct bn_mcast_filter *filter;
	struct group_filter_view view;
	struct bn_mcast_req req;
	union {
		struct group_filter native;
		struct compat_group_filter compat;
	} from;
	int err;

	if (len < (int)group_filter_head())
		return -EINVAL;
	if (copy_from_user(&from, optval, group_filter_head()))
		return -EFAULT;
	view = group_filter_view(&from);
	if (!is_inet(view.group))
		return -EINVAL;
	req = (struct bn_mcast_req){
		.group = addr_of(view.group),
		.ifl_index = view.ifl_index,
	};
	filter = bn_mcast_get_filter(bs, &req, false);
	if (IS_ERR(filter))
		return PTR_ERR(filter);
	err = put_group_filter(optval, optlen, &from, view.n, filter);
	kfree(filter);
	return err;
}

/**
 * bn_sockopt_mcast_get() - getsockopt() of options of multicast
 * @bs: an IP socket
 * @name: the option
 * @optval: in: group and interface of a filter; out: the value
 * @optlen: set to the number of bytes filled in
 * @len: size of @optval in bytes
 *
 * Return: 0, -EINVAL, -EFAULT, -ENOPROTOOPT, -ENODEV, -EADDRNOTAVAIL (not a member), -ENOMEM.
 * Context: process, no lock held.
 */
int bn_sockopt_mcast_get(struct bn_sock *bs, int name, char __user *optval, int __user *optlen,
			 int len)
{
	switch (name) {
	case IP_MULTICAST_IF:
		return get_multicast_if(bs, optval, optlen, len);
	case IP_MSFILTER:
		return get_msfilter(bs, optval, optlen, len);
	case MCAST_MSFILTER:
		return get_group_filter(bs, optval, optlen, len);
	default:
		return -ENOPROTOOPT;
	}
}
