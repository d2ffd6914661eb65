#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""AppleTalk of bsdnet against that of Linux, on the two ends of a veth pair.

usage: ddp_linux.py DEV RT	DEV is Linux's end, in the initial namespace, where alone Linux has
				AppleTalk; RT the namespace with bsdnet on r1
"""

import errno
import fcntl
import struct
import sys

from ddp_lib import AEP, AF_APPLETALK, Socket, Verdicts, bsdnetctl, error_of, poll

DEV, RT = sys.argv[1:]
SIOCSIFADDR, SIOCGIFADDR = 0x8916, 0x8915
LINUX, OWN = (100, 1), (100, 5)
PHASE2 = 2
verdict = Verdicts()


def linux_socket():
    return Socket(None, AF_APPLETALK, 0)


def linux_address():
    """Give Linux's end an address; it probes it for a second or two"""
    with linux_socket() as sock:
        request = struct.pack("=16sHBx", DEV.encode(), AF_APPLETALK, 0) + \
            struct.pack("!HBxBxHHH", *LINUX, PHASE2, 100, 110, 0)
        fcntl.ioctl(sock.fd, SIOCSIFADDR, request)
        got = fcntl.ioctl(sock.fd, SIOCGIFADDR, request)
        return struct.unpack("!HB", got[20:23])


def state():
    return bsdnetctl(RT, "ddp", "show")


def exchange(text, sender, src, receiver, dst, data):
    """One datagram from a socket to another"""
    sender.send(data, dst)
    got = receiver.recv(5)
    verdict(text, got == (data, src), str(got))


def main():
    address = linux_address()
    verdict("Linux has its address", address == LINUX, str(address))
    bsdnetctl(RT, "ddp", "add", "r1", "100.5", "range", "100-110")
    verdict("and bsdnet", poll(20, lambda: " up " in state()), state())

    theirs, ours = linux_socket().bind(0, 0, 160), Socket(RT).bind(0, 0, 150)
    for length in (0, 1, 585, 586):
        data = b"\x09" + bytes(i & 255 for i in range(length))
        exchange(f"{length} octets to Linux", ours, OWN + (150,), theirs, LINUX + (160,), data)
        exchange(f"{length} octets from Linux", theirs, LINUX + (160,), ours, OWN + (150,), data)
    nodes = bsdnetctl(RT, "aarp", "show")
    verdict("AARP found it", "100.1 dev r1 lladdr" in nodes, nodes)

    # echo: the answers of bsdnet are the kernel's, those of Linux an application's
    theirs.send(bytes([AEP, 1]) + b"anybody?", OWN + (4,))
    verdict("Linux's echo request is answered",
            theirs.recv(5) == (bytes([AEP, 2]) + b"anybody?", OWN + (4,)))
    responder = linux_socket().bind(0, 0, 4)
    ours.send(bytes([AEP, 1]) + b"hello", LINUX + (4,))
    data, where = responder.recv(5)
    verdict("an echo request reaches Linux", data == bytes([AEP, 1]) + b"hello")
    if where:
        responder.send(bytes([AEP, 2]) + data[2:], where)
    verdict("and its reply bsdnet", ours.recv(5) == (bytes([AEP, 2]) + b"hello", LINUX + (4,)))

    for sock in (ours, theirs):
        sock.option(1, 6, 1)
    ours.send(b"\x09all of you", (0, 255, 160))
    verdict("a broadcast to Linux", theirs.recv(5) == (b"\x09all of you", OWN + (150,)))
    # Linux sends it, then fails to loop it back, as its loopback has no address
    error_of(theirs.send, b"\x09all of us", (100, 255, 150))
    verdict("a broadcast from Linux", ours.recv(5) == (b"\x09all of us", LINUX + (160,)))

    # both defend what they have
    bsdnetctl(RT, "ddp", "del", "r1")
    bsdnetctl(RT, "ddp", "add", "r1", "100.1", "range", "100-110")
    verdict("Linux defends its address", poll(20, lambda: " conflict " in state()), state())
    bsdnetctl(RT, "ddp", "del", "r1")
    bsdnetctl(RT, "ddp", "add", "r1", "100.5", "range", "100-110")
    poll(20, lambda: " up " in state())
    ours.close()
    with Socket(RT) as sock:
        sock.bind(0, 0, 151).connect(100, 77, 9)
        sock.send(b"\x09x")
        verdict("a node that does not exist", sock.ready(5) and
                error_of(sock.recv) == errno.EHOSTUNREACH)
    print("both came to their end")


main()
