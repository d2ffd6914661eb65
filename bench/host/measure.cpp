// SPDX-License-Identifier: GPL-2.0
#include "host/measure.hpp"

#include <pthread.h>
#include <sched.h>
#include <time.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdio>
#include <thread>

namespace bench {

std::uint64_t now_ns() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count());
}

std::uint64_t cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000000000 +
         static_cast<std::uint64_t>(now.tv_nsec);
}

void stay_on_processor(unsigned thread) {
  const unsigned processors = std::max(std::thread::hardware_concurrency(), 1u);
  const unsigned others = std::max(processors - 1, 1u);
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(thread == 0 || processors == 1 ? 0 : 1 + (thread - 1) % others, &set);
  pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
}

namespace {

void begin_figure(const std::string& figure, const std::string& who, double value,
                  const char* unit, const Tags& tags) {
  std::printf("{\"figure\": \"%s\", \"who\": \"%s\", \"value\": %.4g, \"unit\": \"%s\"",
              figure.c_str(), who.c_str(), value, unit);
  for (const auto& [name, text] : tags)
    std::printf(", \"%s\": \"%s\"", name.c_str(), text.c_str());
}

void end_figure() {
  std::printf("}\n");
  std::fflush(stdout);
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

}  // namespace

void tell(const std::string& figure, const std::string& who, double value, const char* unit,
          const Tags& tags) {
  begin_figure(figure, who, value, unit, tags);
  end_figure();
}

void tell_rounds(const std::string& figure, const std::string& who,
                 const std::vector<double>& rounds, const char* unit, const Tags& tags) {
  begin_figure(figure, who, median_of(rounds), unit, tags);
  std::printf(", \"rounds\": [");
  for (std::size_t i = 0; i < rounds.size(); i++)
    std::printf("%s%.4g", i == 0 ? "" : ", ", rounds[i]);
  std::printf("]");
  end_figure();
}

void Delays::add(std::uint64_t ns) {
  const unsigned size = ns < 16 ? 0 : static_cast<unsigned>(std::bit_width(ns)) - 4;
  steps_[size == 0 ? ns : size * 16 + (ns >> (size - 1)) % 16]++;
  most_ = std::max(most_, ns);
  count_++;
}

std::uint64_t Delays::at(double share) const {
  const auto want = static_cast<std::uint64_t>(share * static_cast<double>(count_));
  std::uint64_t seen = 0;
  for (std::size_t step = 0; step < steps_.size(); step++) {
    seen += steps_[step];
    if (seen > want) return step < 16 ? step : (16 + step % 16) << (step / 16 - 1);
  }
  return most_;
}

}  // namespace bench
