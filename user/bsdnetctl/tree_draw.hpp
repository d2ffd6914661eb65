// SPDX-License-Identifier: GPL-2.0
/// @file
/// Pictures of a tree.
#pragma once

#include "printer.hpp"
#include "tree.hpp"

namespace bsdnet::ctl {

/// With lines, in text; nested in JSON.
void draw_text(Printer& out, const Tree& tree);
/// For dot(1) of Graphviz.
void draw_dot(Printer& out, const Tree& tree);
/// As a picture.
void draw_svg(Printer& out, const Tree& tree);

}  // namespace bsdnet::ctl
