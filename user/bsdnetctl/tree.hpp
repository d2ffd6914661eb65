// SPDX-License-Identifier: GPL-2.0
/// @file
/// The hierarchy of interfaces (IF-1 .. IF-5) as a tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bsdnet/channel.hpp"

namespace bsdnet::ctl {

/// An object and its children.
struct TreeNode {
  /// In the order of siblings of different kinds.
  enum class Kind : std::uint8_t { driver, iff, ifa, ifd, ifl, more };

  Kind kind = Kind::driver;
  std::string name;    ///< "eth0.5"; the first of several collapsed objects
  std::string last;    ///< the last of several collapsed objects
  std::string detail;  ///< "vlan 5"
  std::string group;   ///< siblings of the same group can be collapsed
  std::uint64_t order = 0;
  std::uint32_t down = 0;   ///< BSDNET_IF_DOWN_*; of collapsed objects the number that is down
  std::uint64_t count = 1;  ///< number of objects; more than 1 if collapsed
  std::vector<std::uint32_t> children;
};

/// Nodes by number. Numbers remain valid when nodes are added.
class Tree {
 public:
  std::uint32_t add(TreeNode node);
  const TreeNode& at(std::uint32_t number) const { return nodes_.at(number); }
  TreeNode& at(std::uint32_t number) { return nodes_.at(number); }
  const std::vector<std::uint32_t>& roots() const noexcept { return roots_; }
  void set_roots(std::vector<std::uint32_t> roots) { roots_ = std::move(roots); }
  std::size_t size() const noexcept { return nodes_.size(); }

  /// Sorts siblings by kind, then by unit.
  void sort();
  /// Replaces the middle of long runs of siblings of a group by one node.
  void collapse();

 private:
  std::vector<TreeNode> nodes_;
  std::vector<std::uint32_t> roots_;
};

/// The sorted tree of all objects, or of the device or logical interface @p name. Throws as a dump
/// does, KernelError if @p name does not exist. @p consistent: see DumpResult.
Tree read_tree(Channel& channel, const std::optional<std::string>& name, bool& consistent);

/// "ifd"
std::string_view kind_name(TreeNode::Kind kind);
/// "eth0.5", or of collapsed objects "eth0.4 ... eth0.99".
std::string node_title(const TreeNode& node);
/// "vlan 5", and the reasons for which it is down.
std::string node_words(const TreeNode& node);

}  // namespace bsdnet::ctl
