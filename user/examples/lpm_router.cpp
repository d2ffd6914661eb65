// SPDX-License-Identifier: LGPL-2.1-or-later
//
// lpm-router - longest-prefix match with bsdnet::route_table
//
// usage: lpm-router [-6] [-t THREADS] [-s SECONDS] ROUTES <ADDRESSES
//
// ROUTES is a file of lines "PREFIX NAME": what matches PREFIX goes to NAME. For each address
// of the standard input the program prints the address and the name, "-" where there is
// none. With -s it then goes on for so many seconds: THREADS threads look the same addresses
// up, over and over, while the main thread withdraws every other route and announces it
// again; at the end it prints how many lookups and changes there were.
//
//	printf '0.0.0.0/0 upstream\n192.0.2.0/24 lab\n' >routes
//	echo 192.0.2.1 | lpm-router routes
//
// Build: c++ -std=c++20 lpm_router.cpp $(pkg-config --cflags --libs bsdnet-tables) -pthread

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bsdnet/error.hpp>
#include <bsdnet/route_table.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace {

using bsdnet::Address;
using bsdnet::Family;
using bsdnet::Prefix;
using Table = bsdnet::route_table<std::string>;
using Hop = bsdnet::next_hop<std::string>;

constexpr std::size_t kBurst = 64;  // packets that are looked up at once

struct Options {
  Family family = Family::inet;
  unsigned int threads = 2;
  unsigned int seconds = 0;
  std::string routes;
};

struct Route {
  Prefix prefix;
  Hop hop;
};

[[noreturn]] void usage() {
  std::cerr << "usage: lpm-router [-6] [-t THREADS] [-s SECONDS] ROUTES <ADDRESSES\n";
  std::exit(2);
}

Options parse_options(int argc, char** argv) {
  Options options;
  for (int option = 0; (option = ::getopt(argc, argv, "6t:s:")) != -1;) {
    if (option == '6')
      options.family = Family::inet6;
    else if (option == 't')
      options.threads = static_cast<unsigned int>(std::strtoul(::optarg, nullptr, 10));
    else if (option == 's')
      options.seconds = static_cast<unsigned int>(std::strtoul(::optarg, nullptr, 10));
    else
      usage();
  }
  if (::optind != argc - 1) usage();
  options.routes = argv[::optind];
  return options;
}

// One next hop for each name: routes that lead to the same place share what lookups yield
std::vector<Route> read_routes(const Options& options) {
  std::vector<Route> out;
  std::map<std::string, Hop> hops;
  std::ifstream file(options.routes);
  if (!file) throw bsdnet::ArgumentError(options.routes + ": cannot be read");
  for (std::string prefix, name; file >> prefix >> name;) {
    Hop& hop = hops[name];
    if (!hop) hop = bsdnet::make_next_hop<std::string>(name);
    out.push_back({Prefix::parse(prefix, options.family), hop});
  }
  return out;
}

std::vector<Address> read_addresses() {
  std::vector<Address> out;
  for (std::string text; std::cin >> text;)
    out.push_back(Address::parse(text));
  return out;
}

// Hands each address of a burst and what was found to fn, under one read_guard
template <typename F>
void look_up(const Table& table, std::span<const Address> burst, F&& fn) {
  std::array<bsdnet::forwarding<std::string>, kBurst> found;
  const bsdnet::read_guard guard;
  table.lookup(guard, burst, std::span(found).first(burst.size()));
  for (std::size_t i = 0; i < burst.size(); ++i)
    fn(burst[i], found.at(i));
}

template <typename F>
void look_up_all(const Table& table, std::span<const Address> addresses, F&& fn) {
  while (!addresses.empty()) {
    const auto burst = addresses.first(std::min(addresses.size(), kBurst));
    look_up(table, burst, fn);
    addresses = addresses.subspan(burst.size());
  }
}

// Withdraws every other route and announces it again until the time is over
unsigned long change_routes(Table& table, const std::vector<Route>& routes,
                            std::chrono::steady_clock::time_point end) {
  unsigned long changes = 0;
  while (std::chrono::steady_clock::now() < end)
    for (std::size_t i = 0; i < routes.size(); i += 2, changes += 2) {
      table.remove({routes[i].prefix});
      table.replace({routes[i].prefix}, routes[i].hop);
    }
  return changes;
}

void run_for(const Options& options, Table& table, const std::vector<Route>& routes,
             const std::vector<Address>& addresses) {
  std::atomic<bool> stop = false;
  std::atomic<unsigned long> lookups = 0;
  std::vector<std::thread> readers;
  for (unsigned int i = 0; i < options.threads; ++i)
    readers.emplace_back([&] {
      unsigned long n = 0;
      while (!stop)
        look_up_all(table, addresses, [&n](const Address&, const auto&) { ++n; });
      lookups += n;
    });
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(options.seconds);
  const unsigned long changes = change_routes(table, routes, end);
  stop = true;
  for (std::thread& reader : readers)
    reader.join();
  std::cout << lookups << " lookups, " << changes << " changes in " << options.seconds << " s with "
            << options.threads << " threads; " << table.size() << " routes in "
            << table.memory().total() << " bytes\n";
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Options options = parse_options(argc, argv);
    const std::vector<Route> routes = read_routes(options);
    const std::vector<Address> addresses = read_addresses();
    Table table(options.family);
    for (const Route& route : routes)
      table.replace({route.prefix}, route.hop);
    look_up_all(table, addresses, [](const Address& address, const auto& found) {
      std::cout << address.str() << ' ' << (found ? *found : "-") << '\n';
    });
    if (options.seconds != 0 && !addresses.empty()) run_for(options, table, routes, addresses);
  } catch (const std::exception& error) {
    std::cerr << "lpm-router: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
