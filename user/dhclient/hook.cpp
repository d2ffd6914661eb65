// SPDX-License-Identifier: GPL-2.0
#include "hook.hpp"

#include <fmt/ranges.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "bsdnet/error.hpp"
#include "inet.hpp"
#include "log.hpp"
#include "standard_io.hpp"

namespace bsdnet::dhcp {
namespace {

constexpr std::array<const char*, 5> kEvents = {"preinit", "bound", "renew", "deconfig", "fail"};
constexpr std::size_t kLargestCall = 65536;
constexpr std::size_t kLongestHex = 512;  // digits of an option
constexpr const char* kPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr int kNotRun = 127;

// One environment as it is built
class Variables {
 public:
  void set(const std::string& name, const std::string& value) {
    if (!value.empty()) out_.push_back(name + "=" + value);
  }
  void set(const std::string& name, const std::vector<std::uint32_t>& addresses) {
    std::vector<std::string> words;
    words.reserve(addresses.size());
    for (const std::uint32_t address : addresses)
      words.push_back(inet_address(address).str());
    set(name, fmt::format("{}", fmt::join(words, " ")));
  }
  Environment take() { return std::move(out_); }

 private:
  Environment out_;
};

std::string routes_text(const std::vector<LeaseRoute>& routes) {
  std::vector<std::string> words;
  words.reserve(routes.size());
  for (const LeaseRoute& route : routes)
    words.push_back(fmt::format("{}/{} {}", inet_address(route.dst).str(), route.bits,
                                inet_address(route.router).str()));
  return fmt::format("{}", fmt::join(words, " "));
}

std::vector<std::uint32_t> default_routers(const Lease& lease) {
  std::vector<std::uint32_t> out;
  for (const LeaseRoute& route : lease.routes)
    if (route.bits == 0) out.push_back(route.router);
  return out;
}

void set_lease(Variables& out, const Lease& lease) {
  const std::uint32_t mask = mask_of(lease.bits);
  out.set("ip", inet_address(lease.address).str());
  out.set("mask", std::to_string(lease.bits));
  out.set("subnet", inet_address(mask).str());
  out.set("broadcast", lease.bits < 31 ? inet_address(lease.address | ~mask).str() : "");
  out.set("router", default_routers(lease));
  out.set("staticroutes", routes_text(lease.routes));
  out.set("dns", lease.name_servers);
  out.set("ntpsrv", lease.time_servers);
  out.set("domain", lease.domain);
  out.set("search", fmt::format("{}", fmt::join(lease.search, " ")));
  out.set("hostname", lease.host_name);
  out.set("mtu", lease.mtu != 0 ? std::to_string(lease.mtu) : "");
  out.set("serverid", inet_address(lease.server).str());
  out.set("lease", lease.duration == kInfinite ? "infinite" : std::to_string(lease.duration));
  for (const auto& [code, value] : lease.message.options)
    if (const std::string digits = hex(value); digits.size() <= kLongestHex)
      out.set(fmt::format("opt{}", code), digits);
}

bool is_value_character(char c) {
  return c >= 0x20 && c < 0x7f;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// A name of lower case cannot be PATH, LD_PRELOAD, IFS
bool is_variable(const std::string& word) {
  const std::size_t equals = word.find('=');
  return equals != std::string::npos && equals > 0 &&
         std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
                     is_name_character) &&
         std::all_of(word.begin(), word.end(), is_value_character);
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (std::string& word : words)
    out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

// ---- the process that runs scripts ---------------------------------------------------------

[[noreturn]] void become_script(const std::string& script, const std::string& event,
                                std::vector<std::string> environment) {
  // a group of its own, so that its children can be ended with it
  setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  environment.emplace_back(kPath);
  std::vector<std::string> words = {script, event};
  execve(script.c_str(), pointers(words).data(), pointers(environment).data());
  _exit(kNotRun);
}

// Returns the status of waitpid()
int wait_for(pid_t child, unsigned int seconds) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  timespec left{static_cast<time_t>(seconds), 0};
  int status = 0;
  // SIGCHLD is blocked: it waits here if the child is over already
  while (waitpid(child, &status, WNOHANG) == 0)
    if (sigtimedwait(&set, nullptr, &left) < 0 && errno == EAGAIN) {
      kill(-child, SIGKILL);
      waitpid(child, &status, 0);
      break;
    }
  return status;
}

int run_script(const std::string& script, unsigned int seconds, View call) {
  const auto words = decode_call(call);
  if (!words) return -1;
  const pid_t child = fork();
  if (child == 0) become_script(script, words->front(), {words->begin() + 1, words->end()});
  return child < 0 ? -1 : wait_for(child, seconds);
}

[[noreturn]] void serve(int fd, const std::string& script, unsigned int seconds) {
  // it ends with the client, by the end of its socket; the client's signals are not for it
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  prctl(PR_SET_NAME, "dhclient-hook");
  Bytes buffer(kLargestCall);
  for (;;) {
    const ssize_t size = recv(fd, buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) _exit(0);
    const int status =
        run_script(script, seconds, View(buffer).first(static_cast<std::size_t>(size)));
    if (::send(fd, &status, sizeof(status), MSG_NOSIGNAL) < 0) _exit(0);
  }
}

}  // namespace

const char* event_name(Event event) {
  return kEvents.at(static_cast<std::size_t>(event));
}

Environment hook_environment(const std::string& ifl, const Lease* lease, const std::string& why) {
  Variables out;
  out.set("interface", ifl);
  out.set("reason", why);
  if (lease != nullptr) set_lease(out, *lease);
  return out.take();
}

std::string encode_call(Event event, const Environment& environment) {
  std::string out = event_name(event);
  out += '\0';
  for (const std::string& variable : environment) {
    if (out.size() + variable.size() >= kLargestCall) break;
    out += variable;
    out += '\0';
  }
  return out;
}

std::optional<std::vector<std::string>> decode_call(View in) {
  std::vector<std::string> out;
  if (in.empty() || in.back() != 0) return {};
  while (!in.empty()) {
    const auto end = std::ranges::find(in, std::uint8_t{0});
    const auto length = static_cast<std::size_t>(end - in.begin());
    out.push_back(text(in.first(length)));
    in = in.subspan(length + 1);
  }
  const bool known = std::ranges::find(kEvents, out.front()) != kEvents.end();
  if (!known || !std::all_of(out.begin() + 1, out.end(), is_variable)) return {};
  return out;
}

Hook::Hook(const std::string& script, unsigned int seconds, bool silent) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw SystemError("socketpair", errno);
  fd_.reset(ends[0]);
  const UniqueFd other(ends[1]);
  const pid_t child = fork();
  if (child < 0) throw SystemError("fork", errno);
  if (child != 0) return;
  fd_.reset();
  if (silent) silence();
  serve(other.get(), script, seconds);
}

