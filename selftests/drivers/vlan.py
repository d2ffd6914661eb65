#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A VLAN device for kernels without 8021q: a TAP device whose frames are tagged on a wire.

usage: vlan.py WIRE VID NAME
"""

import fcntl
import select
import socket
import struct
import sys

TUNSETIFF = 0x400454ca
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
SOL_PACKET, PACKET_AUXDATA = 263, 8
TP_STATUS_VLAN_VALID = 0x10
ETH_P_ALL = 3
ETHERNET = 14	# bytes of the header
HEADERS = 12	# bytes of the two addresses


def open_tap(name):
    tap = open("/dev/net/tun", "r+b", buffering=0)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return tap


def open_wire(name):
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    wire.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    wire.bind((name, ETH_P_ALL))
    return wire


def tag_of(ancillary):
    """The kernel has taken the tag out of the frame"""
    for level, kind, data in ancillary:
        if level == SOL_PACKET and kind == PACKET_AUXDATA:
            status, _, _, _, _, tci, _ = struct.unpack("IIIHHHH", data)
            return tci & 0xfff if status & TP_STATUS_VLAN_VALID else None
    return None


def main():
    wire_name, vid, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    tap, wire = open_tap(name), open_wire(wire_name)
    tag = struct.pack("!HH", 0x8100, vid)
    while True:
        for ready in select.select([tap, wire], [], [])[0]:
            if ready is tap:
                frame = tap.read(65536)
                wire.send(frame[:HEADERS] + tag + frame[HEADERS:])
                continue
            frame, ancillary, _, sender = wire.recvmsg(65536, 256)
            if sender[2] != socket.PACKET_OUTGOING and tag_of(ancillary) == vid and \
                    len(frame) >= ETHERNET:
                tap.write(frame)


main()
