// SPDX-License-Identifier: GPL-2.0
#include "manual.hpp"

#include <fmt/format.h>

#include "command.hpp"

namespace bsdnet::ctl {

std::string manual_text() {
  std::string out;
  for (const ObjectKind* kind : object_kinds())
    for (const Command& command : kind->commands) {
      const std::string name = command.name.empty() ? "" : fmt::format(" {}", command.name);
      out += fmt::format(".Nm\n.Cm {}{}\n{}", kind->name, name, command.syntax().mdoc());
    }
  return out;
}

}  // namespace bsdnet::ctl
