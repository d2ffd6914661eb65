// SPDX-License-Identifier: GPL-2.0
//
// Graphs: DOT, and SVG laid out as a tidy tree from left to right: a column for each level, a row
// for each leaf, parents centred before their children.
#include <algorithm>

#include "tree_draw.hpp"

namespace bsdnet::ctl {
namespace {

using Kind = TreeNode::Kind;

constexpr double kCharWidth = 7.3;  // 12 px monospace, rounded up
constexpr double kPadding = 9;
constexpr double kBoxHeight = 36;
constexpr double kRowHeight = 46;
constexpr double kColumnGap = 42;
constexpr double kMargin = 16;
constexpr double kHeading = 34;
constexpr double kWidthMax = 420;

// Names are arbitrary bytes and must not be interpreted as markup
std::string escaped(const std::string& text, bool is_xml) {
  std::string out;
  for (const char c : text) {
    if (is_xml && c == '<')
      out += "&lt;";
    else if (is_xml && c == '>')
      out += "&gt;";
    else if (is_xml && c == '&')
      out += "&amp;";
    else if (is_xml && c == '"')
      out += "&quot;";
    else if (!is_xml && (c == '"' || c == '\\'))
      out += {'\\', c};
    else if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
  }
  return out;
}

const char* color_of(Kind kind) {
  switch (kind) {
    case Kind::driver:
      return "#e8e8e8";
    case Kind::ifd:
      return "#cfe3f7";
    case Kind::ifl:
      return "#d5efd2";
    case Kind::iff:
      return "#fdeec4";
    case Kind::ifa:
      return "#fbdcd0";
    default:
      return "#ffffff";
  }
}

std::string first_line(const TreeNode& node) {
  return node.kind == Kind::driver ? "driver " + node.name : node_title(node);
}

bool is_dashed(const TreeNode& node) {
  return node.down != 0 || node.kind == Kind::more;
}

void print_line(Printer& out, const std::string& line) {
  out.text("{}", line);
  out.newline();
}

void dot_node(Printer& out, const Tree& tree, std::uint32_t number) {
  const TreeNode& node = tree.at(number);
  const std::string words = node_words(node);
  print_line(out, fmt::format("  n{} [label=\"{}{}{}\", fillcolor=\"{}\"{}];", number,
                              escaped(first_line(node), false), words.empty() ? "" : "\\n",
                              escaped(words, false), color_of(node.kind),
                              is_dashed(node) ? ", style=\"filled,dashed\"" : ""));
  for (const std::uint32_t child : node.children) {
    print_line(out, fmt::format("  n{} -> n{};", number, child));
    dot_node(out, tree, child);
  }
}

// Computes the layout and draws
class Layout {
 public:
  explicit Layout(const Tree& tree) : tree_(tree), rows_(tree.size(), 0) {
    for (const std::uint32_t root : tree.roots())
      place(root, 0);
    double x = kMargin;
    for (const double width : widths_) {
      columns_.push_back(x);
      x += width + kColumnGap;
    }
    width_ = std::max(x - kColumnGap + kMargin, 320.0);
    height_ = kHeading + kMargin + next_row_ * kRowHeight;
  }

  void draw(Printer& out) const {
    head(out);
    for (const std::uint32_t root : tree_.roots())
      edges(out, root, 0);
    for (const std::uint32_t root : tree_.roots())
      boxes(out, root, 0);
    print_line(out, "</svg>");
  }

 private:
  void place(std::uint32_t number, std::size_t level) {
    const TreeNode& node = tree_.at(number);
    const std::size_t chars = std::max(first_line(node).size(), node_words(node).size());
    if (widths_.size() <= level) widths_.resize(level + 1);
    widths_[level] =
        std::max(widths_[level],
                 std::min(kWidthMax, static_cast<double>(chars) * kCharWidth + 2 * kPadding));
    for (const std::uint32_t child : node.children)
      place(child, level + 1);
    rows_[number] = node.children.empty()
                        ? next_row_++
                        : (rows_[node.children.front()] + rows_[node.children.back()]) / 2;
  }

