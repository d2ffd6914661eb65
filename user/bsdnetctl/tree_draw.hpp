// SPDX-License-Identifier: GPL-2.0
/// @file
/// Drawing of a tree.
#pragma once

#include "printer.hpp"
#include "tree.hpp"

namespace bsdnet::ctl {

/// As text with lines; in JSON nested objects.
void draw_text(Printer& out, const Tree& tree);
/// As input of dot(1) of Graphviz.
void draw_dot(Printer& out, const Tree& tree);
/// As SVG, made by dot(1). Throws Error if it is not installed or fails.
void draw_svg(Printer& out, const Tree& tree);

}  // namespace bsdnet::ctl
