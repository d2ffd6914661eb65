# SPDX-License-Identifier: GPL-2.0
"""What ddp.py and ddp_linux.py share: sockets of AppleTalk, of bsdnet and of Linux, and frames."""

import ctypes
import os
import select
import socket
import struct
import subprocess
import time

AF_BSDNET, AF_APPLETALK = 18, 5
PROTO_BSDNET = 5 << 8
LIBC = ctypes.CDLL(None, use_errno=True)
TYPE, AEP = 9, 4


class Verdicts:
    """Prints results as lib.sh does, and counts failures"""

    failures = 0

    def __call__(self, text, good, why=""):
        self.failures += not good
        print(f"{'ok' if good else 'not ok'} - {text}" +
              (f": {why}" if why and not good else ""), flush=True)
        return good


class Netns:
    """The namespace in which this thread makes sockets; None: the present one"""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        if self.name:
            self.old = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
            self.enter(os.open("/run/netns/" + self.name, os.O_RDONLY))

    def __exit__(self, *_):
        if self.name:
            self.enter(self.old)

    @staticmethod
    def enter(fd):
        if LIBC.setns(fd, 0x40000000):
            raise OSError(ctypes.get_errno(), "setns")
        os.close(fd)


def name(net, node, sock, family=AF_APPLETALK):
    """struct sockaddr_at"""
    return struct.pack("=HBx", family, sock) + struct.pack("!HBx8x", net, node)


def unname(data):
    family, sock = struct.unpack("=HB", data[:3])
    net, node = struct.unpack("!HB", data[4:7])
    assert family == AF_APPLETALK
    return net, node, sock


class Socket:
    """A datagram socket; Python knows no addresses of AppleTalk"""

    def __init__(self, netns=None, family=AF_BSDNET, proto=PROTO_BSDNET):
        with Netns(netns):
            self.fd = LIBC.socket(family, socket.SOCK_DGRAM, proto)
        self.check(self.fd, "socket")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @staticmethod
    def check(result, what):
        if result < 0:
            raise OSError(ctypes.get_errno(), what)
        return result

    def fileno(self):
        return self.fd

    def close(self):
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1

    def bind(self, net=0, node=0, sock=0):
        self.check(LIBC.bind(self.fd, name(net, node, sock), 16), "bind")
        return self

    def connect(self, net, node, sock):
        self.check(LIBC.connect(self.fd, name(net, node, sock), 16), "connect")
        return self

    def disconnect(self):
        self.check(LIBC.connect(self.fd, bytes(16), 16), "connect")

    def named(self, call="getsockname"):
        data, size = ctypes.create_string_buffer(16), ctypes.c_int(16)
        self.check(getattr(LIBC, call)(self.fd, data, ctypes.byref(size)), call)
        return unname(data.raw)

    def option(self, level, number, value):
        data = struct.pack("i", value)
        self.check(LIBC.setsockopt(self.fd, level, number, data, len(data)), "setsockopt")

    def send(self, data, to=None):
        where = name(*to) if to else None
        return self.check(LIBC.sendto(self.fd, data, len(data), 0, where, 16 if to else 0),
                          "sendto")

    def ready(self, seconds=3):
        return bool(select.select([self], [], [], seconds)[0])

    def recv(self, seconds=3, size=700):
        """Data and sender; (None, None) after some time"""
        if not self.ready(seconds):
            return None, None
        data = ctypes.create_string_buffer(size)
        where, wlen = ctypes.create_string_buffer(16), ctypes.c_int(16)
        n = self.check(LIBC.recvfrom(self.fd, data, size, 0, where, ctypes.byref(wlen)),
                       "recvfrom")
        return data.raw[:n], unname(where.raw)


def error_of(call, *args):
    """The errno of a call, 0 if it succeeds"""
    try:
        call(*args)
    except OSError as e:
        return e.errno
    return 0


def bsdnetctl(netns, *words, good=True):
    done = subprocess.run(["bsdnetctl", "-n", netns, *words], capture_output=True, text=True,
                          check=False)
    if good and done.returncode:
        raise OSError(f"bsdnetctl {' '.join(words)}: {done.stderr}")
    return done.stdout if good else done.stderr


def poll(seconds, test):
    """Until @test returns something true, which is returned"""
    end = time.monotonic() + seconds
    while True:
        found = test()
        if found or time.monotonic() > end:
            return found
        time.sleep(0.02)


# ---- frames ------------------------------------------------------------------

MULTICAST = bytes.fromhex("090007ffffff")
SNAP_DDP = bytes.fromhex("aaaa03080007809b")
SNAP_AARP = bytes.fromhex("aaaa0300000080f3")
REQUEST, RESPONSE, PROBE = 1, 2, 3


def checksum(data):
    total = 0
    for byte in data:
        total = total + byte & 0xffff
        total = (total << 1 | total >> 15) & 0xffff
    return total or 0xffff


def datagram(src, dst, kind, data, hops=0, good=True, length=None):
    """DDP with its long header. Addresses are (net, node, socket)"""
    rest = struct.pack("!HHBBBBB", dst[0], src[0], dst[1], src[1], dst[2], src[2], kind) + data
    total = checksum(rest) if good else checksum(rest) ^ 1
    return struct.pack("!HH", hops << 10 | (4 + len(rest) if length is None else length),
                       total) + rest


def aarp(op, sha, src, tha, dst):
    return struct.pack("!HHBBH6sBHB6sBHB", 1, 0x809b, 6, 4, op, sha, 0, *src, tha, 0, *dst)


def frame(dst, src, snap, packet):
    return dst + src + struct.pack("!H", len(snap) + len(packet)) + snap + packet


class Datagram:
    """A datagram from the wire; good: lengths and checksum are right"""

    def __init__(self, packet):
        word, total, dnet, snet, dnode, snode, dsock, ssock, self.kind = \
            struct.unpack("!HHHHBBBBB", packet[:13])
        self.hops, length = word >> 10, word & 0x3ff
        self.src, self.dst = (snet, snode, ssock), (dnet, dnode, dsock)
        self.data = packet[13:length]
        self.sum = total
        self.good = length <= len(packet) and total in (0, checksum(packet[4:length]))


class Aarp:
    def __init__(self, packet):
        fields = struct.unpack("!HHBBH6sBHB6sBHB", packet[:28])
        self.op, self.sha, self.tha = fields[4], fields[5], fields[9]
        self.src, self.dst = fields[7:9], fields[11:13]
        self.good = fields[:4] == (1, 0x809b, 6, 4) and fields[6] == fields[10] == 0
