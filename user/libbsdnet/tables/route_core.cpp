// SPDX-License-Identifier: LGPL-2.1-or-later
//
// route_table over kmod/fib. A next hop of the kernel's code is a next_hop_base; the callbacks
// of clone routes are kept beside the table, by route.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <map>
#include <new>

#include "bsdnet/route_table.hpp"
#include "core.hpp"

extern "C" {
#include "fib/fib.h"
#include "fib/trie.h"
}

namespace bsdnet::detail {

/// The table, with a pointer to its owner.
struct owned_table {
  bn_rt_table table{};
  route_core* core = nullptr;
};

class route_core {
 public:
  owned_table owned;  // first member, the only one that lookups use
  bn_rt_table& table = owned.table;
  stack world;
  /// Callback of a clone, by route as soon as it exists.
  struct clone_closure {
    route_core* core;
    any_moved_fn moved;
  };
  std::map<const bn_route*, clone_closure> clones;
  std::exception_ptr thrown;  // by a callback; rethrown when the kernel's code has returned

  explicit route_core(Family family);
  ~route_core();
  route_core(const route_core&) = delete;
  route_core& operator=(const route_core&) = delete;

  /// Rethrows the exception of a callback.
  void rethrow() {
    if (thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
  }
};

namespace {

static_assert(offsetof(forwarding_entry, hop) == offsetof(bn_fwd, nh));
static_assert(offsetof(forwarding_entry, interface) == offsetof(bn_fwd, ifl_index));
static_assert(offsetof(forwarding_entry, flags) == offsetof(bn_fwd, flags));
static_assert(sizeof(next_hop_base::deferred) >= sizeof(rcu_head));
static_assert(sizeof(bn_rt_cursor) <= sizeof(route_cursor));
static_assert(static_cast<int>(route_type::if_clone_ignore) + 1 == __BSDNET_ROUTE_TYPE_MAX);

constexpr std::size_t kLanes = 64;  // batch of a vector lookup

next_hop_base* hop_of(bn_nexthop* hop) {
  return reinterpret_cast<next_hop_base*>(hop);
}
bn_nexthop* hop_of(next_hop_base* hop) {
  return reinterpret_cast<bn_nexthop*>(hop);
}
route_core& core_of(bn_rt_table* table) {
  return *container_of(table, owned_table, table)->core;
}

// ---- prefixes

std::string text_of(const route_key& key) {
  std::string text = "route " + key.destination.str_full();
  if (key.source.bits != 0) text += " from " + key.source.str_full();
  return text;
}

void check_prefix(const Prefix& prefix, Family family, const char* what) {
  if (prefix.address.family != family)
    throw ArgumentError(std::string("route: ") + what + " " + prefix.str_full() + " is not of " +
                        family_name(family));
  if (prefix.bits > prefix.address.size() * 8)
    throw ArgumentError(std::string("route: ") + what + " prefix length " +
                        std::to_string(prefix.bits) + " is more than an address has bits");
  if (prefix != prefix.network())
    throw ArgumentError(std::string("route: ") + what + " " + prefix.str_full() +
                        " has bits set past its length");
}

bn_rt_prefix prefix_of(const bn_rt_table& table, const route_key& key) {
  const Family family = table.addr_bits == 32 ? Family::inet : Family::inet6;
  bn_rt_prefix out{};
  check_prefix(key.destination, family, "destination");
  std::memcpy(static_cast<void*>(out.key), key.destination.address.bytes.data(),
              table.addr_bits / 8);
  out.bits = key.destination.bits;
  if (key.source.bits == 0) return out;
  check_prefix(key.source, family, "source");
  if (!key.destination.is_host())
    throw ArgumentError(text_of(key) + ": only a host route can have a source prefix");
  std::memcpy(static_cast<void*>(out.key + table.addr_bits / 8), key.source.address.bytes.data(),
              table.addr_bits / 8);
  out.bits = static_cast<u16>(out.bits + key.source.bits);
  return out;
}

Prefix part_of(const bn_rt_table& table, const bn_rt_prefix& prefix, unsigned int part) {
  const unsigned int skip = part * table.addr_bits;
  Prefix out;
  out.address.family = table.addr_bits == 32 ? Family::inet : Family::inet6;
  std::memcpy(out.address.bytes.data(), static_cast<const void*>(prefix.key + skip / 8),
              table.addr_bits / 8);
  out.bits = static_cast<std::uint8_t>(std::min(prefix.bits - skip, table.addr_bits));
  return out;
}

// ---- routes

// Under RCU or the lock
void read_route(const bn_rt_table& table, const bn_rt_prefix& prefix, const bn_route* from,
                any_route& out) {
  const bn_fwd* fwd = bn_route_fwd(from, table.stack);

  out.info.destination = part_of(table, prefix, 0);
  if (prefix.bits > table.addr_bits) out.info.source = part_of(table, prefix, 1);
  out.info.type = static_cast<route_type>(from->type);
  out.info.flags = static_cast<route_flags>(fwd->flags);
  out.info.interface = fwd->ifl_index;
  out.hop = hop_of(fwd->nh);
}

// Under the lock
any_route owned_route(const bn_rt_table& table, const bn_rt_prefix& prefix, const bn_route* from) {
  any_route out;
  read_route(table, prefix, from, out);
  out.owner = bn_route_owner(from);
  return out;
}

hop_reference reference_to(const any_route& of) {
  return hop_reference::of(of.hop);
}

// ---- callbacks of the table

void hop_get(bn_nexthop* hop) {
  hop_of(hop)->references.fetch_add(1, std::memory_order_relaxed);
}

void hop_put(bn_nexthop* hop) {
  next_hop_put(hop_of(hop));
}

bool is_clone(unsigned int type) {
  return type >= BSDNET_ROUTE_TYPE_CLONE;
}

void on_event(bn_rt_table* table, bn_event event, const bn_rt_prefix* /*prefix*/,
              const bn_route* about) {
  if (event == BN_EVENT_DELETE && is_clone(about->type)) core_of(table).clones.erase(about);
}

// The kernel's code cannot propagate exceptions: the first one is rethrown after it
void on_moved(bn_route* clone, const bn_route* parent, const bn_rt_prefix* prefix, void* arg) {
  const auto& closure = *static_cast<route_core::clone_closure*>(arg);
  route_core& core = *closure.core;
  try {
    bn_rt_prefix own{};
    bn_route_prefix(clone, &own);
    const any_route what = owned_route(core.table, own, clone);
    any_route above;
    if (parent != nullptr) above = owned_route(core.table, *prefix, parent);
    const hop_reference hop = closure.moved(what, parent != nullptr ? &above : nullptr);
    if (hop.get() != nullptr && hop.get() != what.hop &&
        bn_route_set_nexthop(&core.table, clone, hop_of(hop.get())) != 0)
      throw std::bad_alloc();
  } catch (...) {
    if (!core.thrown) core.thrown = std::current_exception();
  }
}

constexpr bn_rt_ops kOps = {.nh_get = hop_get,
                            .nh_put = hop_put,
                            .event = on_event,
                            .nh_is_own = nullptr,
                            .exists = nullptr};

bn_route* find_locked(route_core& core, const route_key& key, const bn_rt_prefix& prefix) {
  return bn_route_find(&core.table, &prefix, static_cast<u8>(key.type), key.interface, key.owner);
}

}  // namespace

// ---- creation and destruction

route_core::route_core(Family family) {
  if (family != Family::inet && family != Family::inet6)
    throw ArgumentError("a route table is of inet or inet6, not " + family_name(family));
  owned.core = this;
  if (bn_rt_table_init(&table, world.get(), &kOps, family == Family::inet ? 32 : 128) != 0)
    throw std::bad_alloc();
}

route_core::~route_core() {
  assert_not_reading("route_table");
  pthread_mutex_lock(&world.get()->cfg_mutex);
  bn_rt_table_flush(&table);
  pthread_mutex_unlock(&world.get()->cfg_mutex);
  rcu_barrier();
  bn_rt_table_exit(&table);
}

void route_core_delete::operator()(route_core* core) const noexcept {
  delete core;
}

route_core_ptr make_route_core(Family family) {
  // the slab caches of tries are shared by all tables and are not freed
  static const int err = bn_trie_init();
  if (err != 0) throw std::bad_alloc();
  return route_core_ptr(new route_core(family));
}

namespace {

void destroy_hop(rcu_head* head) {
  next_hop_base* hop = container_of(head, next_hop_base, deferred);
  hop->destroy(hop);
}

}  // namespace

void next_hop_put(next_hop_base* hop) noexcept {
  if (hop->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
    call_rcu(reinterpret_cast<rcu_head*>(&hop->deferred), destroy_hop);
}

// ---- changes

bool route_add(route_core& core, const route_key& key, const hop_reference& hop, route_flags flags,
               bool replace, any_moved_fn moved) {
  if (hop.get() == nullptr) throw ArgumentError(text_of(key) + ": has no next hop");
  if (replace && key.type != route_type::user && key.type != route_type::user_ignore)
    throw ArgumentError(text_of(key) + ": only user routes can be replaced");
  if (moved && !is_clone(static_cast<unsigned int>(key.type)))
    throw ArgumentError(text_of(key) + ": only clone routes can have a callback");

  const writer_lock lock(core.world);
  bn_route_config config{};
  netlink_ext_ack said{};
  config.prefix = prefix_of(core.table, key);
  config.type = static_cast<u8>(key.type);
  config.flags = static_cast<u8>(flags);
  config.ifl_index = key.interface;
  config.nh = hop_of(hop.get());
  config.owner = key.owner;

  // allocated before the route, so that nothing fails after it is added
  decltype(core.clones) made;
  if (moved) {
    made.try_emplace(nullptr, route_core::clone_closure{&core, std::move(moved)});
    config.clone_moved = on_moved;
    config.clone_arg = &made.begin()->second;
  }
  const unsigned int before = core.table.count;
  bn_route* added = bn_route_add(&core.table, &config, replace, &said);
  if (IS_ERR(added)) throw_error(PTR_ERR(added), text_of(key), said);
  if (!made.empty()) {
    auto node = made.extract(made.begin());
    node.key() = added;
    core.clones.insert(std::move(node));
  }
  core.rethrow();
  return core.table.count == before;
}

bool route_remove(route_core& core, const route_key& key) {
  const writer_lock lock(core.world);
  const bn_rt_prefix prefix = prefix_of(core.table, key);
  bn_route* found = find_locked(core, key, prefix);
  if (found == nullptr) return false;
  if (found->type == BSDNET_ROUTE_TYPE_PERM)
    throw ArgumentError(text_of(key) + ": a permanent route cannot be removed");
  bn_route_delete(&core.table, found, &prefix);
  core.rethrow();
  return true;
}

namespace {

// A plain route has no object of its own, and is replaced
int set_hop(bn_rt_table& table, const bn_rt_prefix& prefix, bn_route* route, bn_nexthop* hop) {
  if (!route->plain) return bn_route_set_nexthop(&table, route, hop);
  bn_route_config config{};
  config.prefix = prefix;
  config.type = route->type;
  config.flags = bn_route_fwd(route, table.stack)->flags;
  config.ifl_index = bn_route_fwd(route, table.stack)->ifl_index;
  config.nh = hop;
  return PTR_ERR_OR_ZERO(bn_route_add(&table, &config, true, nullptr));
}

}  // namespace

bool route_set_hop(route_core& core, const route_key& key, const hop_reference& hop) {
  if (hop.get() == nullptr) throw ArgumentError(text_of(key) + ": has no next hop");
  const writer_lock lock(core.world);
  const bn_rt_prefix prefix = prefix_of(core.table, key);
  bn_route* found = find_locked(core, key, prefix);
  if (found == nullptr) return false;
  if (set_hop(core.table, prefix, found, hop_of(hop.get())) != 0) throw std::bad_alloc();
  core.rethrow();
  return true;
}

// ---- walks

bool route_find(route_core& core, const route_key& key, any_route& out, hop_reference& hop) {
  const writer_lock lock(core.world);
  const bn_rt_prefix prefix = prefix_of(core.table, key);
  const bn_route* found = find_locked(core, key, prefix);
  if (found == nullptr) return false;
  out = owned_route(core.table, prefix, found);
  hop = reference_to(out);
  return true;
}

bool route_next(route_core& core, route_cursor& cursor, any_route& out, hop_reference& hop) {
  const writer_lock lock(core.world);
  auto* at = static_cast<bn_rt_cursor*>(cursor.state());
  const bn_route* found = bn_route_next(&core.table, at);
  if (found == nullptr) return false;
  out = owned_route(core.table, at->prefix, found);
  hop = reference_to(out);
  return true;
}

std::size_t route_count(const route_core& core) noexcept {
  return bn_rt_table_count(&core.table);
}

route_memory route_memory_of(route_core& core) {
  const writer_lock lock(core.world);
  bn_rt_memory memory{};
  bn_rt_table_memory(&core.table, &memory);
  return {memory.fib, memory.trie, memory.routes};
}

// ---- lookups

const forwarding_entry* route_lookup(const route_core* core, const void* destination,
                                     const void* source) noexcept {
  return reinterpret_cast<const forwarding_entry*>(
      bn_rt_lookup(&core->owned.table, destination, source));
}

void route_lookup_vector(const route_core* core, const void* destinations, const void* sources,
                         std::size_t stride, const forwarding_entry** out, std::size_t n) noexcept {
  const auto* dst = static_cast<const std::byte*>(destinations);
  const auto* src = static_cast<const std::byte*>(sources);
  const bn_rt_table* table = &core->owned.table;
  std::array<u32, kLanes> numbers;  // NOLINT: set below
  for (std::size_t done = 0; done < n; done += kLanes) {
    const std::size_t some = std::min(n - done, kLanes);
    bn_rt_lookup_vector(table, dst + done * stride, src == nullptr ? nullptr : src + done * stride,
                        stride, numbers.data(), static_cast<unsigned int>(some));
    for (std::size_t i = 0; i < some; ++i)
      out[done + i] = reinterpret_cast<const forwarding_entry*>(bn_rt_fwd(table, numbers[i]));
  }
}

bool route_best(const route_core& core, const void* destination, const void* source,
                route_types types, std::uint32_t interface, any_route& out) noexcept {
  unsigned int bits = 0;
  const bn_route* found =
      bn_rt_lookup_types(&core.table, destination, source, types.bits(), interface, &bits);
  if (found == nullptr) return false;
  bn_rt_prefix prefix{};
  bn_rt_prefix_make(&core.table, destination, source, bits, &prefix);
  read_route(core.table, prefix, found, out);
  return true;
}

void throw_wrong_family() {
  throw ArgumentError("lookup of an address of another family than that of the route table");
}

void throw_wrong_length() {
  throw ArgumentError("a vector lookup needs as many results and sources as destinations");
}

}  // namespace bsdnet::detail
