// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * Load on datagram sockets of either stack, and what they make of it.
 *
 * usage: sock_load echo STACK PORT SOCKETS CPU
 *        sock_load ask ADDRESS PORT FLOWS CPU MILLISECONDS [GAP-US]
 *        sock_load sink STACK PORT SOCKETS CPU MILLISECONDS
 *        sock_load flood ADDRESS PORT FLOWS CPU MILLISECONDS BYTES
 *        sock_load create STACK THREADS MILLISECONDS
 *        sock_load many STACK SOCKETS
 *
 * STACK is linux or bsdnet. Sockets and flows have PORT and the ports that follow. CPU pins
 * the program, - does not.
 *
 * echo    answers; blocks in recvfrom() if there is one socket, else in epoll_wait()
 * ask     one request on the way in each flow; GAP-US between the answer and the next request.
 *         Prints: requests a second, median and 99th percentile of the round trips (ns)
 * sink    receives with recvmmsg(). Prints: datagrams a second, out of order
 * flood   sends numbered datagrams with sendmmsg() in turn to all flows. Prints: datagrams a second
 * create  opens, binds and closes. Prints: sockets a second of all threads
 * many    opens and binds. Prints: bytes of kernel memory for each socket
 */
#include <arpa/inet.h>
#include <linux/bsdnet_socket.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned kBatch = 32;
constexpr std::size_t kBytesMax = 2048;

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

const sockaddr* generic(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

sockaddr_in make_address(const char* host, unsigned port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
    std::fprintf(stderr, "sock_load: \"%s\" is no address\n", host);
    std::exit(2);
  }
  return address;
}

int open_socket(const std::string& stack) {
  const int fd = stack == "bsdnet"
                     ? socket(AF_BSDNET, SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_UDP))
                     : socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) die("sock_load: socket");
  return fd;
}

void pin(const std::string& cpu) {
  if (cpu == "-") return;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(std::stoi(cpu)), &set);
  if (sched_setaffinity(0, sizeof(set), &set) < 0) die("sock_load: cpu");
}

std::vector<int> open_servers(const std::string& stack, unsigned port, unsigned count) {
  std::vector<int> fds;
  for (unsigned i = 0; i < count; i++) {
    const sockaddr_in address = make_address("0.0.0.0", port + i);
    fds.push_back(open_socket(stack));
    if (bind(fds.back(), generic(address), sizeof(address)) < 0) die("sock_load: bind");
  }
  return fds;
}

std::vector<int> open_clients(const char* host, unsigned port, unsigned count) {
  std::vector<int> fds;
  for (unsigned i = 0; i < count; i++) {
    const sockaddr_in address = make_address(host, port + i);
    fds.push_back(open_socket("linux"));
    if (connect(fds.back(), generic(address), sizeof(address)) < 0) die("sock_load: connect");
  }
  return fds;
}

int poll_set(const std::vector<int>& fds) {
  const int set = epoll_create1(0);
  for (std::size_t i = 0; i < fds.size(); i++) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    if (epoll_ctl(set, EPOLL_CTL_ADD, fds[i], &event) < 0) die("sock_load: epoll");
  }
  return set;
}

Clock::time_point end_after(const char* milliseconds) {
  return Clock::now() + std::chrono::milliseconds(std::atol(milliseconds));
}

double rate(std::uint64_t count, Clock::time_point begin) {
  const std::chrono::duration<double> took = Clock::now() - begin;
  return static_cast<double>(count) / took.count();
}

// ---- echo ---------------------------------------------------------------------

void answer(int fd, int flags) {
  std::array<char, kBytesMax> buffer;
  sockaddr_in peer{};
  socklen_t len = sizeof(peer);
  const ssize_t got = recvfrom(fd, buffer.data(), buffer.size(), flags,
                               reinterpret_cast<sockaddr*>(&peer), &len);
  if (got >= 0)
    sendto(fd, buffer.data(), static_cast<std::size_t>(got), 0, generic(peer), len);
  else if (errno != EAGAIN)
    die("sock_load: echo");
}

[[noreturn]] void echo(const std::string& stack, unsigned port, unsigned count) {
  const std::vector<int> fds = open_servers(stack, port, count);
  std::puts("ready");
  std::fflush(stdout);
  if (count == 1)
    for (;;) answer(fds[0], 0);
  const int set = poll_set(fds);
  std::array<epoll_event, 64> events;
  for (;;) {
    const int n = epoll_wait(set, events.data(), events.size(), -1);
    for (int i = 0; i < n; i++) answer(fds[events[static_cast<std::size_t>(i)].data.u64], MSG_DONTWAIT);
  }
}

// ---- ask ----------------------------------------------------------------------

struct Flow {
  int fd;
  Clock::time_point sent;
};

