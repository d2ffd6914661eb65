// SPDX-License-Identifier: GPL-2.0
//
// exec and posix_spawn with a new environment: it gets the variables that bsdnet-run set. One that
// has BSDNET_RUN is left as it is, whatever its LD_PRELOAD says.
//
// These functions also run between vfork() and exec, where nothing may be allocated but on the
// stack.
#include <alloca.h>
#include <dlfcn.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <string>

#include "library.hpp"

namespace bsdnet::run {
namespace {

constexpr const char* kPreload = "LD_PRELOAD";
constexpr std::size_t kMaxVariables = 65536;
constexpr std::size_t kMaxList = 16384;

// What an environment must have: "BSDNET_RUN=..." and the path of this library
struct Own {
  std::string settings;
  std::string library;
};

Own find_own() {
  Own out;
  Dl_info info{};
  if (settings() != nullptr && ::dladdr(reinterpret_cast<const void*>(&find_own), &info) != 0)
    out = {std::string(kVariable) + "=" + std::getenv(kVariable), info.dli_fname};
  return out;
}

const Own& own() {
  static const Own& found = *new Own(find_own());  // calls come until the process ends
  return found;
}

[[gnu::constructor]] void prepare() {
  own();
}

// Index of the variable called name; that of the end where there is none
std::size_t find(char* const* environment, const char* name) noexcept {
  const std::size_t length = std::strlen(name);
  std::size_t at = 0;
  while (environment[at] != nullptr &&
         (std::strncmp(environment[at], name, length) != 0 || environment[at][length] != '='))
    at++;
  return at;
}

std::size_t count_variables(char* const* environment) noexcept {
  std::size_t out = 0;
  while (environment[out] != nullptr)
    out++;
  return out;
}

// call(given), or with the variables added
template <typename Call>
int with_variables(char* const* given, Call call) {
  static char* const empty[] = {nullptr};
  char* const* const environment = given == nullptr ? empty : given;  // after clearenv()
  if (own().settings.empty() || environment[find(environment, kVariable)] != nullptr)
    return call(given);
  const std::size_t count = count_variables(environment);
  const std::size_t preload = find(environment, kPreload);
  const char* const others =
      environment[preload] == nullptr ? "" : environment[preload] + std::strlen(kPreload) + 1;
  const std::size_t size = std::strlen(kPreload) + own().library.size() + std::strlen(others) + 3;
  if (count > kMaxVariables || size > kMaxList) return call(given);
  auto** const variables = static_cast<char**>(::alloca((count + 3) * sizeof(char*)));
  auto* const list = static_cast<char*>(::alloca(size));
  [[maybe_unused]] const int length = std::snprintf(
      list, size, "%s=%s%s%s", kPreload, own().library.c_str(), *others != '\0' ? ":" : "", others);
  std::copy_n(environment, count, variables);
  // in the place of the old one, or of the end
  variables[preload] = list;
  std::size_t end = std::max(count, preload + 1);
  variables[end++] = const_cast<char*>(own().settings.c_str());
  variables[end] = nullptr;
  return call(variables);
}

// A list of variable arguments that functions can share
struct List {
  va_list arguments;
};

// The number of arguments of execl() and its like, with first, without the end
std::size_t count_arguments(List& list) noexcept {
  std::size_t out = 1;
  while (va_arg(list.arguments, const char*) != nullptr)
    out++;
  return out;
}

void copy_arguments(char** out, const char* first, std::size_t count, List& list) noexcept {
  out[0] = const_cast<char*>(first);
  for (std::size_t n = 1; n <= count; n++)
    out[n] = va_arg(list.arguments, char*);
}

}  // namespace
}  // namespace bsdnet::run

using bsdnet::run::copy_arguments;
using bsdnet::run::count_arguments;
using bsdnet::run::List;
using bsdnet::run::next;
using bsdnet::run::with_variables;

BSDNET_RUN_REPLACES int execve(const char* path, char* const argv[], char* const envp[]) noexcept {
  return with_variables(envp, [=](char* const* all) { return next().execve(path, argv, all); });
}

BSDNET_RUN_REPLACES int execvpe(const char* file, char* const argv[], char* const envp[]) noexcept {
  return with_variables(envp, [=](char* const* all) { return next().execvpe(file, argv, all); });
}

BSDNET_RUN_REPLACES int execv(const char* path, char* const argv[]) noexcept {
  return ::execve(path, argv, environ);
}

BSDNET_RUN_REPLACES int execvp(const char* file, char* const argv[]) noexcept {
  return ::execvpe(file, argv, environ);
}

// NOLINTBEGIN(cert-dcl50-cpp): they are variadic in libc
BSDNET_RUN_REPLACES int execl(const char* path, const char* first, ...) noexcept {
  List list;
  va_start(list.arguments, first);
  const std::size_t count = count_arguments(list);
  va_end(list.arguments);
  auto** const argv = static_cast<char**>(::alloca((count + 1) * sizeof(char*)));
  va_start(list.arguments, first);
  copy_arguments(argv, first, count, list);
  va_end(list.arguments);
  return ::execve(path, argv, environ);
}

BSDNET_RUN_REPLACES int execlp(const char* file, const char* first, ...) noexcept {
  List list;
  va_start(list.arguments, first);
  const std::size_t count = count_arguments(list);
  va_end(list.arguments);
  auto** const argv = static_cast<char**>(::alloca((count + 1) * sizeof(char*)));
  va_start(list.arguments, first);
  copy_arguments(argv, first, count, list);
  va_end(list.arguments);
  return ::execvpe(file, argv, environ);
}

BSDNET_RUN_REPLACES int execle(const char* path, const char* first, ...) noexcept {
  List list;
  va_start(list.arguments, first);
  const std::size_t count = count_arguments(list);
  va_end(list.arguments);
  auto** const argv = static_cast<char**>(::alloca((count + 1) * sizeof(char*)));
  va_start(list.arguments, first);
  copy_arguments(argv, first, count, list);
  char* const* const envp = va_arg(list.arguments, char* const*);
  va_end(list.arguments);
  return ::execve(path, argv, envp);
}
// NOLINTEND(cert-dcl50-cpp)

BSDNET_RUN_REPLACES int posix_spawn(pid_t* pid, const char* path,
                                    const posix_spawn_file_actions_t* actions,
                                    const posix_spawnattr_t* attributes, char* const argv[],
                                    char* const envp[]) {
  return with_variables(envp, [=](char* const* all) {
    return next().posix_spawn(pid, path, actions, attributes, argv, all);
  });
}

BSDNET_RUN_REPLACES int posix_spawnp(pid_t* pid, const char* file,
                                     const posix_spawn_file_actions_t* actions,
                                     const posix_spawnattr_t* attributes, char* const argv[],
                                     char* const envp[]) {
  return with_variables(envp, [=](char* const* all) {
    return next().posix_spawnp(pid, file, actions, attributes, argv, all);
  });
}
