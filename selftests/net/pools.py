#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What fills the queues and pools of bsdnet, for pools.sh.

usage: pools.py flood ADDRESS[+COUNT] PACKETS SIZE
       pools.py fragments ADDRESS PACKETS [ID]
       pools.py frames IFACE PACKETS SIZE
       pools.py arp IFACE ADDRESS PACKETS SIZE
       pools.py deaf COMMAND...

  flood      datagrams of SIZE bytes to port 7000 of ADDRESS, or of each of COUNT addresses from
             there on in turn
  fragments  first fragments of 1400 bytes, whose packets never become whole; with ID all of one
             packet
  frames     frames of ethertype 0x88b5, with SIZE bytes of payload
  arp        requests for ADDRESS, which the router answers, with SIZE bytes behind them
  deaf       run COMMAND, in which FD stands for a SOCK_SEQPACKET whose other end nobody reads
"""

import socket
import struct
import subprocess
import sys
import time

ROUTER = bytes.fromhex("020000000001")
OWN = bytes.fromhex("020000000002")


def flood(where, packets, size):
    first, _, count = where.partition("+")
    base = struct.unpack("!I", socket.inet_aton(first))[0]
    targets = [socket.inet_ntoa(struct.pack("!I", base + i)) for i in range(int(count or 1))]
    data = b"x" * int(size)
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for i in range(int(packets)):
        out.sendto(data, (targets[i % len(targets)], 7000))


def fragments(address, packets, ident=None):
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    for i in range(int(packets)):
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 1420, int(ident or i + 1), 0x2000, 64, 17, 0,
                           socket.inet_aton("192.0.2.2"), socket.inet_aton(address))
        out.sendto(head + b"x" * 1400, (address, 0))


def on_wire(iface, packets, frame):
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    out.bind((iface, 0))
    for _ in range(int(packets)):
        out.send(frame)


def frames(iface, packets, size):
    on_wire(iface, packets, ROUTER + OWN + b"\x88\xb5" + b"x" * int(size))


def arp(iface, address, packets, size):
    on_wire(iface, packets, ROUTER + OWN + b"\x08\x06" + bytes.fromhex("0001080006040001") + OWN +
            socket.inet_aton("192.0.2.2") + bytes(6) + socket.inet_aton(address) +
            b"x" * int(size))


def deaf(*command):
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    words = [str(near.fileno()) if word == "FD" else word for word in command]
    subprocess.run(words, pass_fds=[near.fileno()], check=True)
    near.close()
    print("ready", flush=True)
    time.sleep(1000)
    far.close()


COMMANDS = {"flood": flood, "fragments": fragments, "frames": frames, "arp": arp, "deaf": deaf}

if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
    sys.exit(__doc__)
COMMANDS[sys.argv[1]](*sys.argv[2:])
