// SPDX-License-Identifier: GPL-2.0
/// @file
/// The latency histograms as text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bsdnet/objects.hpp"
#include "context.hpp"
#include "grammar.hpp"

namespace bsdnet::ctl {

/// Arguments of `stats latency`.
struct LatencyRequest {
  std::uint32_t seconds = 5;  ///< 0: what was recorded before
};

const Grammar<LatencyRequest>& latency_grammar();
void latency_run(Context& context, const LatencyRequest& request);

/// "850ns", "1.25us", "3.2ms"
std::string duration_text(std::uint64_t ns);
/// The upper limit of the least part of @p histogram, in ascending order, up to which
/// @p permille thousandths of the packets are; nanoseconds, 0 if it is empty.
std::uint64_t quantile(const std::vector<Latency>& histogram, unsigned int permille);
/// A line for the stage, and one for each part with a bar as long as its share of the longest.
std::vector<std::string> draw(const std::vector<Latency>& histogram);

}  // namespace bsdnet::ctl
