// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Time, delays and the output of figures.
 */
#ifndef BSDNET_BENCH_MEASURE_HPP
#define BSDNET_BENCH_MEASURE_HPP

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/** Options of all benchmarks of the program. */
struct Options {
  std::string sets;    //!< directory of the route sets
  bool quick = false;  //!< fewer sets, keys and rounds
  bool huge = false;   //!< DPDK's memory is in huge pages
  std::size_t keys = 1 << 20;
  unsigned rounds = 7;
  double seconds = 0.6;  //!< of each round with a reader and a writer
};

/** Nanoseconds since some point in the past. */
std::uint64_t now_ns();

/**
 * Nanoseconds that this thread has had a processor: what work takes that no
 * other thread has a part in, whatever else the machine does.
 */
std::uint64_t cpu_ns();

/**
 * Keeps the calling thread on one processor: thread 0, which measures, on the first, others on
 * the others. Left alone, threads that wait for each other come to share a processor.
 */
void stay_on_processor(unsigned thread);

using Tags = std::vector<std::pair<std::string, std::string>>;

/** One figure: a line of JSON on standard output, with \a tags as its other members. */
void tell(const std::string& figure, const std::string& who, double value, const char* unit,
          const Tags& tags);

/** The same of several rounds: their median, and all of them in their order. */
void tell_rounds(const std::string& figure, const std::string& who,
                 const std::vector<double>& rounds, const char* unit, const Tags& tags);

/** Delays, counted in steps of a sixteenth of their size. */
class Delays {
 public:
  void add(std::uint64_t ns);
  /** The delay that a share of all (0 .. 1) does not exceed. */
  [[nodiscard]] std::uint64_t at(double share) const;
  [[nodiscard]] std::uint64_t most() const { return most_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  std::array<std::uint64_t, 64 * 16> steps_{};
  std::uint64_t most_ = 0;
  std::uint64_t count_ = 0;
};

void measure_routes(const Options& options);  //!< lookups, loading, memory, updates
void measure_queues(const Options& options);  //!< packet queues
void measure_pcbs(const Options& options);    //!< the PCB table

}  // namespace bench

#endif
