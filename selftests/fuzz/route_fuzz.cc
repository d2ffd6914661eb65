// SPDX-License-Identifier: GPL-2.0
/*
 * route_fuzz - the route table (RT-1 .. RT-5, RT-8)
 *
 * Routes of all types come, are replaced, get other next hops and go, with
 * failing allocations; forwarding lookups, single and in vectors, and route
 * lookups by type and interface; walks that change what they walk over; clone
 * routes, some of which copy their parent's next hop. Against a list that is
 * searched from end to end. Probes are the first and the last key of a prefix
 * and those beside it.
 */
#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

extern "C" {
#include "fib/fib.h"
#include "fib/trie.h"
}
#include "fuzz.hpp"

struct bn_nexthop {
	int refs;
};

namespace {

constexpr std::size_t most = 120;
constexpr unsigned next_hops = 6;
constexpr unsigned interfaces = 4;

/* What the twin knows of a route */
struct Route {
	bn_rt_prefix prefix;
	u8 type, flags;
	u32 ifl_index;
	bn_nexthop *nh;
	const void *owner;
	std::uint64_t seq;	/* order of arrival */
	bn_route *real;
	bool copies;		/* a clone that takes its parent's next hop */
	const bn_route *told;	/* a clone's parent, as it was told last */
	unsigned times;		/* how often */

	/* RT-5 */
	auto order() const { return std::make_tuple(type, ifl_index, seq); }
	bool before(const Route &other) const
	{
		const int diff = std::memcmp(prefix.key, other.prefix.key, sizeof(prefix.key));

		if (diff || prefix.bits != other.prefix.bits)
			return diff ? diff < 0 : prefix.bits < other.prefix.bits;
		return order() < other.order();
	}
	bool is_user() const { return type == BN_RTT_USER || type == BN_RTT_USER_IGNORE; }
	bool is_ignored() const
	{
		return type == BN_RTT_USER_IGNORE || type == BN_RTT_CLONE_IGNORE ||
		       type == BN_RTT_IFCLONE_IGNORE;
	}
	bool is_clone() const { return type >= BN_RTT_CLONE; }
	bool is_ifclone() const
	{
		return type == BN_RTT_IFCLONE || type == BN_RTT_IFCLONE_IGNORE;
	}
	bool is_interface() const { return BN_RTT_INTERFACE & BN_RTT_BIT(type); }
};

bool same(const bn_rt_prefix &a, const bn_rt_prefix &b)
{
	return a.bits == b.bits && !std::memcmp(a.key, b.key, sizeof(a.key));
}

bool covers(const bn_rt_prefix &prefix, const u8 *key)
{
	return fuzz::agrees(prefix.key, key, prefix.bits);
}

class Run {
public:
	explicit Run(fuzz::Input &input);
	~Run();
	void go();
	static void moved(bn_route *clone, const bn_route *parent, void *arg);

private:
	using Routes = std::vector<std::unique_ptr<Route>>;	/* in order */

	bn_rt_prefix any_prefix();
	bn_rt_prefix prefix_nearby();
	Route *any_route();
	Route *twin_of(const bn_route *real) const;
	Route *first_of(const bn_rt_prefix &prefix) const;
	Route *parent_of(const Route &clone) const;
	Route *find_rival(const Route &route) const;
	Route *lookup_twin(const u8 *key, u32 types, u32 ifl_index) const;

	void add();
	void expect_added(bn_route *real, std::unique_ptr<Route> route, Route *rival);
	void remove();
	void set_nexthop();
	void step();
	void walk();
	void find();
	void lookup(const u8 *key);
	void lookup_types(const u8 *key);
	void lookup_vector();
	void probe(const bn_rt_prefix &prefix);
	void check_clones();
	void insert(std::unique_ptr<Route> route);
	void erase(const Route *route);

