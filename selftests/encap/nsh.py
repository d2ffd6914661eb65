#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The other end of a service path, on a packet socket of eth0.

nsh.py answered PATH INDEX [context]   an echo request must be answered, byte by byte
nsh.py silent PATH INDEX               it must not
nsh.py hostile PATH INDEX              malformed frames must not be either
"""
import socket
import struct
import sys
import time

NSH = 0x894F
OWN = bytes.fromhex("020000000002")
ROUTER = bytes.fromhex("020000000001")
LOCAL, REMOTE = "10.9.0.2", "10.9.0.1"


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def echo(number):
    icmp = struct.pack(">BBHHH", 8, 0, 0, 0x4E53, number) + b"service path" * 4
    icmp = icmp[:2] + struct.pack(">H", checksum(icmp)) + icmp[4:]
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(icmp), number, 0, 64, 1, 0,
                       socket.inet_aton(LOCAL), socket.inet_aton(REMOTE))
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + icmp


def frame(path, index, packet, context=b"", following=1):
    kind = 1 if context else 2
    base = struct.pack(">BBBBI", 63 >> 2, (63 & 3) << 6 | (8 + len(context)) // 4, kind, following,
                       path << 8 | index)
    return ROUTER + OWN + struct.pack(">H", NSH) + base + context + packet


class Wire:
    """The packet socket."""

    def __init__(self):
        self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(NSH))
        self.sock.bind(("eth0", NSH))

    def send(self, data):
        self.sock.send(data)

    def replies(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.sock.settimeout(left)
            try:
                data = self.sock.recv(2048)
            except TimeoutError:
                return
            if data[6:12] == ROUTER:
                yield data


def answered(wire, path, index, context):
    wire.send(frame(path, index, echo(1), context))
    for data in wire.replies(5):
        want = frame(path, index, b"")
        want = OWN + ROUTER + want[12:]
        packet = data[len(want):]
        if data[:len(want)] != want:
            sys.exit(f"header {data[:len(want)].hex()}, expected {want.hex()}")
        if packet[20] != 0 or packet[28:] != echo(1)[28:] or packet[16:20] != echo(1)[12:16]:
            sys.exit(f"no echo reply: {packet.hex()}")
        return
    sys.exit("no answer")


def silent(wire, frames):
    for data in frames:
        wire.send(data)
    for data in wire.replies(0.7):
        sys.exit(f"answered: {data.hex()}")


def hostile(path, index):
    whole = frame(path, index, echo(2))
    # all that is cut off within its headers; the wire pads nothing
    yield from (whole[:n] for n in range(14, 42))
    bad = bytearray(whole)
    for at, value in ((14, 0x40), (14, 0x2F), (15, 0xC1), (15, 0xFF), (16, 0), (16, 1), (16, 7),
                      (17, 0), (17, 2), (17, 3), (17, 4)):
        bad[:] = whole
        bad[at] = value
        yield bytes(bad)
    # a context longer than the frame
    yield frame(path, index, b"", b"x" * 16)[:30]


def main():
    what, path, index = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    wire = Wire()
    if what == "answered":
        answered(wire, path, index, bytes(16) if "context" in sys.argv[4:] else b"")
    elif what == "silent":
        silent(wire, [frame(path, index, echo(3))])
    else:
        silent(wire, hostile(path, index))


main()
