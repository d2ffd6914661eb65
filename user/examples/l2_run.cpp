// SPDX-License-Identifier: GPL-2.0
//
// l2-run: runs a program with the frames of an interface on descriptor 3, one in each datagram.
//
//     c++ -std=c++20 l2_run.cpp -o l2-run $(pkg-config --cflags --libs bsdnet)
//     l2-run eth1 qemu-system-x86_64 -device virtio-net-pci,netdev=n0
//         -netdev dgram,id=n0,local.type=fd,local.str=3 ...
//
// The frames come from a layer-2 socket for the zero-length prefix of protocols (SK-8): all that
// arrives on the interface and matches no other entry. A program could use that socket itself, with
// read() and write(); QEMU accepts sockets of the Internet and of the host only, so this one
// passes the frames on, until the program ends. Its status is the program's.
#include <bsdnet/bsdnet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace {

constexpr int kDescriptor = 3;
constexpr int kBatch = 64;
constexpr int kFailed = 127;

int fail(const char* what) {
  static_cast<void>(std::fprintf(stderr, "l2-run: %s: %s\n", what, std::strerror(errno)));
  return kFailed;
}

// The socket, or -1 with errno set
int open_frames(const char* ifl) {
  const int fd = bsdnet_l2_socket(ifl, nullptr, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return -1;
  // whole frames, as they are on the wire
  const int on = 1;
  if (setsockopt(fd, SOL_BSDNET, BSDNET_L2_HEADER, &on, sizeof(on)) < 0) return -1;
  // also those to the link-layer address of the emulated machine
  bsdnet_l2_membership all{};
  all.ifl_index = bsdnet_ifl_nametoindex(ifl);
  all.type = BSDNET_L2_PROMISC;
  return setsockopt(fd, SOL_BSDNET, BSDNET_L2_JOIN, &all, sizeof(all)) < 0 ? -1 : fd;
}

// Passes what waits in @p from to @p to; what finds no room there is lost, as on a wire. False:
// the end of either.
bool pass(int from, int to) {
  static std::array<char, 65536> frame;
  for (int i = 0; i < kBatch; ++i) {
    const ssize_t size = recv(from, frame.data(), frame.size(), MSG_DONTWAIT);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    if (size == 0) return false;
    const bool sent =
        send(to, frame.data(), static_cast<std::size_t>(size), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
    if (!sent && (errno == EPIPE || errno == ECONNRESET)) return false;
  }
  return true;
}

void pass_all(int frames, int program) {
  std::array<pollfd, 2> ends = {{{frames, POLLIN, 0}, {program, POLLIN, 0}}};
  for (;;) {
    if (poll(ends.data(), ends.size(), -1) < 0) continue;
    if (ends[0].revents != 0 && !pass(frames, program)) return;
    if (ends[1].revents != 0 && !pass(program, frames)) return;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    static_cast<void>(std::fputs("usage: l2-run IFL PROGRAM [ARGUMENT]...\n", stderr));
    return 2;
  }
  const int frames = open_frames(argv[1]);
  if (frames < 0) return fail(argv[1]);
  std::array<int, 2> pair{};
  // SOCK_SEQPACKET reports that the other end was closed, and keeps the bounds of frames
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) < 0)
    return fail("socketpair");
  const pid_t child = fork();
  if (child < 0) return fail("fork");
  if (child == 0) {
    // dup2() makes a descriptor that the program inherits
    const int own = pair[1] == kDescriptor ? dup(pair[1]) : pair[1];
    if (dup2(own, kDescriptor) < 0) return fail("dup2");
    execvp(argv[2], argv + 2);
    return fail(argv[2]);
  }
  close(pair[1]);
  pass_all(frames, pair[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : kFailed;
}
