// SPDX-License-Identifier: GPL-2.0
//
// show: the hierarchy of interfaces (IF-1 .. IF-5)

#include "fields.hpp"
#include "kinds.hpp"
#include "tree_draw.hpp"

namespace bsdnet::ctl {
namespace {

// With -d, and in JSON, nothing is left out
Tree read(Context& context, const std::optional<std::string>& name) {
  bool consistent = true;
  Tree tree = read_tree(context.channel(), name, consistent);
  if (!consistent)
    context.err() << "show: changed while it was read; the output may be incomplete\n";
  if (!context.options().details && !context.out().is_json()) tree.collapse();
  return tree;
}

struct Picture {
  std::optional<std::string> name;
  std::optional<std::string> format;
};

Parameter<Picture> name_parameter() {
  return optional_keyword("dev", &Picture::name, interface_name());
}

const Grammar<Picture>& tree_grammar() {
  static const Grammar<Picture> grammar(name_parameter());
  return grammar;
}

const Grammar<Picture>& graph_grammar() {
  static const Grammar<Picture> grammar(
      {word(&Picture::format, one_word("format", {"dot", "svg"})), name_parameter()});
  return grammar;
}

void show_tree(Context& context, const Picture& picture) {
  draw_text(context.out(), read(context, picture.name));
}

void show_graph(Context& context, const Picture& picture) {
  if (context.out().is_json())
    throw UsageError("a graph has no JSON; \"show tree\" prints the same objects");
  (picture.format == "svg" ? draw_svg : draw_dot)(context.out(), read(context, picture.name));
}

constexpr Command kCommands[] = {
    command<tree_grammar, show_tree>(
        "tree",
        "drivers, devices, logical interfaces, families and addresses, or those on one interface, "
        "as a tree; rows of many objects are shortened unless -d is given"),
    command<graph_grammar, show_graph>(
        "graph", "the same as a graph, for dot(1) or, drawn by it, for a browser"),
};

}  // namespace

const ObjectKind kShowKind = {"show", "the hierarchy of interfaces as a tree or a picture",
                              kCommands};

}  // namespace bsdnet::ctl
