#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Ask a UDP echo server, or be one, on Linux's own sockets.

usage: udp_ask.py ADDRESS PORT COUNT SIZE | udp_ask.py --serve PORT
"""

import os
import socket
import sys


def serve(port):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("", port))
    while True:
        data, peer = sock.recvfrom(65536)
        sock.sendto(data, peer)


def ask(address, port, count, size):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect((address, port))  # what comes from elsewhere is not seen
    sock.settimeout(1)
    for number in range(count):
        data = os.urandom(size)
        for _ in range(4):
            try:
                sock.send(data)
                # a late answer to a datagram sent twice is not the one to this
                while sock.recv(65536) != data:
                    pass
                break
            except socket.timeout:
                continue
            except ConnectionRefusedError:
                sys.exit("connection refused")
        else:
            sys.exit(f"no answer to datagram {number} of {size} bytes")


if len(sys.argv) == 3 and sys.argv[1] == "--serve":
    serve(int(sys.argv[2]))
elif len(sys.argv) == 5:
    ask(sys.argv[1], *(int(word) for word in sys.argv[2:]))
else:
    sys.exit(__doc__)
