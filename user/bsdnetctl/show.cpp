// SPDX-License-Identifier: GPL-2.0
//
// show: the hierarchy of interfaces at a glance (IF-1 .. IF-5)

#include "fields.hpp"
#include "kinds.hpp"
#include "tree_draw.hpp"

namespace bsdnet::ctl {
namespace {

// With -d, and in JSON, everything
Tree read(Context& context, const std::optional<std::string>& name) {
  bool consistent = true;
  Tree tree = read_tree(context.channel(), name, consistent);
  if (!consistent)
    context.err() << "show: changed while it was read; the picture may be incomplete\n";
  if (!context.options().details && !context.out().is_json()) tree.collapse();
  return tree;
}

std::optional<std::string> read_name(Args& args) {
  if (args.empty()) return {};
  if (args.peek() == "dev") args.next("dev");
  std::string name = interface_name(args);
  args.end();
  return name;
}

void show_tree(Context& context, Args& args) {
  const auto name = read_name(args);
  draw_text(context.out(), read(context, name));
}

void show_graph(Context& context, Args& args) {
  bool is_svg = false;
  if (!args.empty() && (args.peek() == "dot" || args.peek() == "svg"))
    is_svg = args.next("format") == "svg";
  const auto name = read_name(args);
  if (context.out().is_json()) throw UsageError("a graph is no JSON; \"show tree\" has the same");
  (is_svg ? draw_svg : draw_dot)(context.out(), read(context, name));
}

constexpr Command kCommands[] = {
    {"tree", "[NAME]",
     "drivers, devices, logical interfaces, families and addresses as a tree, or what is on one "
     "of them; long rows of a kind are shortened, unless -d is given",
     show_tree},
    {"graph", "[dot|svg] [NAME]", "the same as a picture, for dot(1) or a browser", show_graph},
};

}  // namespace

const ObjectKind kShowKind = {"show", "the hierarchy of interfaces as a tree or a picture",
                              kCommands};

}  // namespace bsdnet::ctl
