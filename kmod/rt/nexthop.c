// SPDX-License-Identifier: GPL-2.0
/*
 * nexthop - next hops: references, indexes, transitions (NH-1, NH-3, NH-6)
 *
 * Life: made with one reference by bn_nh_init(), which also assigns an index;
 * routes and other owners hold references. When the last one is dropped the next
 * hop is removed from the index and from the ring of its interface, and freed
 * after a grace period by its owner's release() or by kfree(). Packets hold no
 * reference.
 *
 * When the interface is deleted, every next hop on it becomes DEAD by one store,
 * loses its pointer to the iff, and is kept as long as a route refers to it.
 *
 * The next hops of an ifl form a ring, one of which is in the XArray
 * bn_rt::rings; so an ifl without next hops needs no memory for them.
 *
 * Synchronization: route lock. Readers can see @ops, @iff and @hdr change, each
 * by one store.
 */
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "rt/private.h"

/* ---- layer-2 headers ----------------------------------------------------- */

/**
 * struct nh_hdr - memory that bn_nexthop::hdr points into
 * @hdr: the header, all that readers see
 * @dest: destination link-layer address, to rebuild it; len 0 for none
 * @rcu: for freeing
 */
struct nh_hdr {
	struct bn_l2_hdr hdr;
	struct bn_lladdr dest;
	struct rcu_head rcu;
};

static struct nh_hdr *nh_hdr(const struct bn_nexthop *nh)
{
	struct bn_l2_hdr *hdr = bn_rt_dereference(nh->hdr, nh->stack);

	return hdr ? container_of(hdr, struct nh_hdr, hdr) : NULL;
}

static struct nh_hdr *hdr_build(struct bn_iff *iff, const struct bn_family *family,
				const u8 *dest)
{
	struct nh_hdr *new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
	const struct bn_lladdr *own;
	int err;

	if (!new)
		return ERR_PTR(-ENOMEM);
	/* Link-layer addresses change under the configuration lock, which neigh does not hold */
	rcu_read_lock();
	own = bn_ifl_lladdr(iff->ifl);
	if (dest && own) {
		new->dest.len = min_t(u8, own->len, BSDNET_LLADDR_MAX);
		memcpy(new->dest.data, dest, new->dest.len);
	}
	err = bn_layer_ethertype_header(&iff->ifl->layer, family->ether_type, dest,
					&new->hdr);
	rcu_read_unlock();
	if (err) {
		kfree(new);
		return ERR_PTR(err);
	}
	return new;
}

/* Readers see either the old header or the new one */
static void hdr_publish(struct bn_nexthop *nh, struct nh_hdr *new)
{
	struct nh_hdr *old = nh_hdr(nh);

	rcu_assign_pointer(nh->hdr, &new->hdr);
	if (old)
		kfree_rcu(old, rcu);
}

/* ---- next hops of an interface ------------------------------------------- */

/**
 * bn_nh_ring() - the next hops of a logical interface
 * @stack: the stack
 * @ifl_index: the interface
 *
 * Return: one of them, the others are linked to it through iff_list; NULL for
 * none.
 * Context: route lock.
 */
struct bn_nexthop *bn_nh_ring(struct bsdnet_stack *stack, u32 ifl_index)
{
	return xa_load(&stack->rt->rings, ifl_index);
}

static int ring_add(struct bn_nexthop *nh, u32 ifl_index)
{
	struct bn_nexthop *first = bn_nh_ring(nh->stack, ifl_index);

	if (first) {
		list_add_tail(&nh->iff_list, &first->iff_list);
		return 0;
	}
	return xa_err(xa_store(&nh->stack->rt->rings, ifl_index, nh, GFP_KERNEL_ACCOUNT));
}

/* Replace the ring's entry in the XArray, which allocates nothing, or erase it */
static void ring_set(struct bsdnet_stack *stack, u32 ifl_index, struct bn_nexthop *first)
{
	if (first)
		xa_store(&stack->rt->rings, ifl_index, first, GFP_KERNEL);
	else
		xa_erase(&stack->rt->rings, ifl_index);
}

static void ring_del(struct bn_nexthop *nh)
{
	u32 ifl_index = nh->iff->ifl->ifl_index;

	if (bn_nh_ring(nh->stack, ifl_index) == nh)
		ring_set(nh->stack, ifl_index,
			 list_empty(&nh->iff_list) ? NULL : list_next_entry(nh, iff_list));
	list_del_init(&nh->iff_list);
}

/* ---- life ---------------------------------------------------------------- */

