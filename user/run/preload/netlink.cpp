// SPDX-License-Identifier: GPL-2.0
#include "netlink.hpp"

#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>

#include "library.hpp"
#include "rtnetlink.hpp"

namespace bsdnet::run {
namespace {

constexpr int kMaxMarked = 4096;
constexpr std::size_t kMaxRequest = 65536;

sockaddr* generic(sockaddr_nl& name) noexcept {
  return reinterpret_cast<sockaddr*>(&name);
}

// Descriptors that are such sockets; a mark may be out of date, when the program closed the
// descriptor. Without one (after exec and dup) all works but long answers and the dropping of
// foreign messages.
class Marks {
 public:
  void set(int fd, bool on) noexcept {
    if (fd < 0 || fd >= kMaxMarked) return;
    const std::uint64_t bit = std::uint64_t{1} << (fd % 64);
    auto& word = words_[static_cast<std::size_t>(fd / 64)];
    if (on)
      word.fetch_or(bit, std::memory_order_relaxed);
    else
      word.fetch_and(~bit, std::memory_order_relaxed);
  }
  bool has(int fd) const noexcept {
    if (fd < 0 || fd >= kMaxMarked) return false;
    const auto& word = words_[static_cast<std::size_t>(fd / 64)];
    return ((word.load(std::memory_order_relaxed) >> (fd % 64)) & 1) != 0;
  }

 private:
  std::array<std::atomic<std::uint64_t>, kMaxMarked / 64> words_{};
};

// Datagrams that did not fit into a receive queue; the rest of a long answer
class Backlog {
 public:
  void append(int fd, std::vector<Bytes>::const_iterator from,
              std::vector<Bytes>::const_iterator to);
  bool is_waiting(int fd);
  // Queues what fits now
  void move(int fd, const sockaddr_nl& self) noexcept;
  void forget(int fd);

