// SPDX-License-Identifier: GPL-2.0
/// @file
/// What bsdnet-run passes to its preload library: one variable of the environment.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bsdnet::run {

/// Name of the variable.
inline constexpr const char* kVariable = "BSDNET_RUN";

/// A file, by which the library recognizes standard error as it was when bsdnet-run started.
struct FileId {
  dev_t device = 0;
  ino_t inode = 0;

  bool operator==(const FileId&) const = default;
};

/// The file behind descriptor @p fd; nothing if it is closed.
std::optional<FileId> file_of(int fd) noexcept;

struct Settings {
  int family = 0;  ///< number of AF_BSDNET in the running module
  std::uint32_t instance = 0;
  bool strict = false;        ///< no socket of the host's stack in place of a missing kind
  std::optional<FileId> log;  ///< report changes to standard error while it is this file

  /// Value of the variable, "family=18,instance=0,strict,log=5:12".
  std::string str() const;
  /// The reverse; nothing if @p text is not complete and valid. Does not allocate memory.
  static std::optional<Settings> parse(std::string_view text) noexcept;

  bool operator==(const Settings&) const = default;
};

}  // namespace bsdnet::run
