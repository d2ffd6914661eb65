// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/netns.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "bsdnet/error.hpp"

namespace bsdnet {

void enter_netns(const std::string& name) {
  const bool is_path = name.find('/') != std::string::npos;
  const std::string path = is_path ? name : "/var/run/netns/" + name;
  const int fd = name.empty() ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    throw ArgumentError(fmt::format("network namespace \"{}\": {}", name,
                                    name.empty() ? "a name is needed" : std::strerror(errno)));
  const int error = ::setns(fd, CLONE_NEWNET) < 0 ? errno : 0;
  ::close(fd);
  if (error != 0) throw SystemError(fmt::format("network namespace \"{}\"", name), error);
}

}  // namespace bsdnet
