// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/message.hpp"

#include <fmt/format.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

#include <algorithm>
#include <string>

#include "bsdnet/endian.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet {
namespace {

// Room for most requests, and for the largest: some dozen attributes and one filter program
constexpr std::size_t kUsual = 256;
constexpr std::size_t kCapacity = 16384;

}  // namespace

Message::Message(std::uint16_t type, std::uint8_t command, std::uint8_t version,
                 std::uint16_t flags)
    : buffer_(kUsual) {
  nlmsghdr* nlh = mnl_nlmsg_put_header(buffer_.data());
  nlh->nlmsg_type = type;
  nlh->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
  auto* genl = static_cast<genlmsghdr*>(mnl_nlmsg_put_extra_header(nlh, sizeof(genlmsghdr)));
  genl->cmd = command;
  genl->version = version;
}

nlmsghdr* Message::header() {
  return reinterpret_cast<nlmsghdr*>(buffer_.data());
}

const nlmsghdr* Message::header() const {
  return reinterpret_cast<const nlmsghdr*>(buffer_.data());
}

void Message::put_bytes(std::uint16_t type, std::span<const std::uint8_t> value) {
  const std::size_t need = header()->nlmsg_len + NLA_HDRLEN + NLA_ALIGN(value.size());
  if (need > kCapacity)
    throw ArgumentError(fmt::format("attribute {}: the request is too large", type));
  if (need > buffer_.size())
    buffer_.resize(std::min(std::max(need, 2 * buffer_.size()), kCapacity));
  mnl_attr_put(header(), type, value.size(), value.data());
}

void Message::put_u8(std::uint16_t type, std::uint8_t value) {
  put_bytes(type, be_bytes(value));
}
void Message::put_u16(std::uint16_t type, std::uint16_t value) {
  put_bytes(type, be_bytes(value));
}
void Message::put_u32(std::uint16_t type, std::uint32_t value) {
  put_bytes(type, be_bytes(value));
}
void Message::put_u64(std::uint16_t type, std::uint64_t value) {
  put_bytes(type, be_bytes(value));
}

void Message::put_str(std::uint16_t type, std::string_view value) {
  const std::string copy(value);
  put_bytes(type, {reinterpret_cast<const std::uint8_t*>(copy.c_str()), copy.size() + 1});
}

Message::Nest::Nest(Message& message, std::uint16_t type)
    : message_(message), offset_(message.header()->nlmsg_len) {
  message.put_bytes(type | NLA_F_NESTED, {});
}

Message::Nest::~Nest() {
  auto* attr = reinterpret_cast<nlattr*>(message_.buffer_.data() + offset_);
  attr->nla_len = static_cast<std::uint16_t>(message_.header()->nlmsg_len - offset_);
}

void Message::add_flags(std::uint16_t flags) {
  header()->nlmsg_flags = static_cast<std::uint16_t>(header()->nlmsg_flags | flags);
}

std::uint8_t Message::command() const {
  return static_cast<const genlmsghdr*>(mnl_nlmsg_get_payload(header()))->cmd;
}

void Message::set_sequence(std::uint32_t sequence) {
  header()->nlmsg_seq = sequence;
}

std::span<const std::uint8_t> Message::bytes() const {
  return {buffer_.data(), header()->nlmsg_len};
}

std::span<const std::uint8_t> Message::attributes() const {
  return bytes().subspan(MNL_NLMSG_HDRLEN + GENL_HDRLEN);
}

}  // namespace bsdnet
