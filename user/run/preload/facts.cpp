// SPDX-License-Identifier: GPL-2.0
#include "facts.hpp"

#include <linux/bsdnet_socket.h>

namespace bsdnet::run {

std::vector<Interface> ModuleFacts::interfaces() {
  std::vector<Interface> out = bsdnet::interfaces(channel_, instance_);
  std::erase_if(out, [](const Interface& interface) { return !has_short_name(interface); });
  return out;
}

std::map<std::uint32_t, Stats> ModuleFacts::traffic() {
  std::map<std::uint32_t, Stats> out;
  Stats all;
  all.scope = BSDNET_STATS_SCOPE_IFL;
  dump<Stats>(channel_, all, [&out](const Stats& stats) {
    if (stats.ifl_index) out[*stats.ifl_index] = stats;
  });
  return out;
}

void ModuleFacts::each_route(const std::function<void(const Route&)>& fn) {
  Route filter;
  filter.instance = instance_;
  filter.family = BSDNET_INET;
  dump<Route>(channel_, filter, fn);
}

Resolve ModuleFacts::resolve(const Resolve& question) {
  Resolve request = question;
  request.instance = instance_;
  return get<Resolve>(channel_, request);
}

Interface ModuleFacts::interface(const char* name) {
  return find_interface(channel_, name);
}

}  // namespace bsdnet::run
