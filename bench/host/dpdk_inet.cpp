// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * DPDK's IPv4 tables: rte_lpm, and rte_fib of type DIR24_8 with entries of 2
 * and 4 bytes, scalar and with AVX-512 where the processor has it.
 */
#include <rte_fib.h>
#include <rte_lpm.h>

#include <algorithm>

#include "host/dpdk.hpp"

namespace bench {

namespace {

// Of more routes than this, there is one table of the largest entries and no
// more: rte_lpm looks for a rule one by one among all of its length, so adding
// one takes a time in proportion to how many there are, and of each rte_fib the
// route side takes 800 bytes a route
constexpr std::size_t kMany = 600000;

// an entry of 2 bytes has 15 bits for the number of a group
constexpr std::uint32_t kMostGroups2b = 32767;

/** Keys as numbers. */
template <class T>
class InetTable : public TableOf<T> {
 public:
  using Key = std::uint32_t;
  using Reading = Unguarded;

  void set_keys(const std::vector<Address>& keys) override {
    keys_.clear();
    for (const Address& key : keys)
      keys_.push_back(number_of(key));
  }
  std::vector<Key>& keys() { return keys_; }

 private:
  std::vector<Key> keys_;
};

class Lpm : public InetTable<Lpm> {
 public:
  using Result = std::uint32_t;

  explicit Lpm(const RouteSet& set) {
    rte_lpm_config config{};
    config.max_rules = static_cast<std::uint32_t>(set.routes.size() + 1024);
    const std::uint32_t groups = count_groups(set, 24, 8);
    config.number_tbl8s = groups + 1024;
    const std::size_t before = dpdk_bytes();
    lpm_ = rte_lpm_create("lpm", SOCKET_ID_ANY, &config);
    if (lpm_ == nullptr) dpdk_failed("rte_lpm");
    memory_.total = dpdk_bytes() - before;
    memory_.forwarding = sizeof(lpm_->tbl24) + std::size_t{groups} *
                                                   RTE_LPM_TBL8_GROUP_NUM_ENTRIES *
                                                   sizeof(lpm_->tbl8[0]);
  }
  ~Lpm() override { rte_lpm_free(lpm_); }

  std::string name() const override { return "rte_lpm"; }
  Memory memory() const override { return memory_; }
  bool add(const Route& route) override {
    return rte_lpm_add(lpm_, number_of(route.prefix), route.bits, route.next_hop) == 0;
  }
  bool remove(const Route& route) override {
    return rte_lpm_delete(lpm_, number_of(route.prefix), route.bits) == 0;
  }

  Result one(Key key) {
    std::uint32_t next_hop = 0;
    return rte_lpm_lookup(lpm_, key, &next_hop) == 0 ? next_hop | RTE_LPM_LOOKUP_SUCCESS : 0;
  }
  void many(const Key* keys, Result* results, unsigned n) {
    rte_lpm_lookup_bulk(lpm_, keys, results, n);
  }
  static std::uint64_t word_of(Result result) { return result; }
  static std::uint16_t next_hop_of(Result result) {
    return (result & RTE_LPM_LOOKUP_SUCCESS) != 0 ? static_cast<std::uint16_t>(result) : 0;
  }

 private:
  rte_lpm* lpm_;
  Memory memory_;
};

struct FibKind {
  const char* name;
  rte_fib_dir24_8_nh_sz size;
  unsigned bytes;
  rte_fib_lookup_type lookup;
};

class Fib : public InetTable<Fib> {
 public:
  using Result = std::uint64_t;

  /** \return null if it cannot hold the set, or the processor lacks what the kind needs */
  static TablePointer make(const FibKind& kind, const RouteSet& set) {
    if (kind.bytes == 2 && count_groups(set, 24, 8) > kMostGroups2b) return nullptr;
    auto table = std::make_unique<Fib>(kind, set);
    if (rte_fib_select_lookup(table->fib_, kind.lookup) != 0) return nullptr;
    return table;
  }

  Fib(const FibKind& kind, const RouteSet& set) : name_(kind.name) {
    rte_fib_conf config{};
    config.type = RTE_FIB_DIR24_8;
    config.max_routes = static_cast<int>(2 * set.routes.size() + 1024);
    config.dir24_8.nh_sz = kind.size;
    const std::uint32_t groups = count_groups(set, 24, 8);
    config.dir24_8.num_tbl8 = std::min(groups + 1024, kind.bytes == 2 ? kMostGroups2b : 1u << 21);
    const std::size_t before = dpdk_bytes();
    fib_ = rte_fib_create(kind.name, SOCKET_ID_ANY, &config);
    if (fib_ == nullptr) dpdk_failed(kind.name);
    memory_.forwarding = kind.bytes * ((std::size_t{1} << 24) + groups * 256ull);
    memory_.total = dpdk_bytes() - before;
  }
  ~Fib() override { rte_fib_free(fib_); }

  std::string name() const override { return name_; }
  Memory memory() const override { return memory_; }
  bool add(const Route& route) override {
    return rte_fib_add(fib_, number_of(route.prefix), route.bits, route.next_hop) == 0;
  }
  bool remove(const Route& route) override {
    return rte_fib_delete(fib_, number_of(route.prefix), route.bits) == 0;
  }

  Result one(Key& key) {
    Result result = 0;
    rte_fib_lookup_bulk(fib_, &key, &result, 1);
    return result;
  }
  void many(Key* keys, Result* results, unsigned n) {
    rte_fib_lookup_bulk(fib_, keys, results, static_cast<int>(n));
  }
  static std::uint64_t word_of(Result result) { return result; }
  static std::uint16_t next_hop_of(Result result) { return static_cast<std::uint16_t>(result); }

 private:
  std::string name_;
  rte_fib* fib_;
  Memory memory_;
};

// the first that there can be is the one for large sets
constexpr std::array<FibKind, 4> kFibs = {{
    {"rte_fib_4b_avx512", RTE_FIB_DIR24_8_4B, 4, RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512},
    {"rte_fib_4b", RTE_FIB_DIR24_8_4B, 4, RTE_FIB_LOOKUP_DIR24_8_SCALAR_MACRO},
    {"rte_fib_2b", RTE_FIB_DIR24_8_2B, 2, RTE_FIB_LOOKUP_DIR24_8_SCALAR_MACRO},
    {"rte_fib_2b_avx512", RTE_FIB_DIR24_8_2B, 2, RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512},
}};

}  // namespace

void add_rivals_inet(std::vector<TablePointer>& tables, const RouteSet& set) {
  const bool many = set.routes.size() > kMany;
  if (!many) add_rival(tables, [&set] { return std::make_unique<Lpm>(set); });
  for (const FibKind& kind : kFibs)
    if (add_rival(tables, [&] { return Fib::make(kind, set); }) && many) break;
}

}  // namespace bench
