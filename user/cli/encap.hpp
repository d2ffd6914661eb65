// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Encapsulations (IF-9, IF-10) in words: their parameters and the keys of their tables (CTL-3).
///
/// The parameters of an encapsulation are opaque bytes for the channel. Only two files interpret
/// them, the kernel's kmod/encap/NAME.c and its counterpart here, user/cli/encap/NAME.cpp, which
/// registers itself; see docs/howto-encapsulation.md.
///
/// Encapsulations are objects without state, created before main() and never destroyed; the
/// registry does not change afterwards and can be read by any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "args.hpp"
#include "bsdnet/objects.hpp"

namespace bsdnet::ctl {

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

/// An encapsulation. An EncapOf has its own parameters, which are encoded in `data`.
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
  /// Parses the required words after @p word, not the optional ones. UsageError names @p word.
  void parse(std::string_view word, Args& args, Blob& data) const;
  /// Parses the words after @p option; false if it has no such option. UsageError names the
  /// encapsulation.
  bool parse_option(std::string_view option, Args& args, Blob& data) const;
  /// The parameters in words; throws DecodeError.
  virtual EncapText describe(std::span<const std::uint8_t> data) const;
  /// Whether an ifl with it has its own link-layer address, which can be set.
  virtual bool has_lladdr() const { return false; }
  /// A key of the layer-2 table of a device with this framing, or of an ifl with this
  /// layer, in words; bits beyond the key's bytes are ignored. By default hexadecimal.
  virtual std::string describe_key(std::span<const std::uint8_t> key, unsigned int bits) const;
  /// The same for a protocol on an ifl whose type has the name of this encapsulation. By
  /// default the same as describe_key().
  virtual std::string describe_protocol(std::span<const std::uint8_t> protocol,
                                        unsigned int bits) const;

 private:
  virtual void read_into(std::string_view word, Args& args, Blob& data) const;
  virtual bool read_option_into(std::string_view option, Args& args, Blob& data) const;
};

/// An encapsulation with parameters @p T, an Object.
template <typename T>
class EncapOf : public Encapsulation {
 public:
  std::string_view name() const final { return T::kEncap; }
  EncapText describe(std::span<const std::uint8_t> data) const final {
    return text(T::from_bytes(data));
  }

 private:
  /// Reads the required words after @p word.
  virtual void read(std::string_view word, Args& args, T& parameters) const = 0;
  /// Reads the words after @p option; false if it has no such option.
  virtual bool read_option(std::string_view option, Args& args, T& parameters) const = 0;
  /// The parameters in words; throws DecodeError if one is missing.
  virtual EncapText text(const T& parameters) const = 0;

  void read_into(std::string_view word, Args& args, Blob& data) const final {
    auto parameters = T::from_bytes(data);
    read(word, args, parameters);
    data = parameters.to_bytes();
  }
  bool read_option_into(std::string_view option, Args& args, Blob& data) const final {
    auto parameters = T::from_bytes(data);
    const bool is_known = read_option(option, args, parameters);
    if (is_known) data = parameters.to_bytes();
    return is_known;
  }
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

}  // namespace bsdnet::ctl
