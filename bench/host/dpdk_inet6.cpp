// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * DPDK's IPv6 tables: rte_lpm6, and rte_fib6 of type TRIE with entries of 2
 * and 4 bytes, scalar and with AVX-512 where the processor has it.
 */
#include <rte_fib6.h>
#include <rte_lpm6.h>
#include <rte_memory.h>

#include <algorithm>

#include "host/dpdk.hpp"

namespace bench {

namespace {

// an entry of 2 bytes has 15 bits for the number of a group
constexpr std::uint32_t kMostGroups2b = 32767;

// Of more routes than this, there is one rte_fib6 and no more: it takes some
// gigabytes
constexpr std::size_t kMany = 300000;

/** Keys as they are. */
template <class T>
class Inet6Table : public TableOf<T> {
 public:
  using Key = Address;
  using Reading = Unguarded;

  void set_keys(const std::vector<Address>& keys) override { keys_ = keys; }
  std::vector<Key>& keys() { return keys_; }

  /** As DPDK declares an array of addresses. */
  static std::uint8_t (*bytes_of(Key* keys))[16] {
    return reinterpret_cast<std::uint8_t(*)[16]>(keys);
  }

 private:
  std::vector<Key> keys_;
};

class Lpm6 : public Inet6Table<Lpm6> {
 public:
  using Result = std::int32_t;

  explicit Lpm6(const RouteSet& set) {
    rte_lpm6_config config{};
    config.max_rules = static_cast<std::uint32_t>(set.routes.size() + 1024);
    const std::uint32_t groups = count_groups(set, 24, 8);
    config.number_tbl8s = std::min(groups + 1024, 1u << 21);
    const std::size_t before = dpdk_bytes();
    lpm_ = rte_lpm6_create("lpm6", SOCKET_ID_ANY, &config);
    if (lpm_ == nullptr) dpdk_failed("rte_lpm6");
    memory_.total = dpdk_bytes() - before;
    memory_.forwarding = 4 * ((std::size_t{1} << 24) + groups * 256ull);
  }
  ~Lpm6() override { rte_lpm6_free(lpm_); }

  std::string name() const override { return "rte_lpm6"; }
  Memory memory() const override { return memory_; }
  bool add(const Route& route) override {
    return rte_lpm6_add(lpm_, route.prefix.data(), route.bits, route.next_hop) == 0;
  }
  bool remove(const Route& route) override {
    return rte_lpm6_delete(lpm_, route.prefix.data(), route.bits) == 0;
  }

  Result one(const Key& key) {
    std::uint32_t next_hop = 0;
    return rte_lpm6_lookup(lpm_, key.data(), &next_hop) == 0 ? static_cast<Result>(next_hop) : -1;
  }
  void many(Key* keys, Result* results, unsigned n) {
    rte_lpm6_lookup_bulk_func(lpm_, bytes_of(keys), results, n);
  }
  static std::uint64_t word_of(Result result) { return static_cast<std::uint64_t>(result); }
  static std::uint16_t next_hop_of(Result result) {
    return result < 0 ? 0 : static_cast<std::uint16_t>(result);
  }

 private:
  rte_lpm6* lpm_;
  Memory memory_;
};

struct Fib6Kind {
  const char* name;
  rte_fib_trie_nh_sz size;
  unsigned bytes;
  rte_fib6_lookup_type lookup;
};

class Fib6 : public Inet6Table<Fib6> {
 public:
  using Result = std::uint64_t;

  /** \return null if it cannot hold the set, or the processor lacks what the kind needs */
  static TablePointer make(const Fib6Kind& kind, const RouteSet& set) {
    if (kind.bytes == 2 && count_groups(set, 24, 8) > kMostGroups2b) return nullptr;
    auto table = std::make_unique<Fib6>(kind, set);
    if (rte_fib6_select_lookup(table->fib_, kind.lookup) != 0) return nullptr;
    return table;
  }

  Fib6(const Fib6Kind& kind, const RouteSet& set) : name_(kind.name) {
    rte_fib6_conf config{};
    config.type = RTE_FIB6_TRIE;
    config.max_routes = static_cast<int>(2 * set.routes.size() + 1024);
    config.trie.nh_sz = kind.size;
    // it sets aside more than it comes to use
    const std::uint32_t groups = count_groups(set, 24, 8);
    config.trie.num_tbl8 = std::min(6 * groups + 4096, kind.bytes == 2 ? kMostGroups2b : 1u << 21);
    const std::size_t before = dpdk_bytes();
    fib_ = rte_fib6_create(kind.name, SOCKET_ID_ANY, &config);
    if (fib_ == nullptr) dpdk_failed(kind.name);
    memory_.forwarding = kind.bytes * ((std::size_t{1} << 24) + groups * 256ull);
    memory_.total = dpdk_bytes() - before;
  }
  ~Fib6() override { rte_fib6_free(fib_); }

  std::string name() const override { return name_; }
  Memory memory() const override { return memory_; }
  bool add(const Route& route) override {
    return rte_fib6_add(fib_, route.prefix.data(), route.bits, route.next_hop) == 0;
  }
  bool remove(const Route& route) override {
    return rte_fib6_delete(fib_, route.prefix.data(), route.bits) == 0;
  }

  Result one(Key& key) {
    Result result = 0;
    rte_fib6_lookup_bulk(fib_, bytes_of(&key), &result, 1);
    return result;
  }
  void many(Key* keys, Result* results, unsigned n) {
    rte_fib6_lookup_bulk(fib_, bytes_of(keys), results, static_cast<int>(n));
  }
  static std::uint64_t word_of(Result result) { return result; }
  static std::uint16_t next_hop_of(Result result) { return static_cast<std::uint16_t>(result); }

 private:
  std::string name_;
  rte_fib6* fib_;
  Memory memory_;
};

// the first that there can be is the one for large sets
constexpr std::array<Fib6Kind, 4> kFibs = {{
    {"rte_fib6_4b_avx512", RTE_FIB6_TRIE_4B, 4, RTE_FIB6_LOOKUP_TRIE_VECTOR_AVX512},
    {"rte_fib6_4b", RTE_FIB6_TRIE_4B, 4, RTE_FIB6_LOOKUP_TRIE_SCALAR},
    {"rte_fib6_2b", RTE_FIB6_TRIE_2B, 2, RTE_FIB6_LOOKUP_TRIE_SCALAR},
    {"rte_fib6_2b_avx512", RTE_FIB6_TRIE_2B, 2, RTE_FIB6_LOOKUP_TRIE_VECTOR_AVX512},
}};

}  // namespace

void add_rivals_inet6(std::vector<TablePointer>& tables, const RouteSet& set) {
  add_rival(tables, [&set] { return std::make_unique<Lpm6>(set); });
  for (const Fib6Kind& kind : kFibs)
    if (add_rival(tables, [&] { return Fib6::make(kind, set); }) && set.routes.size() > kMany)
      break;
}

}  // namespace bench
