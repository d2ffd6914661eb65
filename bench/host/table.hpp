// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * What the route benchmarks need of a forwarding table, ours or a rival's.
 *
 * The loops that are timed are instantiated for each table in its own source
 * file, where its lookup can be inlined if its header allows that; only whole
 * passes over all keys are virtual calls.
 */
#ifndef BSDNET_BENCH_TABLE_HPP
#define BSDNET_BENCH_TABLE_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sets/route_set.hpp"

namespace bench {

/** How lookups follow one another. */
enum class Mode {
  kSingle,     //!< one at a time, independent of each other
  kDependent,  //!< one at a time, which key comes next depends on the result
  kBulk32,     //!< vectors of 32
  kBulk64,     //!< vectors of 64
};

inline constexpr std::array<Mode, 4> kModes = {Mode::kSingle, Mode::kDependent, Mode::kBulk32,
                                               Mode::kBulk64};
const char* name_of(Mode mode);

/** Bytes that a table takes. */
struct Memory {
  std::size_t forwarding = 0;  //!< what lookups read
  std::size_t total = 0;       //!< with all that updates need
};

/** A zero that the compiler doesn't know. */
extern volatile std::size_t hidden_zero;

/** What keeps results alive. */
extern volatile std::uint64_t sink;

class Table {
 public:
  Table() = default;
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  virtual ~Table() = default;

  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual Memory memory() const = 0;

  /** \return false if there is no room */
  virtual bool add(const Route& route) = 0;
  virtual bool remove(const Route& route) = 0;

  /** The addresses of the passes that follow, of which it keeps its own form. */
  virtual void set_keys(const std::vector<Address>& keys) = 0;
  /** Looks up \a count keys from \a first on; a multiple of 64. */
  virtual void pass(Mode mode, std::size_t first, std::size_t count) = 0;
  /** The numbers of the next hops that a pass finds, 0 for none. */
  virtual std::vector<std::uint16_t> answers(Mode mode) = 0;
  /** Looks up key \a i alone, as a reader beside a writer must. */
  virtual void read_one(std::size_t i) = 0;
};

/**
 * The passes, for a table \a T that has
 *
 *     using Key, Result;
 *     Key key_of(const Address&);              // the form it likes its keys in
 *     Result one(Key&);                        // a lookup
 *     void many(Key*, Result*, unsigned n);    // a vector
 *     static std::uint64_t word_of(Result);    // to consume a result
 *     std::uint16_t next_hop_of(Result);
 *     struct Reading;                          // guards reads beside a writer
 */
template <class T>
class TableOf : public Table {
 public:
  void pass(Mode mode, std::size_t first, std::size_t count) override {
    auto* keys = &self().keys()[first];
    switch (mode) {
      case Mode::kSingle:
        return pass_single(keys, count);
      case Mode::kDependent:
        return pass_dependent(keys, count);
      case Mode::kBulk32:
        return pass_bulk<32>(keys, count);
      case Mode::kBulk64:
        return pass_bulk<64>(keys, count);
    }
  }

  std::vector<std::uint16_t> answers(Mode mode) override {
    std::vector<std::uint16_t> found;
    auto& keys = self().keys();
    found.reserve(keys.size());
    if (mode == Mode::kSingle || mode == Mode::kDependent) {
      for (auto& key : keys)
        found.push_back(self().next_hop_of(self().one(key)));
      return found;
    }
    typename T::Result results[64];
    const unsigned batch = mode == Mode::kBulk32 ? 32 : 64;
    for (std::size_t i = 0; i + batch <= keys.size(); i += batch) {
      self().many(&keys[i], results, batch);
      for (unsigned n = 0; n < batch; n++)
        found.push_back(self().next_hop_of(results[n]));
    }
    return found;
  }

  void read_one(std::size_t i) override {
    [[maybe_unused]] const typename T::Reading reading;
    sink = T::word_of(self().one(self().keys()[i]));
  }

 private:
  T& self() { return static_cast<T&>(*this); }

  template <class Key>
  void pass_single(Key* keys, std::size_t count) {
    std::uint64_t sum = 0;
    [[maybe_unused]] const typename T::Reading reading;
    for (std::size_t i = 0; i < count; i++)
      sum += T::word_of(self().one(keys[i]));
    sink = sum;
  }

  template <class Key>
  void pass_dependent(Key* keys, std::size_t count) {
    const std::size_t zero = hidden_zero;
    std::uint64_t word = 0;
    [[maybe_unused]] const typename T::Reading reading;
    for (std::size_t i = 0; i < count; i++)
      word = T::word_of(self().one(keys[i + (word & zero)]));
    sink = word;
  }

  template <unsigned kBatch, class Key>
  void pass_bulk(Key* keys, std::size_t count) {
    typename T::Result results[kBatch];
    std::uint64_t sum = 0;
    [[maybe_unused]] const typename T::Reading reading;
    for (std::size_t i = 0; i < count; i += kBatch) {
      self().many(keys + i, results, kBatch);
      for (unsigned n = 0; n < kBatch; n++)
        sum += T::word_of(results[n]);
    }
    sink = sum;
  }
};

/** For tables whose readers take no precautions. */
struct Unguarded {};

using TablePointer = std::unique_ptr<Table>;

/**
 * All tables of a family, empty, with room for \a set. \throws
 * std::runtime_error if one cannot be made
 */
std::vector<TablePointer> make_rivals(const RouteSet& set);

/** bsdnet's own, empty. */
TablePointer make_ours(int family);

}  // namespace bench

#endif
