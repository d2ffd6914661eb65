// SPDX-License-Identifier: GPL-2.0
#include "proc_text.hpp"

#include <fmt/format.h>
#include <linux/route.h>

#include <charconv>
#include <cstring>

#include "linux_route.hpp"

namespace bsdnet::run {
namespace {

// The four bytes of an address as the kernel prints them: a number in host order
std::uint32_t raw(const std::optional<Address>& address) {
  std::uint32_t out = 0;
  if (address) std::memcpy(&out, address->bytes.data(), sizeof(out));
  return out;
}

std::uint32_t raw_mask(unsigned int bits) {
  Address mask{Family::inet, {}};
  for (unsigned int bit = 0; bit < bits; bit++)
    mask.bytes.at(bit / 8) =
        static_cast<std::uint8_t>(mask.bytes.at(bit / 8) | (0x80U >> (bit % 8)));
  return raw(mask);
}

unsigned int route_flags(const LinuxRoute& route) {
  unsigned int out = RTF_UP;
  if (route.gateway) out |= RTF_GATEWAY;
  if (route.dst.is_host()) out |= RTF_HOST;
  if (route.type == RTN_UNREACHABLE) out |= RTF_REJECT;
  return out;
}

bool is_in_file(const LinuxRoute& route) {
  return route.table == RT_TABLE_MAIN && route.type != RTN_MULTICAST;
}

std::string_view rest_after(std::string_view path, std::string_view prefix) noexcept {
  return path.substr(0, prefix.size()) == prefix ? path.substr(prefix.size()) : std::string_view{};
}

// "net/dev" of "/proc/net/dev", "/proc/self/net/dev", "/proc/thread-self/net/dev",
// "/proc/7/net/dev"
std::string_view below_process(std::string_view path, long pid) noexcept {
  const std::string_view rest = rest_after(path, "/proc/");
  for (const std::string_view word : {"self/", "thread-self/"})
    if (const auto found = rest_after(rest, word); !found.empty()) return found;
  long number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error == std::errc{} && number == pid && end != rest.data() + rest.size() && *end == '/')
    return rest.substr(static_cast<std::size_t>(end - rest.data()) + 1);
  return rest;
}

}  // namespace

ProcFile proc_file(std::string_view path, long pid) noexcept {
  const std::string_view name = below_process(path, pid);
  if (name == "net/dev") return ProcFile::dev;
  if (name == "net/route") return ProcFile::route;
  return ProcFile::none;
}

std::string proc_net_dev(Facts& facts) {
  std::string out =
      "Inter-|   Receive                                                |  Transmit\n"
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs "
      "drop fifo colls carrier compressed\n";
  auto traffic = facts.traffic();
  for (const Interface& interface : facts.interfaces()) {
    const Stats& stats = traffic[interface.index];
    out += fmt::format(
        "{:>6}: {:7} {:7} {:4} {:4} {:4} {:5} {:10} {:9} {:8} {:7} {:4} {:4} {:4} {:5} {:7} "
        "{:10}\n",
        interface.name, stats.rx_bytes.value_or(0), stats.rx_packets.value_or(0), 0, 0, 0, 0, 0, 0,
        stats.tx_bytes.value_or(0), stats.tx_packets.value_or(0), 0, 0, 0, 0, 0, 0);
  }
  return out;
}

std::string proc_net_route(Facts& facts) {
  std::string out = fmt::format(
      "{:<127}\n",
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT");
  std::map<std::uint32_t, std::string> names;
  for (const Interface& interface : facts.interfaces())
    names[interface.index] = interface.name;
  facts.each_route([&](const Route& route) {
    const auto found = linux_route(route);
    if (!found || !is_in_file(*found)) return;
    const auto name = names.find(found->ifl_index);
    if (found->ifl_index != 0 && name == names.end()) return;
    out +=
        fmt::format("{:<127}\n", fmt::format("{}\t{:08X}\t{:08X}\t{:04X}\t0\t0\t0\t{:08X}\t0\t0\t0",
                                             name == names.end() ? "*" : name->second,
                                             raw(found->dst.address), raw(found->gateway),
                                             route_flags(*found), raw_mask(found->dst.bits)));
  });
  return out;
}

}  // namespace bsdnet::run
