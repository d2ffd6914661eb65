// SPDX-License-Identifier: GPL-2.0
#include "context.hpp"

#include <ostream>
#include <utility>

namespace bsdnet::ctl {

Context::Context(Options options, std::ostream& out, std::ostream& err, Opener opener)
    : options_(std::move(options)),
      printer_(out, options_.json, options_.pretty),
      err_(err),
      opener_(std::move(opener)) {}

Channel& Context::channel() {
  if (!channel_) {
    channel_ = opener_();
    channel_->on_warning([this](const std::string& text) { err_ << "Warning: " << text << '\n'; });
  }
  return *channel_;
}

}  // namespace bsdnet::ctl
