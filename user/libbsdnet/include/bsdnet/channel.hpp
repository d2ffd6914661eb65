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

/// Result of a dump.
struct DumpResult {
  std::size_t objects = 0;
  unsigned int retries = 0;  ///< restarts of the dump because of a change
  bool consistent = true;    ///< false: the configuration changed in every try
};

/// A channel to the kernel. Not for concurrent use; open one per thread.
class Channel {
 public:
  using Handler = std::function<void(const MessageView&)>;

  /// Opens a netlink socket and resolves the family. Throws SystemError, or KernelError if the
  /// module is not loaded.
  Channel();
  /// The same over @p transport.
  explicit Channel(std::unique_ptr<Transport> transport);

  /// An empty request.
  Message message(std::uint8_t command, std::uint16_t flags = 0) const;
  /// Sends @p request and calls @p handler for each reply until the acknowledgement.
  /// @param subject  start of error messages: "route add 192.0.2.0/24"
  /// Throws KernelError, SystemError, DecodeError.
  void request(Message& request, std::string_view subject, const Handler& handler = {});
  /// Dumps; restarts a few times if the kernel reports that the objects changed meanwhile
  /// (NLM_F_DUMP_INTR). @p handler gets one complete dump.
  DumpResult dump(Message& request, std::string_view subject, const Handler& handler);

  /// Collects the following requests without handler and sends them many at a time: when there
  /// are enough, before any other request, and by flush(). Their errors are reported by @p refused
  /// instead of thrown; if it returns false, BatchStopped is thrown. Requests collected before are
  /// sent first. Warnings of successful requests are not reported.
  void begin_batch(Batch::Refused refused);
  /// Sets the mark that refused() gets with the errors of the following requests.
  void mark(std::uint64_t mark);
  /// Sends the collected requests and waits for the replies. Throws BatchStopped, SystemError,
  /// DecodeError.
  void flush();

  /// Joins the multicast group @p name; throws ArgumentError if there is none.
  void join(const std::string& name);
  /// Waits for notifications and calls @p handler for each; returns after one datagram.
  /// False: the socket's buffer overflowed and messages were lost (CTL-4).
  bool wait_notifications(const Handler& handler);

  /// Sets the function that gets the warnings of successful requests.
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

/// The extended acknowledgement in the attributes of an error message.
/// @param tlvs     NLMSGERR_ATTR_*
/// @param request  the acknowledged request, for the names of attributes
ExtAck parse_extack(std::span<const std::uint8_t> tlvs, std::span<const std::uint8_t> request);

}  // namespace bsdnet
