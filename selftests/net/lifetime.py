#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Descriptors that hold something: namespaces, packets, credentials.

usage: lifetime.py COMMAND ARGUMENTS...

  hand {tap:NAME | tun:NAME | pair} NETNS COMMAND...
                                   open a descriptor in the network namespace NETNS ("-": the
                                   present one), run COMMAND with it as descriptor 3 in the present one
  listen NETNS COMMAND...          the same with a socket of NETNS that was connected, by a path,
                                   to one that listens in the present namespace
  rights NETNS NAME IFD            an ifd IFD in NETNS on a socket that is sent a TUN descriptor
                                   of NETNS, NAME; prints "ok - ..."
  full NETNS IFD SECONDS           an ifd IFD on a socket whose peer never reads, frames of a socket
                                   of NETNS on their way to it; says "full" and waits SECONDS
  creds IFD                        run in a user namespace, makes a network namespace of its own: what
                                   credentials frames carry; prints "ok - ..."
  empty NETNS IFD                  frames without contents, both ways; prints "ok - ..."
  ldisc NETNS IFD                  a line that gets another line discipline; prints "ok - ..."
"""

import array
import ctypes
import fcntl
import json
import os
import select
import socket
import struct
import subprocess
import sys
import time
import tty

from tun import become, open_tun

TIOCSETD = 0x5423
CLONE_NEWNET = 0x40000000
AF_BSDNET = 18
SCM_CREDENTIALS = 2

LOCAL, PEER = "10.98.0.1", "10.98.0.2"
OTHER_LOCAL, OTHER_PEER = "10.97.0.1", "10.97.0.2"
libc = ctypes.CDLL(None, use_errno=True)


def enter(netns):
    fd = os.open(f"/run/netns/{netns}", os.O_RDONLY)
    if libc.setns(fd, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), netns)
    os.close(fd)


class Within:
    """The present process, for a while, in another network namespace"""

    def __init__(self, netns):
        self.netns = netns

    def __enter__(self):
        self.own = os.open("/proc/self/ns/net", os.O_RDONLY)
        enter(self.netns)

    def __exit__(self, *_):
        libc.setns(self.own, CLONE_NEWNET)
        os.close(self.own)


def open_kind(kind):
    if kind == "pair":
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)[0].detach()
    return open_tun(kind.partition(":")[2], kind.partition(":")[0])


def connect_across(netns):
    """Made in NETNS, connected to one that listens here, and accepted here"""
    path = f"/tmp/lifetime-{os.getpid()}"
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server.bind(path)
    server.listen()
    with Within(netns):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    client.connect(path)
    os.unlink(path)
    return server.accept()[0]


def ctl(netns, *words, fd=None):
    command = ["bsdnetctl", "-n", netns] if netns else ["bsdnetctl"]
    command += " ".join(words).split()
    pass_fds = [] if fd is None else [fd]
    done = subprocess.run(command, capture_output=True, text=True, pass_fds=pass_fds, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def ifd_state(netns, ifd):
    return json.loads(ctl(netns, f"-j ifd show {ifd}"))[0]


def drops(netns, name):
    listed = json.loads(ctl(netns, "-j drops show"))
    return next((d["packets"] for d in listed if d["name"] == name), 0)


def poll(test, seconds=5.0):
    until = time.monotonic() + seconds
    while not test():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


failures = 0


def verdict(text, good):
    global failures
    failures += not good
    print(f"{'ok' if good else 'not ok'} - {text}", flush=True)


def make_ifd(netns, ifd, fd, encap="ip"):
    ctl(netns, f"ifd add {ifd} driver fd fd {fd} encap {encap}", fd=fd)


def pair():
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def udp_socket():
    return socket.socket(AF_BSDNET, socket.SOCK_DGRAM, 0)


def send_udp(sock, address, data=b"x"):
    """sendto() of Python knows no address for this family"""
    name = struct.pack("=HH4s8x", socket.AF_INET, socket.htons(9), socket.inet_aton(address))
    return libc.sendto(sock.fileno(), data, len(data), socket.MSG_DONTWAIT, name, len(name))


def rights(netns, name, ifd):
    near, far = pair()
    with Within(netns):
        tun = open_tun(name, "tun")
    far.setblocking(False)
    try:
        while True:
            far.sendmsg([b"frame"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                                      array.array("i", [tun]))])
    except BlockingIOError:
        pass
    os.close(tun)
    make_ifd(netns, ifd, near.fileno())
    near.close()
    verdict("an ifd whose socket was sent descriptors", True)


def full(netns, ifd, seconds):
    near, far = pair()
    make_ifd(netns, ifd, near.fileno())
    ctl(netns, f"ifa add {ifd} {LOCAL} dest {PEER}")
    with Within(netns):
        sender = udp_socket()
    for _ in range(5000):
        send_udp(sender, PEER, b"x" * 1000)
        time.sleep(0.0002)
    sender.close()
    near.close()
    print("full", flush=True)
    time.sleep(float(seconds))
    far.close()


def creds(ifd):
    near, far = pair()
    far.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    if libc.unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")
    make_ifd(None, ifd, near.fileno())
    ctl(None, f"ifa add {ifd} {LOCAL} dest {PEER}")
    far.settimeout(5)
    sender = udp_socket()
    verdict("a user sends a frame", send_udp(sender, PEER) == 1)
    _, ancillary, _, _ = far.recvmsg(2000, 100)
    found = [struct.unpack("=iII", data[:12])[1:] for level, kind, data in ancillary
             if (level, kind) == (socket.SOL_SOCKET, SCM_CREDENTIALS)]
    verdict(f"it carries the user's credentials: {found}",
            found == [(os.getuid(), os.getgid())])


def empty(netns, ifd):
    near, far = pair()
    make_ifd(netns, ifd, near.fileno())
    near.close()
    ctl(netns, f"ifa add {ifd} {OTHER_LOCAL} dest {OTHER_PEER}")
    far.settimeout(5)
    before = drops(netns, "frame_length")
    for _ in range(3):
        far.send(b"")
    verdict("empty frames are dropped: frame_length",
            poll(lambda: drops(netns, "frame_length") == before + 3))
    verdict("they are not the end", "carrier" not in ifd_state(netns, ifd).get("down", []))
    with Within(netns):
        sender = udp_socket()
    send_udp(sender, OTHER_PEER, b"after")
    verdict("the next frame goes out", far.recv(2000).endswith(b"after"))
    for options in ([], ["-e", "0x0800"]):
        with Within(netns):
            done = subprocess.run(["l2_send", *options, ifd, ""], capture_output=True, text=True,
                                  check=False)
        verdict(f"an L2 socket sends none {options}: {done.stderr.strip()}",
                done.returncode and "Invalid argument" in done.stderr)
    send_udp(sender, OTHER_PEER, b"again")
    verdict("and the one after that", far.recv(2000).endswith(b"again"))
    far.shutdown(socket.SHUT_WR)
    verdict("the end is the end", poll(lambda: "carrier" in ifd_state(netns, ifd).get("down", [])))
    far.close()


def ldisc(netns, ifd):
    master, slave = os.openpty()
    tty.setraw(slave)
    make_ifd(netns, ifd, slave, "ppp")
    verdict("a line with carrier", "carrier" not in ifd_state(netns, ifd).get("down", []))
    for number in (3, 1, 13, 27):       # PPP, SLIP, HDLC, null: what this kernel has
        try:
            fcntl.ioctl(slave, TIOCSETD, struct.pack("i", number))
            break
        except OSError:
            continue
    else:
        print("# no other line discipline in this kernel")
        sys.exit(4)
    verdict(f"none with line discipline {number}",
            poll(lambda: "carrier" in ifd_state(netns, ifd).get("down", [])))
    fails = subprocess.run(["bsdnetctl", "-n", netns, "ifd", "add", ifd + "x", "driver", "fd",
                            "fd", str(slave)], capture_output=True, text=True, check=False,
                           pass_fds=[slave])
    verdict(f"and no other ifd on it: {fails.stderr.strip()}",
            fails.returncode and "line discipline" in fails.stderr)
    os.close(slave)
    # no other process has the line open now
    verdict("the line is closed", poll(lambda: hung_up(master)))


def hung_up(master):
    poller = select.poll()
    poller.register(master, 0)
    return any(event & select.POLLHUP for _, event in poller.poll(0))


def main(args):
    if not args:
        sys.exit(__doc__)
    command, rest = args[0], args[1:]
    if command == "hand":
        if rest[1] == "-":
            fd = open_kind(rest[0])
        else:
            with Within(rest[1]):
                fd = open_kind(rest[0])
        become(fd, rest[2:])
    elif command == "listen":
        become(connect_across(rest[0]).detach(), rest[1:])
    elif command in ("rights", "full", "creds", "empty", "ldisc"):
        globals()[command](*rest)
    else:
        sys.exit(__doc__)
    sys.exit(failures > 0)


main(sys.argv[1:])
