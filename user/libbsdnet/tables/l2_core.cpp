// SPDX-License-Identifier: LGPL-2.1-or-later
//
// l2_table over kmod/l2demux. The opaque pointer of an entry in the kernel's code is the node
// with the value.
#include <cstddef>
#include <cstring>
#include <new>

#include "bsdnet/address.hpp"
#include "bsdnet/l2_table.hpp"
#include "core.hpp"

extern "C" {
#include "l2demux/l2demux.h"
}

namespace bsdnet {

l2_key::l2_key(std::span<const std::uint8_t> data, unsigned int bits) {
  append(data, bits);
}

l2_key& l2_key::append(std::span<const std::uint8_t> data, unsigned int bits) {
  if (bits == 0) return *this;
  if (data.size() * 8 < bits) throw ArgumentError("layer-2 key: the data is too short");
  if (bits_ % 8 != 0) throw ArgumentError("layer-2 key: ends within a byte");
  if (bits > max_bits - bits_) throw ArgumentError("layer-2 key: more than 256 bits");
  const std::size_t size = (bits + 7) / 8;
  std::uint8_t* end = data_.data() + bits_ / 8;
  std::memcpy(end, data.data(), size);
  if (bits % 8 != 0) end[size - 1] &= static_cast<std::uint8_t>(0xff00U >> bits % 8);
  bits_ = static_cast<std::uint16_t>(bits_ + bits);
  return *this;
}

namespace detail {

class l2_core {
 public:
  stack world;
  bn_l2_table* table;

  l2_core() : table(bn_l2_table_alloc(world.get())) {
    if (table == nullptr) throw std::bad_alloc();
  }
  ~l2_core();
  l2_core(const l2_core&) = delete;
  l2_core& operator=(const l2_core&) = delete;
};

namespace {

static_assert(sizeof(l2_key) == sizeof(bn_l2_key) && offsetof(bn_l2_key, data) == 8);
static_assert(l2_key::max_bits == BSDNET_L2_KEY_MAX * 8);
static_assert(sizeof(l2_node_base::deferred) >= sizeof(rcu_head));

const bn_l2_key* key_of(const l2_key& key) {
  return reinterpret_cast<const bn_l2_key*>(&key);
}

l2_node_base* node_of(const bn_l2_entry* entry) {
  return static_cast<l2_node_base*>(entry->opaque);
}

void destroy_node(rcu_head* head) {
  l2_node_base* node = container_of(head, l2_node_base, deferred);
  node->destroy(node);
}

// The lock is held
void remove_entry(l2_core& core, const bn_l2_entry* entry) {
  l2_node_base* node = node_of(entry);
  bn_l2_remove(core.table, const_cast<bn_l2_entry*>(entry));
  call_rcu(reinterpret_cast<rcu_head*>(&node->deferred), destroy_node);
}

// The lock is held
const bn_l2_entry* find_entry(const l2_core& core, const l2_key& key) {
  const bn_l2_entry* found = bn_l2_lookup(core.table, key_of(key));
  return found != nullptr && node_of(found)->key == key ? found : nullptr;
}

// Never called: lookups return the value instead of running the procedure
void no_input(const bn_l2_entry* /*entry*/, sk_buff** /*pkts*/, unsigned int /*n*/) {}

std::string text_of(const l2_key& key) {
  return "layer-2 prefix " + hex(key.bytes()) + "/" + std::to_string(key.bits());
}

}  // namespace

l2_core::~l2_core() {
  assert_not_reading("l2_table");
  while (const bn_l2_entry* entry = bn_l2_next(table, nullptr))
    remove_entry(*this, entry);
  rcu_barrier();
  bn_l2_table_free(table);
}

void l2_core_delete::operator()(l2_core* core) const noexcept {
  delete core;
}

l2_core_ptr make_l2_core() {
  return l2_core_ptr(new l2_core);
}

void l2_insert(l2_core& core, l2_node_base* node) {
  const writer_lock lock(core.world);
  netlink_ext_ack said{};
  const bn_l2_entry* entry = bn_l2_insert(core.table, key_of(node->key), node->interface,
                                          node->strip, no_input, node, &said);
  if (IS_ERR(entry)) throw_error(PTR_ERR(entry), text_of(node->key), said);
}

bool l2_remove(l2_core& core, const l2_key& key) {
  const writer_lock lock(core.world);
  const bn_l2_entry* entry = find_entry(core, key);
  if (entry == nullptr) return false;
  remove_entry(core, entry);
  return true;
}

bool l2_next(l2_core& core, const l2_key* after, const l2_visit& visit) {
  const writer_lock lock(core.world);
  const bn_l2_entry* entry = bn_l2_next(core.table, after != nullptr ? key_of(*after) : nullptr);
  return entry != nullptr && visit(*node_of(entry));
}

const l2_node_base* l2_lookup(const l2_core* core, const l2_key& key) noexcept {
  const bn_l2_entry* entry = bn_l2_lookup(core->table, key_of(key));
  return entry != nullptr ? node_of(entry) : nullptr;
}

std::size_t l2_count(const l2_core& core) noexcept {
  return bn_l2_count(core.table);
}

std::uint64_t l2_stamp(const l2_core& core) noexcept {
  return bn_l2_stamp(core.table);
}

}  // namespace detail
}  // namespace bsdnet
