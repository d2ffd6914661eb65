// SPDX-License-Identifier: GPL-2.0
/// @file
/// The facts that answers to programs are made of.
#pragma once

#include <net/if.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "bsdnet/interfaces.hpp"
#include "bsdnet/operations.hpp"

namespace bsdnet::run {

/// Whether the interface can be reported to programs: the formats of Linux have no room for longer
/// names.
inline bool has_short_name(const Interface& interface) {
  return interface.name.size() < IFNAMSIZ;
}

/// Where answers take what they say from. Functions throw the exceptions of libbsdnet.
class Facts {
 public:
  Facts() = default;
  Facts(const Facts&) = delete;
  Facts& operator=(const Facts&) = delete;
  virtual ~Facts() = default;

  /// The interfaces that programs see.
  virtual std::vector<Interface> interfaces() = 0;
  /// Counters by ifl_index.
  virtual std::map<std::uint32_t, Stats> traffic() = 0;
  /// Calls @p fn for each route, ordered by prefix and within one by preference.
  virtual void each_route(const std::function<void(const Route&)>& fn) = 0;
  /// The resolution of an address.
  virtual Resolve resolve(const Resolve& question) = 0;
};

/// The facts of a routing instance of the running module.
class ModuleFacts : public Facts {
 public:
  explicit ModuleFacts(std::uint32_t instance) : instance_(instance) {}

  std::vector<Interface> interfaces() override;
  std::map<std::uint32_t, Stats> traffic() override;
  void each_route(const std::function<void(const Route&)>& fn) override;
  Resolve resolve(const Resolve& question) override;
  /// The interface called @p name; throws KernelError with ENODEV if there is none.
  Interface interface(const char* name);

 private:
  Channel channel_;
  std::uint32_t instance_;
};

}  // namespace bsdnet::run
