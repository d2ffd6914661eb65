// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// The control channel: requests, dumps and notifications of the generic netlink family
/// "bsdnet".
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bsdnet/attr.hpp"
#include "bsdnet/batch.hpp"
#include "bsdnet/error.hpp"
#include "bsdnet/message.hpp"
#include "bsdnet/transport.hpp"

namespace bsdnet {

/// What a dump came to.
struct DumpResult {
  std::size_t objects = 0;
  unsigned int retries = 0;  ///< times that the dump was begun again because of a change
  bool consistent = true;    ///< false: the configuration kept changing
};

/// A channel to the kernel's half. Not for concurrent use; open one per thread.
class Channel {
 public:
  using Handler = std::function<void(const MessageView&)>;

  /// Opens a netlink socket and resolves the family. Throws SystemError, or KernelError
  /// where the module is not loaded.
  Channel();
  /// The same over @p transport.
  explicit Channel(std::unique_ptr<Transport> transport);

  /// An empty request.
  Message message(std::uint8_t command, std::uint16_t flags = 0) const;
  /// Sends @p request and hands each answer to @p handler until the kernel has acknowledged.
  /// @param subject  what errors begin with: "route add 192.0.2.0/24"
  /// Throws KernelError, SystemError, DecodeError.
  void request(Message& request, std::string_view subject, const Handler& handler = {});
  /// Dumps; begins again where the kernel says that the objects changed meanwhile
  /// (NLM_F_DUMP_INTR), at most some times. @p handler sees one complete dump.
  DumpResult dump(Message& request, std::string_view subject, const Handler& handler);

  /// From here on requests without handler are collected and go to the kernel many at a time: when
  /// there are enough of them, before any other request, and by flush(). Their errors are
  /// told to @p refused instead of thrown; where it returns false, BatchStopped is. What was
  /// collected before is sent first. Warnings that come with a success are not told.
  void begin_batch(Batch::Refused refused);
  /// What refused() is told with the errors of the requests to come.
  void mark(std::uint64_t mark);
  /// Sends what was collected and waits for the outcome. Throws BatchStopped, SystemError,
  /// DecodeError.
  void flush();

  /// Joins the multicast group called @p name; throws ArgumentError when there is none.
  void join(const std::string& name);
  /// Waits for notifications and hands each to @p handler; returns after one datagram.
  /// False: the socket's buffer overflowed and messages were lost (CTL-4).
  bool wait_notifications(const Handler& handler);

  /// Called with the text of warnings that come with a success.
  void on_warning(std::function<void(const std::string&)> fn) { warning_ = std::move(fn); }
  std::uint16_t family_id() const noexcept { return family_; }
  int fd() const { return transport_->fd(); }

 private:
  struct Answers;

  void resolve();
  void read_family(const MessageView& view);
  Answers transact(Message& request, std::string_view subject);
  bool take(const Datagram& datagram, Message& request, std::string_view subject, Answers& answers);
  void acknowledged(std::span<const std::uint8_t> bytes, std::uint16_t flags, Message& request,
                    std::string_view subject);

  std::unique_ptr<Transport> transport_;
  std::optional<Batch> batch_;
  std::function<void(const std::string&)> warning_;
  std::map<std::string, std::uint32_t> groups_;
  std::uint16_t family_ = 0;
  std::uint8_t version_ = 1;
  std::uint32_t sequence_ = 0;
};

/// The extended acknowledgement in the attributes that follow an error message.
/// @param tlvs     NLMSGERR_ATTR_*
/// @param request  the request it is about, to name attributes
ExtAck parse_extack(std::span<const std::uint8_t> tlvs, std::span<const std::uint8_t> request);

}  // namespace bsdnet
