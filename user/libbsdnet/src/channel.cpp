// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/channel.hpp"

#include <fmt/format.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <cerrno>

#include "bsdnet/schema.hpp"
#include "wire.hpp"

namespace bsdnet {
namespace {

constexpr unsigned int kDumpRetries = 8;
constexpr const char* kFamilyName = "bsdnet";

}  // namespace

struct Channel::Answers {
  std::vector<Datagram> datagrams;
  bool interrupted = false;
};

ExtAck parse_extack(Bytes tlvs, Bytes request) {
  ExtAck out;
  std::optional<std::uint32_t> missing;
  std::uint32_t nest = 0;
  AttrList(tlvs).each([&](const Attr& attr) {
    switch (attr.type()) {
      case NLMSGERR_ATTR_MSG:
        out.message = attr.str();
        break;
      case NLMSGERR_ATTR_OFFS:
        out.offset = attr.native_u32();
        break;
      case NLMSGERR_ATTR_MISS_TYPE:
        missing = attr.native_u32();
        break;
      case NLMSGERR_ATTR_MISS_NEST:
        nest = attr.native_u32();
        break;
      default:
        break;
    }
  });
  out.attribute = attr_at_offset(request, out.offset);
  if (missing) out.missing = attr_missing(request, nest, static_cast<std::uint16_t>(*missing));
  return out;
}

Channel::Channel() : Channel(open_netlink()) {}

Channel::Channel(std::unique_ptr<Transport> transport) : transport_(std::move(transport)) {
  resolve();
}

void Channel::resolve() {
  Message request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 2);
  request.put_str(CTRL_ATTR_FAMILY_NAME, kFamilyName);
  family_ = GENL_ID_CTRL;
  std::uint16_t id = 0;
  try {
    this->request(request, "control channel", [&](const MessageView& view) {
      view.attrs.each([&](const Attr& attr) {
        if (attr.type() == CTRL_ATTR_FAMILY_ID) id = attr.native_u16();
      });
      read_family(view);
    });
  } catch (const KernelError& error) {
    if (error.code() != ENOENT) throw;
    ExtAck ack;
    ack.message = "module bsdnet is not loaded";
    throw KernelError("control channel", ENOENT, std::move(ack));
  }
  if (id < NLMSG_MIN_TYPE) throw DecodeError("the reply has no family id");
  family_ = id;
}

void Channel::read_family(const MessageView& view) {
  const auto read_group = [this](const Attr& group) {
    const AttrList list(group);
    const auto name = list.find(CTRL_ATTR_MCAST_GRP_NAME);
    const auto id = list.find(CTRL_ATTR_MCAST_GRP_ID);
    if (name && id) groups_[name->str()] = id->native_u32();
  };
  if (const auto version = view.attrs.find(CTRL_ATTR_VERSION))
    version_ = static_cast<std::uint8_t>(version->native_u32());
  if (const auto groups = view.attrs.find(CTRL_ATTR_MCAST_GROUPS))
    AttrList(*groups).each(read_group);
}

Message Channel::message(std::uint8_t command, std::uint16_t flags) const {
  return {family_, command, version_, flags};
}

void Channel::acknowledged(Bytes payload, std::uint16_t flags, Message& request,
                           std::string_view subject) {
  Ack ack = read_ack(payload, flags, request.bytes());
  if (ack.code != 0) throw KernelError(subject, ack.code, std::move(ack.ext));
  if (!ack.ext.empty() && warning_) warning_(fmt::format("{}: {}", subject, ack.ext.text()));
}

// True after the last message of the reply
bool Channel::take(const Datagram& datagram, Message& request, std::string_view subject,
                   Answers& answers) {
  const auto expected = sequence_;
  bool data = false;
  const bool done = each_message(datagram, [&](const nlmsghdr& header, Bytes payload) {
    if (header.nlmsg_seq != expected) return false;
    answers.interrupted |= (header.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
    if (header.nlmsg_type == NLMSG_ERROR) {
      acknowledged(payload, header.nlmsg_flags, request, subject);
      return true;
    }
    if (header.nlmsg_type == NLMSG_DONE) {
      if (payload.size() >= sizeof(std::int32_t)) {
        const auto code = read_struct<std::int32_t>(payload, "end of dump");
        const bool tlvs = (header.nlmsg_flags & NLM_F_ACK_TLVS) != 0;
        ExtAck ack = parse_extack(tlvs ? payload.subspan(sizeof(code)) : Bytes{}, request.bytes());
        if (code < 0) throw KernelError(subject, -code, std::move(ack));
      }
      return true;
    }
    data |= header.nlmsg_type == family_;
    return false;
  });
  if (data) answers.datagrams.push_back(datagram);
  return done;
}

void Channel::begin_batch(Batch::Refused refused) {
  flush();
  batch_.emplace(std::move(refused));
}

void Channel::mark(std::uint64_t mark) {
  if (batch_) batch_->mark(mark);
}

void Channel::flush() {
  if (batch_) batch_->flush(*transport_, sequence_);
}

Channel::Answers Channel::transact(Message& request, std::string_view subject) {
  flush();
  Answers answers;
  request.set_sequence(++sequence_);
  transport_->send(request.bytes());
  while (!take(transport_->receive(), request, subject, answers)) {
  }
  return answers;
}

void Channel::request(Message& request, std::string_view subject, const Handler& handler) {
  if (batch_ && !handler) {
    batch_->add(request, subject);
    if (batch_->full()) flush();
    return;
  }
  request.add_flags(NLM_F_ACK);
  const Answers answers = transact(request, subject);
  if (!handler) return;
  const auto sequence = sequence_;  // the handler may send requests
  for (const Datagram& datagram : answers.datagrams)
    each_message(datagram, [&](const nlmsghdr& header, Bytes payload) {
      if (header.nlmsg_type == family_ && header.nlmsg_seq == sequence)
        handler(parse_message(payload));
      return false;
    });
}

DumpResult Channel::dump(Message& request, std::string_view subject, const Handler& handler) {
  DumpResult result;
  request.add_flags(NLM_F_DUMP);
  Answers answers = transact(request, subject);
  while (answers.interrupted && result.retries < kDumpRetries) {
    ++result.retries;
    answers = transact(request, subject);
  }
  result.consistent = !answers.interrupted;
  const auto sequence = sequence_;
  for (const Datagram& datagram : answers.datagrams)
    each_message(datagram, [&](const nlmsghdr& header, Bytes payload) {
      if (header.nlmsg_type != family_ || header.nlmsg_seq != sequence) return false;
      ++result.objects;
      handler(parse_message(payload));
      return false;
    });
  return result;
}

void Channel::join(const std::string& name) {
  const auto it = groups_.find(name);
  if (it == groups_.end())
    throw ArgumentError(fmt::format("the kernel has no notification group \"{}\"", name));
  transport_->join(it->second);
}

bool Channel::wait_notifications(const Handler& handler) {
  Datagram datagram;
  try {
    datagram = transport_->receive();
  } catch (const SystemError& error) {
    if (error.code() == ENOBUFS) return false;
    throw;
  }
  each_message(datagram, [&](const nlmsghdr& header, Bytes payload) {
    if (header.nlmsg_type == family_ && header.nlmsg_seq == 0) handler(parse_message(payload));
    return false;
  });
  return true;
}

}  // namespace bsdnet