	fuzz::Input &input_;
	bsdnet_stack stack_{};
	bn_rt_table table_{};
	bn_nexthop nh_[next_hops]{};
	Routes twin_;
	bn_rt_cursor cursor_{};
	std::uint64_t seq_ = 0;
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

void no_event(bn_rt_table *, bn_event, const bn_route *)
{
}

const bn_rt_ops ops = {nh_get, nh_put, no_event};

Run::Run(fuzz::Input &input) : input_(input)
{
	const unsigned addr_bits = input_.flag() ? 128 : 32;

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
	fuzz::clear_past(prefix.key, prefix.bits, sizeof(prefix.key));
	return prefix;
}

/* One of the table's, or a little longer or shorter, perhaps with a bit changed */
bn_rt_prefix Run::prefix_nearby()
{
	if (twin_.empty())
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
	fuzz::clear_past(prefix.key, prefix.bits, sizeof(prefix.key));
	return prefix;
}

/* ---- the twin ---- */

Route *Run::any_route()
{
	return twin_.empty() ? nullptr :
	       twin_[input_.below(static_cast<unsigned>(twin_.size()))].get();
}

void Run::insert(std::unique_ptr<Route> route)
{
	const auto at = std::ranges::find_if(
		twin_, [&](const auto &other) { return route->before(*other); });

	twin_.insert(at, std::move(route));
}

void Run::erase(const Route *route)
{
	std::erase_if(twin_, [&](const auto &other) { return other.get() == route; });
}

Route *Run::twin_of(const bn_route *real) const
{
	for (const auto &route : twin_)
		if (route->real == real)
			return route.get();
	return nullptr;
}

Route *Run::first_of(const bn_rt_prefix &prefix) const
{
	for (const auto &route : twin_)
		if (same(route->prefix, prefix))
			return route.get();
	return nullptr;
}

/* RT-8: who would forward in the clone's stead, or the interface route that would */
Route *Run::parent_of(const Route &clone) const
{
	Route *best = nullptr;

	for (const auto &route : twin_) {
		if (route->prefix.bits > clone.prefix.bits ||
		    !covers(route->prefix, clone.prefix.key) || route.get() == &clone)
			continue;
		const bool parent = clone.is_ifclone() ?
			route->is_interface() :
			route.get() == first_of(route->prefix) && !route->is_ignored();

		if (parent && (!best || route->prefix.bits > best->prefix.bits))
			best = route.get();
	}
	return best;
}

Route *Run::find_rival(const Route &route) const
{
	for (const auto &other : twin_)
		if (same(other->prefix, route.prefix) &&
		    ((other->is_user() && route.is_user()) ||
		     (other->type == route.type && other->ifl_index == route.ifl_index &&
		      other->owner == route.owner)))
			return other.get();
	return nullptr;
}

/* Without types: the one that forwards */
Route *Run::lookup_twin(const u8 *key, u32 types, u32 ifl_index) const
{
	Route *best = nullptr;

	for (const auto &route : twin_) {
		if (!covers(route->prefix, key) || (best && route->prefix.bits <= best->prefix.bits))
			continue;
		if (types ? types & BN_RTT_BIT(route->type) &&
			    (!ifl_index || ifl_index == route->ifl_index) :
			    route.get() == first_of(route->prefix) && !route->is_ignored())
			best = route.get();
	}
	return best;
}

/* ---- changes ---- */

/* The table tells a clone of its parent */
void Run::moved(bn_route *clone, const bn_route *parent, void *arg)
{
	Route *route = static_cast<Route *>(arg);
	const unsigned long fail = std::exchange(shim_alloc_fail_nth, 0);

	REQUIRE(!route->real || route->real == clone);
	REQUIRE(parent != clone);
	route->told = parent;
	route->times++;
	if (route->copies && parent)
		REQUIRE(bn_route_set_nexthop(&the_run->table_, clone, bn_route_nexthop(parent)) == 0);
	shim_alloc_fail_nth = fail;
}

void Run::check_clones()
{
	/* a clone may copy from a clone; every round settles one at least */
	for (std::size_t round = 0; round < twin_.size(); round++) {
		bool settled = true;

		for (const auto &route : twin_) {
			if (!route->is_clone() || !route->copies)
				continue;
			const Route *parent = parent_of(*route);

			if (parent && route->nh != parent->nh) {
				route->nh = parent->nh;
				settled = false;
			}
		}
		if (settled)
			break;
	}
	for (const auto &route : twin_) {
		if (!route->is_clone())
			continue;
		const Route *parent = parent_of(*route);

		REQUIRE(route->times > 0);
		REQUIRE(route->told == (parent ? parent->real : nullptr));
	}
}

void Run::add()
{
	auto route = std::make_unique<Route>();
	bn_route_config config = {};
	const unsigned what = input_.byte(), more = input_.byte(), fail = input_.byte();

	route->prefix = what & 1 ? any_prefix() : prefix_nearby();
	route->type = static_cast<u8>(1 + (what >> 1) % (BN_RTT_MAX - 1));
	route->flags = more & 7;
	route->ifl_index = more >> 3 & (interfaces - 1);
	route->nh = &nh_[(more >> 5) % next_hops];
	route->owner = what & 128 ? &nh_[input_.below(next_hops)] : nullptr;
	route->copies = what & 64;
	config.prefix = route->prefix;
	config.type = route->type;
	config.flags = route->flags;
	config.ifl_index = route->ifl_index;
	config.nh = route->nh;
	config.owner = route->owner;
	config.clone_moved = moved;
	config.clone_arg = route.get();
	if (twin_.size() == most)
		return;

	Route *rival = find_rival(*route);
	const bool replace = input_.flag();
	const bool wrong = !route->prefix.bits && route->is_ignored();
	bn_route *real;
	{
		FailingAllocation failing(fail < 16 ? fail : 0);

		real = bn_route_add(&table_, &config, replace, nullptr);
	}
	if (wrong) {
		REQUIRE(PTR_ERR(real) == -EINVAL);
	} else if (rival && !(replace && route->is_user())) {
		REQUIRE(PTR_ERR(real) == -EEXIST);
	} else if (IS_ERR(real)) {
		REQUIRE(PTR_ERR(real) == -ENOMEM && fail && fail < 16);
		REQUIRE(route->times == 0);
	} else {
		expect_added(real, std::move(route), rival);
	}
}

void Run::expect_added(bn_route *real, std::unique_ptr<Route> route, Route *rival)
{
	const bn_rt_prefix prefix = route->prefix;
	bn_rt_prefix got;

	route->real = real;
	route->seq = ++seq_;
	if (rival)
		erase(rival);
	insert(std::move(route));
	bn_route_prefix(real, &got);
	REQUIRE(same(got, prefix));
	REQUIRE(bn_route_bits(real) == prefix.bits);
}

void Run::remove()
{
	const Route *route = any_route();

	if (!route || route->type == BN_RTT_PERM)
		return;
	bn_route *real = route->real;
	const bn_rt_prefix prefix = route->prefix;

	/* its clones are told of the new parent while it goes */
	erase(route);
	bn_route_delete(&table_, real);
	check_clones();
	probe(prefix);
}

void Run::set_nexthop()
{
	Route *route = any_route();
	const unsigned fail = input_.byte();
	bn_nexthop *nh = &nh_[input_.below(next_hops)];
	int err;

	if (!route || (route->is_clone() && route->copies))
		return;
	{
		FailingAllocation failing(fail < 16 ? fail : 0);

		err = bn_route_set_nexthop(&table_, route->real, nh);
	}
	if (err)
		REQUIRE(err == -ENOMEM && fail && fail < 16);
	else
		route->nh = nh;
}

/* ---- questions ---- */

/* One step of a walk that goes on while everything changes */
void Run::step()
{
	const bn_rt_cursor at = cursor_;
	const bn_route *got = bn_route_next(&table_, &cursor_);
	const auto want = std::ranges::find_if(twin_, [&](const auto &route) {
		Route last = {};

		if (!at.started)
			return true;
		last.prefix = at.prefix;
		last.type = at.type;
		last.ifl_index = at.ifl_index;
		last.seq = at.seq;
		return last.before(*route);
	});

	REQUIRE(got == (want == twin_.end() ? nullptr : (*want)->real));
	if (!got)
		cursor_ = {};
}

void Run::walk()
{
	bn_rt_cursor cursor = {};

	for (const auto &route : twin_)
		REQUIRE(bn_route_next(&table_, &cursor) == route->real);
	REQUIRE(!bn_route_next(&table_, &cursor));
	REQUIRE(bn_rt_table_count(&table_) == twin_.size());
}

void Run::find()
{
	const bn_rt_prefix prefix = prefix_nearby();
	const Route *first = first_of(prefix), *route = any_route();

	REQUIRE(bn_route_first(&table_, &prefix) == (first ? first->real : nullptr));
	if (!route)
		return;
	const bn_route *got = bn_route_find(&table_, &route->prefix, route->type,
					    route->ifl_index, route->owner);
	const auto want = std::ranges::find_if(twin_, [&](const auto &other) {
		return same(other->prefix, route->prefix) && other->type == route->type &&
		       other->ifl_index == route->ifl_index &&
		       (!route->owner || other->owner == route->owner);
	});
	REQUIRE(got == (*want)->real);
}

void expect_fwd(const bn_fwd *got, const Route *want)
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
	const Route *want = lookup_twin(key, 0, 0);

