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
namespace {

int first_netns = -1;  // open until the process ends; -1: nothing has been left

int open_own() {
  const int fd = ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw SystemError("own network namespace", errno);
  return fd;
}

void enter(int fd, const std::string& what) {
  if (::setns(fd, CLONE_NEWNET) < 0) throw SystemError(what, errno);
}

// Back to where it was, whatever happens
class Return {
 public:
  Return() : fd_(open_own()) {}
  ~Return() {
    ::setns(fd_, CLONE_NEWNET);
    ::close(fd_);
  }
  Return(const Return&) = delete;
  Return& operator=(const Return&) = delete;

 private:
  int fd_;
};

}  // namespace

void enter_netns(const std::string& name) {
  const bool is_path = name.find('/') != std::string::npos;
  const std::string path = is_path ? name : "/var/run/netns/" + name;
  const int fd = name.empty() ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    throw ArgumentError(fmt::format("network namespace \"{}\": {}", name,
                                    name.empty() ? "a name is needed" : std::strerror(errno)));
  if (first_netns < 0) first_netns = open_own();
  const int error = ::setns(fd, CLONE_NEWNET) < 0 ? errno : 0;
  ::close(fd);
  if (error != 0) throw SystemError(fmt::format("network namespace \"{}\"", name), error);
}

void in_first_netns(const std::function<void()>& fn) {
  if (first_netns < 0) return fn();
  const Return guard;
  enter(first_netns, "network namespace that was left");
  fn();
}

}  // namespace bsdnet
