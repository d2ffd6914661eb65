// SPDX-License-Identifier: GPL-2.0
#include "message.hpp"

#include <algorithm>

namespace bsdnet::dhcp {
namespace {

constexpr std::uint32_t kCookie = 0x63825363;
constexpr std::size_t kChaddrSize = 16;
constexpr std::size_t kSnameSize = 64;
constexpr std::size_t kFileSize = 128;
constexpr std::size_t kLeastSize = 300;  // of BOOTP (RFC 951, section 3)
constexpr std::size_t kPartSize = 255;
constexpr std::uint16_t kBroadcastFlag = 0x8000;
// bits of option 52
constexpr std::uint8_t kInFile = 1;
constexpr std::uint8_t kInSname = 2;

// Appends the options in @p in. Returns false if one is longer than what is left.
bool parse_options(View in, Options& out) {
  Reader reader(in);
  while (const auto code = reader.u8()) {
    if (*code == kPad) continue;
    if (*code == kEnd) return true;
    const auto value = reader.counted();
    if (!value) return false;
    put(out[*code], *value);
  }
  return true;
}

void put_option(Bytes& out, std::uint8_t code, View value) {
  do {
    const View part = value.first(std::min(value.size(), kPartSize));
    put8(out, code);
    put8(out, part.size());
    put(out, part);
    value = value.subspan(part.size());
  } while (!value.empty());
}

std::optional<std::uint32_t> u32(Reader& reader) {
  const auto in = reader.take(4);
  return in ? std::optional(load32(*in)) : std::nullopt;
}

// The fields from op to chaddr
bool parse_header(Reader& reader, Message& out) {
  const auto fixed = reader.take(4);
  const auto xid = u32(reader);
  const auto secs = reader.u16();
  const auto flags = reader.u16();
  const auto ciaddr = u32(reader);
  const auto yiaddr = u32(reader);
  const auto siaddr = u32(reader);
  const auto giaddr = u32(reader);
  const auto chaddr = reader.take(kChaddrSize);
  if (!chaddr) return false;
  const std::size_t hlen = (*fixed)[2];
  if (hlen > kChaddrSize) return false;
  out.op = (*fixed)[0];
  out.htype = (*fixed)[1];
  out.hops = (*fixed)[3];
  out.xid = *xid;
  out.secs = *secs;
  out.broadcast = (*flags & kBroadcastFlag) != 0;
  out.ciaddr = *ciaddr;
  out.yiaddr = *yiaddr;
  out.siaddr = *siaddr;
  out.giaddr = *giaddr;
  out.chaddr.assign(chaddr->begin(), chaddr->begin() + static_cast<std::ptrdiff_t>(hlen));
  return true;
}

}  // namespace

std::optional<Message> Message::parse(View in) {
  Message out;
  Reader reader(in);
  if (!parse_header(reader, out)) return {};
  const auto sname = reader.take(kSnameSize);
  const auto file = reader.take(kFileSize);
  const auto cookie = u32(reader);
  if (!cookie || *cookie != kCookie) return {};
  if (!parse_options(reader.rest(), out.options)) return {};
  const auto found = out.options.find(kOverload);
  if (found == out.options.end()) return out;
  if (found->second.size() != 1) return {};
  const std::uint8_t where = found->second[0];
  out.options.erase(found);
  // in the order of RFC 2131, section 4.1
  if ((where & kInFile) != 0 && !parse_options(*file, out.options)) return {};
  if ((where & kInSname) != 0 && !parse_options(*sname, out.options)) return {};
  out.options.erase(kOverload);  // means nothing there
  return out;
}

Bytes Message::encode() const {
  Bytes out = {op, htype, static_cast<std::uint8_t>(chaddr.size()), hops};
  put32(out, xid);
  put16(out, secs);
  put16(out, broadcast ? kBroadcastFlag : 0);
  for (const std::uint32_t address : {ciaddr, yiaddr, siaddr, giaddr})
    put32(out, address);
  put(out, chaddr);
  out.resize(out.size() + kChaddrSize - chaddr.size() + kSnameSize + kFileSize);
  put32(out, kCookie);
  if (const auto value = option(kType)) put_option(out, kType, *value);
  for (const auto& [code, value] : options)
    if (code != kType) put_option(out, code, value);
  put8(out, kEnd);
  out.resize(std::max(out.size(), kLeastSize));
  return out;
}

MessageType Message::type() const {
  const auto value = option(kType);
  if (!value || value->size() != 1 || (*value)[0] > kRelease) return kNoType;
  return static_cast<MessageType>((*value)[0]);
}

std::optional<View> Message::option(std::uint8_t code) const {
  const auto found = options.find(code);
  return found != options.end() ? std::optional<View>(found->second) : std::nullopt;
}

}  // namespace bsdnet::dhcp