  double top(std::uint32_t number) const { return kHeading + rows_[number] * kRowHeight; }

  void head(Printer& out) const {
    print_line(out, fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" "
                                "height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\">",
                                width_, height_));
    print_line(out,
               "<style>text{font:12px ui-monospace,monospace;fill:#1c1c1c} .n{font-weight:bold} "
               ".w{font-size:11px;fill:#444} .e{fill:none;stroke:#888} "
               "rect{stroke:#666;rx:4px} .d{stroke-dasharray:4 3} .b{stroke:#b3261e}</style>");
    print_line(out, "<rect width=\"100%\" height=\"100%\" style=\"fill:#fff;stroke:none;rx:0\"/>");
    double x = kMargin;
    for (const Kind kind : {Kind::driver, Kind::ifd, Kind::ifl, Kind::iff, Kind::ifa}) {
      print_line(out, fmt::format("<rect x=\"{:.1f}\" y=\"9\" width=\"12\" height=\"12\" "
                                  "fill=\"{}\"/><text class=\"w\" x=\"{:.1f}\" y=\"19\">{}</text>",
                                  x, color_of(kind), x + 17, kind_name(kind)));
      x += kind == Kind::driver ? 75 : 55;
    }
  }

  void edges(Printer& out, std::uint32_t number, std::size_t level) const {
    const double x1 = columns_[level] + widths_[level];
    const double y1 = top(number) + kBoxHeight / 2;
    for (const std::uint32_t child : tree_.at(number).children) {
      const double x2 = columns_[level + 1];
      const double y2 = top(child) + kBoxHeight / 2;
      const double middle = (x1 + x2) / 2;
      print_line(out, fmt::format("<path class=\"e\" d=\"M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} "
                                  "{:.1f} {:.1f} {:.1f}\"/>",
                                  x1, y1, middle, y1, middle, y2, x2, y2));
      edges(out, child, level + 1);
    }
  }

  void boxes(Printer& out, std::uint32_t number, std::size_t level) const {
    const TreeNode& node = tree_.at(number);
    const std::string words = node_words(node);
    const double x = columns_[level];
    const double y = top(number);
    const bool is_broken = node.kind != Kind::more && node.down != 0;
    print_line(
        out, fmt::format("<g><title>{} {} {}</title><rect class=\"{}{}\" x=\"{:.1f}\" "
                         "y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>",
                         kind_name(node.kind), escaped(node_title(node), true),
                         escaped(words, true), is_dashed(node) ? "d" : "", is_broken ? " b" : "", x,
                         y, widths_[level], kBoxHeight, color_of(node.kind)));
    print_line(out,
               fmt::format("<text class=\"n\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", x + kPadding,
                           y + (words.empty() ? 22 : 15), escaped(first_line(node), true)));
    if (!words.empty())
      print_line(out, fmt::format("<text class=\"w\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
                                  x + kPadding, y + 29, escaped(words, true)));
    print_line(out, "</g>");
    for (const std::uint32_t child : node.children)
      boxes(out, child, level + 1);
  }

  const Tree& tree_;
  std::vector<double> rows_;     // by node
  std::vector<double> widths_;   // by level
  std::vector<double> columns_;  // by level: left edge
  double next_row_ = 0;
  double width_ = 0;
  double height_ = 0;
};

}  // namespace

void draw_dot(Printer& out, const Tree& tree) {
  print_line(out, "digraph bsdnet {");
  print_line(out, "  rankdir=LR;");
  print_line(out, "  node [shape=box, style=filled, fontname=monospace, fontsize=10];");
  for (const std::uint32_t root : tree.roots())
    dot_node(out, tree, root);
  print_line(out, "}");
}

void draw_svg(Printer& out, const Tree& tree) {
  Layout(tree).draw(out);
}

}  // namespace bsdnet::ctl
