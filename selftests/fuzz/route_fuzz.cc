// SPDX-License-Identifier: GPL-2.0
/*
 * route_fuzz - the route table (RT-1 .. RT-5, RT-8)
 *
 * Routes of all types come, are replaced, get other next hops and go, with
 * failing allocations; forwarding lookups, single and in vectors, and route
 * lookups by type and interface; walks that change what they walk over; clone
 * routes, some of which copy their parent's next hop. Against the table's naive
 * twin. Probes are the first and the last key of a prefix and those beside it.
 */
#include <algorithm>
#include <map>
#include <memory>
#include <utility>

extern "C" {
#include "fib/fib.h"
#include "fib/trie.h"
}
#include "fuzz.hpp"
#include "twin/route.h"

struct bn_nexthop {
	int refs;
};

namespace {

constexpr unsigned most = 120;
constexpr unsigned next_hops = 6;
constexpr unsigned interfaces = 4;

/* The last notification of a clone about its parent */
struct Told {
	bool copies;		/* takes its parent's next hop */
	bn_route *route;	/* whom it belongs to, once that is known */
	bool parent;		/* whether it has one, as it was told last */
	bn_rt_prefix prefix;	/* of the parent */
	unsigned times;		/* how often */
};

class Run {
public:
	explicit Run(fuzz::Input &input);
	~Run();
	void go();
	static void moved(bn_route *clone, const bn_route *parent, const bn_rt_prefix *prefix,
			  void *arg);

private:
	bn_rt_prefix any_prefix();
	bn_rt_prefix prefix_nearby();
	twin_route *any_route();

	void add();
	void expect_added(bn_route *real, const bn_route_config &config,
			  std::unique_ptr<Told> told);
	void remove();
	void set_nexthop();
	int set_hop(const twin_route &route, bn_nexthop *nh);
	void step();
	void walk();
	void find();
	void lookup(const u8 *key);
	void lookup_types(const u8 *key);
	void lookup_vector();
	void probe(const bn_rt_prefix &prefix);
	void check_clones();

