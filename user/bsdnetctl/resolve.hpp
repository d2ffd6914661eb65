// SPDX-License-Identifier: GPL-2.0
/// @file
/// The output of `route get`: the steps of the lookup.
#pragma once

#include "bsdnet/objects.hpp"
#include "context.hpp"

namespace bsdnet::ctl {

/// Prints @p answer to @p question into the open object.
void print_resolve(Context& context, const Resolve& question, const Resolve& answer);

}  // namespace bsdnet::ctl