void request(Flow& flow) {
  std::array<char, 32> buffer{};
  flow.sent = Clock::now();
  if (send(flow.fd, buffer.data(), buffer.size(), 0) < 0 && errno != ECONNREFUSED)
    die("sock_load: send");
}

bool response(const Flow& flow, std::vector<long>& times) {
  std::array<char, 64> buffer;
  if (recv(flow.fd, buffer.data(), buffer.size(), MSG_DONTWAIT) < 0) return false;
  const std::chrono::nanoseconds took = Clock::now() - flow.sent;
  times.push_back(static_cast<long>(took.count()));
  return true;
}

void ask_in_turn(std::vector<int>& fds, Clock::time_point end, std::vector<long>& times, int gap) {
  Flow flow{fds[0], {}};
  std::array<char, 64> buffer;
  const timeval limit{0, 200000};
  setsockopt(flow.fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  while (Clock::now() < end) {
    request(flow);
    if (recv(flow.fd, buffer.data(), buffer.size(), 0) >= 0) {
      const std::chrono::nanoseconds took = Clock::now() - flow.sent;
      times.push_back(static_cast<long>(took.count()));
    }
    if (gap) std::this_thread::sleep_for(std::chrono::microseconds(gap));
  }
}

void ask_at_once(std::vector<int>& fds, Clock::time_point end, std::vector<long>& times) {
  std::vector<Flow> flows;
  for (const int fd : fds) flows.push_back({fd, {}});
  const int set = poll_set(fds);
  std::array<epoll_event, 64> events;
  for (Flow& flow : flows) request(flow);
  while (Clock::now() < end) {
    const int n = epoll_wait(set, events.data(), events.size(), 200);
    // nothing for so long: all were lost
    if (n == 0)
      for (Flow& flow : flows) request(flow);
    for (int i = 0; i < n; i++) {
      Flow& flow = flows[events[static_cast<std::size_t>(i)].data.u64];
      if (response(flow, times)) request(flow);
    }
  }
}

int ask(const char* host, unsigned port, unsigned count, const char* milliseconds, int gap) {
  std::vector<int> fds = open_clients(host, port, count);
  std::vector<long> times;
  times.reserve(1 << 20);
  const Clock::time_point begin = Clock::now(), end = end_after(milliseconds);
  if (count == 1)
    ask_in_turn(fds, end, times, gap);
  else
    ask_at_once(fds, end, times);
  if (times.empty()) {
    std::fprintf(stderr, "sock_load: no answer\n");
    return 1;
  }
  const double per_second = rate(times.size(), begin);
  std::sort(times.begin(), times.end());
  std::printf("%.0f %ld %ld\n", per_second, times[times.size() / 2], times[times.size() * 99 / 100]);
  return 0;
}

// ---- sink and flood -----------------------------------------------------------

struct Vector {
  std::array<std::array<char, kBytesMax>, kBatch> data;
  std::array<iovec, kBatch> iov;
  std::array<mmsghdr, kBatch> messages;

  explicit Vector(std::size_t bytes) : data{}, iov{}, messages{} {
    for (unsigned i = 0; i < kBatch; i++) {
      iov[i] = {data[i].data(), bytes};
      messages[i].msg_hdr.msg_iov = &iov[i];
      messages[i].msg_hdr.msg_iovlen = 1;
    }
  }
};

struct Received {
  std::uint64_t datagrams = 0;
  std::uint64_t disordered = 0;
  std::vector<std::uint64_t> last;
};

void take(int fd, std::size_t flow, int flags, Vector& vector, Received& received) {
  const int n = recvmmsg(fd, vector.messages.data(), kBatch, flags, nullptr);
  for (int i = 0; i < n; i++) {
    std::uint64_t number;
    std::memcpy(&number, vector.data[static_cast<std::size_t>(i)].data(), sizeof(number));
    received.disordered += number <= received.last[flow];
    received.last[flow] = number;
  }
  if (n > 0) received.datagrams += static_cast<unsigned>(n);
}

int sink(const std::string& stack, unsigned port, unsigned count, const char* milliseconds) {
  const std::vector<int> fds = open_servers(stack, port, count);
  const int set = poll_set(fds);
  std::array<epoll_event, 64> events;
  Received received;
  received.last.resize(count);
  Vector vector(kBytesMax);
  const timeval limit{0, 50000};
  setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  std::puts("ready");
  std::fflush(stdout);
  if (epoll_wait(set, events.data(), 1, 5000) < 1) return 1;
  const Clock::time_point begin = Clock::now(), end = end_after(milliseconds);
  while (Clock::now() < end) {
    if (count == 1) {
      take(fds[0], 0, MSG_WAITFORONE, vector, received);
      continue;
    }
    const int n = epoll_wait(set, events.data(), events.size(), 50);
    for (int i = 0; i < n; i++) {
      const std::size_t flow = events[static_cast<std::size_t>(i)].data.u64;
      take(fds[flow], flow, MSG_DONTWAIT, vector, received);
    }
  }
  std::printf("%.0f %lu\n", rate(received.datagrams, begin), received.disordered);
  return 0;
}

int flood(const char* host, unsigned port, unsigned count, const char* milliseconds,
          std::size_t bytes) {
  std::vector<int> fds = open_clients(host, port, count);
  Vector vector(std::clamp(bytes, sizeof(std::uint64_t), kBytesMax));
  std::uint64_t number = 0;
  const Clock::time_point begin = Clock::now(), end = end_after(milliseconds);
  while (Clock::now() < end)
    for (const int fd : fds) {
      for (unsigned i = 0; i < kBatch; i++) {
        number++;
        std::memcpy(vector.data[i].data(), &number, sizeof(number));
      }
      if (sendmmsg(fd, vector.messages.data(), kBatch, 0) < 0 && errno != ECONNREFUSED &&
          errno != ENOBUFS)
        die("sock_load: sendmmsg");
    }
  std::printf("%.0f\n", rate(number, begin));
  return 0;
}

// ---- sockets ------------------------------------------------------------------

int create(const std::string& stack, unsigned threads, const char* milliseconds) {
  std::atomic<std::uint64_t> made = 0;
  std::vector<std::thread> running;
  const Clock::time_point begin = Clock::now(), end = end_after(milliseconds);
  for (unsigned t = 0; t < threads; t++)
    running.emplace_back([&] {
      const sockaddr_in address = make_address("0.0.0.0", 0);
      std::uint64_t mine = 0;
      for (; Clock::now() < end; mine++) {
        const int fd = open_socket(stack);
        if (bind(fd, generic(address), sizeof(address)) < 0) die("sock_load: bind");
        close(fd);
      }
      made += mine;
    });
  for (std::thread& thread : running) thread.join();
  std::printf("%.0f\n", rate(made, begin));
  return 0;
}

long memory_free() {
  std::ifstream file("/proc/meminfo");
  std::string line;
  while (std::getline(file, line))
    if (line.starts_with("MemFree:")) return std::atol(line.c_str() + 8) * 1024;
  die("sock_load: /proc/meminfo");
}

int many(const std::string& stack, unsigned count) {
  constexpr unsigned kPorts = 60000;
  const rlimit limit{count + 64, count + 64};
  const int on = 1;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) die("sock_load: RLIMIT_NOFILE");
  // the table of descriptors is that of no stack
  if (dup2(0, static_cast<int>(count) + 60) < 0) die("sock_load: dup2");
  const long before = memory_free();
  for (unsigned i = 0; i < count; i++) {
    sockaddr_in address = make_address("10.77.0.1", 2000 + i % kPorts);
    address.sin_addr.s_addr = htonl(ntohl(address.sin_addr.s_addr) + i / kPorts);
    const int fd = open_socket(stack);
    if (setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof(on)) < 0 ||
        bind(fd, generic(address), sizeof(address)) < 0)
      die("sock_load: bind");
  }
  std::printf("%ld\n", (before - memory_free()) / static_cast<long>(count));
  return 0;
}

