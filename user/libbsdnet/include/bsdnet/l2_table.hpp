// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// The layer-2 table (L2-2, L2-4, RT-13): longest match over bit prefixes of keys of up to
/// 256 bits, lookups without locks. The implementation is that of the kernel module.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "bsdnet/read_guard.hpp"

namespace bsdnet {

/// The key of a frame, or a prefix of such keys: bits in network order.
class l2_key {
 public:
  /// Maximum number of bits of a key.
  static constexpr unsigned int max_bits = 256;

  /// The empty prefix, which matches everything.
  constexpr l2_key() noexcept = default;
  /// The first @p bits bits of @p data; throws ArgumentError if there are fewer.
  BSDNET_API l2_key(std::span<const std::uint8_t> data, unsigned int bits);

  /// Appends the first @p bits bits of @p data to a whole number of bytes. Throws
  /// ArgumentError if the key is full or ends within a byte, or @p data is too short.
  BSDNET_API l2_key& append(std::span<const std::uint8_t> data, unsigned int bits);
  /// Appends a number in network order.
  l2_key& append(std::uint16_t value) {
    const std::array<std::uint8_t, 2> bytes{static_cast<std::uint8_t>(value >> 8),
                                            static_cast<std::uint8_t>(value)};
    return append(bytes, 16);
  }
  /// Appends a VLAN tag as in keys of Ethernet frames: TPID, VID.
  l2_key& vlan(std::uint16_t vid, std::uint16_t tpid = 0x8100) { return append(tpid).append(vid); }

  [[nodiscard]] unsigned int bits() const noexcept { return bits_; }
  /// The bytes of the key; bits past the last one are zero.
  [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept {
    return {data_.data(), (bits_ + 7U) / 8};
  }

  friend bool operator==(const l2_key&, const l2_key&) = default;

 private:
  std::uint16_t bits_ = 0;
  alignas(8) std::array<std::uint8_t, max_bits / 8> data_{};
};

/// An entry of an l2_table: frames that match its key arrived on this interface.
template <typename T>
struct l2_entry {
  l2_key key;
  std::uint32_t interface = 0;
  bool strip = false;  ///< strip the layer-2 header
  const T& value;
};

namespace detail {

class l2_core;

/// The value of an entry, type-erased; destroyed a grace period after its removal.
struct l2_node_base {
  using destroy_fn = void (*)(l2_node_base*) noexcept;

  l2_node_base(const l2_key& k, std::uint32_t ifl, bool s, destroy_fn fn) noexcept
      : key(k), interface(ifl), strip(s), destroy(fn) {}

  l2_key key;
  std::uint32_t interface;
  bool strip;
  destroy_fn destroy;
  void* deferred[5]{};  ///< private to the library
};

template <typename T>
struct l2_node : l2_node_base {
  template <typename... Args>
  l2_node(const l2_key& k, std::uint32_t ifl, bool s, Args&&... args)
      : l2_node_base(k, ifl, s, &destroy_node), value(std::forward<Args>(args)...) {}

  static void destroy_node(l2_node_base* base) noexcept { delete static_cast<l2_node*>(base); }

  T value;
};

struct l2_core_delete {
  BSDNET_API void operator()(l2_core* core) const noexcept;
};
using l2_core_ptr = std::unique_ptr<l2_core, l2_core_delete>;
using l2_visit = std::function<bool(const l2_node_base& node)>;

BSDNET_API l2_core_ptr make_l2_core();
/// Takes ownership of the node, unless it throws.
BSDNET_API void l2_insert(l2_core& core, l2_node_base* node);
BSDNET_API bool l2_remove(l2_core& core, const l2_key& key);
/// Calls @p visit for the first entry after @p after (null: the first of all) under the lock;
/// false at the end.
BSDNET_API bool l2_next(l2_core& core, const l2_key* after, const l2_visit& visit);
BSDNET_API const l2_node_base* l2_lookup(const l2_core* core, const l2_key& key) noexcept;
BSDNET_API std::size_t l2_count(const l2_core& core) noexcept;
BSDNET_API std::uint64_t l2_stamp(const l2_core& core) noexcept;

}  // namespace detail

/// Result of a lookup: a reference to an entry of the table, or none. Valid during the lifetime
/// of the read_guard of the lookup.
template <typename T>
class l2_match {
 public:
  l2_match() noexcept = default;
  explicit l2_match(const detail::l2_node_base* node) noexcept : node_(node) {}

