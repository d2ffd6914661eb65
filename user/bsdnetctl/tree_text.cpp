// SPDX-License-Identifier: GPL-2.0
#include "bsdnet/schema.hpp"
#include "tree_draw.hpp"

namespace bsdnet::ctl {
namespace {

std::string line_of(const TreeNode& node) {
  const std::string words = node_words(node);
  const bool named = node.kind == TreeNode::Kind::driver || node.kind == TreeNode::Kind::ifd ||
                     node.kind == TreeNode::Kind::ifl;
  if (node.kind == TreeNode::Kind::more) return fmt::format("{}: {}", words, node_title(node));
  return fmt::format("{}{}{}{}{}", named ? kind_name(node.kind) : "", named ? " " : "",
                     node_title(node), words.empty() ? "" : " ", words);
}

void draw_lines(Printer& out, const Tree& tree, const TreeNode& node, const std::string& margin) {
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const bool is_last = i + 1 == node.children.size();
    const TreeNode& child = tree.at(node.children[i]);
    out.text("{}{}{}", margin, is_last ? "└─ " : "├─ ", line_of(child));
    out.newline();
    draw_lines(out, tree, child, margin + (is_last ? "   " : "│  "));
  }
}

void put_node(Printer& out, const Tree& tree, const TreeNode& node) {
  out.json("kind", std::string(kind_name(node.kind)));
  out.json("name", node.name);
  if (!node.detail.empty()) out.json("words", node.detail);
  if (node.kind != TreeNode::Kind::driver && node.kind != TreeNode::Kind::ifa) {
    out.json("state", std::string(node.down == 0 ? "up" : "down"));
    if (node.down != 0) out.json("down", flag_names(enums::if_down, node.down));
  }
  for (const std::uint32_t child : node.children)
    out.element("children", [&] { put_node(out, tree, tree.at(child)); });
}

}  // namespace

void draw_text(Printer& out, const Tree& tree) {
  const Printer::List guard(out);
  for (const std::uint32_t root : tree.roots()) {
    const Printer::Scope scope(out);
    if (out.is_json()) {
      put_node(out, tree, tree.at(root));
      continue;
    }
    out.text("{}", line_of(tree.at(root)));
    out.newline();
    draw_lines(out, tree, tree.at(root), "");
  }
}

}  // namespace bsdnet::ctl