/**
 * bn_nh_init() - make a next hop
 * @nh: memory of the caller, zeroed; embedded in something that has set or
 *	will set release(), or kmalloc'ed
 * @stack: the stack
 * @family: protocol of its packets
 * @type: enum bsdnet_nexthop_type
 * @iff: outgoing interface, or the one it depends on; NULL for none
 *
 * Return: 0, with one reference for the caller, or -ENOMEM.
 * Context: process context, route lock.
 */
int bn_nh_init(struct bn_nexthop *nh, struct bsdnet_stack *stack,
	       const struct bn_family *family, enum bsdnet_nexthop_type type, struct bn_iff *iff)
{
	struct bn_rt *rt = stack->rt;
	int err;

	bn_rt_assert(stack);
	nh->ops = &family->nh_ops[type];
	RCU_INIT_POINTER(nh->hdr, NULL);
	nh->iff = iff;
	nh->family = family;
	nh->stack = stack;
	nh->is_local = type == BSDNET_NEXTHOP_TYPE_LOCAL;
	nh->refs = 1;
	INIT_LIST_HEAD(&nh->iff_list);
	err = xa_alloc_cyclic(&rt->nexthops, &nh->index, nh, XA_LIMIT(1, U32_MAX),
			      &rt->next_nexthop, GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err;
	if (iff) {
		err = ring_add(nh, iff->ifl->ifl_index);
		if (err) {
			xa_erase(&rt->nexthops, nh->index);
			return err;
		}
	}
	bn_obj_get_count(stack, BN_OBJ_NEXTHOP);
	return 0;
}

/**
 * bn_nh_get() - take a reference
 * @nh: the next hop
 *
 * Return: @nh.
 * Context: route lock.
 */
struct bn_nexthop *bn_nh_get(struct bn_nexthop *nh)
{
	bn_rt_assert(nh->stack);
	nh->refs++;
	return nh;
}

static void nh_free_rcu(struct rcu_head *rcu)
{
	struct bn_nexthop *nh = container_of(rcu, struct bn_nexthop, rcu);
	struct bn_l2_hdr *hdr = rcu_access_pointer(nh->hdr);

	if (hdr)
		kfree(container_of(hdr, struct nh_hdr, hdr));
	bn_obj_put_count(nh->stack, BN_OBJ_NEXTHOP);
	if (nh->release)
		nh->release(nh);
	else
		kfree(nh);
}

/**
 * bn_nh_put() - drop a reference
 * @nh: the next hop, or NULL
 *
 * With the last reference the next hop is freed after a grace period.
 *
 * Context: route lock.
 */
void bn_nh_put(struct bn_nexthop *nh)
{
	if (!nh)
		return;
	bn_rt_assert(nh->stack);
	if (--nh->refs)
		return;
	if (nh->iff)
		ring_del(nh);
	else
		list_del_init(&nh->iff_list);
	xa_erase(&nh->stack->rt->nexthops, nh->index);
	call_rcu(&nh->rcu, nh_free_rcu);
}

/**
 * bn_nh_next() - walk over all next hops
 * @stack: the stack
 * @after_index: index of the one before, 0 for the first
 *
 * Return: the next hop with the lowest index past @after_index, or NULL.
 * Context: route lock.
 */
struct bn_nexthop *bn_nh_next(struct bsdnet_stack *stack, u32 after_index)
{
	unsigned long index = after_index;

	return xa_find_after(&stack->rt->nexthops, &index, U32_MAX, XA_PRESENT);
}

/* ---- kinds --------------------------------------------------------------- */

static struct bn_nexthop *nh_new(struct bsdnet_stack *stack, const struct bn_family *family,
				 enum bsdnet_nexthop_type type, struct bn_iff *iff,
				 const void *local)
{
	struct bn_nexthop *nh = kzalloc(sizeof(*nh), GFP_KERNEL_ACCOUNT);
	int err;

	if (!nh)
		return ERR_PTR(-ENOMEM);
	if (local)
		memcpy(&nh->local, local, family->addr_len);
	err = bn_nh_init(nh, stack, family, type, iff);
	if (err) {
		kfree(nh);
		return ERR_PTR(err);
	}
	return nh;
}

static bool is_shared(const struct bn_nexthop *nh, const struct bn_family *family,
		      enum bsdnet_nexthop_type type, const struct bn_iff *iff,
		      const struct in6_addr *local)
{
	return bn_nh_type(nh) == type && nh->family == family && nh->iff == iff &&
	       !nh->has_gateway && !nh->release && ipv6_addr_equal(&nh->local, local);
}

static struct bn_nexthop *find_shared(struct bsdnet_stack *stack,
				      const struct bn_family *family, enum bsdnet_nexthop_type type,
				      struct bn_iff *iff, const struct in6_addr *local)
{
	struct bn_nexthop *first, *nh;

	if (!iff) {
		list_for_each_entry(nh, &stack->rt->simple, iff_list)
			if (is_shared(nh, family, type, iff, local))
				return nh;
		return NULL;
	}
	first = bn_nh_ring(stack, iff->ifl->ifl_index);
	nh = first;
	while (nh) {
		if (is_shared(nh, family, type, iff, local))
			return nh;
		nh = list_next_entry(nh, iff_list);
		if (nh == first)
			break;
	}
	return NULL;
}

/**
 * bn_nh_simple() - get the shared next hop of a type without data
 * @stack: the stack
 * @family: the protocol
 * @type: REJECT, DISCARD, RECV, MDISCARD, MRECV, BRECV or LOCAL
 * @iff: interface it depends on, NULL for none
 * @local: best local address, NULL if there is none
 *
 * Calls with the same arguments return the same next hop.
 *
 * Return: a new reference; -EINVAL for another type, -ENOMEM.
 * Context: process context, route lock.
 */
struct bn_nexthop *bn_nh_simple(struct bsdnet_stack *stack, const struct bn_family *family,
				enum bsdnet_nexthop_type type, struct bn_iff *iff,
				const void *local)
{
	struct in6_addr addr = {};
	struct bn_nexthop *nh;

	if (!(bn_nh_types[type].flags & BN_NHF_SIMPLE))
		return ERR_PTR(-EINVAL);
	if (local)
		memcpy(&addr, local, family->addr_len);
	nh = find_shared(stack, family, type, iff, &addr);
	if (nh)
		return bn_nh_get(nh);
	nh = nh_new(stack, family, type, iff, local);
	if (!IS_ERR(nh) && !iff)
		list_add_tail(&nh->iff_list, &stack->rt->simple);
	return nh;
}

/**
 * bn_nh_unicast() - make a next hop to a known link-layer address
 * @iff: interface it is on
 * @family: the protocol
 * @dest: its link-layer address, as long as the interface's; NULL for the
 *	other end of a point-to-point interface
 * @gateway: its protocol address, NULL if it has none that is known
 * @local: best local address, NULL if there is none
 *
 * Return: a new next hop, one reference; or -ENOMEM, -EINVAL if the interface
 * cannot build the header.
 * Context: process context, route lock.
 */
struct bn_nexthop *bn_nh_unicast(struct bn_iff *iff, const struct bn_family *family,
				 const u8 *dest, const void *gateway, const void *local)
{
	struct nh_hdr *hdr = hdr_build(iff, family, dest);
	struct bn_nexthop *nh;

	if (IS_ERR(hdr))
		return ERR_CAST(hdr);
	nh = nh_new(bn_iff_stack(iff), family, BSDNET_NEXTHOP_TYPE_UNICAST, iff, local);
	if (IS_ERR(nh)) {
		kfree(hdr);
		return nh;
	}
	if (gateway) {
		memcpy(&nh->gateway, gateway, family->addr_len);
		nh->has_gateway = true;
	}
	hdr_publish(nh, hdr);
	return nh;
}

/**
 * bn_nh_resolv() - make the next hop of a subnet whose neighbours are resolved
 * @iff: interface
 * @family: the protocol
 * @local: best local address, NULL if there is none
 *
 * Return: a new next hop, one reference; -ENOMEM.
 * Context: process context, route lock.
 */
struct bn_nexthop *bn_nh_resolv(struct bn_iff *iff, const struct bn_family *family,
				const void *local)
{
	return nh_new(bn_iff_stack(iff), family, BSDNET_NEXTHOP_TYPE_RESOLV, iff, local);
}

/* ---- transitions --------------------------------------------------------- */

static void become(struct bn_nexthop *nh, enum bsdnet_nexthop_type type)
{
	/* Release: a reader that sees the new ops also sees the header */
	smp_store_release(&nh->ops, &nh->family->nh_ops[type]);
}

/**
 * bn_nh_become_unicast() - set the link-layer address of a neighbour's next hop
 * @nh: HOLD or UNICAST next hop
 * @dest: link-layer address
 *
 * Return: 0, or -errno with nothing changed: -ENODEV for a DEAD one, -ENOMEM,
 * or the error of the interface.
 * Context: process context, route lock.
 */
int bn_nh_become_unicast(struct bn_nexthop *nh, const u8 *dest)
{
	struct nh_hdr *hdr;

	bn_rt_assert(nh->stack);
	if (!nh->iff)
		return -ENODEV;
	hdr = hdr_build(nh->iff, nh->family, dest);
	if (IS_ERR(hdr))
		return PTR_ERR(hdr);
	hdr_publish(nh, hdr);
	become(nh, BSDNET_NEXTHOP_TYPE_UNICAST);
	return 0;
}

/**
 * bn_nh_become_hold() - make packets wait for resolution
 * @nh: UNICAST next hop of a neighbour; a DEAD one stays dead
 *
 * Context: route lock.
 */
void bn_nh_become_hold(struct bn_nexthop *nh)
{
	bn_rt_assert(nh->stack);
	if (nh->iff)
		become(nh, BSDNET_NEXTHOP_TYPE_HOLD);
}

/**
 * bn_nh_set_local() - change the best local address of a next hop
 * @nh: the next hop
 * @local: the address, all-zero for none
 *
 * Readers of an IPv6 address can see a part of each; they read it only to choose a source.
 *
 * Context: route lock.
 */
void bn_nh_set_local(struct bn_nexthop *nh, const struct in6_addr *local)
{
	unsigned int i;

	bn_rt_assert(nh->stack);
	for (i = 0; i < ARRAY_SIZE(local->s6_addr32); i++)
		WRITE_ONCE(nh->local.s6_addr32[i], local->s6_addr32[i]);
}

/**
 * bn_nh_become_dead() - disable a next hop whose interface or address is deleted (NH-6)
 * @nh: next hop of any type
 *
 * It is no longer shared or in the ring of its interface, and is freed when the last
 * route that refers to it is changed or deleted.
 *
 * Context: route lock.
 */
void bn_nh_become_dead(struct bn_nexthop *nh)
{
	bn_rt_assert(nh->stack);
	become(nh, BSDNET_NEXTHOP_TYPE_DEAD);
	if (nh->iff)
		ring_del(nh);
	else
		list_del_init(&nh->iff_list);
	WRITE_ONCE(nh->iff, NULL);
}

/**
 * bn_nh_iff_gone() - an iff is deleted: all next hops on it become DEAD (NH-6)
 * @iff: the iff, not freed before a grace period has passed
 *
 * Context: route lock.
 */
void bn_nh_iff_gone(struct bn_iff *iff)
{
	struct bsdnet_stack *stack = bn_iff_stack(iff);
	u32 ifl_index = iff->ifl->ifl_index;
	struct bn_nexthop *first = bn_nh_ring(stack, ifl_index), *nh, *safe;
	LIST_HEAD(all);

	bn_rt_assert(stack);
	if (!first)
		return;
	/* Make the ring a list with a head */
	list_add_tail(&all, &first->iff_list);
	list_for_each_entry_safe(nh, safe, &all, iff_list) {
		if (nh->iff != iff)
			continue;
		become(nh, BSDNET_NEXTHOP_TYPE_DEAD);
		list_del_init(&nh->iff_list);
		WRITE_ONCE(nh->iff, NULL);
		cond_resched();
	}
	ring_set(stack, ifl_index,
		 list_first_entry_or_null(&all, struct bn_nexthop, iff_list));
	list_del(&all);
}

/* With the same destination and the interface's present address */
static int hdr_rebuild(struct bn_nexthop *nh)
{
	struct nh_hdr *old = nh_hdr(nh), *new;

	new = hdr_build(nh->iff, nh->family, old->dest.len ? old->dest.data : NULL);
	if (IS_ERR(new))
		return PTR_ERR(new);
	if (memcmp(&new->hdr, &old->hdr, sizeof(new->hdr)))
		hdr_publish(nh, new);
	else
		kfree(new);
	return 0;
}

/**
 * bn_nh_iff_readdress() - rebuild the layer-2 headers of an interface's next hops
 * @iff: the iff; its link-layer address or encapsulation may have changed
 *
 * A header that cannot be rebuilt is kept.
 *
 * Context: process context, route lock.
 */
void bn_nh_iff_readdress(struct bn_iff *iff)
{
	struct bsdnet_stack *stack = bn_iff_stack(iff);
	struct bn_nexthop *first = bn_nh_ring(stack, iff->ifl->ifl_index);
	struct bn_nexthop *nh = first;
	char name[BN_NAME_MAX];

	bn_rt_assert(stack);
	while (nh) {
		if (nh->iff == iff && nh_hdr(nh) && hdr_rebuild(nh))
			pr_warn_ratelimited("%s: a next hop keeps the old layer-2 header\n",
					    bn_ifl_name(iff->ifl, name));
		cond_resched();
		nh = list_next_entry(nh, iff_list);
		if (nh == first)
			break;
	}
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "nexthop_kunit.c"
#endif
