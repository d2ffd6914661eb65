// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Writes route sets and keys as files.
 *
 * usage: bench_sets public  DIRECTORY IPV4.csv IPV6.csv NEXTHOPS
 *        bench_sets synthetic DIRECTORY NEXTHOPS [small]
 *        bench_sets keys SET PATTERN COUNT FILE
 *        bench_sets batch SET FILE
 *
 * public writes public4, public6, nested4 and nested6; synthetic writes
 * synthetic1m, synthetic4m and synthetic6, small leaves out the second. keys
 * writes addresses of 16 bytes each (IPv4 in the first four), batch what
 * bsdnetctl -batch reads; gateways are 10.9.0.(1 + next hop).
 */
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "sets/keys.hpp"
#include "sets/make.hpp"
#include "sets/route_set.hpp"

namespace {

using Words = std::vector<std::string>;

void save(const std::string& directory, const std::string& name, const bench::RouteSet& set) {
  bench::write_set(directory + "/" + name + ".set", set);
  std::printf("%s: %zu routes\n", name.c_str(), set.routes.size());
}

void make_public(const Words& words) {
  const auto hops = static_cast<unsigned>(std::stoul(words[4]));
  for (const int family : {4, 6}) {
    const std::string digit = std::to_string(family);
    const bench::RouteSet set = bench::from_ranges(words[family == 4 ? 2 : 3], family, hops);
    save(words[1], "public" + digit, set);
    save(words[1], "nested" + digit, bench::with_nested(set, hops));
  }
}

void make_synthetic(const Words& words) {
  const auto hops = static_cast<unsigned>(std::stoul(words[2]));
  save(words[1], "synthetic1m", bench::synthetic_inet(1000000, hops));
  if (words.size() == 3) save(words[1], "synthetic4m", bench::synthetic_inet(4000000, hops));
  save(words[1], "synthetic6", bench::synthetic_inet6(500000, hops));
}

void make_keys(const Words& words) {
  const bench::RouteSet set = bench::read_set(words[1]);
  for (const bench::Pattern pattern : bench::kPatterns) {
    if (words[2] != bench::name_of(pattern)) continue;
    const auto keys = bench::make_keys(set, pattern, std::stoul(words[3]));
    std::ofstream out(words[4], std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(keys.data()),
              static_cast<std::streamsize>(keys.size() * sizeof(keys[0])));
    out.close();
    if (!out) throw std::runtime_error(words[4] + ": cannot be written");
    return;
  }
  throw std::runtime_error(words[2] + ": no such pattern");
}

void make_batch(const Words& words) {
  const bench::RouteSet set = bench::read_set(words[1]);
  std::ofstream out(words[2], std::ios::trunc);
  for (const bench::Route& route : set.routes) {
    const bench::Address& prefix = route.prefix;
    out << "route add " << int{prefix[0]} << '.' << int{prefix[1]} << '.' << int{prefix[2]} << '.'
        << int{prefix[3]} << '/' << int{route.bits} << " via 10.9.0." << 1 + route.next_hop << '\n';
  }
  out.close();
  if (!out) throw std::runtime_error(words[2] + ": cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
  const Words words(argv + 1, argv + argc);
  const std::string verb = words.empty() ? "" : words[0];
  try {
    if (verb == "public" && words.size() == 5)
      make_public(words);
    else if (verb == "synthetic" && (words.size() == 3 || words.size() == 4))
      make_synthetic(words);
    else if (verb == "keys" && words.size() == 5)
      make_keys(words);
    else if (verb == "batch" && words.size() == 3)
      make_batch(words);
    else
      throw std::runtime_error(
          "usage: bench_sets public|synthetic|keys|batch ... (see its source)");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_sets: %s\n", error.what());
    return 1;
  }
  return 0;
}
