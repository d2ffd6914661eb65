// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * bsdnet's route table, the module's own files compiled for user space.
 */
extern "C" {
#include "fib/fib.h"
#include "fib/trie.h"
}

#include <stdexcept>

#include "host/table.hpp"

namespace bench {

namespace {

/** A table only holds and drops references on next hops. */
std::array<char, kNextHops + 1> next_hops;

bn_nexthop* next_hop_at(std::uint16_t number) {
  return reinterpret_cast<bn_nexthop*>(&next_hops.at(number));
}

void ignore_next_hop(bn_nexthop*) {}
void ignore_event(bn_rt_table*, bn_event, const bn_rt_prefix*, const bn_route*) {}

constexpr bn_rt_ops kOps = {
    .nh_get = ignore_next_hop, .nh_put = ignore_next_hop, .event = ignore_event};

struct ReadLock {
  ReadLock() { rcu_read_lock(); }
  ReadLock(const ReadLock&) = delete;
  ReadLock& operator=(const ReadLock&) = delete;
  ~ReadLock() { rcu_read_unlock(); }
};

template <std::size_t kBytes>
class Ours : public TableOf<Ours<kBytes>> {
 public:
  using Key = std::array<std::uint8_t, kBytes>;
  using Result = std::uint32_t;
  using Reading = ReadLock;

  Ours() {
    // caches for the nodes of all tables
    static const int caches = bn_trie_init();
    if (caches != 0 || bn_rt_table_init(&table_, &stack_, &kOps, kBytes * 8) != 0)
      throw std::runtime_error("bsdnet: no memory");
  }
  ~Ours() override {
    bn_rt_table_flush(&table_);
    synchronize_rcu();
    bn_rt_table_exit(&table_);
    rcu_barrier();
  }

  std::string name() const override { return "bsdnet"; }

  Memory memory() const override {
    bn_rt_memory memory{};
    bn_rt_table_memory(&table_, &memory);
    return {memory.fib, memory.fib + memory.trie + memory.routes};
  }

  bool add(const Route& route) override {
    bn_route_config config{};
    config.prefix = prefix_of(route);
    config.type = BSDNET_ROUTE_TYPE_USER;
    config.nh = next_hop_at(route.next_hop);
    return !IS_ERR(bn_route_add(&table_, &config, false, nullptr));
  }

  bool remove(const Route& route) override {
    const bn_rt_prefix prefix = prefix_of(route);
    bn_route* found = bn_route_find(&table_, &prefix, BSDNET_ROUTE_TYPE_USER, 0, nullptr);
    if (found == nullptr) return false;
    bn_route_delete(&table_, found, &prefix);
    return true;
  }

  void set_keys(const std::vector<Address>& keys) override {
    keys_.resize(keys.size());
    for (std::size_t i = 0; i < keys.size(); i++)
      memcpy(keys_[i].data(), keys[i].data(), kBytes);
  }
  std::vector<Key>& keys() { return keys_; }

  Result one(const Key& key) { return bn_rt_lookup_number(&table_, key.data(), nullptr); }
  void many(const Key* keys, Result* results, unsigned n) {
    bn_rt_lookup_vector(&table_, keys, nullptr, sizeof(*keys), results, n);
  }
  static std::uint64_t word_of(Result result) { return result; }
  std::uint16_t next_hop_of(Result result) {
    const bn_fwd* fwd = bn_rt_fwd(&table_, result);
    if (fwd == nullptr || fwd->nh == nullptr) return 0;
    return static_cast<std::uint16_t>(reinterpret_cast<char*>(fwd->nh) - next_hops.data());
  }

 private:
  static bn_rt_prefix prefix_of(const Route& route) {
    bn_rt_prefix prefix{};
    prefix.bits = route.bits;
    memcpy(prefix.key, route.prefix.data(), route.prefix.size());
    return prefix;
  }

  bn_rt_table table_{};
  bsdnet_stack stack_{};
  std::vector<Key> keys_;
};

}  // namespace

TablePointer make_ours(int family) {
  if (family == 4) return std::make_unique<Ours<4>>();
  return std::make_unique<Ours<16>>();
}

}  // namespace bench
