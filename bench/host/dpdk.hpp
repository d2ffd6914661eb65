// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * The environment that DPDK's tables live in.
 */
#ifndef BSDNET_BENCH_DPDK_HPP
#define BSDNET_BENCH_DPDK_HPP

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <utility>
#include <vector>

#include "host/table.hpp"

namespace bench {

/**
 * Starts DPDK without devices, with \a mib MiB of memory, in huge pages if
 * \a huge. \throws std::runtime_error
 */
void start_dpdk(unsigned mib, bool huge);

/** Bytes that DPDK has handed out. */
std::size_t dpdk_bytes();

/** \a what happened: throws, with DPDK's own words. */
[[noreturn]] void dpdk_failed(const char* what);

/** Of a prefix, its first four bytes as a number. */
inline std::uint32_t number_of(const Address& address) {
  return std::uint32_t{address[0]} << 24 | std::uint32_t{address[1]} << 16 |
         std::uint32_t{address[2]} << 8 | address[3];
}

/** How many groups of 256 entries a set needs at most, prefixes longer than \a bits. */
std::uint32_t count_groups(const RouteSet& set, unsigned bits, unsigned step);

/**
 * Adds what \a make makes. One that gets no memory, or that a set is too large
 * for, is left out, and standard error told so. \return whether there is one
 */
template <class Make>
bool add_rival(std::vector<TablePointer>& tables, Make make) {
  try {
    TablePointer table = make();
    if (table == nullptr) return false;
    tables.push_back(std::move(table));
    return true;
  } catch (const std::runtime_error& error) {
    std::fprintf(stderr, "left out: %s\n", error.what());
    return false;
  }
}

void add_rivals_inet(std::vector<TablePointer>& tables, const RouteSet& set);
void add_rivals_inet6(std::vector<TablePointer>& tables, const RouteSet& set);

}  // namespace bench

#endif