 private:
  struct Waiting {
    ino_t inode = 0;
    std::deque<Bytes> datagrams;
  };
  std::mutex lock_;
  std::map<int, Waiting> waiting_;
};

Marks marks;

Backlog& backlog() {
  static Backlog& instance = *new Backlog;  // calls come until the process ends
  return instance;
}

ino_t inode_of(int fd) noexcept {
  const auto file = file_of(fd);
  return file ? file->inode : 0;
}

bool queue(int fd, const Bytes& datagram, const sockaddr_nl& self) noexcept {
  sockaddr_nl to = self;
  return next().sendto(fd, datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                       generic(to), sizeof(to)) >= 0;
}

void Backlog::append(int fd, std::vector<Bytes>::const_iterator from,
                     std::vector<Bytes>::const_iterator to) {
  const std::lock_guard guard(lock_);
  Waiting& entry = waiting_[fd];
  const ino_t inode = inode_of(fd);
  if (entry.inode != inode) entry.datagrams.clear();
  entry.inode = inode;
  entry.datagrams.insert(entry.datagrams.end(), from, to);
}

bool Backlog::is_waiting(int fd) {
  const std::lock_guard guard(lock_);
  const auto at = waiting_.find(fd);
  return at != waiting_.end() && at->second.inode == inode_of(fd);
}

void Backlog::move(int fd, const sockaddr_nl& self) noexcept {
  const std::lock_guard guard(lock_);
  const auto at = waiting_.find(fd);
  if (at == waiting_.end()) return;
  auto& datagrams = at->second.datagrams;
  if (at->second.inode != inode_of(fd)) datagrams.clear();
  while (!datagrams.empty() && queue(fd, datagrams.front(), self))
    datagrams.pop_front();
  if (datagrams.empty()) waiting_.erase(at);
}

void Backlog::forget(int fd) {
  const std::lock_guard guard(lock_);
  waiting_.erase(fd);
}

int protocol_of(int fd) noexcept {
  int protocol = -1;
  socklen_t size = sizeof(protocol);
  if (next().getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) < 0) return -1;
  return protocol;
}

// Keeps errno
bool is_ours(int fd) noexcept {
  const int code = errno;
  const bool out = domain_of(fd) == AF_NETLINK && protocol_of(fd) == NETLINK_USERSOCK;
  errno = code;
  return out;
}

bool own_name(int fd, sockaddr_nl& out) noexcept {
  socklen_t size = sizeof(out);
  out = {};
  return ::getsockname(fd, generic(out), &size) == 0 && out.nl_family == AF_NETLINK;
}

bool option(int fd, int name) noexcept {
  int on = 0;
  socklen_t size = sizeof(on);
  return next().getsockopt(fd, SOL_NETLINK, name, &on, &size) == 0 && on != 0;
}

void deliver(int fd, const std::vector<Bytes>& datagrams, const sockaddr_nl& self) {
  auto at = datagrams.begin();
  // what still waits comes first
  if (!backlog().is_waiting(fd))
    while (at != datagrams.end() && queue(fd, *at, self))
      ++at;
  if (at == datagrams.end()) return;
  if (!marks.has(fd)) throw SystemError("answer", ENOBUFS);
  backlog().append(fd, at, datagrams.end());
}

// Answers a request that could not be sent. 0, or -1 with errno
int serve(int fd, std::span<const std::uint8_t> request) noexcept {
  return guarded(-1, [&] {
    sockaddr_nl self{};
    if (!own_name(fd, self)) throw SystemError("getsockname", errno);
    marks.set(fd, true);
    ModuleFacts facts(settings()->instance);
    const Asker asker{self.nl_pid, option(fd, NETLINK_EXT_ACK), option(fd, NETLINK_GET_STRICT_CHK)};
    const auto datagrams = answer(request, asker, facts);
    nlmsghdr head{};
    std::memcpy(&head, request.data(), std::min(request.size(), sizeof(head)));
    report("rtnetlink request of type %d: %zu datagrams from bsdnet", head.nlmsg_type,
           datagrams.size());
    deliver(fd, datagrams, self);
    return 0;
  });
}

// What a sending call returns: its own result, or that of the answer
ssize_t sent(int fd, ssize_t result, const iovec* parts, std::size_t count) noexcept {
  if (result >= 0 || errno != ECONNREFUSED || settings() == nullptr || !is_ours(fd)) return result;
  return guarded<ssize_t>(-1, [&]() -> ssize_t {
    Bytes request;
    for (std::size_t n = 0; n < count; n++) {
      const auto* const data = static_cast<const std::uint8_t*>(parts[n].iov_base);
      if (parts[n].iov_len > kMaxRequest - request.size()) throw SystemError("request", EMSGSIZE);
      request.insert(request.end(), data, data + parts[n].iov_len);
    }
    return serve(fd, request) < 0 ? -1 : static_cast<ssize_t>(request.size());
  });
}

ssize_t sent(int fd, ssize_t result, const void* data, std::size_t size) noexcept {
  const iovec part{const_cast<void*>(data), size};
  return sent(fd, result, &part, 1);
}

bool is_netlink_name(const void* name, socklen_t size) noexcept {
  return name != nullptr && size >= sizeof(sockaddr_nl) &&
         static_cast<const sockaddr_nl*>(name)->nl_family == AF_NETLINK;
}

// Port 0 for the sender of a message that the socket sent to itself; true if it is such. Keeps
// errno
bool show_kernel(int fd, void* name) noexcept {
  const int code = errno;
  auto& from = *static_cast<sockaddr_nl*>(name);
  sockaddr_nl self{};
  const bool own = own_name(fd, self) && from.nl_pid == self.nl_pid;
  if (own) from.nl_pid = 0;
  errno = code;
  return own;
}

// The sender is fixed where a name was asked for, also without a mark: other sockets pay for one
// comparison
void received(int fd, ssize_t size, void* name, socklen_t name_size) noexcept {
  if (size >= 0 && is_netlink_name(name, name_size) && settings() != nullptr && is_ours(fd))
    show_kernel(fd, name);
}

// Whether fd is certainly such a socket; takes the mark away where it is not
bool is_marked(int fd) noexcept {
  if (!marks.has(fd)) return false;
  if (is_ours(fd)) return true;
  marks.set(fd, false);
  return false;
}

// Those of the kernel, which some programs demand of the sender
void show_kernel_credentials(msghdr& message) noexcept {
  constexpr ucred kKernel{};
  for (auto* item = CMSG_FIRSTHDR(&message); item != nullptr; item = CMSG_NXTHDR(&message, item))
    if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SCM_CREDENTIALS &&
        item->cmsg_len >= CMSG_LEN(sizeof(kKernel)))
      std::memcpy(CMSG_DATA(item), &kKernel, sizeof(kKernel));
}

// Drops messages of others, and queues more of a long answer
ssize_t receive_marked(int fd, msghdr& message, int flags) noexcept {
  sockaddr_nl sender{};
  const bool named = message.msg_name != nullptr && message.msg_namelen >= sizeof(sender);
  void* const name = message.msg_name;
  const socklen_t name_size = message.msg_namelen;
  const std::size_t control_size = message.msg_controllen;
  for (;;) {
    if (!named) message.msg_name = &sender;
    message.msg_namelen = sizeof(sender);
    message.msg_controllen = control_size;
    const ssize_t size = next().recvmsg(fd, &message, flags);
    const bool foreign = size >= 0 && is_netlink_name(message.msg_name, message.msg_namelen) &&
                         !show_kernel(fd, message.msg_name);
    if (!foreign) {
      if (size >= 0) show_kernel_credentials(message);
      message.msg_name = name;
      if (!named) message.msg_namelen = name == nullptr ? name_size : 0;
      sockaddr_nl self{};
      if (size >= 0 && (flags & MSG_PEEK) == 0 && own_name(fd, self)) backlog().move(fd, self);
      return size;
    }
    if ((flags & MSG_PEEK) != 0) next().recv(fd, nullptr, 0, MSG_DONTWAIT);
  }
}

}  // namespace