int usage() {
  std::fprintf(stderr,
               "usage: sock_load echo STACK PORT SOCKETS CPU\n"
               "       sock_load ask ADDRESS PORT FLOWS CPU MILLISECONDS [GAP-US]\n"
               "       sock_load sink STACK PORT SOCKETS CPU MILLISECONDS\n"
               "       sock_load flood ADDRESS PORT FLOWS CPU MILLISECONDS BYTES\n"
               "       sock_load create STACK THREADS MILLISECONDS\n"
               "       sock_load many STACK SOCKETS\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv, argv + argc);
  const auto number = [&](std::size_t i) { return static_cast<unsigned>(std::stoul(args[i])); };
  const std::string verb = argc > 1 ? args[1] : "";
  if (argc == 5 && verb == "create") return create(args[2], number(3), argv[4]);
  if (argc == 4 && verb == "many") return many(args[2], number(3));
  if (argc < 6) return usage();
  pin(args[5]);
  if (verb == "echo" && argc == 6) echo(args[2], number(3), number(4));
  if (verb == "ask" && (argc == 7 || argc == 8))
    return ask(argv[2], number(3), number(4), argv[6], argc == 8 ? std::stoi(args[7]) : 0);
  if (verb == "sink" && argc == 7) return sink(args[2], number(3), number(4), argv[6]);
  if (verb == "flood" && argc == 8) return flood(argv[2], number(3), number(4), argv[6], number(7));
  return usage();
}
