// SPDX-License-Identifier: GPL-2.0
//
// bsdnet-run: starts a program with the preload library that puts it on bsdnet (SK-1, SK-2).

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include "bsdnet/operations.hpp"
#include "options.hpp"
#include "program.hpp"
#include "settings.hpp"

namespace bsdnet::run {
namespace {

constexpr int kFailed = 125;
constexpr int kNotExecutable = 126;
constexpr int kNotFound = 127;

void say(const std::string& text) {
  fmt::print(stderr, "bsdnet-run: {}\n", text);
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Where it is installed, or where it was built
std::string find_library() {
  const std::filesystem::path directory =
      std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
  for (const char* place : {BSDNET_RUN_INSTALLED, BSDNET_RUN_BUILT}) {
    const std::filesystem::path file = directory / place / BSDNET_RUN_LIBRARY;
    if (std::filesystem::exists(file)) return file.lexically_normal();
  }
  throw Error(fmt::format("{} is not installed with bsdnet-run", BSDNET_RUN_LIBRARY));
}

Settings ask_module(const Options& options) {
  Settings out;
  Channel channel;
  out.family = static_cast<int>(get<Module>(channel, Module{}).af.value_or(AF_BSDNET));
  Instance instance;
  instance.index = options.instance;
  get<Instance>(channel, instance, fmt::format("instance {}", options.instance));
  out.instance = options.instance;
  out.strict = options.strict;
  if (options.verbose) out.log = file_of(STDERR_FILENO);
  return out;
}

// Whether the program may run: with --strict nothing may go to the host's stack
bool check_program(const Options& options, const std::string& file) {
  const auto obstacles = obstacles_of(file);
  for (const Obstacle obstacle : obstacles)
    say(fmt::format("{}: {} {}; {}", options.strict ? "error" : "warning", file, describe(obstacle),
                    "it uses the sockets of the host"));
  return obstacles.empty() || !options.strict;
}

int execute(const std::vector<std::string>& words, const std::string& file) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (const std::string& word : words)
    argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  const int code = errno;
  say(fmt::format("{}: {}", file, std::strerror(code)));
  return code == ENOENT ? kNotFound : kNotExecutable;
}

int start(const Options& options) {
  const Settings settings = ask_module(options);
  const std::string library = find_library();
  const std::string& name = options.program.front();
  const auto file = find_program(name, variable("PATH"));
  if (!file) {
    say(name + ": not found in PATH");
    return kNotFound;
  }
  if (!check_program(options, *file)) return kNotExecutable;
  ::setenv("LD_PRELOAD", preload_list(library, variable("LD_PRELOAD")).c_str(), 1);
  ::setenv(kVariable, settings.str().c_str(), 1);
  return execute(options.program, *file);
}

int run_main(const std::vector<std::string>& words) {
  try {
    const Options options = Options::parse(words);
    if (options.help) fmt::print("{}", kUsage);
    if (options.version) fmt::print("bsdnet-run {}\n", BSDNET_VERSION);
    if (options.help || options.version) return 0;
    return start(options);
  } catch (const UsageError& error) {
    say(fmt::format("{}\n{}", error.what(), "Try \"bsdnet-run --help\"."));
  } catch (const std::exception& error) {
    say(error.what());
  }
  return kFailed;
}

}  // namespace
}  // namespace bsdnet::run

int main(int argc, char** argv) {
  return bsdnet::run::run_main({argv + 1, argv + argc});
}
