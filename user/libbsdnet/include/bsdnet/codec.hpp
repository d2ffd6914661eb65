// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Encoding and decoding of objects. An object lists each of its fields once, in fields();
/// both directions walk that list.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bsdnet/attr.hpp"
#include "bsdnet/message.hpp"

namespace bsdnet {

/// Bytes that the codec does not interpret.
using Blob = std::vector<std::uint8_t>;

/// Decodes one attribute into the field of its type.
class Decoder {
 public:
  explicit Decoder(const Attr& attr) : attr_(attr) {}

  template <typename T>
  void operator()(std::uint16_t type, T& field) {
    if (type == attr_.type()) read(field);
  }

 private:
  void read(std::optional<std::uint8_t>& field) { field = attr_.u8(); }
  void read(std::optional<std::uint16_t>& field) { field = attr_.u16(); }
  void read(std::optional<std::uint32_t>& field) { field = attr_.u32(); }
  void read(std::optional<std::uint64_t>& field) { field = attr_.u64(); }
  void read(std::optional<bool>& field) { field = attr_.u8() != 0; }
  void read(bool& flag) { flag = true; }
  void read(std::optional<std::string>& field) { field = attr_.str(); }
  void read(std::vector<std::string>& field) { field.push_back(attr_.str()); }
  void read(std::optional<Address>& field) { field = attr_.address(); }
  void read(std::optional<LinkAddress>& field) { field = attr_.link_address(); }
  void read(std::optional<Blob>& field) {
    field.emplace(attr_.payload().begin(), attr_.payload().end());
  }
  template <typename T>
  void read(std::optional<T>& field) {
    field = T::decode(AttrList(attr_));
  }
  template <typename T>
  void read(std::vector<T>& field) {
    field.push_back(T::decode(AttrList(attr_)));
  }

  const Attr& attr_;
};

/// Encodes the fields that have a value.
class Encoder {
 public:
  explicit Encoder(Message& message) : message_(message) {}

  template <typename T>
  void operator()(std::uint16_t type, const std::optional<T>& field) {
    if (field) write(type, *field);
  }
  template <typename T>
  void operator()(std::uint16_t type, const std::vector<T>& fields) {
    for (const T& field : fields)
      write(type, field);
  }
  void operator()(std::uint16_t type, bool flag) {
    if (flag) message_.put_flag(type);
  }

 private:
  void write(std::uint16_t type, bool value) { message_.put_u8(type, value ? 1 : 0); }
  void write(std::uint16_t type, std::uint8_t value) { message_.put_u8(type, value); }
  void write(std::uint16_t type, std::uint16_t value) { message_.put_u16(type, value); }
  void write(std::uint16_t type, std::uint32_t value) { message_.put_u32(type, value); }
  void write(std::uint16_t type, std::uint64_t value) { message_.put_u64(type, value); }
  void write(std::uint16_t type, const std::string& value) { message_.put_str(type, value); }
  void write(std::uint16_t type, const Address& value) { message_.put_address(type, value); }
  void write(std::uint16_t type, const LinkAddress& value) {
    message_.put_bytes(type, value.bytes);
  }
  void write(std::uint16_t type, const Blob& value) { message_.put_bytes(type, value); }
  template <typename T>
  void write(std::uint16_t type, const T& value) {
    const auto nest = message_.nest(type);
    value.encode(message_);
  }

  Message& message_;
};

/// Base of all objects of the channel; @p Self lists its attributes in fields().
template <typename Self>
struct Object {
  /// Decodes known attributes and skips unknown ones; throws DecodeError.
  static Self decode(const AttrList& attrs) {
    Self out;
    attrs.each([&out](const Attr& attr) {
      Decoder decoder(attr);
      Self::fields(out, decoder);
    });
    return out;
  }
  /// The same, from the attributes in @p bytes.
  static Self from_bytes(std::span<const std::uint8_t> bytes) { return decode(AttrList(bytes)); }
  /// Appends the fields that have a value.
  void encode(Message& message) const {
    Encoder encoder(message);
    Self::fields(static_cast<const Self&>(*this), encoder);
  }
  /// The attributes of the fields that have a value, as the value of a binary attribute.
  Blob to_bytes() const {
    Message message(0, 0, 0);
    encode(message);
    const std::span<const std::uint8_t> attrs = message.attributes();
    return {attrs.begin(), attrs.end()};
  }
};

}  // namespace bsdnet
