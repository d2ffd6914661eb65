// SPDX-License-Identifier: GPL-2.0
#include "tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "encap.hpp"
#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

using Kind = TreeNode::Kind;

constexpr std::size_t kRunMax = 8;    // longest run of siblings of a group that is not collapsed
constexpr std::size_t kRunFirst = 3;  // siblings shown of a longer run, besides the last

std::string encap_words(const std::optional<std::string>& encap, const std::optional<Blob>& data) {
  return encap ? describe_encap(*encap, data.value_or(Blob{})).words : std::string();
}

// Makes nodes of dumps. Leaves out objects that were added or deleted between two dumps.
class Builder {
 public:
  Builder(Channel& channel, std::optional<std::string> name)
      : channel_(channel), name_(std::move(name)) {}

  Tree build() {
    read_ifds();
    choose();
    read_ifls();
    read_iffs();
    read_ifas();
    std::optional<std::uint32_t> root;
    if (name_) root = is_ifl_ ? find(ifls_, *name_) : find(ifds_, *name_);
    tree_.set_roots(root ? std::vector{*root} : drivers_in_order_);
    tree_.sort();
    return std::move(tree_);
  }
  bool consistent() const noexcept { return consistent_; }

 private:
  using Names = std::unordered_map<std::string, std::uint32_t>;

  static std::optional<std::uint32_t> find(const Names& names, const std::string& name) {
    const auto found = names.find(name);
    return found == names.end() ? std::nullopt : std::optional(found->second);
  }

  template <Readable T>
  void each(const T& filter, const std::function<void(const T&)>& fn) {
    consistent_ &= dump<T>(channel_, filter, fn).consistent;
  }

  void link(std::uint32_t parent, std::uint32_t child) {
    tree_.at(parent).children.push_back(child);
  }

  std::uint32_t driver(const std::string& name) {
    if (const auto known = find(drivers_, name)) return *known;
    TreeNode node;
    node.name = name;
    const std::uint32_t number = tree_.add(std::move(node));
    drivers_in_order_.push_back(number);
    return drivers_[name] = number;
  }

  void read_ifds() {
    std::vector<Ifd> all;
    each<Ifd>({}, [&](const Ifd& ifd) {
      if (ifd.name) all.push_back(ifd);
    });
    for (const Ifd& ifd : all) {
      TreeNode node;
      node.kind = Kind::ifd;
      node.name = *ifd.name;
      node.detail = encap_words(ifd.encap, ifd.encap_data);
      if (ifd.mtu) node.detail += fmt::format("{}mtu {}", node.detail.empty() ? "" : " ", *ifd.mtu);
      node.group = ifd.encap.value_or("");
      node.down = ifd.down.value_or(0);
      node.order = ifd.index.value_or(0);
      ifds_[*ifd.name] = tree_.add(std::move(node));
    }
    for (const Ifd& ifd : all) {
      const auto parent = ifd.parent ? find(ifds_, *ifd.parent) : std::nullopt;
      link(parent ? *parent : driver(ifd.driver.value_or("?")), ifds_[*ifd.name]);
    }
  }

  void add_wanted(std::uint32_t ifd) {
    wanted_.insert(tree_.at(ifd).name);
    for (const std::uint32_t child : tree_.at(ifd).children)
      add_wanted(child);
  }

  // Selects the devices of the tree
  void choose() {
    if (!name_) return;
    if (const auto ifd = find(ifds_, *name_)) return add_wanted(*ifd);
    Ifl key;
    key.name = name_;
    const auto ifl = get<Ifl>(channel_, key, "ifl show " + *name_);
    name_ = ifl.name;
    is_ifl_ = true;
    if (ifl.ifd_name) wanted_.insert(*ifl.ifd_name);
  }

  void add_ifl(const Ifl& ifl) {
    if (!ifl.name || !ifl.ifd_name || (name_ && !wanted_.contains(*ifl.ifd_name))) return;
    TreeNode node;
    node.kind = Kind::ifl;
    node.name = *ifl.name;
    node.detail = encap_words(ifl.encap, ifl.encap_data);
    node.group = ifl.encap.value_or("");
    node.down = ifl.down.value_or(0);
    node.order = ifl.unit.value_or(0);
    const std::uint32_t number = tree_.add(std::move(node));
    ifls_[*ifl.name] = number;
    if (ifl.index) by_index_[*ifl.index] = number;
    const auto ifd = find(ifds_, *ifl.ifd_name);
    if (ifl.parent)
      stacked_.emplace_back(number, *ifl.parent);
    else if (ifd)
      link(*ifd, number);
  }

  void read_ifls() {
    Ifl filter;
    if (wanted_.size() == 1) filter.ifd_name = *wanted_.begin();
    each<Ifl>(filter, [this](const Ifl& ifl) { add_ifl(ifl); });
    for (const auto& [number, name] : stacked_)
      if (const auto parent = find(ifls_, name)) link(*parent, number);
  }

