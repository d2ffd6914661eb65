// SPDX-License-Identifier: GPL-2.0
//
// stats latency: how long packets take from their arrival (SK-7)

#include "latency.hpp"

#include <algorithm>

#include "fields.hpp"
#include "interruptible.hpp"
#include "kinds.hpp"
#include "values.hpp"

namespace bsdnet::ctl {
namespace {

constexpr std::uint32_t kSecondsMax = 3600;
constexpr std::size_t kBarMax = 40;

// Starts the recording, and stops it at the end
void record(Context& context, std::uint32_t seconds) {
  const auto set = [&context](std::uint32_t value) {
    Latency request;
    request.seconds = value;
    change(context.channel(), BSDNET_CMD_LATENCY_SET, request, "stats latency");
  };
  const Interruptible interruptible;
  // The kernel stops recording after the time if this process is killed
  set(std::min(seconds + 1, kSecondsMax));
  interruptible.wait(-1, std::chrono::seconds(seconds));
  set(0);
}

std::uint64_t total(const std::vector<Latency>& histogram) {
  std::uint64_t sum = 0;
  for (const Latency& part : histogram)
    sum += part.count.value_or(0);
  return sum;
}

void print_histogram(Context& context, const std::vector<Latency>& histogram) {
  for (const std::string& line : draw(histogram)) {
    context.out().text("{}", line);
    context.out().newline();
  }
}

}  // namespace

const Grammar<LatencyRequest>& latency_grammar() {
  static const Grammar<LatencyRequest> grammar(
      keyword("for", &LatencyRequest::seconds, number("seconds", "SECONDS", 0, kSecondsMax)));
  return grammar;
}

void latency_run(Context& context, const LatencyRequest& request) {
  if (request.seconds != 0) record(context, request.seconds);
  if (context.out().is_json()) return show<Latency>(context, {});
  std::vector<Latency> histogram;
  dump<Latency>(context.channel(), {}, [&](const Latency& part) {
    if (!histogram.empty() && histogram.front().stage != part.stage) {
      print_histogram(context, histogram);
      histogram.clear();
    }
    histogram.push_back(part);
  });
  if (histogram.empty())
    context.err() << "no packets were recorded\n";
  else
    print_histogram(context, histogram);
}

std::string duration_text(std::uint64_t ns) {
  const auto value = static_cast<double>(ns);
  if (ns < 1000) return fmt::format("{}ns", ns);
  if (ns < 1000000) return fmt::format("{:.3g}us", value / 1e3);
  if (ns < 1000000000) return fmt::format("{:.3g}ms", value / 1e6);
  return fmt::format("{:.3g}s", value / 1e9);
}

std::uint64_t quantile(const std::vector<Latency>& histogram, unsigned int permille) {
  const std::uint64_t all = total(histogram);
  std::uint64_t below = 0;
  for (const Latency& part : histogram) {
    below += part.count.value_or(0);
    if (below * 1000 >= all * permille) return part.to.value_or(0);
  }
  return 0;
}

std::vector<std::string> draw(const std::vector<Latency>& histogram) {
  std::vector<std::string> lines;
  if (histogram.empty()) return lines;
  std::uint64_t longest = 1;
  for (const Latency& part : histogram)
    longest = std::max(longest, part.count.value_or(0));
  lines.push_back(fmt::format("{}: {} packets, 50% below {}, 99% below {}, 99.9% below {}",
                              name_of(enums::latency_stage, histogram.front().stage).value_or("?"),
                              total(histogram), duration_text(quantile(histogram, 500)),
                              duration_text(quantile(histogram, 990)),
                              duration_text(quantile(histogram, 999))));
  for (const Latency& part : histogram) {
    const std::uint64_t count = part.count.value_or(0);
    const auto length = static_cast<std::size_t>((count * kBarMax + longest - 1) / longest);
    lines.push_back(
        fmt::format("    {:>7} .. {:<7} {:>12}  {}", duration_text(part.from.value_or(0)),
                    duration_text(part.to.value_or(0)), count, std::string(length, '#')));
  }
  return lines;
}

void print_object(Context& context, const Latency& part) {
  Printer& out = context.out();
  out.json("stage", name_of(enums::latency_stage, part.stage));
  out.json("from_ns", part.from);
  out.json("to_ns", part.to);
  out.json("packets", part.count);
}

}  // namespace bsdnet::ctl
