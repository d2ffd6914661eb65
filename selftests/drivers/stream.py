#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A TCP stream whose contents are checked.

usage: stream.py send ADDRESS PORT BYTES | stream.py receive PORT

The receiver answers with a digest of what arrived; the sender compares it.
"""

import hashlib
import os
import socket
import sys


def send(address, port, size):
    data = os.urandom(size)
    with socket.create_connection((address, port), 10) as sock:
        sock.settimeout(60)
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        answer = sock.makefile("rb").read()
    if answer != hashlib.sha256(data).digest():
        sys.exit("what arrived is not what was sent")


def receive(port):
    with socket.create_server(("", port)) as server:
        while True:
            sock, _ = server.accept()
            digest = hashlib.sha256()
            while data := sock.recv(65536):
                digest.update(data)
            sock.sendall(digest.digest())
            sock.close()


if sys.argv[1] == "send":
    send(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    receive(int(sys.argv[2]))