void Hook::run(Event event, const Environment& environment) {
  if (!fd_) return;
  const std::string call = encode_call(event, environment);
  if (::send(fd_.get(), call.data(), call.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
    ++running_;
  else
    log("hook", "cannot report \"{}\" to the script: {}", event_name(event), std::strerror(errno));
}

Hook::Result Hook::take_result(int flags) {
  int status = 0;
  const ssize_t size = recv(fd_.get(), &status, sizeof(status), flags);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return Result::none;
  if (size != sizeof(status)) {
    log("hook", "the process that runs scripts is gone");
    running_ = 0;
    return Result::gone;
  }
  --running_;
  if (status == -1)
    log("hook", "the script was not run");
  else if (WIFSIGNALED(status))
    log("hook", "the script was killed by signal {}", WTERMSIG(status));
  else if (WEXITSTATUS(status) == kNotRun)
    log("hook", "the script cannot be run");
  else if (WEXITSTATUS(status) != 0)
    log("hook", "the script ended with status {}", WEXITSTATUS(status));
  return Result::taken;
}

bool Hook::collect() {
  Result result = Result::none;
  do {
    result = take_result(MSG_DONTWAIT);
  } while (result == Result::taken);
  return result != Result::gone;
}

void Hook::finish() {
  while (running_ > 0)
    take_result(0);
}

}  // namespace bsdnet::dhcp
