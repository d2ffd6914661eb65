#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
usage: bind_ifl.py RELEASE INDEXES H1 H2

Binds sockets of AF_BSDNET to interfaces of the router: RELEASE is that of the kernel, INDEXES their
names and indexes, H1 and H2 are the namespaces of the hosts behind r1 and r1.9, and r2.
"""

import ctypes
import errno
import json
import os
import socket
import sys

AF_BSDNET = 18
BSDNET_INET = 2
SOL_BSDNET = 300
BSDNET_IN_IFL = 10
SO_BINDTOIFINDEX = 62
CLONE_NEWNET = 0x40000000
SOON = 0.3

release, indexes, h1, h2 = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3], sys.argv[4]
# the kernel itself looks for the name
old = tuple(int(word) for word in release.split(".")[:2]) < (6, 8)
failed = 0


def check(text, passed, seen=""):
    global failed
    print(f"{'ok' if passed else 'not ok'} - {text}{'' if passed else f': {seen}'}", flush=True)
    failed += not passed


def expect(text, value, wanted):
    check(text, value == wanted, f"expected {wanted}, is {value}")


def host_socket(netns, address):
    """A UDP socket of a Linux host"""
    libc = ctypes.CDLL(None, use_errno=True)
    here = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{netns}", os.O_RDONLY)
    assert not libc.setns(there, CLONE_NEWNET)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sock.bind((address, 4000))
    sock.settimeout(2)
    assert not libc.setns(here, CLONE_NEWNET)
    os.close(here)
    os.close(there)
    return sock


def udp():
    return socket.socket(AF_BSDNET, socket.SOCK_DGRAM, BSDNET_INET << 8 | socket.IPPROTO_UDP)


def raw(proto=socket.IPPROTO_UDP):
    return socket.socket(AF_BSDNET, socket.SOCK_RAW, BSDNET_INET << 8 | proto)


def sin(address, port):
    return bytes([2, 0]) + port.to_bytes(2, "big") + socket.inet_aton(address) + bytes(8)


libc = ctypes.CDLL(None, use_errno=True)


def call(name, sock, address, port):
    """bind() or connect(); Python's own do not know the family. errno or 0"""
    data = sin(address, port)
    return ctypes.get_errno() if getattr(libc, name)(sock.fileno(), data, len(data)) else 0


def sendto(sock, data, address, port):
    to = sin(address, port)
    return (ctypes.get_errno()
            if libc.sendto(sock.fileno(), data, len(data), 0, to, len(to)) < 0 else 0)


def bind_to(sock, name):
    return option(sock, socket.SO_BINDTODEVICE, name.encode() + b"\0" if name else b"")


def option(sock, name, value):
    try:
        sock.setsockopt(socket.SOL_SOCKET, name, value)
        return 0
    except OSError as error:
        return error.errno


def bound_ifl(sock):
    return sock.getsockopt(SOL_BSDNET, BSDNET_IN_IFL)


def receive(sock):
    """All that comes soon"""
    data = []
    sock.settimeout(SOON)
    try:
        while True:
            data.append(sock.recv(2048)[-1:])
    except TimeoutError:
        return b"".join(sorted(data))


on_r1, on_r2 = host_socket(h1, "192.0.2.2"), host_socket(h2, "198.51.100.2")
on_vlan = host_socket(h1, "203.0.113.2")


def send_all(port, data=b"1"):
    on_r1.sendto(b"1", ("192.0.2.1", port))
    on_r2.sendto(b"2", ("198.51.100.1", port))
    on_vlan.sendto(b"9", ("203.0.113.1", port))


# ---- by name --------------------------------------------------------------------------------

one, two, all_of_them = udp(), udp(), udp()
expect("r1 by name", bind_to(one, "r1"), 0)
expect("r2 by name", bind_to(two, "r2"), 0)
expect("its index", bound_ifl(one), indexes["r1"])
expect("one port", call("bind", one, "0.0.0.0", 5000), 0)
expect("on both interfaces", call("bind", two, "0.0.0.0", 5000), 0)
send_all(5000)
expect("receives from r1 alone", receive(one), b"1")
expect("receives from r2 alone", receive(two), b"2")
expect("limited broadcast needs permission", sendto(one, b"b", "255.255.255.255", 4000),
       errno.EACCES)
one.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
expect("it leaves", sendto(one, b"b", "255.255.255.255", 4000), 0)
all_of_them.close()

again = udp()
expect("bound to r1", bind_to(again, "r1"), 0)
expect("and to none", bind_to(again, ""), 0)
expect("is to all", bound_ifl(again), 0)
expect("can be bound", call("bind", again, "0.0.0.0", 5001), 0)
send_all(5001)
expect("receives from all", receive(again), b"129")
expect("sends", sendto(again, b"x", "192.0.2.2", 4000), 0)
expect("it arrives", on_r1.recv(10), b"x")

nowhere = udp()
expect("no such interface", bind_to(nowhere, "nowhere"), errno.ENODEV)
expect("it can be bound", call("bind", nowhere, "0.0.0.0", 5002), 0)

tagged = udp()
expect("an interface without a device of the host", bind_to(tagged, "r1.9"),
       errno.ENODEV if old else 0)
expect("its index", bound_ifl(tagged), 0 if old else indexes["r1.9"])

# ---- by index -------------------------------------------------------------------------------

tagged = udp()
expect("the same by index", option(tagged, SO_BINDTOIFINDEX, indexes["r1.9"]), 0)
expect("is the interface of this stack", bound_ifl(tagged), indexes["r1.9"])
expect("it can be connected", call("connect", tagged, "203.0.113.2", 4000), 0)
expect("it sends", sendto(tagged, b"v", "203.0.113.2", 4000), 0)
expect("it arrives", on_vlan.recv(10), b"v")
expect("a negative index", option(udp(), SO_BINDTOIFINDEX, -1), errno.EINVAL)

# ---- refusals -------------------------------------------------------------------------------

late = udp()
expect("a port", call("bind", late, "0.0.0.0", 5003), 0)
expect("then an interface", bind_to(late, "r1"), 0 if old else errno.EISCONN)
expect("it is not bound to it", bound_ifl(late), 0)
expect("and does not send without that", sendto(late, b"x", "192.0.2.2", 4000),
       errno.EOPNOTSUPP if old else 0)
if not old:
    expect("elsewhere it does", on_r1.recv(10), b"x")

# ---- raw ------------------------------------------------------------------------------------

copies = raw()
expect("raw: r2", bind_to(copies, "r2"), 0)
send_all(5004)
expect("raw: from r2 alone", receive(copies), b"2")
expect("raw: r1 instead", bind_to(copies, "r1"), 0)
send_all(5004)
expect("raw: from r1 alone", receive(copies), b"1")
expect("raw: all", bind_to(copies, ""), 0)
send_all(5004)
expect("raw: from all", receive(copies), b"129")

print(f"# bind_ifl: {failed} failed")
sys.exit(1 if failed else 0)
