// SPDX-License-Identifier: LGPL-2.1-or-later
#include "wire.hpp"

#include <cerrno>

#include "bsdnet/channel.hpp"

namespace bsdnet {
namespace {

// The attributes after the error code and the copy of the request, if there is one
Bytes extack_bytes(Bytes payload, std::uint16_t flags) {
  if ((flags & NLM_F_ACK_TLVS) == 0) return {};
  const auto error = read_struct<nlmsgerr>(payload, "netlink error");
  std::size_t skip = sizeof(nlmsgerr);
  if ((flags & NLM_F_CAPPED) == 0 && error.msg.nlmsg_len > NLMSG_HDRLEN)
    skip += NLMSG_ALIGN(error.msg.nlmsg_len - NLMSG_HDRLEN);
  return skip < payload.size() ? payload.subspan(skip) : Bytes{};
}

}  // namespace

Ack read_ack(Bytes payload, std::uint16_t flags, Bytes request) {
  const auto code = read_struct<std::int32_t>(payload, "netlink error");
  Ack ack;
  ack.code = code <= 0 ? -code : EPROTO;
  ack.ext = parse_extack(extack_bytes(payload, flags), request);
  return ack;
}

}  // namespace bsdnet
