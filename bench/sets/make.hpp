// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * How route sets come to be: from a public list of address ranges, by adding
 * more-specific routes to a set, or by chance with realistic prefix lengths.
 * The same arguments always give the same set.
 */
#ifndef BSDNET_BENCH_MAKE_HPP
#define BSDNET_BENCH_MAKE_HPP

#include <string>

#include "sets/route_set.hpp"

namespace bench {

/**
 * The ranges of a file of lines "first,last,AS number,name", addresses as
 * decimal numbers, split into prefixes. The next hop is chosen by the AS.
 * \throws std::runtime_error if a line is not of that form
 */
RouteSet from_ranges(const std::string& csv, int family, unsigned next_hops);

/** \a base, where a random third of the prefixes got 1 to 3 longer ones inside. */
RouteSet with_nested(const RouteSet& base, unsigned next_hops);

/** \a count IPv4 routes, lengths distributed as in the public routing table. */
RouteSet synthetic_inet(std::size_t count, unsigned next_hops);

/** \a count IPv6 routes below the blocks that the registries hand out. */
RouteSet synthetic_inet6(std::size_t count, unsigned next_hops);

}  // namespace bench

#endif
