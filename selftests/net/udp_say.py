#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
usage: udp_say.py ADDRESS PORT TEXT [SOURCE]

Sends one datagram, from an address that the stack chooses, or from SOURCE.
"""

import socket
import sys

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
if len(sys.argv) > 4:
    sock.bind((sys.argv[4], 0))
sock.sendto(sys.argv[3].encode(), (sys.argv[1], int(sys.argv[2])))
