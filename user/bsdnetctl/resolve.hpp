// SPDX-License-Identifier: GPL-2.0
/// @file
/// The answer to `route get`: the whole way of a packet, step by step.
#pragma once

#include "bsdnet/objects.hpp"
#include "context.hpp"

namespace bsdnet::ctl {

/// Prints @p answer, the kernel's to @p question, into the object that is open.
void print_resolve(Context& context, const Resolve& question, const Resolve& answer);

}  // namespace bsdnet::ctl
