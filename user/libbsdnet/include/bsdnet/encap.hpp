// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Encapsulations (IF-9, IF-10): words to parameters and back (CTL-3).
///
/// The parameters of an encapsulation are opaque bytes for the channel. Two files
/// understand them, the kernel's kmod/encap/NAME.c and its counterpart here,
/// user/libbsdnet/encap/NAME.cpp, which registers itself. Nothing else knows an
/// encapsulation by name; docs/howto-encapsulation.md tells how to add one.
///
/// Encapsulations are objects without state, made before main() and never destroyed; the
/// registry does not change afterwards and may be read by any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "bsdnet/address.hpp"
#include "bsdnet/codec.hpp"

namespace bsdnet {

/// Parameters as nearly all encapsulations have them: a row of attributes, integers in
/// network order.
class EncapData {
 public:
  EncapData() = default;
  /// From the bytes of the channel; throws DecodeError.
  explicit EncapData(std::span<const std::uint8_t> bytes);
  /// The bytes for the channel, attributes in order of their numbers.
  Blob encode() const;

  void set_u8(std::uint16_t type, std::uint8_t value);
  void set_u16(std::uint16_t type, std::uint16_t value);
  void set_u32(std::uint16_t type, std::uint32_t value);
  void set_bytes(std::uint16_t type, std::span<const std::uint8_t> value);

  /// The value of an attribute, if it is there; throws DecodeError where the length is wrong.
  std::optional<std::uint8_t> u8(std::uint16_t type) const;
  std::optional<std::uint16_t> u16(std::uint16_t type) const;
  std::optional<std::uint32_t> u32(std::uint16_t type) const;
  /// @param size  the only right length
  std::optional<Blob> bytes(std::uint16_t type, std::size_t size) const;

 private:
  std::optional<Attr> find(std::uint16_t type) const;

  std::map<std::uint16_t, Blob> values_;
};

/// The words of a command that an encapsulation reads its parameters from. All throw
/// ArgumentError, which names the word that asked for the encapsulation, the parameter and
/// the value.
class EncapArgs {
 public:
  /// @param word   what asked for the encapsulation: "vlan"
  /// @param words  what follows
  EncapArgs(std::string_view word, std::vector<std::string> words)
      : word_(word), words_(std::move(words)) {}

  bool empty() const noexcept { return taken_ == words_.size(); }
  /// How many words were read.
  std::size_t taken() const noexcept { return taken_; }

  /// The next word; @p what is its name in messages.
  const std::string& next(std::string_view what);
  /// As a number in [low, high], decimal or 0x hexadecimal.
  std::uint32_t number(std::string_view what, std::uint32_t low, std::uint32_t high);
  /// As a number of 16 bits in hexadecimal, "0x9100" or "9100", in [low, high].
  std::uint16_t hex16(std::string_view what, std::uint16_t low, std::uint16_t high);
  /// As "on" or "off".
  bool on_off(std::string_view what);
  /// As bytes in hexadecimal, with separators or not, exactly @p size of them.
  Blob bytes(std::string_view what, std::size_t size);
  /// Throws: @p text says what @p what must be.
  [[noreturn]] void refuse(std::string_view what, std::string_view text,
                           std::string_view value) const;

 private:
  std::string word_;
  std::vector<std::string> words_;
  std::size_t taken_ = 0;
};

/// Where a word may stand.
enum class EncapPlace : std::uint8_t { ifl, ifd };

/// A word that asks for an encapsulation.
struct EncapWord {
  std::string_view word;   ///< "vlan"
  std::string_view usage;  ///< what follows: "VID [tpid TPID]"
  EncapPlace place;
};

/// One parameter for people and programs.
struct EncapField {
  std::string key;
  std::variant<std::uint64_t, bool, std::string> value;
};

/// Parameters in words.
struct EncapText {
  std::vector<EncapField> fields;
  std::string words;  ///< what `add` takes back, with the word at the front: "vlan 5"
};

/// What libbsdnet knows of an encapsulation.
class Encapsulation {
 public:
  Encapsulation() = default;
  virtual ~Encapsulation() = default;
  Encapsulation(const Encapsulation&) = delete;
  Encapsulation& operator=(const Encapsulation&) = delete;

  /// The kernel's name for it.
  virtual std::string_view name() const = 0;
  /// The words that ask for it; the first is also meant by `encap NAME`.
  virtual std::span<const EncapWord> words() const = 0;
  /// Reads what must follow @p word, and nothing that may.
  virtual void read(std::string_view word, EncapArgs& args, EncapData& data) const;
  /// Reads what follows @p option if that is one of its own, else says false.
  virtual bool read_option(std::string_view option, EncapArgs& args, EncapData& data) const;
  /// The parameters in words; throws DecodeError.
  virtual EncapText describe(const EncapData& data) const = 0;
  /// Whether an ifl with it has a link-layer address of its own, which can be set.
  virtual bool has_lladdr() const { return false; }
  /// A key of the layer-2 table of a device with this framing, or of an ifl with this
  /// layer, in words; bits beyond the key's bytes don't count. By default hexadecimal.
  virtual std::string describe_key(std::span<const std::uint8_t> key, unsigned int bits) const;
  /// The same for a protocol on an ifl of the type that is called as this encapsulation
  /// is. By default there is no difference.
  virtual std::string describe_protocol(std::span<const std::uint8_t> protocol,
                                        unsigned int bits) const;
};

/// The encapsulation that the kernel calls @p name; null where it has no counterpart here.
const Encapsulation* find_encapsulation(std::string_view name);
/// All, by name.
const std::vector<const Encapsulation*>& encapsulations();
/// The word @p word at @p place, and whose it is; nulls for none.
std::pair<const Encapsulation*, const EncapWord*> find_encap_word(std::string_view word,
                                                                  EncapPlace place);

/// Parameters of the encapsulation @p name in words. What has no counterpart here, or is not as
/// the counterpart expects it, becomes "encap NAME data HEX".
EncapText describe_encap(std::string_view name, std::span<const std::uint8_t> data);
/// The key of a table that begins with encapsulation @p name, in words.
std::string describe_encap_key(std::string_view name, std::span<const std::uint8_t> key,
                               unsigned int bits);

/// A protocol on an ifl of type @p type, in words.
std::string describe_link_protocol(std::string_view type, std::span<const std::uint8_t> protocol,
                                   unsigned int bits);

/// For describe_key(): reads a key from the front.
class EncapKey {
 public:
  EncapKey(std::span<const std::uint8_t> key, unsigned int bits);

  /// How many bits are left.
  unsigned int left() const noexcept { return bits_ - at_; }
  /// The next @p bits (up to 32), unless there are fewer.
  std::optional<std::uint32_t> take(unsigned int bits);
  /// The same without moving on.
  std::optional<std::uint32_t> peek(unsigned int bits) const;
  /// The rest: "all", or in hexadecimal.
  std::string rest() const;

 private:
  std::span<const std::uint8_t> key_;
  unsigned int bits_;
  unsigned int at_ = 0;
};

/// Makes an encapsulation known, before main(). The first of a name stays.
void register_encapsulation(const Encapsulation& encapsulation);
/// For the counterparts' files: a static object of it makes T known.
template <typename T>
struct EncapRegistration {
  EncapRegistration() { register_encapsulation(object); }
  T object;
};

}  // namespace bsdnet
