// SPDX-License-Identifier: GPL-2.0
/// @file
/// Completion of command lines, for shells.
#pragma once

#include <string>
#include <vector>

namespace bsdnet::ctl {

/// What can follow @p words, the words between "bsdnetctl" and the one to complete. An entry that
/// begins with "@" is a kind of names that the shell lists: "@ifl".
std::vector<std::string> completions(const std::vector<std::string>& words);

}  // namespace bsdnet::ctl
