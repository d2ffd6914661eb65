#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
usage: early_again.py IFL_INDEX PORT PEER PEER_PORT

A UDP socket of AF_BSDNET with BSDNET_EARLY on an interface. After the first packet it is connected,
after the second one it asks again, with the binding that it has then. Prints what it gets.
"""

import ctypes
import socket
import struct
import sys

AF_BSDNET = 18
BSDNET_INET = 2
SOL_BSDNET = 300
BSDNET_EARLY = 11
BSDNET_EARLY_ANY = 2

ifl, port, peer, peer_port = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
libc = ctypes.CDLL(None, use_errno=True)
sock = socket.socket(AF_BSDNET, socket.SOCK_DGRAM, BSDNET_INET << 8 | socket.IPPROTO_UDP)


def call(name, address, number):
    """bind() or connect(); Python's own do not know the family"""
    data = struct.pack("=H", socket.AF_INET) + struct.pack("!H", number)
    data += socket.inet_aton(address) + bytes(8)
    if getattr(libc, name)(sock.fileno(), data, len(data)):
        sys.exit(f"{name}: errno {ctypes.get_errno()}")


def ask():
    sock.setsockopt(SOL_BSDNET, BSDNET_EARLY, struct.pack("=II", ifl, BSDNET_EARLY_ANY))


call("bind", "0.0.0.0", port)
ask()
print("ready", flush=True)
print("first", len(sock.recv(2048)), flush=True)
call("connect", peer, peer_port)
print("connected", flush=True)
print("second", len(sock.recv(2048)), flush=True)
ask()
print("asked again", flush=True)
while True:
    print("then", len(sock.recv(2048)), flush=True)
