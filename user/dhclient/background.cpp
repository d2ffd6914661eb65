// SPDX-License-Identifier: GPL-2.0
#include "background.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "bsdnet/error.hpp"
#include "log.hpp"
#include "standard_io.hpp"

namespace bsdnet::dhcp {
namespace {

// Exits with what the child reports, or with its own status if it ends before
[[noreturn]] void wait_for_report(int fd, pid_t child) {
  std::uint8_t report = 0;
  if (read(fd, &report, sizeof(report)) == sizeof(report)) _exit(report);
  int status = 0;
  waitpid(child, &status, 0);
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 2);
}

}  // namespace

void Background::fork() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError("pipe", errno);
  UniqueFd reader(ends[0]);
  pipe_.reset(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) throw SystemError("fork", errno);
  if (child == 0) return;
  pipe_.reset();
  wait_for_report(reader.get(), child);
}

void Background::report(int status) {
  if (!pipe_) return;
  setsid();
  log_to_system();
  silence();
  const auto byte = static_cast<std::uint8_t>(status);
  static_cast<void>(write(pipe_.get(), &byte, sizeof(byte)));
  pipe_.reset();
}

}  // namespace bsdnet::dhcp
