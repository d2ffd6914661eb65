// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Encapsulations (IF-9, IF-10): conversion between words and parameters (CTL-3).
///
/// The parameters of an encapsulation are opaque bytes for the channel. Only two files
/// interpret them, the kernel's kmod/encap/NAME.c and its counterpart here,
/// user/libbsdnet/encap/NAME.cpp, which registers itself; see docs/howto-encapsulation.md.
///
/// Encapsulations are objects without state, created before main() and never destroyed; the
/// registry does not change afterwards and can be read by any thread.
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

/// Parameters: a sequence of attributes, integers in network order.
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

  /// The value of an attribute, if present; throws DecodeError if the length is wrong.
  std::optional<std::uint8_t> u8(std::uint16_t type) const;
  std::optional<std::uint16_t> u16(std::uint16_t type) const;
  std::optional<std::uint32_t> u32(std::uint16_t type) const;
  /// @param size  required length
  std::optional<Blob> bytes(std::uint16_t type, std::size_t size) const;

 private:
  std::optional<Attr> find(std::uint16_t type) const;

  std::map<std::uint16_t, Blob> values_;
};

/// The words of a command with the parameters of an encapsulation. All functions throw
/// ArgumentError, which names the word of the encapsulation, the parameter and the value.
class EncapArgs {
 public:
  /// @param word   the word of the encapsulation: "vlan"
  /// @param words  the words after it
  EncapArgs(std::string_view word, std::vector<std::string> words)
      : word_(word), words_(std::move(words)) {}

  bool empty() const noexcept { return taken_ == words_.size(); }
  /// Number of words read.
  std::size_t taken() const noexcept { return taken_; }

  /// The next word; @p what is its name in messages.
  const std::string& next(std::string_view what);
  /// As a number in [low, high], decimal or 0x hexadecimal.
  std::uint32_t number(std::string_view what, std::uint32_t low, std::uint32_t high);
  /// As a number of 16 bits in hexadecimal, "0x9100" or "9100", in [low, high].
  std::uint16_t hex16(std::string_view what, std::uint16_t low, std::uint16_t high);
  /// As "on" or "off".
  bool on_off(std::string_view what);
  /// As exactly @p size bytes in hexadecimal, with or without separators.
  Blob bytes(std::string_view what, std::size_t size);
  /// Throws "@p what must be @p text, not @p value".
  [[noreturn]] void refuse(std::string_view what, std::string_view text,
                           std::string_view value) const;

 private:
  std::string word_;
  std::vector<std::string> words_;
  std::size_t taken_ = 0;
};

/// Object of the command: what the encapsulation is used for.
enum class EncapPlace : std::uint8_t { ifl, ifd };

/// A word that selects an encapsulation.
struct EncapWord {
  std::string_view word;   ///< "vlan"
  std::string_view usage;  ///< words after it: "VID [tpid TPID]"
  EncapPlace place;
};

/// One parameter, for text and JSON.
struct EncapField {
  std::string key;
  std::variant<std::uint64_t, bool, std::string> value;
};

/// Parameters in words.
struct EncapText {
  std::vector<EncapField> fields;
  std::string words;  ///< as accepted by `add`: "vlan 5"
};

/// An encapsulation.
class Encapsulation {
 public:
  Encapsulation() = default;
  virtual ~Encapsulation() = default;
  Encapsulation(const Encapsulation&) = delete;
  Encapsulation& operator=(const Encapsulation&) = delete;

  /// Its name in the kernel.
  virtual std::string_view name() const = 0;
  /// The words that select it; `encap NAME` is the same as the first.
  virtual std::span<const EncapWord> words() const = 0;
  /// Reads the required words after @p word, not the optional ones.
  virtual void read(std::string_view word, EncapArgs& args, EncapData& data) const;
  /// Reads the words after @p option; false if it has no such option.
  virtual bool read_option(std::string_view option, EncapArgs& args, EncapData& data) const;
  /// The parameters in words; throws DecodeError.
  virtual EncapText describe(const EncapData& data) const = 0;
  /// Whether an ifl with it has its own link-layer address, which can be set.
  virtual bool has_lladdr() const { return false; }
  /// A key of the layer-2 table of a device with this framing, or of an ifl with this
  /// layer, in words; bits beyond the key's bytes are ignored. By default hexadecimal.
  virtual std::string describe_key(std::span<const std::uint8_t> key, unsigned int bits) const;
  /// The same for a protocol on an ifl whose type has the name of this encapsulation. By
  /// default the same as describe_key().
  virtual std::string describe_protocol(std::span<const std::uint8_t> protocol,
                                        unsigned int bits) const;
};

/// The encapsulation @p name; null if it has no counterpart here.
const Encapsulation* find_encapsulation(std::string_view name);
/// All, by name.
const std::vector<const Encapsulation*>& encapsulations();
/// The encapsulation of @p word at @p place, and the word; nulls if there is none.
std::pair<const Encapsulation*, const EncapWord*> find_encap_word(std::string_view word,
                                                                  EncapPlace place);

/// Parameters of encapsulation @p name in words: "encap NAME data HEX" if there is no
/// counterpart, or it cannot decode them.
EncapText describe_encap(std::string_view name, std::span<const std::uint8_t> data);
/// A key of a table of encapsulation @p name, in words.
std::string describe_encap_key(std::string_view name, std::span<const std::uint8_t> key,
                               unsigned int bits);

/// A protocol on an ifl of type @p type, in words.
std::string describe_link_protocol(std::string_view type, std::span<const std::uint8_t> protocol,
                                   unsigned int bits);

/// For describe_key(): reads a key from the start.
class EncapKey {
 public:
  EncapKey(std::span<const std::uint8_t> key, unsigned int bits);

  /// Number of bits left.
  unsigned int left() const noexcept { return bits_ - at_; }
  /// The next @p bits (up to 32); nothing if there are fewer.
  std::optional<std::uint32_t> take(unsigned int bits);
  /// The same, without advancing.
  std::optional<std::uint32_t> peek(unsigned int bits) const;
  /// The rest: "all", or in hexadecimal.
  std::string rest() const;

 private:
  std::span<const std::uint8_t> key_;
  unsigned int bits_;
  unsigned int at_ = 0;
};

/// Registers an encapsulation, before main(). The first of a name is kept.
void register_encapsulation(const Encapsulation& encapsulation);
/// For the files of encapsulations: a static object registers T.
template <typename T>
struct EncapRegistration {
  EncapRegistration() { register_encapsulation(object); }
  T object;
};

}  // namespace bsdnet
