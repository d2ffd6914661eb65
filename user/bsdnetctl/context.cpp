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
    if (refused_) channel_->begin_batch(refused_);
  }
  channel_->mark(mark_);
  return *channel_;
}

std::unique_ptr<Channel> Context::another_channel() {
  flush();
  return opener_();
}

void Context::begin_batch(Batch::Refused refused) {
  refused_ = std::move(refused);
  if (channel_) channel_->begin_batch(refused_);
}

void Context::flush() {
  if (channel_) channel_->flush();
}

}  // namespace bsdnet::ctl
