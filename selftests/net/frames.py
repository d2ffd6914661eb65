#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Send the same frames through two routers and compare what comes out.

usage: frames.py run NETNS1 NETNS2 FILE    send all cases, save what was seen
       frames.py compare FILE FILE         a verdict per case

Each case is a frame that enters by eth0 of NETNS1; what then appears there and
on eth0 of NETNS2 belongs to it. A marker frame of an own ethertype cannot tell
the end of a case, since routers do not forward it; so a case ends when nothing
has come for a while. Packets that the router itself made may differ in the IP
identification, and so in the checksum; nothing else may differ.
"""

import ctypes
import json
import os
import select
import socket
import struct
import sys

HOST1 = bytes.fromhex("020000000002")
ROUTER1 = bytes.fromhex("020000000001")
BROADCAST = b"\xff" * 6
QUIET = 0.06
LIBC = ctypes.CDLL(None, use_errno=True)
# where bsdnet differs by design: its permanent route for class E discards (RT-6)
# and sources that are broadcast addresses, which Linux lets pass without rp_filter
SILENT = {"to 240.0.0.1", "from 192.0.2.255", "from 198.51.100.255",
          "echo from 192.0.2.255", "echo from 198.51.100.255"}
ROUTER_ADDRESSES = {"192.0.2.1", "198.51.100.1"}
# bsdnet sends ICMP errors with the largest TTL (RFC 5082 3), Linux with 64
ICMP_ERRORS = {3, 5, 11, 12}
ERROR_TTL = 255


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ip4(dst, payload, src="192.0.2.2", proto=17, ttl=64, tos=0, ident=0x1234,
        flags=0, offset=0, options=b"", version=4, length=None, ihl=None, badsum=False):
    ihl = ihl if ihl is not None else 5 + len(options) // 4
    length = length if length is not None else 20 + len(options) + len(payload)
    head = struct.pack("!BBHHHBBH4s4s", version << 4 | ihl, tos, length, ident,
                       flags << 13 | offset, ttl, proto, 0,
                       socket.inet_aton(src), socket.inet_aton(dst)) + options
    total = checksum(head) ^ (0x5555 if badsum else 0)
    return head[:10] + struct.pack("!H", total) + head[12:] + payload


def udp(size=16, sport=1000, dport=2000):
    return struct.pack("!HHHH", sport, dport, 8 + size, 0) + bytes(i & 255 for i in range(size))


def echo(size=16):
    body = bytes(i & 255 for i in range(size))
    head = struct.pack("!BBHHH", 8, 0, 0, 7, 1)
    return struct.pack("!BBHHH", 8, 0, checksum(head + body), 7, 1) + body


def frame(packet, dst=ROUTER1, proto=0x0800, pad=0):
    return dst + HOST1 + struct.pack("!H", proto) + packet + b"\xaa" * pad


def cases():
    far = "198.51.100.2"
    nop, end = b"\x01", b"\x00"
    yield "plain", frame(ip4(far, udp()))
    for ttl in (0, 1, 2, 255):
        yield f"ttl {ttl}", frame(ip4(far, udp(), ttl=ttl))
    for tos in (0x10, 0xb8, 0xff):
        yield f"tos {tos:#x}", frame(ip4(far, udp(), tos=tos))
    yield "id 0 df", frame(ip4(far, udp(), ident=0, flags=2))
    yield "empty payload", frame(ip4(far, b"", proto=253))
    for pad in (1, 5, 18, 100):
        yield f"padded by {pad}", frame(ip4(far, udp(0)), pad=pad)
    for size in (1, 2, 3, 1000, 1251, 1252):
        yield f"udp {size}", frame(ip4(far, udp(size)))
    yield "too big, df", frame(ip4(far, udp(1400), flags=2))
    for size in (1253, 1300, 1472):
        yield f"too big, {size}", frame(ip4(far, udp(size)))
    yield "fragment first, too big", frame(ip4(far, udp(1400)[:1400], flags=1))
    yield "fragment middle, too big", frame(ip4(far, bytes(1400), flags=1, offset=100))
    yield "fragment last, too big", frame(ip4(far, bytes(1333), offset=200))
    yield "fragment small", frame(ip4(far, bytes(24), flags=1, offset=3))
    # options
    yield "options: nop", frame(ip4(far, udp(), options=nop * 4))
    yield "options: end", frame(ip4(far, udp(), options=end * 4))
    yield "options: too big", frame(ip4(far, udp(1400), options=nop * 8))
    rr = bytes([7, 11, 4]) + bytes(8) + end
    yield "options: record route", frame(ip4(far, udp(), options=rr))
    yield "options: record route full", frame(ip4(far, udp(), options=bytes([7, 11, 12]) + bytes(8) + end))
    yield "options: router alert", frame(ip4(far, udp(), options=bytes([148, 4, 0, 0])))
    yield "options: unknown", frame(ip4(far, udp(), options=bytes([0x9e, 4, 1, 2])))
    yield "options: bad length", frame(ip4(far, udp(), options=bytes([7, 20, 4, 0])))
    yield "options: zero length", frame(ip4(far, udp(), options=bytes([7, 0, 4, 0])))
    yield "options: loose source route", frame(
        ip4(far, udp(), options=bytes([131, 7, 8]) + socket.inet_aton("192.0.2.1") + end))
    # headers that no one sends
    yield "bad checksum", frame(ip4(far, udp(), badsum=True))
    yield "version 6", frame(ip4(far, udp(), version=6))
    yield "version 0", frame(ip4(far, udp(), version=0))
    yield "ihl 4", frame(ip4(far, udp(), ihl=4))
    yield "ihl 15, short", frame(ip4(far, b"", ihl=15))
    yield "length too large", frame(ip4(far, udp(), length=2000))
    yield "length below header", frame(ip4(far, udp(), length=10))
    yield "truncated header", frame(ip4(far, b"")[:12])
    yield "no packet", frame(b"")
    # addresses
    for src in ("0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1"):
        yield f"from {src}", frame(ip4(far, udp(), src=src))
    # what claims to come from the router itself
    for src in ("192.0.2.1", "198.51.100.1"):
        yield f"from {src}", frame(ip4(far, udp(), src=src))
        yield f"echo from {src}", frame(
            ip4("198.51.100.1" if src == "192.0.2.1" else "192.0.2.1", echo(), src=src, proto=1))
    # or from all hosts of a subnet; Linux looks only where it verifies sources
    for src in ("192.0.2.255", "198.51.100.255"):
        yield f"from {src}", frame(ip4(far, udp(), src=src))
        yield f"echo from {src}", frame(ip4("192.0.2.1", echo(), src=src, proto=1))
    for dst in ("0.0.0.0", "127.0.0.1", "240.0.0.1", "203.0.113.1", "224.0.0.1", "239.1.2.3"):
        yield f"to {dst}", frame(ip4(dst, udp()))
    yield "to 255.255.255.255 in a broadcast", frame(ip4("255.255.255.255", udp()), dst=BROADCAST)
    yield "unicast in a broadcast", frame(ip4(far, udp()), dst=BROADCAST)
    yield "to the far broadcast", frame(ip4("198.51.100.255", udp()))
    # back where it came from: forwarded, with an ICMP redirect (once in a while)
    yield "redirect", frame(ip4("192.0.2.77", udp()))
    # the router itself
    yield "echo to the router", frame(ip4("192.0.2.1", echo(), proto=1))
    yield "echo to the far address", frame(ip4("198.51.100.1", echo(56), proto=1))
    yield "echo with tos", frame(ip4("192.0.2.1", echo(), proto=1, tos=0x20))
    yield "closed udp port", frame(ip4("192.0.2.1", udp()))
    yield "closed udp port, options", frame(ip4("192.0.2.1", udp(), options=nop * 4))
    yield "closed udp port, large", frame(ip4("192.0.2.1", udp(1400)))
    yield "unknown protocol", frame(ip4("192.0.2.1", bytes(20), proto=253))
    yield "bad icmp checksum", frame(ip4("192.0.2.1", echo()[:-1] + b"\xff", proto=1))
    yield "echo in a broadcast frame", frame(ip4("192.0.2.255", echo(), proto=1), dst=BROADCAST)
    # other ethertypes are nobody's
    yield "ethertype 0x88b5", frame(b"x" * 50, proto=0x88b5)


def open_socket(netns):
    fd = os.open(f"/run/netns/{netns}", os.O_RDONLY)
    if LIBC.setns(fd, 0x40000000):
        raise OSError(ctypes.get_errno(), f"cannot enter namespace {netns}")
    os.close(fd)
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    sock.bind(("eth0", 3))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    return sock


def collect(socks):
    seen = []
    while True:
        ready, _, _ = select.select(socks, [], [], QUIET)
        if not ready:
            return seen
        for sock in ready:
            data, address = sock.recvfrom(4096)
            # not what we sent ourselves, and not the router's own ARP
            if address[2] != 4 and data[12:14] != b"\x08\x06":
                seen.append((socks.index(sock) + 1, data.hex()))


def run(netns1, netns2, path):
    socks = [open_socket(netns1), open_socket(netns2)]
    collect(socks)
    results = {}
    for name, data in cases():
        socks[0].send(data.ljust(14, b"\0"))
        results[name] = collect(socks)
    with open(path, "w", encoding="ascii") as out:
        json.dump(results, out)


def with_error_ttl(data):
    """What Linux sent, with the TTL that bsdnet gives to ICMP errors."""
    raw = bytearray.fromhex(data)
    if len(raw) > 34 and raw[12:15] == b"\x08\x00\x45" and raw[23] == 1 and raw[34] in ICMP_ERRORS:
        raw[22] = ERROR_TTL
    return raw.hex()


def normalize(side, data):
    """What two routers must agree on, as a string."""
    raw = bytes.fromhex(data)
    if raw[12:14] == b"\x08\x00" and len(raw) >= 34:
        if socket.inet_ntoa(raw[26:30]) in ROUTER_ADDRESSES:
            raw = raw[:18] + b"\0\0" + raw[20:24] + b"\0\0" + raw[26:]
    return f"{side} {raw.hex()}"


def compare(reference, path):
    with open(reference, encoding="ascii") as one, open(path, encoding="ascii") as two:
        expected, actual = json.load(one), json.load(two)
    different = 0
    for name, frames in expected.items():
        want = [] if name in SILENT else [normalize(side, with_error_ttl(data)) for side, data in frames]
        have = [normalize(*f) for f in actual.get(name, [])]
        if want == have:
            print(f"ok - {name}: {len(want)} frame(s)")
            continue
        different += 1
        print(f"not ok - {name}")
        for line in want:
            print(f"#   Linux  {line}")
        for line in have:
            print(f"#   bsdnet {line}")
    print(f"# {len(expected)} cases, {different} different")
    return different != 0


if len(sys.argv) == 5 and sys.argv[1] == "run":
    run(*sys.argv[2:])
elif len(sys.argv) == 4 and sys.argv[1] == "compare":
    sys.exit(compare(*sys.argv[2:]))
else:
    print(__doc__, file=sys.stderr)
    sys.exit(2)
