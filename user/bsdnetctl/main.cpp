// SPDX-License-Identifier: GPL-2.0
//
// bsdnetctl: the command line of bsdnet.

#include <iostream>

#include "global_options.hpp"

int main(int argc, char** argv) {
  // in_avail() of std::cin needs a buffer that is not shared with stdio
  std::ios::sync_with_stdio(false);
  return bsdnet::ctl::run_main({argv + 1, argv + argc}, std::cout, std::cerr);
}
