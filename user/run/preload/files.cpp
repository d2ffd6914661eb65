// SPDX-License-Identifier: GPL-2.0
//
// open() and fopen() of /proc/net/dev and /proc/net/route: a file in memory with the interfaces and
// routes of bsdnet at the time of the call.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstring>

#include "facts.hpp"
#include "library.hpp"
#include "proc_text.hpp"

namespace bsdnet::run {
namespace {

ProcFile replaced(const char* path) noexcept {
  // nearly all calls end here
  if (settings() == nullptr || path == nullptr || std::strncmp(path, "/proc/", 6) != 0)
    return ProcFile::none;
  return proc_file(path, ::getpid());
}

std::string text_of(ProcFile file) {
  ModuleFacts facts(settings()->instance);
  return file == ProcFile::dev ? proc_net_dev(facts) : proc_net_route(facts);
}

// Writes all of text to a new file and seeks to its beginning
int make_file(const std::string& text, bool cloexec) {
  const int fd = ::memfd_create("bsdnet-run", cloexec ? MFD_CLOEXEC : 0U);
  std::size_t done = 0;
  while (fd >= 0 && done < text.size()) {
    const ssize_t size = next().write(fd, text.data() + done, text.size() - done);
    if (size < 0) {
      const int code = errno;
      ::close(fd);
      throw SystemError("write", code);
    }
    done += static_cast<std::size_t>(size);
  }
  if (fd >= 0) ::lseek(fd, 0, SEEK_SET);
  return fd;
}

int open_text(ProcFile file, const char* path, int flags) noexcept {
  report("open(%s): the text is made for bsdnet", path);
  return guarded(-1, [=] { return make_file(text_of(file), (flags & O_CLOEXEC) != 0); });
}

bool is_reading(int flags) noexcept {
  return (flags & O_ACCMODE) == O_RDONLY && (flags & O_PATH) == 0;
}

// The mode, which is there only with O_CREAT or O_TMPFILE
mode_t mode_of(int flags, va_list arguments) noexcept {
  const bool there = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return there ? va_arg(arguments, mode_t) : 0;
}

FILE* open_stream(ProcFile file, const char* path, const char* mode) noexcept {
  const int fd = open_text(file, path, std::strchr(mode, 'e') != nullptr ? O_CLOEXEC : 0);
  if (fd < 0) return nullptr;
  FILE* const out = ::fdopen(fd, "r");
  if (out == nullptr) ::close(fd);
  return out;
}

bool is_reading(const char* mode) noexcept {
  return mode != nullptr && mode[0] == 'r' && std::strchr(mode, '+') == nullptr;
}

template <typename Open>
int open_or(const char* path, int flags, Open original) noexcept(noexcept(original())) {
  const ProcFile file = replaced(path);
  if (file != ProcFile::none && is_reading(flags)) return open_text(file, path, flags);
  return original();
}

template <typename Open>
FILE* fopen_or(const char* path, const char* mode, Open original) {
  const ProcFile file = replaced(path);
  if (file != ProcFile::none && is_reading(mode)) return open_stream(file, path, mode);
  return original();
}

}  // namespace
}  // namespace bsdnet::run

using bsdnet::run::fopen_or;
using bsdnet::run::mode_of;
using bsdnet::run::next;
using bsdnet::run::open_or;

BSDNET_RUN_REPLACES int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_or(path, flags, [=] { return next().open(path, flags, mode); });
}

BSDNET_RUN_REPLACES int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_or(path, flags, [=] { return next().open64(path, flags, mode); });
}

BSDNET_RUN_REPLACES int openat(int directory, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_or(path, flags, [=] { return next().openat(directory, path, flags, mode); });
}

BSDNET_RUN_REPLACES int openat64(int directory, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_or(path, flags, [=] { return next().openat64(directory, path, flags, mode); });
}

// What _FORTIFY_SOURCE makes of calls without a mode
// NOLINTBEGIN(bugprone-reserved-identifier,cert-*,readability-identifier-naming)
BSDNET_RUN_REPLACES int __open_2(const char* path, int flags) {
  return open_or(path, flags, [=] { return next().open(path, flags); });
}

BSDNET_RUN_REPLACES int __open64_2(const char* path, int flags) {
  return open_or(path, flags, [=] { return next().open64(path, flags); });
}

BSDNET_RUN_REPLACES int __openat_2(int directory, const char* path, int flags) {
  return open_or(path, flags, [=] { return next().openat(directory, path, flags); });
}

BSDNET_RUN_REPLACES int __openat64_2(int directory, const char* path, int flags) {
  return open_or(path, flags, [=] { return next().openat64(directory, path, flags); });
}
// NOLINTEND(bugprone-reserved-identifier,cert-*,readability-identifier-naming)

BSDNET_RUN_REPLACES FILE* fopen(const char* path, const char* mode) {
  return fopen_or(path, mode, [=] { return next().fopen(path, mode); });
}

BSDNET_RUN_REPLACES FILE* fopen64(const char* path, const char* mode) {
  return fopen_or(path, mode, [=] { return next().fopen64(path, mode); });
}
