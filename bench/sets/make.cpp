// SPDX-License-Identifier: GPL-2.0
#include "sets/make.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <random>
#include <set>
#include <stdexcept>
#include <unordered_set>

namespace bench {

namespace {

using Number = unsigned __int128;
using Random = std::mt19937_64;

Number number_of(const std::string& digits) {
  Number value = 0;
  if (digits.empty()) throw std::runtime_error("an address is missing");
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') throw std::runtime_error("\"" + digits + "\" is no address");
    value = value * 10 + static_cast<unsigned>(digit - '0');
  }
  return value;
}

Address address_of(Number value, unsigned width) {
  Address address{};
  for (unsigned byte = 0; byte < width / 8; byte++)
    address[byte] = static_cast<std::uint8_t>(value >> (width - 8 - 8 * byte));
  return address;
}

/** An even spread of AS numbers over next hops 1 .. n. */
std::uint16_t next_hop_of(std::uint64_t as, unsigned n) {
  as *= 0x9e3779b97f4a7c15ULL;
  return static_cast<std::uint16_t>(1 + (as >> 32) % n);
}

std::uint16_t other_next_hop(std::uint16_t not_this, unsigned n, Random& random) {
  if (n < 2) return not_this;
  const unsigned step = 1 + static_cast<unsigned>(random() % (n - 1));
  return static_cast<std::uint16_t>(1 + (not_this - 1 + step) % n);
}

/** Appends the fewest prefixes that make up first .. last. */
void split_range(Number first, Number last, std::uint16_t next_hop, RouteSet& set) {
  const unsigned width = set.width();
  while (first <= last) {
    unsigned size = 0;
    while (size < width && (first >> size & 1) == 0 &&
           first + (((Number{1} << size) - 1) << 1 | 1) <= last)
      size++;
    Route route;
    route.prefix = address_of(first, width);
    route.bits = static_cast<std::uint8_t>(width - size);
    route.next_hop = next_hop;
    set.routes.push_back(route);
    first += Number{1} << size;
    if (first == 0) break;
  }
}

void sort_unique(RouteSet& set) {
  std::sort(set.routes.begin(), set.routes.end());
  const auto same = [](const Route& a, const Route& b) {
    return a.bits == b.bits && a.prefix == b.prefix;
  };
  set.routes.erase(std::unique(set.routes.begin(), set.routes.end(), same), set.routes.end());
}

/** Sets the bits from \a from on at random. */
void randomize(Address& address, unsigned from, unsigned width, Random& random) {
  Address noise{};
  for (unsigned byte = 0; byte < width / 8; byte++)
    noise[byte] = static_cast<std::uint8_t>(random());
  Address kept = noise;
  clear_host(kept, from);
  for (unsigned byte = 0; byte < width / 8; byte++)
    address[byte] = static_cast<std::uint8_t>(address[byte] | (noise[byte] ^ kept[byte]));
}

struct Share {
  unsigned bits;
  double percent;
};

unsigned draw_length(const std::vector<Share>& shares, Random& random) {
  std::vector<double> weights;
  weights.reserve(shares.size());
  for (const Share& share : shares)
    weights.push_back(share.percent);
  std::discrete_distribution<std::size_t> pick(weights.begin(), weights.end());
  return shares[pick(random)].bits;
}

/** Draws routes from \a draw until there are \a count different ones. */
template <class Draw>
RouteSet draw_set(int family, std::size_t count, unsigned next_hops, Random& random, Draw draw) {
  RouteSet set;
  set.family = family;
  std::set<std::pair<Address, unsigned>> seen;
  set.routes.reserve(count);
  while (set.routes.size() < count) {
    Route route = draw();
    clear_host(route.prefix, route.bits);
    if (!seen.emplace(route.prefix, route.bits).second) continue;
    route.next_hop = static_cast<std::uint16_t>(1 + random() % next_hops);
    set.routes.push_back(route);
  }
  sort_unique(set);
  return set;
}

}  // namespace

