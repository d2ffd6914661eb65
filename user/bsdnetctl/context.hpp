// SPDX-License-Identifier: GPL-2.0
/// @file
/// What every command is given.
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
  kUsage = 1,   ///< the command makes no sense; the kernel was not asked
  kRefused = 2  ///< the kernel refused, or could not be asked
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

/// Options, output and a channel that is opened by the first who needs it.
class Context {
 public:
  using Opener = std::function<std::unique_ptr<Channel>()>;

  Context(Options options, std::ostream& out, std::ostream& err, Opener opener);

  const Options& options() const noexcept { return options_; }
  Printer& out() noexcept { return printer_; }
  std::ostream& err() noexcept { return err_; }
  Channel& channel();
  /// A channel besides, for notifications.
  std::unique_ptr<Channel> another_channel();
  /// From here on changes go to the kernel many at a time. See Channel::begin_batch().
  void begin_batch(Batch::Refused refused);
  /// What the changes to come are marked with.
  void mark(std::uint64_t mark) noexcept { mark_ = mark; }
  /// Waits for the outcome of all changes so far. Throws BatchStopped.
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
