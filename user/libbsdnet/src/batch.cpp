// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/batch.hpp"

#include <linux/netlink.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "wire.hpp"

namespace bsdnet {
namespace {

// Maximum of a datagram. If all of its changes fail, the replies must fit in a receive buffer of
// the default size.
constexpr std::size_t kMostItems = 200;
constexpr std::size_t kMostBytes = 32768;

}  // namespace

void Batch::add(Message& request, std::string_view subject) {
  const auto bytes = request.bytes();
  const std::size_t begin = bytes_.size();
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  items_.push_back({begin, bytes_.size(), mark_, std::string(subject)});
  bytes_.resize(NLMSG_ALIGN(bytes_.size()));
}

bool Batch::full() const noexcept {
  return items_.size() >= kMostItems || bytes_.size() >= kMostBytes;
}

std::span<const std::uint8_t> Batch::bytes_of(const Item& item) const {
  return std::span(bytes_).subspan(item.begin, item.end - item.begin);
}

void Batch::clear() {
  bytes_.clear();
  items_.clear();
}

// True after the reply to the last one
bool Batch::take(const Datagram& datagram, std::size_t first, std::size_t count,
                 std::uint32_t first_sequence, std::vector<Failure>& failures) const {
  return each_message(datagram, [&](const nlmsghdr& header, Bytes payload) {
    const std::size_t at = header.nlmsg_seq - first_sequence;
    if (at >= count || header.nlmsg_type != NLMSG_ERROR) return false;
    const Item& item = items_[first + at];
    Ack ack = read_ack(payload, header.nlmsg_flags, bytes_of(item));
    if (ack.code != 0)
      failures.push_back({first + at, KernelError(item.subject, ack.code, std::move(ack.ext))});
    return at == count - 1;
  });
}

// Only the last one requests an acknowledgement: failures are always reported
std::vector<Batch::Failure> Batch::send(Transport& transport, std::size_t first, std::size_t count,
                                        std::uint32_t& sequence) {
  const std::uint32_t first_sequence = sequence + 1;
  std::vector<Failure> failures;
  for (std::size_t i = first; i < first + count; ++i) {
    nlmsghdr header{};
    std::memcpy(&header, bytes_.data() + items_[i].begin, sizeof(header));
    header.nlmsg_seq = ++sequence;
    const auto ack = i + 1 == first + count ? NLM_F_ACK : 0;
    header.nlmsg_flags = static_cast<std::uint16_t>((header.nlmsg_flags & ~NLM_F_ACK) | ack);
    std::memcpy(bytes_.data() + items_[i].begin, &header, sizeof(header));
  }
  const std::size_t begin = items_[first].begin;
  const std::size_t end = NLMSG_ALIGN(items_[first + count - 1].end);
  transport.send(std::span(bytes_).subspan(begin, end - begin));
  while (!take(transport.receive(), first, count, first_sequence, failures)) {
  }
  return failures;
}

// Reports the failures; returns where to continue: cancelled changes are sent again
std::size_t Batch::judge(const std::vector<Failure>& failures, std::size_t first,
                         std::size_t count) {
  for (const Failure& failure : failures) {
    const bool cancelled =
        failure.error.code() == ECANCELED && failure.item != first && &failure != &failures.front();
    if (cancelled) return failure.item;
    if (!refused_(items_[failure.item].mark, failure.error)) {
      clear();
      throw BatchStopped();
    }
  }
  return first + count;
}

void Batch::flush(Transport& transport, std::uint32_t& sequence) {
  std::size_t at = 0;
  while (at < items_.size()) {
    const std::size_t count = std::min(items_.size() - at, window_ ? window_ : kMostItems);
    std::vector<Failure> failures;
    try {
      failures = send(transport, at, count, sequence);
    } catch (...) {
      clear();
      throw;
    }
    // failures often come in a row, and changes after one in the same datagram are cancelled
    window_ = failures.empty() ? std::min(window_ ? window_ * 2 : kMostItems, kMostItems) : 1;
    at = judge(failures, at, count);
  }
  clear();
}

}  // namespace bsdnet
