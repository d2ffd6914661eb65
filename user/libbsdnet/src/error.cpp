// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/error.hpp"

#include <fmt/format.h>

#include <cstring>
#include <utility>

namespace bsdnet {
namespace {

// "route: no such route" for "route add ...": print the kind of object only once
ExtAck without_kind(std::string_view subject, ExtAck ack) {
  const std::string kind = std::string(subject.substr(0, subject.find(' '))) + ": ";
  if (ack.message.starts_with(kind)) ack.message.erase(0, kind.size());
  return ack;
}

std::string kernel_text(std::string_view subject, int code, const ExtAck& ack) {
  const std::string details = without_kind(subject, ack).text();
  if (details.empty()) return fmt::format("{}: {}", subject, std::strerror(code));
  return fmt::format("{}: {}: {}", subject, details, std::strerror(code));
}

}  // namespace

SystemError::SystemError(std::string_view what, int code)
    : Error(fmt::format("{}: {}", what, std::strerror(code))), code_(code) {}

std::string ExtAck::text() const {
  std::string out = message;
  const auto note = [&out](std::string_view words, std::string_view name) {
    if (name.empty()) return;
    out += out.empty() ? "" : " ";
    out += fmt::format("({} {})", words, name);
  };
  note("attribute", attribute);
  note("missing attribute", missing);
  return out;
}

KernelError::KernelError(std::string_view subject, int code, ExtAck ack)
    : Error(kernel_text(subject, code, ack)), code_(code), ack_(std::move(ack)) {}

}  // namespace bsdnet
