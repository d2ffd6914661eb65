#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
usage: options.py send ADDRESS PORT TEXT OPTIONS
       options.py receive PORT FILE [ADDRESS]

Sends a datagram with IP options, in hexadecimal, or writes the datagrams that arrive, with the options
that they have, to FILE.
"""

import socket
import sys

IP_OPTIONS = 4
IP_RECVOPTS = 6

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def send(address, port, text, options):
    sock.setsockopt(socket.IPPROTO_IP, IP_OPTIONS, bytes.fromhex(options))
    sock.sendto(text.encode(), (address, int(port)))


def receive(port, name, address=""):
    sock.setsockopt(socket.IPPROTO_IP, IP_RECVOPTS, 1)
    sock.bind((address, int(port)))
    with open(name, "w", buffering=1, encoding="ascii") as out:
        print("ready", file=out)
        while True:
            data, items, _, _ = sock.recvmsg(2048, 256)
            options = [value.hex() for level, kind, value in items if kind == IP_RECVOPTS]
            print(data.decode(), *options, file=out)


if sys.argv[1] == "send":
    send(*sys.argv[2:])
else:
    receive(*sys.argv[2:])
