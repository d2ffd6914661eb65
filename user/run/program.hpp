// SPDX-License-Identifier: GPL-2.0
/// @file
/// What a program file is, as far as preloading a library depends on it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bsdnet::run {

/// Why the library has no effect, or not the whole one, on a program.
enum class Obstacle {
  static_program,  ///< no dynamic linker, so nothing is preloaded
  foreign_linker,  ///< the dynamic linker of another C library or another architecture
  privileged,  ///< set-user-ID, set-group-ID or file capabilities: the linker ignores LD_PRELOAD
  go,          ///< calls the kernel without the C library
};

/// What is said of @p obstacle, "is statically linked".
const char* describe(Obstacle obstacle);

/// The file that execvp(3) would run for @p name, which may be a path; nothing if there is none.
/// @param path  value of PATH
std::optional<std::string> find_program(const std::string& name, const std::string& path);

/// What prevents preloading into @p file, or into the interpreter of the script
/// @p file; nothing if all is well or the file cannot be read.
std::vector<Obstacle> obstacles_of(const std::string& file);

}  // namespace bsdnet::run
