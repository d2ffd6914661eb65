// SPDX-License-Identifier: GPL-2.0
/// @file
/// The environment of a command: options, output, control channel.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>

#include "bsdnet/channel.hpp"
#include "printer.hpp"

namespace bsdnet::ctl {

/// Exit statuses; also in the manual.
enum ExitStatus : int {
  kOk = 0,
  kUsage = 1,   ///< invalid command; no request was sent
  kRefused = 2  ///< the kernel refused the request, or cannot be reached
};

/// The options before the object.
struct Options {
  bool json = false;
  bool pretty = false;
  bool statistics = false;
  bool details = false;
  bool force = false;
  std::string netns;
  std::string batch;  ///< file name, "-" for standard input; empty for none
};

/// Options, output and a channel that is opened on first use.
class Context {
 public:
  using Opener = std::function<std::unique_ptr<Channel>()>;

  Context(Options options, std::ostream& out, std::ostream& err, Opener opener);

  const Options& options() const noexcept { return options_; }
  Printer& out() noexcept { return printer_; }
  std::ostream& err() noexcept { return err_; }
  Channel& channel();
  /// A second channel, for notifications.
  std::unique_ptr<Channel> another_channel();
  /// Send the changes that follow to the kernel in batches. See Channel::begin_batch().
  void begin_batch(Batch::Refused refused);
  /// Mark the changes that follow with @p mark.
  void mark(std::uint64_t mark) noexcept { mark_ = mark; }
  /// Wait for the results of all changes so far. Throws BatchStopped.
  void flush();

 private:
  Options options_;
  Printer printer_;
  std::ostream& err_;
  Opener opener_;
  std::unique_ptr<Channel> channel_;
  Batch::Refused refused_;
  std::uint64_t mark_ = 0;
};

}  // namespace bsdnet::ctl
