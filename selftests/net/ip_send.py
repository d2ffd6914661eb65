#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
usage: ip_send.py [-s ADDR] [-o HEX] [-t TTL] [-p PROTO] [-f BYTES] [-l LEN] [-m MAC] [-n COUNT]
                  IFACE DST[:PORT]

Sends IPv4 packets from a packet socket: UDP from port 67 to PORT, or LEN bytes of protocol PROTO.
-s source, 192.0.2.2    -o IP options    -t TTL, 64    -f fragments of BYTES bytes each
-m destination, the router's r1 of lib.sh
"""

import getopt
import socket
import struct
import sys


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def header(opts, length, dst, frag_off):
    more = bytes.fromhex(opts.get("-o", ""))
    more += b"\0" * (-len(more) % 4)
    size = 20 + len(more)
    out = struct.pack("!BBHHHBBH", 0x40 | size // 4, 0, size + length, 4711, frag_off,
                      int(opts.get("-t", 64)), int(opts.get("-p", 17)), 0)
    out += socket.inet_aton(opts.get("-s", "192.0.2.2")) + socket.inet_aton(dst) + more
    return out[:10] + struct.pack("!H", checksum(out)) + out[12:]


def datagram(opts, dst, port):
    data = bytes(range(100))[:int(opts.get("-l", 20))]
    data = data.ljust(int(opts.get("-l", 20)), b"x")
    out = struct.pack("!HHHH", 67, port, 8 + len(data), 0) + data
    pseudo = socket.inet_aton(opts.get("-s", "192.0.2.2")) + socket.inet_aton(dst)
    total = checksum(pseudo + struct.pack("!BBH", 0, 17, len(out)) + out)
    return out[:6] + struct.pack("!H", total or 0xffff) + out[8:]


def packets(opts, dst, port):
    if "-p" in opts:
        payload = bytes(range(256)).ljust(int(opts.get("-l", 20)), b"x")[:int(opts.get("-l", 20))]
    else:
        payload = datagram(opts, dst, port)
    size = int(opts.get("-f", len(payload) or 1))
    for at in range(0, len(payload) or 1, size):
        part = payload[at:at + size]
        more = 0x2000 if at + size < len(payload) else 0
        yield header(opts, len(part), dst, more | at // 8) + part


def main():
    opts, args = getopt.getopt(sys.argv[1:], "s:o:t:p:f:l:m:n:")
    opts = dict(opts)
    iface, to = args
    dst, _, port = to.partition(":")
    mac = bytes.fromhex(opts.get("-m", "02:00:00:00:00:01").replace(":", ""))
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    sock.bind((iface, 0))
    own = sock.getsockname()[4]
    for _ in range(int(opts.get("-n", 1))):
        for packet in packets(opts, dst, int(port or 0)):
            sock.send((mac + own + b"\x08\x00" + packet).ljust(60, b"\0"))


main()
