// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Makes a BPF map of type LPM trie with room for a route set, then loads the
 * benchmark module with the map's descriptor as one of its parameters.
 *
 * usage: lpm_map SET MODULE PARAMETERS...
 */
#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <string>
#include <system_error>

#include "sets/route_set.hpp"

namespace {

std::system_error failed(const char* what) {
  return {errno, std::generic_category(), what};
}

int make_map(const bench::RouteSet& set) {
  bpf_attr attributes{};
  attributes.map_type = BPF_MAP_TYPE_LPM_TRIE;
  attributes.key_size = 4 + set.width() / 8;
  attributes.value_size = 4;
  attributes.max_entries = static_cast<std::uint32_t>(set.routes.size());
  attributes.map_flags = BPF_F_NO_PREALLOC;
  const long fd = syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes));
  if (fd < 0) throw failed("making the map");
  return static_cast<int>(fd);
}

/** The module measures when it is loaded, and never stays (ECANCELED). */
void run_module(const char* path, const std::string& parameters) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw failed(path);
  const long result = syscall(SYS_finit_module, fd, parameters.c_str(), 0);
  if (result == 0 || errno != ECANCELED) throw failed(path);
  close(fd);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: lpm_map SET MODULE PARAMETERS...\n");
    return 2;
  }
  try {
    const bench::RouteSet set = bench::read_set(argv[1]);
    const int map = make_map(set);
    std::string parameters = "lpm_fd=" + std::to_string(map);
    for (int i = 3; i < argc; i++)
      parameters += " " + std::string(argv[i]);
    run_module(argv[2], parameters);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lpm_map: %s\n", error.what());
    return 1;
  }
  return 0;
}
