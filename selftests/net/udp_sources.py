#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
usage: udp_sources.py PORT FILE

Writes each datagram that arrives at the port, and its source address, to FILE.
"""

import socket
import sys

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", int(sys.argv[1])))
with open(sys.argv[2], "w", buffering=1, encoding="ascii") as out:
    print("ready", file=out)
    while True:
        data, source = sock.recvfrom(2048)
        print(data.decode(), source[0], file=out)
