// SPDX-License-Identifier: GPL-2.0
#include "fake_kernel.hpp"

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <cerrno>
#include <cstring>

#include "bsdnet/endian.hpp"
#include "bsdnet/error.hpp"

namespace bsdnet::test {
namespace {

template <typename T>
Bytes raw(const T& value) {
  Bytes out(sizeof(T));
  std::memcpy(out.data(), &value, sizeof(T));
  return out;
}

void pad(Bytes& bytes) {
  bytes.resize((bytes.size() + 3) & ~std::size_t{3});
}

Bytes family_reply() {
  const Bytes group = attr_text(CTRL_ATTR_MCAST_GRP_NAME, "config") +
                      attr_native32(CTRL_ATTR_MCAST_GRP_ID, kGroupId);
  const Bytes attrs = attr(CTRL_ATTR_FAMILY_ID, raw(kFamilyId)) +
                      attr_native32(CTRL_ATTR_VERSION, 1) +
                      attr(CTRL_ATTR_MCAST_GROUPS, attr(1, group));
  return message(GENL_ID_CTRL, 0, raw(genlmsghdr{CTRL_CMD_NEWFAMILY, 2, 0}) + attrs);
}

// Fills in the sequence number where the test left it open
void number(Bytes& datagram, std::uint32_t sequence) {
  for (std::size_t at = 0; at + sizeof(nlmsghdr) <= datagram.size();) {
    nlmsghdr header{};
    std::memcpy(&header, datagram.data() + at, sizeof(header));
    if (header.nlmsg_seq == 0) header.nlmsg_seq = sequence;
    std::memcpy(datagram.data() + at, &header, sizeof(header));
    if (header.nlmsg_len < sizeof(header)) break;
    at += NLMSG_ALIGN(header.nlmsg_len);
  }
}

bool is_ack(const Bytes& datagram) {
  nlmsghdr header{};
  if (datagram.size() < NLMSG_HDRLEN + sizeof(int)) return false;
  std::memcpy(&header, datagram.data(), sizeof(header));
  return header.nlmsg_type == NLMSG_ERROR;
}

bool is_success(const Bytes& datagram) {
  int code = 0;
  if (!is_ack(datagram)) return false;
  std::memcpy(&code, datagram.data() + NLMSG_HDRLEN, sizeof(code));
  return code == 0;
}

class FakeTransport final : public Transport {
 public:
  explicit FakeTransport(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}

  void send(std::span<const std::uint8_t> bytes) override {
    wire_->datagrams++;
    bool failed = false;
    for (std::size_t at = 0; at < bytes.size();) {
      nlmsghdr header{};
      std::memcpy(&header, bytes.data() + at, sizeof(header));
      serve(header, Bytes(bytes.begin() + at, bytes.begin() + at + header.nlmsg_len), failed);
      at += NLMSG_ALIGN(header.nlmsg_len);
    }
  }

  Datagram receive() override {
    if (!wire_->pending.empty()) {
      Bytes out = std::move(wire_->pending.front());
      wire_->pending.pop_front();
      return out;
    }
    if (wire_->notifications.empty()) throw SystemError("nothing to receive", EAGAIN);
    auto out = std::move(wire_->notifications.front());
    wire_->notifications.pop_front();
    if (!out) throw SystemError("receive", ENOBUFS);
    return *out;
  }

  void join(std::uint32_t group) override { wire_->groups.push_back(group); }
  int fd() const override { return -1; }

 private:
  // After a failure the rest of the datagram is refused; who wants no acknowledgement is told of
  // failures alone
  void serve(const nlmsghdr& header, const Bytes& request, bool& failed) {
    std::vector<Bytes> answers;
    if (header.nlmsg_type == GENL_ID_CTRL) {
      answers = {family_reply(), ack(0)};
    } else if (failed) {
      answers = {ack(-ECANCELED)};
    } else {
      wire_->requests.push_back(request);
      answers = wire_->script(request.at(NLMSG_HDRLEN), request);
    }
    for (Bytes& answer : answers) {
      failed |= is_ack(answer) && !is_success(answer);
      if (is_success(answer) && (header.nlmsg_flags & NLM_F_ACK) == 0) continue;
      number(answer, header.nlmsg_seq);
      wire_->pending.push_back(std::move(answer));
    }
  }

  std::shared_ptr<Wire> wire_;
};

}  // namespace

Bytes attr(std::uint16_t type, std::span<const std::uint8_t> payload) {
  Bytes out = raw(nlattr{static_cast<std::uint16_t>(NLA_HDRLEN + payload.size()), type});
  out.insert(out.end(), payload.begin(), payload.end());
  pad(out);
  return out;
}

Bytes attr_text(std::uint16_t type, const std::string& text) {
  Bytes payload(text.begin(), text.end());
  payload.push_back(0);
  return attr(type, payload);
}

Bytes attr_u8(std::uint16_t type, std::uint8_t value) {
  return attr(type, be_bytes(value));
}
Bytes attr_u32(std::uint16_t type, std::uint32_t value) {
  return attr(type, be_bytes(value));
}
Bytes attr_u64(std::uint16_t type, std::uint64_t value) {
  return attr(type, be_bytes(value));
}
Bytes attr_native32(std::uint16_t type, std::uint32_t value) {
  return attr(type, raw(value));
}

Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Bytes message(std::uint16_t type, std::uint16_t flags, const Bytes& payload,
              std::uint32_t sequence) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(sizeof(header) + payload.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = flags;
  header.nlmsg_seq = sequence;
  Bytes out = raw(header) + payload;
  pad(out);
  return out;
}

Bytes object(std::uint8_t command, const Bytes& attrs, std::uint16_t flags) {
  return message(kFamilyId, flags, raw(genlmsghdr{command, 1, 0}) + attrs);
}

Bytes ack(int code, const Bytes& tlvs) {
  nlmsgerr error{};
  error.error = code;
  error.msg.nlmsg_len = sizeof(nlmsghdr);
  const auto flags = static_cast<std::uint16_t>(NLM_F_CAPPED | (tlvs.empty() ? 0 : NLM_F_ACK_TLVS));
  return message(NLMSG_ERROR, flags, raw(error) + tlvs);
}

Bytes done(std::uint16_t flags) {
  return message(NLMSG_DONE, flags, raw(std::int32_t{0}));
}

std::unique_ptr<Transport> fake_transport(const std::shared_ptr<Wire>& wire) {
  return std::make_unique<FakeTransport>(wire);
}

std::shared_ptr<Wire> make_wire(Script script) {
  auto wire = std::make_shared<Wire>();
  wire->script = std::move(script);
  return wire;
}

}  // namespace bsdnet::test