int netlink_open(int type) noexcept {
  const int fd = next().socket(AF_NETLINK, type, NETLINK_USERSOCK);
  if (fd < 0) return fd;
  report("socket(AF_NETLINK, %d, NETLINK_ROUTE): requests are answered for bsdnet", type);
  marks.set(fd, true);
  guarded(0, [fd] {
    backlog().forget(fd);
    return 0;
  });
  return fd;
}

bool netlink_ignores(int fd, int option) noexcept {
  return (option == NETLINK_ADD_MEMBERSHIP || option == NETLINK_DROP_MEMBERSHIP) && is_ours(fd);
}

}  // namespace bsdnet::run

using bsdnet::run::is_marked;
using bsdnet::run::next;
using bsdnet::run::receive_marked;
using bsdnet::run::received;
using bsdnet::run::sent;
using bsdnet::run::settings;

BSDNET_RUN_REPLACES int bind(int fd, const sockaddr* name, socklen_t size) noexcept {
  sockaddr_nl copy{};
  if (settings() == nullptr || name == nullptr || size < sizeof(copy) ||
      name->sa_family != AF_NETLINK || !bsdnet::run::is_ours(fd))
    return next().bind(fd, name, size);
  std::memcpy(&copy, name, sizeof(copy));
  copy.nl_groups = 0;
  return next().bind(fd, bsdnet::run::generic(copy), sizeof(copy));
}

BSDNET_RUN_REPLACES ssize_t write(int fd, const void* data, size_t size) {
  return sent(fd, next().write(fd, data, size), data, size);
}

BSDNET_RUN_REPLACES ssize_t send(int fd, const void* data, size_t size, int flags) {
  return sent(fd, next().send(fd, data, size, flags), data, size);
}

BSDNET_RUN_REPLACES ssize_t sendto(int fd, const void* data, size_t size, int flags,
                                   const sockaddr* to, socklen_t to_size) {
  return sent(fd, next().sendto(fd, data, size, flags, to, to_size), data, size);
}

BSDNET_RUN_REPLACES ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  const ssize_t size = next().sendmsg(fd, message, flags);
  return size >= 0 ? size : sent(fd, size, message->msg_iov, message->msg_iovlen);
}

BSDNET_RUN_REPLACES ssize_t recvmsg(int fd, msghdr* message, int flags) {
  if (message != nullptr && is_marked(fd)) return receive_marked(fd, *message, flags);
  const ssize_t size = next().recvmsg(fd, message, flags);
  if (message != nullptr) received(fd, size, message->msg_name, message->msg_namelen);
  return size;
}

BSDNET_RUN_REPLACES ssize_t recvfrom(int fd, void* data, size_t size, int flags, sockaddr* from,
                                     socklen_t* from_size) {
  const bool named = from != nullptr && from_size != nullptr;
  if (!is_marked(fd)) {
    const socklen_t room = named ? *from_size : 0;
    const ssize_t out = next().recvfrom(fd, data, size, flags, from, from_size);
    if (named) received(fd, out, from, std::min(room, *from_size));
    return out;
  }
  iovec part{data, size};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_name = from;
  message.msg_namelen = named ? *from_size : 0;
  const ssize_t out = receive_marked(fd, message, flags);
  if (out >= 0 && named) *from_size = message.msg_namelen;
  return out;
}

BSDNET_RUN_REPLACES ssize_t recv(int fd, void* data, size_t size, int flags) {
  if (!is_marked(fd)) return next().recv(fd, data, size, flags);
  return ::recvfrom(fd, data, size, flags, nullptr, nullptr);
}

// What _FORTIFY_SOURCE makes of them
// NOLINTBEGIN(bugprone-reserved-identifier,cert-*,readability-identifier-naming)
BSDNET_RUN_REPLACES ssize_t __recv_chk(int fd, void* data, size_t size, size_t room, int flags) {
  if (size > room) std::abort();
  return ::recv(fd, data, size, flags);
}

BSDNET_RUN_REPLACES ssize_t __recvfrom_chk(int fd, void* data, size_t size, size_t room, int flags,
                                           sockaddr* from, socklen_t* from_size) {
  if (size > room) std::abort();
  return ::recvfrom(fd, data, size, flags, from, from_size);
}
// NOLINTEND(bugprone-reserved-identifier,cert-*,readability-identifier-naming)
