// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Batches: many changes in one datagram.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bsdnet/error.hpp"
#include "bsdnet/message.hpp"
#include "bsdnet/transport.hpp"

namespace bsdnet {

/// A change of the batch failed, and no further ones are sent. The failure itself was
/// reported before.
class BatchStopped : public Error {
 public:
  BatchStopped() : Error("an earlier request of the batch failed") {}
};

/// Collects changes and sends them. The kernel processes a datagram in order up to the first
/// change that fails and refuses the rest, so the result is that of sending them one by one.
class Batch {
 public:
  /// Called for each failed change, in order, with its mark. Returns whether to continue.
  using Refused = std::function<bool(std::uint64_t mark, const KernelError& error)>;

  explicit Batch(Refused refused) : refused_(std::move(refused)) {}

  /// Sets the mark of the following changes, for example the line of a file.
  void mark(std::uint64_t mark) noexcept { mark_ = mark; }
  /// Copies @p request. Its error begins with @p subject.
  void add(Message& request, std::string_view subject);
  /// Whether there are enough changes for a datagram.
  bool full() const noexcept;
  bool empty() const noexcept { return items_.empty(); }
  /// Sends all changes and waits for the replies; @p sequence is the last sequence number used.
  /// Throws BatchStopped if refused() returns false, SystemError, DecodeError.
  void flush(Transport& transport, std::uint32_t& sequence);

 private:
  struct Item {
    std::size_t begin, end;  // in bytes_
    std::uint64_t mark;
    std::string subject;
  };
  struct Failure {
    std::size_t item;
    KernelError error;
  };

  std::span<const std::uint8_t> bytes_of(const Item& item) const;
  std::vector<Failure> send(Transport& transport, std::size_t first, std::size_t count,
                            std::uint32_t& sequence);
  bool take(const Datagram& datagram, std::size_t first, std::size_t count,
            std::uint32_t first_sequence, std::vector<Failure>& failures) const;
  std::size_t judge(const std::vector<Failure>& failures, std::size_t first, std::size_t count);
  void clear();

  Refused refused_;
  std::uint64_t mark_ = 0;
  std::vector<std::uint8_t> bytes_;
  std::vector<Item> items_;
  std::size_t window_ = 0;  // changes in the next datagram
};

}  // namespace bsdnet
