// SPDX-License-Identifier: GPL-2.0
#include "sets/keys.hpp"

#include <algorithm>
#include <numeric>
#include <random>

namespace bench {

namespace {

using Random = std::mt19937_64;

/** An address that shares \a bits bits with \a prefix, the others at random. */
Address inside(const Address& prefix, unsigned bits, unsigned width, Random& random) {
  Address address{};
  for (unsigned byte = 0; byte < width / 8; byte++)
    address[byte] = static_cast<std::uint8_t>(random());
  for (unsigned byte = 0; byte * 8 < bits; byte++) {
    const unsigned rest = bits - byte * 8;
    const auto mask = static_cast<std::uint8_t>(rest >= 8 ? 0xff : 0xff00u >> rest);
    address[byte] = static_cast<std::uint8_t>((address[byte] & ~mask) | (prefix[byte] & mask));
  }
  return address;
}

/** 1.0.0.0 - 223.255.255.255, or 2000::/3. */
Address anywhere(unsigned width, Random& random) {
  Address address = inside({}, 0, width, random);
  if (width == 32)
    address[0] = static_cast<std::uint8_t>(1 + address[0] % 223);
  else
    address[0] = static_cast<std::uint8_t>(0x20 | (address[0] & 0x1f));
  return address;
}

/** Draws ranks 0 .. n-1 with probabilities in proportion to 1/(rank+1). */
class Zipf {
 public:
  explicit Zipf(std::size_t n) : sums_(n) {
    double sum = 0;
    for (std::size_t rank = 0; rank < n; rank++)
      sums_[rank] = sum += 1.0 / double(rank + 1);
  }

  std::size_t operator()(Random& random) const {
    const double at = std::uniform_real_distribution<double>(0, sums_.back())(random);
    const auto found = std::lower_bound(sums_.begin(), sums_.end(), at);
    return static_cast<std::size_t>(std::min(found, sums_.end() - 1) - sums_.begin());
  }

 private:
  std::vector<double> sums_;
};

}  // namespace

const char* name_of(Pattern pattern) {
  switch (pattern) {
    case Pattern::kUniform:
      return "uniform";
    case Pattern::kRouted:
      return "routed";
    case Pattern::kSequential:
      return "sequential";
    case Pattern::kZipf:
      return "zipf";
  }
  return "";
}

std::vector<Address> make_keys(const RouteSet& set, Pattern pattern, std::size_t count) {
  Random random(17);
  const std::size_t n = set.routes.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (pattern == Pattern::kZipf) std::shuffle(order.begin(), order.end(), random);
  const Zipf zipf(pattern == Pattern::kZipf ? n : 1);

  std::vector<Address> keys(count);
  for (std::size_t i = 0; i < count; i++) {
    std::size_t at = 0;
    if (pattern == Pattern::kUniform) {
      keys[i] = anywhere(set.width(), random);
      continue;
    }
    if (pattern == Pattern::kRouted) at = random() % n;
    if (pattern == Pattern::kSequential) at = i * n / count;
    if (pattern == Pattern::kZipf) at = order[zipf(random)];
    keys[i] = inside(set.routes[at].prefix, set.routes[at].bits, set.width(), random);
  }
  return keys;
}

}  // namespace bench
