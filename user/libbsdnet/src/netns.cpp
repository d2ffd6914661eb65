// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bsdnet/netns.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>

#include <cerrno>
#include <cstring>

#include "bsdnet/error.hpp"
#include "unique_fd.hpp"

namespace bsdnet {
namespace {

UniqueFd first_netns;  // empty until the process leaves it

UniqueFd open_own() {
  UniqueFd fd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (!fd) throw SystemError("own network namespace", errno);
  return fd;
}

void enter(const UniqueFd& fd, const std::string& what) {
  if (::setns(fd.get(), CLONE_NEWNET) < 0) throw SystemError(what, errno);
}

// Returns to the current namespace at the end of the scope
class Return {
 public:
  Return() : fd_(open_own()) {}
  ~Return() { ::setns(fd_.get(), CLONE_NEWNET); }
  Return(const Return&) = delete;
  Return& operator=(const Return&) = delete;

 private:
  UniqueFd fd_;
};

}  // namespace

void enter_netns(const std::string& name) {
  const bool is_path = name.find('/') != std::string::npos;
  const std::string path = is_path ? name : "/var/run/netns/" + name;
  const UniqueFd fd(name.empty() ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd)
    throw ArgumentError(fmt::format("network namespace \"{}\": {}", name,
                                    name.empty() ? "a name is needed" : std::strerror(errno)));
  if (!first_netns) first_netns = open_own();
  enter(fd, fmt::format("network namespace \"{}\"", name));
}

void in_first_netns(const std::function<void()>& fn) {
  if (!first_netns) return fn();
  const Return guard;
  enter(first_netns, "first network namespace");
  fn();
}

}  // namespace bsdnet
