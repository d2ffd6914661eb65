// SPDX-License-Identifier: GPL-2.0
#include "library.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <cstdarg>
#include <cstdlib>

namespace bsdnet::run {
namespace {

template <typename F>
void find(F*& function, const char* name) noexcept {
  function = reinterpret_cast<F*>(::dlsym(RTLD_NEXT, name));
}

Next find_all() noexcept {
  Next out{};
  find(out.socket, "socket");
  find(out.bind, "bind");
  find(out.getsockopt, "getsockopt");
  find(out.setsockopt, "setsockopt");
  find(out.ioctl, "ioctl");
  find(out.write, "write");
  find(out.send, "send");
  find(out.sendto, "sendto");
  find(out.sendmsg, "sendmsg");
  find(out.recv, "recv");
  find(out.recvfrom, "recvfrom");
  find(out.recvmsg, "recvmsg");
  find(out.open, "open");
  find(out.open64, "open64");
  find(out.openat, "openat");
  find(out.openat64, "openat64");
  find(out.fopen, "fopen");
  find(out.fopen64, "fopen64");
  find(out.getifaddrs, "getifaddrs");
  find(out.freeifaddrs, "freeifaddrs");
  find(out.if_nametoindex, "if_nametoindex");
  find(out.if_indextoname, "if_indextoname");
  find(out.if_nameindex, "if_nameindex");
  find(out.if_freenameindex, "if_freenameindex");
  find(out.getaddrinfo, "getaddrinfo");
  find(out.execve, "execve");
  find(out.execvpe, "execvpe");
  find(out.posix_spawn, "posix_spawn");
  find(out.posix_spawnp, "posix_spawnp");
  return out;
}

std::optional<Settings> read_settings() noexcept {
  const char* const text = std::getenv(kVariable);
  if (text == nullptr) return {};
  return Settings::parse(text);
}

// Both are read before the program runs, and so are ready in its signal handlers
[[gnu::constructor]] void prepare() noexcept {
  next();
  settings();
}

}  // namespace

const Next& next() noexcept {
  static const Next functions = find_all();
  return functions;
}

const Settings* settings() noexcept {
  static const std::optional<Settings> found = read_settings();
  return found ? &*found : nullptr;
}

// NOLINTNEXTLINE(cert-dcl50-cpp): the compiler checks the arguments
void report(const char* format, ...) noexcept {
  const Settings* const set = settings();
  if (set == nullptr || !set->log) return;
  const int code = errno;
  // daemons use the number for other files
  if (file_of(STDERR_FILENO) == set->log) {
    std::array<char, 512> line{};
    int size = std::snprintf(line.data(), line.size(), "bsdnet-run: [%d] ", ::getpid());
    va_list arguments;
    va_start(arguments, format);
    size += std::vsnprintf(line.data() + size, line.size() - static_cast<std::size_t>(size), format,
                           arguments);
    va_end(arguments);
    const std::size_t length = std::min(static_cast<std::size_t>(size), line.size() - 2);
    line.at(length) = '\n';
    [[maybe_unused]] const ssize_t written = next().write(STDERR_FILENO, line.data(), length + 1);
  }
  errno = code;
}

int domain_of(int fd) noexcept {
  const int code = errno;
  int domain = -1;
  socklen_t size = sizeof(domain);
  if (next().getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0) domain = -1;
  errno = code;
  return domain;
}

}  // namespace bsdnet::run
