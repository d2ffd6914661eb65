// SPDX-License-Identifier: GPL-2.0
/// @file
/// The hierarchy of interfaces (IF-1 .. IF-5) as a tree, to be drawn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bsdnet/channel.hpp"

namespace bsdnet::ctl {

/// An object, and what is on it.
struct TreeNode {
  /// In the order in which siblings of different kinds stand.
  enum class Kind : std::uint8_t { driver, iff, ifa, ifd, ifl, more };

  Kind kind = Kind::driver;
  std::string name;    ///< "eth0.5"; of many objects in place of which this one stands, the first
  std::string last;    ///< of many, the last
  std::string detail;  ///< "vlan 5"
  std::string group;   ///< siblings with the same may be told together
  std::uint64_t order = 0;
  std::uint32_t down = 0;   ///< BSDNET_IF_DOWN_*; of many, how many are down
  std::uint64_t count = 1;  ///< objects that it stands for
  std::vector<std::uint32_t> children;
};

/// Nodes by number. Numbers stay valid while nodes are added.
class Tree {
 public:
  std::uint32_t add(TreeNode node);
  const TreeNode& at(std::uint32_t number) const { return nodes_.at(number); }
  TreeNode& at(std::uint32_t number) { return nodes_.at(number); }
  const std::vector<std::uint32_t>& roots() const noexcept { return roots_; }
  void set_roots(std::vector<std::uint32_t> roots) { roots_ = std::move(roots); }
  std::size_t size() const noexcept { return nodes_.size(); }

  /// Puts siblings in order: by kind, then by unit.
  void sort();
  /// Puts one node in place of the middle of long rows of siblings that are alike.
  void collapse();

 private:
  std::vector<TreeNode> nodes_;
  std::vector<std::uint32_t> roots_;
};

/// The tree of all, or of the device or logical interface @p name; in order. Throws as a dump
/// does, KernelError where @p name is not there. @p consistent: see DumpResult.
Tree read_tree(Channel& channel, const std::optional<std::string>& name, bool& consistent);

/// "ifd"
std::string_view kind_name(TreeNode::Kind kind);
/// "eth0.5", or of many "eth0.4 ... eth0.99".
std::string node_title(const TreeNode& node);
/// "vlan 5", with what is down about it.
std::string node_words(const TreeNode& node);

}  // namespace bsdnet::ctl