	fuzz::Input &input_;
	bsdnet_stack stack_{};
	bn_rt_table table_{};
	bn_nexthop nh_[next_hops]{};
	twin_rt twin_;
	std::map<const void *, std::unique_ptr<Told>> told_;	/* by address */
	bn_rt_cursor cursor_{};
	unsigned key_bytes_ = 8;
};

Run *the_run;	/* for the table's calls back */

void nh_get(bn_nexthop *nh)
{
	nh->refs++;
}

void nh_put(bn_nexthop *nh)
{
	REQUIRE(nh->refs > 0);
	nh->refs--;
}

void no_event(bn_rt_table *, bn_event, const bn_rt_prefix *, const bn_route *)
{
}

const bn_rt_ops ops = {nh_get, nh_put, no_event};

Run::Run(fuzz::Input &input) : input_(input)
{
	const unsigned addr_bits = input_.flag() ? 128 : 32;

	twin_.n = 0;
	twin_.seq = 0;
	key_bytes_ = 2 * addr_bits / 8;
	REQUIRE(bn_rt_table_init(&table_, &stack_, &ops, addr_bits) == 0);
	the_run = this;
}

Run::~Run()
{
	bn_rt_table_flush(&table_);
	rcu_barrier();
	bn_rt_table_exit(&table_);
	rcu_barrier();
	for (const bn_nexthop &nh : nh_)
		REQUIRE(nh.refs == 0);
	REQUIRE(fuzz_retired() == 0);
	REQUIRE(atomic_long_read(&stack_.live[BN_OBJ_ROUTE]) == 0);
	the_run = nullptr;
}

/* ---- keys ---- */

/* Few different bytes, so that prefixes meet */
bn_rt_prefix Run::any_prefix()
{
	static const u8 alphabet[] = {0x00, 0x0a, 0x80, 0x7f, 0x01, 0xff, 0xc0, 0xfe};
	bn_rt_prefix prefix = {};

	prefix.bits = static_cast<u16>(input_.byte() % (key_bytes_ * 8 + 1));
	for (unsigned i = 0; i * 8 < prefix.bits; i++)
		prefix.key[i] = alphabet[input_.byte() % 8];
	twin_fill(prefix.key, prefix.bits, sizeof(prefix.key), false);
	return prefix;
}

/* One of the table's, or a little longer or shorter, perhaps with a bit changed */
bn_rt_prefix Run::prefix_nearby()
{
	if (!twin_.n)
		return any_prefix();
	bn_rt_prefix prefix = any_route()->prefix;
	const unsigned change = input_.byte();
	const int most_bits = static_cast<int>(key_bytes_ * 8);

	if (change & 64)
		prefix.bits = static_cast<u16>(
			std::clamp(prefix.bits + static_cast<int>(change % 32) - 14, 0, most_bits));
	if (change & 128 && prefix.bits) {
		const unsigned at = input_.below(prefix.bits);

		prefix.key[at / 8] ^= static_cast<u8>(0x80 >> at % 8);
	}
	twin_fill(prefix.key, prefix.bits, sizeof(prefix.key), false);
	return prefix;
}

twin_route *Run::any_route()
{
	return twin_.n ? &twin_.route[input_.below(twin_.n)] : nullptr;
}

Told &told_of(const twin_route &route)
{
	return *static_cast<Told *>(route.arg);
}

/* ---- changes ---- */

/* The table tells a clone of its parent */
void Run::moved(bn_route *clone, const bn_route *parent, const bn_rt_prefix *prefix, void *arg)
{
	Told *told = static_cast<Told *>(arg);
	const unsigned long fail = std::exchange(shim_alloc_fail_nth, 0);

	REQUIRE(!told->route || told->route == clone);
	REQUIRE(parent != clone);
	told->parent = parent;
	if (parent)
		told->prefix = *prefix;
	told->times++;
	if (told->copies && parent)
		REQUIRE(bn_route_set_nexthop(&the_run->table_, clone,
					     bn_route_nexthop(parent, &the_run->stack_)) == 0);
	shim_alloc_fail_nth = fail;
}

void Run::check_clones()
{
	/* a clone may copy from a clone; every round settles one at least */
	for (unsigned round = 0; round < twin_.n; round++) {
		bool settled = true;

		for (unsigned i = 0; i < twin_.n; i++) {
			twin_route &route = twin_.route[i];

			if (!twin_rt_clone(route.type) || !told_of(route).copies)
				continue;
			const twin_route *parent = twin_rt_parent(&twin_, &route);

			if (parent && route.nh != parent->nh) {
				route.nh = parent->nh;
				settled = false;
			}
		}
		if (settled)
			break;
	}
	for (unsigned i = 0; i < twin_.n; i++) {
		const twin_route &route = twin_.route[i];

		if (!twin_rt_clone(route.type))
			continue;
		const twin_route *parent = twin_rt_parent(&twin_, &route);

		REQUIRE(told_of(route).times > 0);
		REQUIRE(told_of(route).parent == !!parent);
		if (parent)
			REQUIRE(twin_rt_same_prefix(&told_of(route).prefix, &parent->prefix));
	}
}

void Run::add()
{
	auto told = std::make_unique<Told>();
	bn_route_config config = {};
	const unsigned what = input_.byte(), more = input_.byte(), fail = input_.byte();

	config.prefix = what & 1 ? any_prefix() : prefix_nearby();
	config.type = static_cast<u8>(1 + (what >> 1) % (__BSDNET_ROUTE_TYPE_MAX - 1));
	config.flags = more & 7;
	config.ifl_index = more >> 3 & (interfaces - 1);
	config.nh = &nh_[(more >> 5) % next_hops];
	config.owner = what & 128 ? &nh_[input_.below(next_hops)] : nullptr;
	config.clone_moved = moved;
	config.clone_arg = told.get();
	told->copies = what & 64;
	if (twin_.n == most)
		return;

	const bool replace = input_.flag();
	const int err = twin_rt_may_add(&twin_, &config, replace);
	bn_route *real;
	{
		FailingAllocation failing(fail < 16 ? fail : 0);

		real = bn_route_add(&table_, &config, replace, nullptr);
	}
	if (err) {
		REQUIRE(PTR_ERR(real) == err);
	} else if (IS_ERR(real)) {
		REQUIRE(PTR_ERR(real) == -ENOMEM && fail && fail < 16);
		REQUIRE(told->times == 0);
	} else {
		expect_added(real, config, std::move(told));
	}
}

void Run::expect_added(bn_route *real, const bn_route_config &config, std::unique_ptr<Told> told)
{
	const twin_route *rival = twin_rt_rival(&twin_, &config);

	if (rival)
		told_.erase(rival->arg);
	REQUIRE(twin_rt_add(&twin_, &config, real));
	told->route = real;
	told_[config.clone_arg] = std::move(told);
	if (!real->plain) {
		bn_rt_prefix got;

		bn_route_prefix(real, &got);
		REQUIRE(twin_rt_same_prefix(&got, &config.prefix));
	}
}

void Run::remove()
{
	const twin_route *route = any_route();

	if (!route || route->type == BSDNET_ROUTE_TYPE_PERM)
		return;
	bn_route *real = twin_rt_real(&table_, route);
	const bn_rt_prefix prefix = route->prefix;

	/* its clones are notified of the new parent meanwhile */
	told_.erase(route->arg);
	twin_rt_remove(&twin_, route);
	bn_route_delete(&table_, real, &prefix);
	check_clones();
	probe(prefix);
}

/* A plain route has no object of its own, and is replaced */
int Run::set_hop(const twin_route &route, bn_nexthop *nh)
{
	bn_route *real = twin_rt_real(&table_, &route);
	bn_route_config config = {};

	if (!real->plain)
		return bn_route_set_nexthop(&table_, real, nh);
	config.prefix = route.prefix;
	config.type = route.type;
	config.flags = route.flags;
	config.ifl_index = route.ifl_index;
	config.nh = nh;
	return PTR_ERR_OR_ZERO(bn_route_add(&table_, &config, true, nullptr));
}

void Run::set_nexthop()
{
	twin_route *route = any_route();
	const unsigned fail = input_.byte();
	bn_nexthop *nh = &nh_[input_.below(next_hops)];
	int err;

	if (!route || (twin_rt_clone(route->type) && told_of(*route).copies))
		return;
	{
		FailingAllocation failing(fail < 16 ? fail : 0);

		err = set_hop(*route, nh);
	}
	if (err)
		REQUIRE(err == -ENOMEM && fail && fail < 16);
	else
		route->nh = nh;
}

/* ---- questions ---- */

/* One step of a walk that continues while everything changes */
void Run::step()
{
	const twin_route *want = twin_rt_next(&twin_, &cursor_);
	const bn_route *got = bn_route_next(&table_, &cursor_);

	REQUIRE(twin_rt_is(&table_, want, got));
	REQUIRE(!got || twin_rt_same_prefix(&cursor_.prefix, &want->prefix));
	if (!got)
		cursor_ = {};
}

void Run::walk()
{
	bn_rt_cursor cursor = {};

	for (unsigned i = 0; i < twin_.n; i++)
		REQUIRE(twin_rt_is(&table_, &twin_.route[i], bn_route_next(&table_, &cursor)));
	REQUIRE(!bn_route_next(&table_, &cursor));
	REQUIRE(bn_rt_table_count(&table_) == twin_.n);
}

void Run::find()
{
	const bn_rt_prefix prefix = prefix_nearby();
	const twin_route *first = twin_rt_first(&twin_, &prefix), *route = any_route();

	REQUIRE(twin_rt_is(&table_, first, bn_route_first(&table_, &prefix)));
	if (!route)
		return;
	const bn_route *got = bn_route_find(&table_, &route->prefix, route->type,
					    route->ifl_index, route->owner);
	const twin_route *want = twin_rt_find(&twin_, &route->prefix, route->type,
					      route->ifl_index, route->owner);
	REQUIRE(twin_rt_is(&table_, want, got));
}

void expect_fwd(const bn_fwd *got, const twin_route *want)
{
	REQUIRE(!got == !want);
	if (!got)
		return;
	REQUIRE(got->nh == want->nh);
	REQUIRE(got->ifl_index == want->ifl_index);
	REQUIRE(got->flags == want->flags);
}

void Run::lookup(const u8 *key)
{
	const twin_route *want = twin_rt_forward(&twin_, key);

	rcu_read_lock();
	expect_fwd(bn_rt_lookup(&table_, key, key + key_bytes_ / 2), want);
	unsigned bits = 0;
	const bn_route *got = bn_rt_lookup_route(&table_, key, key + key_bytes_ / 2, &bits);
	REQUIRE(twin_rt_is(&table_, want, got));
	REQUIRE(bits == (want ? want->prefix.bits : 0U));
	rcu_read_unlock();
}

void Run::lookup_types(const u8 *key)
{
	const u32 types = (input_.word() & ((1u << __BSDNET_ROUTE_TYPE_MAX) - 1)) |
			  BIT(BSDNET_ROUTE_TYPE_USER);
	const u32 ifl_index = input_.below(interfaces);
	const twin_route *want = twin_rt_lookup(&twin_, key, types, ifl_index);

	rcu_read_lock();
	unsigned bits = 0;
	const bn_route *got = bn_rt_lookup_types(&table_, key, key + key_bytes_ / 2, types,
						 ifl_index, &bits);
	REQUIRE(twin_rt_is(&table_, want, got));
	REQUIRE(bits == (want ? want->prefix.bits : 0U));
	rcu_read_unlock();
}

void Run::lookup_vector()
{
	constexpr unsigned longest = 40;
	const unsigned n = 1 + input_.below(longest);
	bn_rt_prefix prefix[longest];
	u32 numbers[longest];

	for (unsigned i = 0; i < n; i++)
		prefix[i] = prefix_nearby();
	rcu_read_lock();
	bn_rt_lookup_vector(&table_, prefix->key, prefix->key + key_bytes_ / 2, sizeof(*prefix),
			    numbers, n);
	for (unsigned i = 0; i < n; i++)
		expect_fwd(bn_rt_fwd(&table_, numbers[i]), twin_rt_forward(&twin_, prefix[i].key));
	rcu_read_unlock();
}

void Run::probe(const bn_rt_prefix &prefix)
{
	for (unsigned probe = 0; probe < TWIN_PROBES; probe++) {
		bn_rt_prefix at = prefix;

		twin_probe(at.key, prefix.bits, key_bytes_, probe);
		lookup(at.key);
	}
}

void Run::go()
{
	while (!input_.empty()) {
		switch (input_.below(14)) {
		case 0:
		case 1:
		case 2:
		case 3:
			add();
			break;
		case 4:
			remove();
			break;
		case 5:
			set_nexthop();
			break;
		case 6:
			step();
			break;
		case 7:
			walk();
			break;
		case 8:
			find();
			break;
		case 9:
			lookup_types(prefix_nearby().key);
			break;
		case 10:
			lookup_vector();
			break;
		case 11:
			fuzz_grace_period();
			break;
		case 12:
			lookup(any_prefix().key);
			break;
		default:
			probe(prefix_nearby());
		}
		check_clones();
		REQUIRE(bn_rt_table_count(&table_) == twin_.n);
	}
	walk();
	for (unsigned i = 0; i < twin_.n; i++)
		probe(twin_.route[i].prefix);
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
	REQUIRE(bn_trie_init() == 0);
	return 0;
}

// Shows: RT-2, RT-3, RT-4, RT-5, RT-8, RT-13
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	fuzz::Input input(data, size);

	shim_random_seed(1);
	Run(input).go();
	return 0;
}
