// SPDX-License-Identifier: GPL-2.0
#include "sets/route_set.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace bench {

namespace {

/** What a file begins with. */
struct FileHeader {
  std::array<char, 4> magic{'B', 'N', 'R', 'S'};
  std::uint32_t family = 0;
  std::uint64_t count = 0;
};

std::system_error error_of(const std::string& path) {
  return {errno, std::generic_category(), path};
}

}  // namespace

void clear_host(Address& address, unsigned bits) {
  for (unsigned byte = 0; byte < address.size(); byte++) {
    const unsigned first = byte * 8;
    if (first >= bits)
      address[byte] = 0;
    else if (bits - first < 8)
      address[byte] &= static_cast<std::uint8_t>(0xff00u >> (bits - first));
  }
}

bool same_prefix(const Address& a, const Address& b, unsigned bits) {
  if (!std::equal(a.begin(), a.begin() + bits / 8, b.begin())) return false;
  if (bits % 8 == 0) return true;
  return ((a[bits / 8] ^ b[bits / 8]) >> (8 - bits % 8)) == 0;
}

void write_set(const std::string& path, const RouteSet& set) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  FileHeader header;
  header.family = static_cast<std::uint32_t>(set.family);
  header.count = set.routes.size();
  out.write(reinterpret_cast<const char*>(&header), sizeof(header));
  out.write(reinterpret_cast<const char*>(set.routes.data()),
            static_cast<std::streamsize>(set.routes.size() * sizeof(Route)));
  out.close();
  if (!out) throw error_of(path);
}

RouteSet read_set(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  FileHeader header;
  const FileHeader want;
  if (!in.read(reinterpret_cast<char*>(&header), sizeof(header))) throw error_of(path);
  if (header.magic != want.magic || (header.family != 4 && header.family != 6))
    throw std::runtime_error(path + " holds no route set");
  RouteSet set;
  set.name = std::filesystem::path(path).stem();
  set.family = static_cast<int>(header.family);
  set.routes.resize(header.count);
  if (!in.read(reinterpret_cast<char*>(set.routes.data()),
               static_cast<std::streamsize>(header.count * sizeof(Route))))
    throw std::runtime_error(path + " is too short");
  return set;
}

}  // namespace bench