  static std::uint64_t iff_key(std::uint32_t ifl, std::optional<std::uint8_t> family) {
    return std::uint64_t{ifl} << 8 | family.value_or(0);
  }

  void read_iffs() {
    each<Iff>({}, [this](const Iff& iff) {
      const auto ifl = by_index_.find(iff.ifl_index.value_or(0));
      if (ifl == by_index_.end()) return;
      TreeNode node;
      node.kind = Kind::iff;
      node.name = family_of(iff.family).value_or("?");
      node.detail =
          fmt::format("instance {} mtu {}", iff.instance.value_or(0), iff.mtu.value_or(0));
      node.down = iff.down.value_or(0);
      node.order = iff.family.value_or(0);
      const std::uint32_t number = tree_.add(std::move(node));
      iffs_[iff_key(ifl->first, iff.family)] = number;
      link(ifl->second, number);
    });
  }

  void read_ifas() {
    each<Ifa>({}, [this](const Ifa& ifa) {
      const auto iff = iffs_.find(iff_key(ifa.ifl_index.value_or(0), ifa.family));
      if (iff == iffs_.end()) return;
      TreeNode node;
      node.kind = Kind::ifa;
      node.name = ifa_text(ifa);
      link(iff->second, tree_.add(std::move(node)));
    });
  }

  Channel& channel_;
  std::optional<std::string> name_;
  bool is_ifl_ = false;
  bool consistent_ = true;
  Tree tree_;
  std::vector<std::uint32_t> drivers_in_order_;
  Names drivers_, ifds_, ifls_;
  std::unordered_map<std::uint32_t, std::uint32_t> by_index_;
  std::unordered_map<std::uint64_t, std::uint32_t> iffs_;
  std::unordered_set<std::string> wanted_;  // names of ifds
  std::vector<std::pair<std::uint32_t, std::string>> stacked_;
};

}  // namespace

std::uint32_t Tree::add(TreeNode node) {
  nodes_.push_back(std::move(node));
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

void Tree::sort() {
  for (TreeNode& node : nodes_)
    std::stable_sort(node.children.begin(), node.children.end(),
                     [this](std::uint32_t a, std::uint32_t b) {
                       return std::pair(nodes_[a].kind, nodes_[a].order) <
                              std::pair(nodes_[b].kind, nodes_[b].order);
                     });
}

void Tree::collapse() {
  const std::size_t count = nodes_.size();  // collapsing adds nodes
  for (std::size_t number = 0; number < count; ++number) {
    const std::vector<std::uint32_t> all = std::move(nodes_[number].children);
    std::vector<std::uint32_t> shown;
    for (std::size_t first = 0, end = 0; first < all.size(); first = end) {
      const auto alike = [&](std::uint32_t other) {
        return nodes_[other].kind == nodes_[all[first]].kind &&
               nodes_[other].group == nodes_[all[first]].group;
      };
      while (end < all.size() && alike(all[end]))
        ++end;
      if (end - first <= kRunMax) {
        shown.insert(shown.end(), all.begin() + static_cast<std::ptrdiff_t>(first),
                     all.begin() + static_cast<std::ptrdiff_t>(end));
        continue;
      }
      TreeNode more;
      more.kind = Kind::more;
      more.name = nodes_[all[first + kRunFirst]].name;
      more.last = nodes_[all[end - 2]].name;
      more.detail = kind_name(nodes_[all[first]].kind);
      more.count = end - first - kRunFirst - 1;
      for (std::size_t i = first; i < first + kRunFirst; ++i)
        shown.push_back(all[i]);
      for (std::size_t i = first + kRunFirst; i < end - 1; ++i)
        more.down += nodes_[all[i]].down != 0 ? 1 : 0;
      shown.push_back(add(std::move(more)));
      shown.push_back(all[end - 1]);
    }
    nodes_[number].children = std::move(shown);
  }
}

Tree read_tree(Channel& channel, const std::optional<std::string>& name, bool& consistent) {
  Builder builder(channel, name);
  Tree tree = builder.build();
  consistent = builder.consistent();
  return tree;
}

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::driver:
      return "driver";
    case Kind::ifd:
      return "ifd";
    case Kind::ifl:
      return "ifl";
    case Kind::iff:
      return "iff";
    case Kind::ifa:
      return "ifa";
    default:
      return "more";
  }
}

std::string node_title(const TreeNode& node) {
  if (node.kind != Kind::more) return node.name;
  return fmt::format("{} ... {}", node.name, node.last);
}

std::string node_words(const TreeNode& node) {
  if (node.kind == Kind::more) {
    const std::string down = node.down == 0 ? "" : fmt::format(", {} of them down", node.down);
    return fmt::format("{} more {}s{}", node.count, node.detail, down);
  }
  if (node.down == 0) return node.detail;
  return fmt::format("{}{}down ({})", node.detail, node.detail.empty() ? "" : " ",
                     fmt::join(flag_names(enums::if_down, node.down), ","));
}

}  // namespace bsdnet::ctl
