// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Key patterns: which addresses a lookup benchmark asks for, in which order.
 */
#ifndef BSDNET_BENCH_KEYS_HPP
#define BSDNET_BENCH_KEYS_HPP

#include <string>
#include <vector>

#include "sets/route_set.hpp"

namespace bench {

enum class Pattern {
  kUniform,     //!< all over the unicast space
  kRouted,      //!< inside a random prefix of the set
  kSequential,  //!< inside each prefix of the set in turn
  kZipf,        //!< inside prefixes whose popularity follows Zipf's law, s = 1
};

inline constexpr std::array<Pattern, 4> kPatterns = {Pattern::kUniform, Pattern::kRouted,
                                                     Pattern::kSequential, Pattern::kZipf};

/** A pattern's name in results and options. */
const char* name_of(Pattern pattern);

/** \a count addresses; the same arguments always give the same ones. */
std::vector<Address> make_keys(const RouteSet& set, Pattern pattern, std::size_t count);

}  // namespace bench

#endif