  /// Whether an entry matched.
  explicit operator bool() const noexcept { return node_ != nullptr; }
  const T& operator*() const noexcept {
    return static_cast<const detail::l2_node<T>*>(node_)->value;
  }
  const T* operator->() const noexcept { return &**this; }
  /// The prefix that matched.
  [[nodiscard]] const l2_key& key() const noexcept { return node_->key; }
  [[nodiscard]] std::uint32_t interface() const noexcept { return node_->interface; }
  [[nodiscard]] bool strip() const noexcept { return node_->strip; }

 private:
  const detail::l2_node_base* node_ = nullptr;
};

/// A layer-2 table whose entries carry a @p T.
///
/// Thread safety: lookups run at any time in any number of threads, take no lock, never wait,
/// and see each change entirely or not at all. Changes and walks can be made by any thread; a
/// mutex of the table serializes them. They throw ArgumentError in a thread that has a
/// read_guard, or from within a walk. Values are destroyed in a thread of the library.
template <typename T>
class l2_table {
  static_assert(std::is_nothrow_destructible_v<T>, "values are destroyed in the background");

 public:
  /// An empty table; throws std::bad_alloc.
  l2_table() : core_(detail::make_l2_core()) {}
  /// No thread may use the table any more, and this one must not have a read_guard.
  ~l2_table() = default;
  l2_table(l2_table&&) noexcept = default;
  l2_table& operator=(l2_table&&) noexcept = default;

  /// Number of entries.
  [[nodiscard]] std::size_t size() const noexcept { return detail::l2_count(*core_); }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// Differs after each change. If it is the same as before a lookup, the result of the lookup
  /// is still in the table.
  [[nodiscard]] std::uint64_t stamp() const noexcept { return detail::l2_stamp(*core_); }

  /// Adds an entry whose value is constructed from @p args. Throws SystemError (EEXIST) if there
  /// is one with this key, std::bad_alloc; the table is unchanged then.
  /// @param interface  arrival interface of frames that match
  /// @param strip      strip the layer-2 header
  template <typename... Args>
  void insert(const l2_key& key, std::uint32_t interface, bool strip, Args&&... args) {
    auto node =
        std::make_unique<detail::l2_node<T>>(key, interface, strip, std::forward<Args>(args)...);
    detail::l2_insert(*core_, node.get());
    (void)node.release();
  }

  /// Removes the entry with this key; false if there is none.
  bool remove(const l2_key& key) { return detail::l2_remove(*core_, key); }

  /// The entry with the longest prefix of @p key. Valid during the lifetime of @p guard.
  [[nodiscard]] l2_match<T> lookup(const read_guard& /*guard*/, const l2_key& key) const noexcept {
    return l2_match<T>(detail::l2_lookup(core_.get(), key));
  }

  /// Calls @p fn with the first entry after @p after (none: the first of all), in the order of
  /// keys, a prefix before those that it contains. Returns its key, or nothing at the end. The
  /// walk can continue after changes of the table. @p fn must not use the table.
  template <std::invocable<const l2_entry<T>&> F>
  std::optional<l2_key> next(const std::optional<l2_key>& after, F&& fn) const {
    std::optional<l2_key> seen;
    detail::l2_next(*core_, after ? &*after : nullptr, [&](const detail::l2_node_base& node) {
      seen = node.key;
      fn(l2_entry<T>{node.key, node.interface, node.strip,
                     static_cast<const detail::l2_node<T>&>(node).value});
      return true;
    });
    return seen;
  }

  /// Calls @p fn with every entry, as next() does.
  template <std::invocable<const l2_entry<T>&> F>
  void for_each(F&& fn) const {
    std::optional<l2_key> at;
    while ((at = next(at, fn))) {
    }
  }

 private:
  detail::l2_core_ptr core_;
};

}  // namespace bsdnet
