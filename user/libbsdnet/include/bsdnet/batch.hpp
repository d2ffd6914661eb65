// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Changes that go to the kernel together, many in one datagram.
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

/// The kernel refused a change of the batch and nothing more is to be asked of it. The
/// refusal itself has been told.
class BatchStopped : public Error {
 public:
  BatchStopped() : Error("an earlier request of the batch failed") {}
};

/// Collects changes and sends them. The kernel serves a datagram in order up to the first change
/// that fails and refuses the rest, so that all comes out as if each had been waited for.
class Batch {
 public:
  /// Told of each change that failed, in order. @p mark says which. Whether to go on.
  using Refused = std::function<bool(std::uint64_t mark, const KernelError& error)>;

  explicit Batch(Refused refused) : refused_(std::move(refused)) {}

  /// What the changes to come are marked with, a line of a file for instance.
  void mark(std::uint64_t mark) noexcept { mark_ = mark; }
  /// Takes a copy of @p request. @p subject is what its error begins with.
  void add(Message& request, std::string_view subject);
  /// There is enough for a datagram.
  bool full() const noexcept;
  bool empty() const noexcept { return items_.empty(); }
  /// Sends all that was added and waits for the outcome; @p sequence is the last sequence
  /// number used. Throws BatchStopped where refused() says so, SystemError, DecodeError.
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
