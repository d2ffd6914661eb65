// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Route sets that the benchmarks load: prefixes with the number of a next hop,
 * in memory and as files that the benchmarks in the kernel read too.
 */
#ifndef BSDNET_BENCH_ROUTE_SET_HPP
#define BSDNET_BENCH_ROUTE_SET_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/** An address in network order; IPv4 in the first four bytes, the rest zero. */
using Address = std::array<std::uint8_t, 16>;

/** Next hops are numbered from 1; 0 is what a lookup without a match yields. */
inline constexpr unsigned kNextHops = 64;

/** One route, as stored in a file (numbers in native byte order). */
struct Route {
  Address prefix{};
  std::uint8_t bits = 0;
  std::uint8_t zero = 0;
  std::uint16_t next_hop = 0;

  /** In the order of prefixes, shorter ones first. */
  bool operator<(const Route& other) const {
    return prefix != other.prefix ? prefix < other.prefix : bits < other.bits;
  }
};
static_assert(sizeof(Route) == 20);

/** A set of routes of one family, sorted, no prefix twice. */
struct RouteSet {
  std::string name;
  int family = 4;
  std::vector<Route> routes;

  /** Bits of an address: 32 or 128. */
  [[nodiscard]] unsigned width() const { return family == 4 ? 32 : 128; }
};

/** Clears all bits of an address from \a bits on. */
void clear_host(Address& address, unsigned bits);

/** Whether the first \a bits bits of two addresses are the same. */
bool same_prefix(const Address& a, const Address& b, unsigned bits);

/** Writes a set to a file. \throws std::system_error */
void write_set(const std::string& path, const RouteSet& set);

/**
 * Reads a set from a file; its name is the file's without what follows the dot.
 * \throws std::system_error, std::runtime_error if it is none
 */
RouteSet read_set(const std::string& path);

}  // namespace bench

#endif
