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

/** A table asks of a next hop only to be told when it is in use. */
std::array<char, kNextHops + 1> next_hops;

bn_nexthop* next_hop_at(std::uint16_t number) {
  return reinterpret_cast<bn_nexthop*>(&next_hops.at(number));
}

void ignore_next_hop(bn_nexthop*) {}
void ignore_event(bn_rt_table*, bn_event, const bn_route*) {}

/** Of a vector of packets whose source addresses don't matter. */
constexpr std::array<const void*, 64> kNoSources{};

constexpr bn_rt_ops kOps = {ignore_next_hop, ignore_next_hop, ignore_event};

struct ReadLock {
  ReadLock() { rcu_read_lock(); }
  ReadLock(const ReadLock&) = delete;
  ReadLock& operator=(const ReadLock&) = delete;
  ~ReadLock() { rcu_read_unlock(); }
};

class Ours : public TableOf<Ours> {
 public:
  using Key = const void*;
  using Result = const bn_fwd*;
  using Reading = ReadLock;

  explicit Ours(int family) {
    // caches for the nodes of all tables
    static const int caches = bn_trie_init();
    if (caches != 0 || bn_rt_table_init(&table_, &stack_, &kOps, family == 4 ? 32 : 128) != 0)
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
    config.type = BN_RTT_USER;
    config.nh = next_hop_at(route.next_hop);
    return !IS_ERR(bn_route_add(&table_, &config, false, nullptr));
  }

  bool remove(const Route& route) override {
    const bn_rt_prefix prefix = prefix_of(route);
    bn_route* found = bn_route_find(&table_, &prefix, BN_RTT_USER, 0, nullptr);
    if (found == nullptr) return false;
    bn_route_delete(&table_, found);
    return true;
  }

  void set_keys(const std::vector<Address>& keys) override {
    const std::size_t bytes = table_.addr_bits / 8;
    bytes_.resize(keys.size() * bytes);
    keys_.clear();
    for (std::size_t i = 0; i < keys.size(); i++) {
      memcpy(&bytes_[i * bytes], keys[i].data(), bytes);
      keys_.push_back(&bytes_[i * bytes]);
    }
  }
  std::vector<Key>& keys() { return keys_; }

  Result one(Key key) { return bn_rt_lookup(&table_, key, nullptr); }
  void many(Key* keys, Result* results, unsigned n) {
    bn_rt_lookup_vector(&table_, keys, kNoSources.data(), results, n);
  }
  static std::uint64_t word_of(Result result) { return reinterpret_cast<std::uintptr_t>(result); }
  static std::uint16_t next_hop_of(Result result) {
    if (result == nullptr || result->nh == nullptr) return 0;
    return static_cast<std::uint16_t>(reinterpret_cast<char*>(result->nh) - next_hops.data());
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
  std::vector<std::uint8_t> bytes_;
  std::vector<Key> keys_;
};

}  // namespace

TablePointer make_ours(int family) {
  return std::make_unique<Ours>(family);
}

}  // namespace bench
