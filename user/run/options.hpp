// SPDX-License-Identifier: GPL-2.0
/// @file
/// The command line of bsdnet-run and the environment of the program.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace bsdnet::run {

/// The words are not a valid command line.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Options {
  std::uint32_t instance = 0;
  bool strict = false;
  bool verbose = false;
  bool help = false;
  bool version = false;
  std::vector<std::string> program;  ///< with its arguments; empty with help and version only

  /// @param words  the command line without the name of the program; throws UsageError
  static Options parse(const std::vector<std::string>& words);
};

extern const char* const kUsage;

/// Value of LD_PRELOAD with @p library before what @p old names, once. Throws UsageError if the
/// path cannot be listed there, because it contains a separator.
std::string preload_list(const std::string& library, const std::string& old);

}  // namespace bsdnet::run
