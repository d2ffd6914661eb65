// SPDX-License-Identifier: GPL-2.0
#include "secrets.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>

#include "args.hpp"
#include "bsdnet/address.hpp"
#include "bsdnet/error.hpp"
#include "inet.hpp"

namespace bsdnet::ppp {
namespace {

constexpr std::size_t kClient = 0;
constexpr std::size_t kSecret = 2;
constexpr std::size_t kAddress = 3;
constexpr std::size_t kMostWords = 4;

std::uint32_t parse_address(const std::string& word) {
  return word == "*" ? 0 : inet_number(Address::parse(word));
}

}  // namespace

Secrets Secrets::read(const std::string& file) {
  std::ifstream in(file);
  if (!in) throw SystemError("secrets " + file, errno);
  return parse(in, file);
}

Secrets Secrets::parse(std::istream& in, const std::string& name) {
  Secrets out;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    try {
      const auto words = ctl::split_line(line);
      if (words.empty()) continue;
      if (words.size() <= kSecret || words.size() > kMostWords)
        throw ArgumentError("expected CLIENT SERVER SECRET [ADDRESS]");
      Secret secret{words[kSecret]};
      if (words.size() > kAddress) secret.address = parse_address(words[kAddress]);
      out.clients_[words[kClient]] = secret;
    } catch (const std::exception& error) {
      throw ArgumentError(fmt::format("{}:{}: {}", name, number, error.what()));
    }
  }
  return out;
}

const Secret* Secrets::find(const std::string& client) const {
  const auto it = clients_.find(client);
  return it == clients_.end() ? nullptr : &it->second;
}

std::optional<std::string> Secrets::password_of(const std::string& client) const {
  const Secret* secret = find(client);
  return secret != nullptr ? std::optional(secret->password) : std::nullopt;
}

}  // namespace bsdnet::ppp
