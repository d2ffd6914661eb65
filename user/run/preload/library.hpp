// SPDX-License-Identifier: GPL-2.0
/// @file
/// What the files of the preload library share: the functions that it replaces, its
/// settings, and its reports.
///
/// A function that replaces one of libc passes every call on that is not its concern, before it
/// does anything that the original could not do in a signal handler or between vfork() and exec.
#pragma once

#include <spawn.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <cerrno>
#include <cstdio>

#include "../settings.hpp"
#include "bsdnet/error.hpp"
#include "guarded.hpp"

struct addrinfo;
struct ifaddrs;
struct if_nameindex;

/// Before the definition of a function that programs shall get instead of libc's.
#define BSDNET_RUN_REPLACES extern "C" __attribute__((visibility("default")))

namespace bsdnet::run {

/// The functions of this name in the library that comes next: libc, or another preloaded one.
struct Next {
  int (*socket)(int, int, int);
  int (*bind)(int, const sockaddr*, socklen_t);
  int (*getsockopt)(int, int, int, void*, socklen_t*);
  int (*setsockopt)(int, int, int, const void*, socklen_t);
  int (*ioctl)(int, unsigned long, ...);
  ssize_t (*write)(int, const void*, size_t);
  ssize_t (*send)(int, const void*, size_t, int);
  ssize_t (*sendto)(int, const void*, size_t, int, const sockaddr*, socklen_t);
  ssize_t (*sendmsg)(int, const msghdr*, int);
  ssize_t (*recv)(int, void*, size_t, int);
  ssize_t (*recvfrom)(int, void*, size_t, int, sockaddr*, socklen_t*);
  ssize_t (*recvmsg)(int, msghdr*, int);
  int (*open)(const char*, int, ...);
  int (*open64)(const char*, int, ...);
  int (*openat)(int, const char*, int, ...);
  int (*openat64)(int, const char*, int, ...);
  FILE* (*fopen)(const char*, const char*);
  FILE* (*fopen64)(const char*, const char*);
  int (*getifaddrs)(ifaddrs**);
  void (*freeifaddrs)(ifaddrs*);
  unsigned int (*if_nametoindex)(const char*);
  char* (*if_indextoname)(unsigned int, char*);
  struct if_nameindex* (*if_nameindex)();
  void (*if_freenameindex)(struct if_nameindex*);
  int (*getaddrinfo)(const char*, const char*, const addrinfo*, addrinfo**);
  int (*execve)(const char*, char* const*, char* const*);
  int (*execvpe)(const char*, char* const*, char* const*);
  int (*posix_spawn)(pid_t*, const char*, const posix_spawn_file_actions_t*,
                     const posix_spawnattr_t*, char* const*, char* const*);
  int (*posix_spawnp)(pid_t*, const char*, const posix_spawn_file_actions_t*,
                      const posix_spawnattr_t*, char* const*, char* const*);
};

const Next& next() noexcept;

/// The settings; null if the program was not started by bsdnet-run, and nothing is to be changed.
const Settings* settings() noexcept;

/// With --verbose writes a line to standard error. Keeps errno.
[[gnu::format(printf, 1, 2)]] void report(const char* format, ...) noexcept;

/// Protocol family of a socket; -1 if @p fd is none. Keeps errno.
int domain_of(int fd) noexcept;

}  // namespace bsdnet::run
