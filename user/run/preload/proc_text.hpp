// SPDX-License-Identifier: GPL-2.0
/// @file
/// The text of /proc/net/dev and /proc/net/route, as proc_net(5) has it.
#pragma once

#include <string>
#include <string_view>

#include "facts.hpp"

namespace bsdnet::run {

/// Files that are replaced.
enum class ProcFile { none, dev, route };

/// Which of them the absolute path @p path names, also as /proc/self/net/..., or with the process
/// id or thread id @p pid.
ProcFile proc_file(std::string_view path, long pid) noexcept;

std::string proc_net_dev(Facts& facts);
std::string proc_net_route(Facts& facts);

}  // namespace bsdnet::run
