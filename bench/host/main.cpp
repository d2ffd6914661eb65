// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * The benchmarks that run on the host: tables and queues of the module,
 * compiled for user space, beside their rivals, in one process.
 *
 * usage: bench_host [-q] [-p] [-s DIRECTORY] routes|queue|pcb...
 *
 *   -q  quick: fewer keys, rounds and seconds, and keys in routed space only
 *   -p  pages of the usual size for DPDK too, not huge ones
 *   -s  where the route sets are
 *
 * Figures go to standard output, one object of JSON a line.
 */
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string>

#include "host/dpdk.hpp"
#include "host/measure.hpp"

namespace {

constexpr unsigned kDpdkMiB = 4300;

int usage() {
  std::fprintf(stderr, "usage: bench_host [-q] [-p] [-s DIRECTORY] routes|queue|pcb...\n");
  return 2;
}

void run(const std::string& what, const bench::Options& options) {
  if (what == "routes") {
    bench::start_dpdk(kDpdkMiB, options.huge);
    bench::tell("huge_pages", "dpdk", options.huge ? 1 : 0, "", {});
    bench::measure_routes(options);
  } else if (what == "queue") {
    bench::measure_queues(options);
  } else if (what == "pcb") {
    bench::measure_pcbs(options);
  }
}

}  // namespace

int main(int argc, char** argv) {
  bench::Options options;
  options.huge = true;
  for (int option = 0; (option = getopt(argc, argv, "qps:")) != -1;) {
    if (option == 'q') {
      options.quick = true;
      options.keys /= 4;
      options.rounds = 5;
      options.seconds = 0.2;
    } else if (option == 'p') {
      options.huge = false;
    } else if (option == 's') {
      options.sets = optarg;
    } else {
      return usage();
    }
  }
  if (optind == argc) return usage();
  for (int i = optind; i < argc; i++) {
    const std::string what = argv[i];
    if (what != "routes" && what != "queue" && what != "pcb") return usage();
  }
  try {
    for (int i = optind; i < argc; i++)
      run(argv[i], options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_host: %s\n", error.what());
    return 1;
  }
  return 0;
}
