#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Descriptors that become devices of bsdnet, and programs for their other ends.

usage: descriptors.py COMMAND ARGUMENTS...

  tun NAME {tap | tun} COMMAND...      run COMMAND with descriptor 3, the process's end of the
                                       device NAME in the present namespace
  open PATH {r | rw} COMMAND...        the same with a file
  socket {dgram | udp | lone} COMMAND...
                                       the same with a socket that is no wire
  bare COMMAND...                      the same with a TUN descriptor without a device
  line SYMLINK COMMAND...              make a pseudo terminal, run COMMAND with its slave, raw, as
                                       descriptor 3, then hand octets on between its master
                                       and another pseudo terminal, SYMLINK, until SIGTERM
  octets NETNS IFD                     PPP on a line, octet by octet; prints "ok - ..."
  frames NETNS IFD                     whole frames on a socket; prints "ok - ..."

COMMAND is bsdnetctl as a rule, whose "fd 3" is the descriptor.
"""

import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
import tty

from tun import become, open_tun


LOCAL, PEER = "10.99.0.1", "10.99.0.2"


def open_socket(kind):
    if kind == "dgram":
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].detach()
    if kind == "udp":
        return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).detach()
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).detach()


def ctl(netns, *words, fd=None):
    command = ["bsdnetctl", "-n", netns] + " ".join(words).split()
    pass_fds = [] if fd is None else [fd]
    done = subprocess.run(command, capture_output=True, text=True, pass_fds=pass_fds, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


# ---- two pseudo terminals back to back -------------------------------------


def raw_pty():
    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    return master, slave


def join(a, b):
    """Octets from each master to the other, as far as the other takes them"""
    held = {a: b"", b: b""}     # what is to be written there
    while True:
        reads = [fd for fd in (a, b) if len(held[b if fd == a else a]) < 4096]
        writes = [fd for fd in (a, b) if held[fd]]
        readable, writable, _ = select.select(reads, writes, [])
        for fd in readable:
            try:
                held[b if fd == a else a] += os.read(fd, 4096)
            except BlockingIOError:
                pass
        for fd in writable:
            try:
                held[fd] = held[fd][os.write(fd, held[fd]):]
            except BlockingIOError:
                pass


def line(symlink, command):
    near, near_slave = raw_pty()
    far, far_slave = raw_pty()      # kept open, so that the far end can come and go
    done = subprocess.run(
        [sys.executable, "-B", __file__, "open-fd", str(near_slave)] + command,
        pass_fds=[near_slave], check=False)
    if done.returncode:
        sys.exit(done.returncode)
    os.symlink(os.ttyname(far_slave), symlink)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    join(near, far)


# ---- PPP on a line, by hand ------------------------------------------------

failures = 0


def verdict(text, good):
    global failures
    failures += not good
    print(f"{'ok' if good else 'not ok'} - {text}", flush=True)


def fcs16(data):
    fcs = 0xffff
    for octet in data:
        fcs ^= octet
        for _ in range(8):
            fcs = fcs >> 1 ^ (0x8408 if fcs & 1 else 0)
    return fcs ^ 0xffff


def stuff(frame, controls=True):
    """A frame as octets between flags; without controls as a peer that escapes little"""
    data = frame + struct.pack("<H", fcs16(frame))
    out = bytearray()
    for octet in data:
        if octet in (0x7d, 0x7e) or (controls and octet < 0x20):
            out += bytes([0x7d, octet ^ 0x20])
        else:
            out.append(octet)
    return bytes(out)


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total ^ 0xffff


def echo(kind, src, dst, ident, ttl=64, size=64):
    """An IPv4 packet with an ICMP echo message, all octet values in it by and by"""
    body = bytes((ident + i) & 255 for i in range(size))
    icmp = struct.pack("!BBHHH", kind, 0, 0, 7, ident) + body
    icmp = icmp[:2] + struct.pack("!H", checksum(icmp)) + icmp[4:]
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(icmp), ident, 0, ttl, 1, 0,
                       socket.inet_aton(src), socket.inet_aton(dst))
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + icmp


class Line:
    """The master of a pseudo terminal whose slave bsdnet has"""

    def __init__(self, netns, ifd):
        self.netns, self.ifd = netns, ifd
        self.master, slave = raw_pty()
        ctl(netns, f"ifd add {ifd} driver fd fd {slave} encap ppp", fd=slave)
        os.close(slave)
        ctl(netns, f"ifa add {ifd} {LOCAL} dest {PEER}")
        self.idents = iter(range(1, 1 << 16))

    def send(self, octets):
        while octets:
            select.select([], [self.master], [])
            octets = octets[os.write(self.master, octets):]

    def receive(self, seconds=3.0):
        """All octets up to the flag that ends a frame, None where none comes"""
        octets = b""
        until = time.monotonic() + seconds
        while octets.count(b"\x7e") < 2:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                return None
            octets += os.read(self.master, 1)
        return octets

    def ping(self, text, wrap, answered=True):
        """An echo request, put on the line by wrap(), must be answered octet by octet"""
        ident = next(self.idents)
        request = b"\xff\x03\x00\x21" + echo(8, PEER, LOCAL, ident)
        self.send(wrap(request))
        got = self.receive(3.0 if answered else 0.3)
        if not answered:
            verdict(text, got is None)
            return
        # identification and don't-fragment are the sender's choice
        head = got and unstuff(got)[4:24]
        want = got and b"\xff\x03\x00\x21" + with_head(echo(0, LOCAL, PEER, ident), head)
        verdict(text if got else f"{text}: nothing came", got is not None and
                got == b"\x7e" + stuff(want) + b"\x7e")

    def drops(self, name):
        drops = json.loads(ctl(self.netns, "-j drops show"))
        return next((d["packets"] for d in drops if d["name"] == name), 0)

    def dropped(self, text, name, octets, times=1):
        before = self.drops(name)
        self.send(octets)
        until = time.monotonic() + 3
        while self.drops(name) < before + times and time.monotonic() < until:
            time.sleep(0.02)
        verdict(f"{text}: {name}", self.drops(name) == before + times)


def unstuff(octets):
    out, flip = bytearray(), 0
    for octet in octets.strip(b"\x7e"):
        if octet == 0x7d:
            flip = 0x20
            continue
        out.append(octet ^ flip)
        flip = 0
    return bytes(out)


def with_head(packet, head):
    """The packet with identification, fragment field and TTL of another one"""
    new = packet[:4] + head[4:8] + head[8:9] + packet[9:10] + b"\0\0" + packet[12:20]
    return new[:10] + struct.pack("!H", checksum(new)) + new[12:] + packet[20:]


def octets_test(netns, ifd):
    wire = Line(netns, ifd)
    good = stuff(b"\xff\x03\x00\x21" + echo(8, PEER, LOCAL, 9999))
    wire.ping("a frame between two flags", lambda f: b"\x7e" + stuff(f) + b"\x7e")
    wire.ping("a frame whose first flag ended another", lambda f: stuff(f) + b"\x7e")
    wire.ping("after many flags", lambda f: b"\x7e" * 50 + stuff(f) + b"\x7e")
    wire.ping("protocol of one octet, no address",
              lambda f: b"\x7e" + stuff(f[3:]) + b"\x7e")
    wire.ping("control characters put in on the way",
              lambda f: b"\x7e" + b"\x11".join(bytes([o]) for o in stuff(f)) + b"\x7e")
    for _ in range(8):
        wire.ping("octets of all values", lambda f: b"\x7e" + stuff(f) + b"\x7e")

    # in pieces that arrive separately
    def in_pieces(frame):
        octets = b"\x7e" + stuff(frame) + b"\x7e"
        for octet in octets[:-1]:
            wire.send(bytes([octet]))
        return octets[-1:]
    wire.ping("one octet at a time", in_pieces)

    wire.dropped("a frame taken back", "frame_aborted", b"\x7e" + good[:20] + b"\x7d\x7e")
    wire.dropped("a wrong FCS", "frame_fcs", b"\x7e" + good[:-1] + b"\x21\x7e")
    wire.dropped("a bare FCS", "frame_length", b"\x7e" + b"\xff\x21" + b"\x7e")
    wire.dropped("a frame without end", "frame_length", b"\x7e" + b"A" * 8000 + b"\x7e")
    wire.dropped("an odd address", "l2_bad_header", b"\x7e" + stuff(b"\xff\x04\0\x21E") + b"\x7e")
    wire.dropped("an unknown protocol", "l2_not_for_us",
                 b"\x7e" + stuff(b"\xff\x03\x40\x01hello") + b"\x7e")
    wire.dropped("a hundred bad frames at once", "frame_fcs",
                 (b"\x7e" + good[:-1] + b"\x21") * 100 + b"\x7e", 100)
    wire.ping("after all that", lambda f: b"\x7e" + stuff(f) + b"\x7e")
    wire.ping("characters that have to be escaped and are not",
              lambda f: b"\x7e" + stuff(f, controls=False) + b"\x7e", answered=False)

    # a line that takes nothing for a while: what was begun is finished, nothing is mixed up
    for ident in range(600):
        wire.send(b"\x7e" + stuff(b"\xff\x03\x00\x21" +
                                  echo(8, PEER, LOCAL, 20000 + ident, size=600)) + b"\x7e")
    time.sleep(0.2)
    octets = b""
    while select.select([wire.master], [], [], 0.7)[0]:
        octets += os.read(wire.master, 65536)
    frames = [unstuff(f) for f in octets.split(b"\x7e") if f]
    verdict("a full line: whole frames only",
            len(frames) > 500 and all(fcs16(f[:-2]) == struct.unpack("<H", f[-2:])[0]
                                     for f in frames))
    idents = [struct.unpack("!H", f[4 + 26:4 + 28])[0] for f in frames]
    verdict(f"a full line: in order ({len(frames)} of 600)",
            idents == sorted(idents) and idents[0] == 20000)
    wire.ping("and it goes on", lambda f: b"\x7e" + stuff(f) + b"\x7e")
    os.close(wire.master)


def frames_test(netns, ifd):
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ctl(netns, f"ifd add {ifd} driver fd fd {near.fileno()} encap chdlc keepalive 0",
        fd=near.fileno())
    near.close()
    ctl(netns, f"ifa add {ifd} {LOCAL} dest {PEER}")
    far.settimeout(3)
    for ident in range(1, 200):
        far.send(b"\x0f\0\x08\0" + echo(8, PEER, LOCAL, ident))
        got = far.recv(2048)
        want = b"\x0f\0\x08\0" + with_head(echo(0, LOCAL, PEER, ident), got[4:24])
        if got != want:
            break
    verdict("frames on a socket, as they are", got == want)
    far.close()


def main(args):
    if not args:
        sys.exit(__doc__)
    command, rest = args[0], args[1:]
    if command == "tun":
        become(open_tun(rest[0], rest[1]), rest[2:])
    elif command == "open":
        become(os.open(rest[0], os.O_RDONLY if rest[1] == "r" else os.O_RDWR), rest[2:])
    elif command == "open-fd":
        become(int(rest[0]), rest[1:])
    elif command == "socket":
        become(open_socket(rest[0]), rest[1:])
    elif command == "bare":
        become(os.open("/dev/net/tun", os.O_RDWR), rest)
    elif command == "line":
        line(rest[0], rest[1:])
    elif command == "octets":
        octets_test(*rest)
    elif command == "frames":
        frames_test(*rest)
    else:
        sys.exit(__doc__)
    sys.exit(failures > 0)


main(sys.argv[1:])
