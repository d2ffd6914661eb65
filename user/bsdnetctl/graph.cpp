// SPDX-License-Identifier: GPL-2.0
//
// Graphs: DOT, and SVG that dot(1) of Graphviz makes of it.
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <sstream>

#include "bsdnet/error.hpp"
#include "tree_draw.hpp"
#include "unique_fd.hpp"

namespace bsdnet::ctl {
namespace {

using Kind = TreeNode::Kind;

// The text of a quoted string. A label is parsed twice: for escapes, and for HTML entities.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (c == '&')
      out += "&amp;";
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

const char* style_of(const TreeNode& node) {
  if (node.kind == Kind::more) return ", style=\"filled,dashed\"";
  return node.down != 0 ? ", style=\"filled,dashed\", color=\"#b3261e\"" : "";
}

void print_line(Printer& out, const std::string& line) {
  out.text("{}", line);
  out.newline();
}

void print_node(Printer& out, const Tree& tree, std::uint32_t number) {
  const TreeNode& node = tree.at(number);
  const std::string title = escaped(node_title(node));
  const std::string words = escaped(node_words(node));
  print_line(out, fmt::format("  n{} [label=\"{}{}{}{}\", tooltip=\"{} {}\", fillcolor=\"{}\"{}];",
                              number, node.kind == Kind::driver ? "driver " : "", title,
                              words.empty() ? "" : "\\n", words, kind_name(node.kind), title,
                              color_of(node.kind), style_of(node)));
  for (const std::uint32_t child : node.children) {
    print_line(out, fmt::format("  n{} -> n{};", number, child));
    print_node(out, tree, child);
  }
}

// A file without a name that holds @p text, at its start
UniqueFd file_of(const std::string& text) {
  UniqueFd file(memfd_create("graph", MFD_CLOEXEC));
  if (!file) throw SystemError("show graph: memory file", errno);
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = write(file.get(), text.data() + done, text.size() - done);
    if (n < 0 && errno != EINTR) throw SystemError("show graph: memory file", errno);
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::string read_all(int fd) {
  std::string out;
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t n = read(fd, buffer.data(), buffer.size());
    if (n > 0) out.append(buffer.data(), static_cast<std::size_t>(n));
    if (n == 0) return out;
    if (n < 0 && errno != EINTR) throw SystemError("show graph: output of dot", errno);
  }
}

// Starts dot -Tsvg between two descriptors; its errors are printed on ours
pid_t start_dot(int input, int output) {
  std::string program = "dot";
  std::string format = "-Tsvg";
  const std::array<char*, 3> words = {program.data(), format.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t child = -1;
  const int code = posix_spawnp(&child, program.c_str(), &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code == ENOENT)
    throw Error(
        "show graph svg requires the program dot of Graphviz, which is not installed; "
        "\"show graph dot\" does not");
  if (code != 0) throw SystemError("show graph svg: cannot run dot", code);
  return child;
}

}  // namespace

void draw_dot(Printer& out, const Tree& tree) {
  print_line(out, "digraph bsdnet {");
  print_line(out, "  rankdir=LR;");
  print_line(out, "  node [shape=box, style=filled, fontname=monospace, fontsize=10];");
  for (const std::uint32_t root : tree.roots())
    print_node(out, tree, root);
  print_line(out, "}");
}

void draw_svg(Printer& out, const Tree& tree) {
  std::ostringstream dot;
  Printer printer(dot, false, false);
  draw_dot(printer, tree);
  const UniqueFd input = file_of(dot.str());
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError("show graph svg: pipe", errno);
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  const pid_t child = start_dot(input.get(), write_end.get());
  write_end.reset();
  const std::string svg = read_all(read_end.get());
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) throw Error("show graph svg: dot failed");
  out.text("{}", svg.substr(0, svg.find_last_not_of('\n') + 1));
  out.newline();
}

}  // namespace bsdnet::ctl
