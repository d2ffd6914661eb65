// SPDX-License-Identifier: GPL-2.0
//
// bsdnetctl: the command line of bsdnet.

#include <iostream>

#include "global_options.hpp"

int main(int argc, char** argv) {
  // Only with a buffer of its own can std::cin tell whether a read would wait
  std::ios::sync_with_stdio(false);
  return bsdnet::ctl::run_main({argv + 1, argv + argc}, std::cout, std::cerr);
}