	rcu_read_lock();
	expect_fwd(bn_rt_lookup(&table_, key, key + key_bytes_ / 2), want);
	REQUIRE(bn_rt_lookup_route(&table_, key, key + key_bytes_ / 2) ==
		(want ? want->real : nullptr));
	rcu_read_unlock();
}

void Run::lookup_types(const u8 *key)
{
	const u32 types = (input_.word() & ((1u << BN_RTT_MAX) - 1)) | BN_RTT_BIT(BN_RTT_USER);
	const u32 ifl_index = input_.below(interfaces);
	const Route *want = lookup_twin(key, types, ifl_index);

	rcu_read_lock();
	REQUIRE(bn_rt_lookup_types(&table_, key, key + key_bytes_ / 2, types, ifl_index) ==
		(want ? want->real : nullptr));
	rcu_read_unlock();
}

void Run::lookup_vector()
{
	constexpr unsigned longest = 40;
	const unsigned n = 1 + input_.below(longest);
	bn_rt_prefix prefix[longest];
	const void *dst[longest], *src[longest];
	const bn_fwd *fwd[longest];

	for (unsigned i = 0; i < n; i++) {
		prefix[i] = prefix_nearby();
		dst[i] = prefix[i].key;
		src[i] = prefix[i].key + key_bytes_ / 2;
	}
	rcu_read_lock();
	bn_rt_lookup_vector(&table_, dst, src, fwd, n);
	for (unsigned i = 0; i < n; i++)
		expect_fwd(fwd[i], lookup_twin(prefix[i].key, 0, 0));
	rcu_read_unlock();
}

/* Adds one to, or takes one from, the number that the key is */
void count(u8 *key, unsigned size, int by)
{
	for (unsigned i = size; i--;) {
		key[i] = static_cast<u8>(key[i] + by);
		if (key[i] != (by > 0 ? 0 : 255))
			break;
	}
}

/* First, last, and those beside them */
void Run::probe(const bn_rt_prefix &prefix)
{
	u8 key[BN_RT_KEY_BYTES];

	std::memcpy(key, prefix.key, sizeof(key));
	lookup(key);
	count(key, key_bytes_, -1);
	lookup(key);
	std::memcpy(key, prefix.key, sizeof(key));
	for (unsigned bit = prefix.bits; bit < key_bytes_ * 8; bit++)
		key[bit / 8] |= static_cast<u8>(0x80 >> bit % 8);
	lookup(key);
	count(key, key_bytes_, 1);
	lookup(key);
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
		REQUIRE(bn_rt_table_count(&table_) == twin_.size());
	}
	walk();
	for (const auto &route : twin_)
		probe(route->prefix);
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