RouteSet from_ranges(const std::string& csv, int family, unsigned next_hops) {
  std::ifstream in(csv);
  if (!in) throw std::runtime_error(csv + ": cannot be read");
  RouteSet set;
  set.family = family;
  std::string first;
  std::string last;
  std::string as;
  std::string rest;
  while (std::getline(in, first, ',') && std::getline(in, last, ',') && std::getline(in, as, ',') &&
         std::getline(in, rest)) {
    split_range(number_of(first), number_of(last),
                next_hop_of(static_cast<std::uint64_t>(number_of(as)), next_hops), set);
  }
  if (set.routes.empty()) throw std::runtime_error(csv + ": no ranges");
  sort_unique(set);
  return set;
}

RouteSet with_nested(const RouteSet& base, unsigned next_hops) {
  Random random(3);
  RouteSet set = base;
  const unsigned longest = base.family == 4 ? 32 : 64;
  for (const Route& route : base.routes) {
    if (random() % 3 != 0 || route.bits >= longest) continue;
    for (std::uint64_t n = 1 + random() % 3; n > 0; n--) {
      Route inner = route;
      const unsigned room = std::min(longest - route.bits, 8u);
      inner.bits = static_cast<std::uint8_t>(route.bits + 1 + random() % room);
      randomize(inner.prefix, route.bits, base.width(), random);
      clear_host(inner.prefix, inner.bits);
      inner.next_hop = other_next_hop(route.next_hop, next_hops, random);
      set.routes.push_back(inner);
    }
  }
  // of one prefix drawn twice, the first in this order stays
  std::stable_sort(set.routes.begin(), set.routes.end());
  sort_unique(set);
  return set;
}

RouteSet synthetic_inet(std::size_t count, unsigned next_hops) {
  static const std::vector<Share> shares = {{12, 0.02}, {14, 0.1}, {16, 1},   {18, 1.5}, {19, 2.7},
                                            {20, 4.5},  {21, 5.3}, {22, 11},  {23, 10},  {24, 62},
                                            {26, 0.7},  {28, 0.6}, {30, 0.3}, {32, 0.28}};
  Random random(1);
  return draw_set(4, count, next_hops, random, [&random] {
    Route route;
    route.bits = static_cast<std::uint8_t>(draw_length(shares, random));
    do {
      randomize(route.prefix = {}, 0, 32, random);
    } while (route.prefix[0] == 0 || route.prefix[0] >= 224 || route.prefix[0] == 10 ||
             route.prefix[0] == 127);
    return route;
  });
}

RouteSet synthetic_inet6(std::size_t count, unsigned next_hops) {
  static const std::vector<Share> shares = {{29, 3}, {32, 11}, {36, 4},  {40, 9}, {42, 2}, {44, 11},
                                            {46, 4}, {47, 3},  {48, 47}, {52, 1}, {56, 2}, {64, 3}};
  // where the registries allocate from, and how many /32 of each are in use
  static const std::array<std::array<std::uint8_t, 2>, 6> blocks = {
      {{0x20, 0x01}, {0x24, 0x00}, {0x26, 0x00}, {0x28, 0x00}, {0x2a, 0x00}, {0x2c, 0x0f}}};
  Random random(2);
  return draw_set(6, count, next_hops, random, [&random] {
    Route route;
    const auto& block = blocks[random() % blocks.size()];
    const auto customer = static_cast<std::uint32_t>(random() % 20000 * 37);
    route.bits = static_cast<std::uint8_t>(draw_length(shares, random));
    randomize(route.prefix, 32, 128, random);
    route.prefix[0] = block[0];
    route.prefix[1] = static_cast<std::uint8_t>(block[1] | customer >> 16);
    route.prefix[2] = static_cast<std::uint8_t>(customer >> 8);
    route.prefix[3] = static_cast<std::uint8_t>(customer);
    return route;
  });
}

}  // namespace bench
