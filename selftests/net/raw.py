#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Raw sockets of bsdnet, against raw sockets, datagrams and frames of a Linux host.

usage: raw.py H1 RT H2	the namespaces of lib.sh; bsdnet in RT, which has instance 7 behind
			VLAN 5 of r1 (10.0.5.1, h1 is 10.0.5.2)
"""

import ctypes
import errno
import os
import select
import socket
import struct
import subprocess
import sys
import threading
import time

H1, RT, H2 = sys.argv[1:]
AF_BSDNET, SOL_BSDNET, INSTANCE, OUT_IFL, RECVINFO, INFO, IN_IFL = 18, 300, 1, 2, 3, 4, 10
ANY = 0xffffffff
SOL_RAW, ICMP_FILTER, UDP_SEGMENT = 255, 1, 103
SOL_PACKET, PACKET_VNET_HDR = 263, 15
PROTO, OWN, PEER, FAR = 99, "192.0.2.1", "192.0.2.2", "198.51.100.2"

LIBC = ctypes.CDLL(None, use_errno=True)
failures = 0


def verdict(text, good, why=""):
    global failures
    failures += not good
    print(f"{'ok' if good else 'not ok'} - {text}" + (f": {why}" if why and not good else ""))


class Netns:
    """The namespace in which this thread makes sockets"""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.old = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        self.enter(os.open("/run/netns/" + self.name, os.O_RDONLY))

    def __exit__(self, *_):
        self.enter(self.old)

    @staticmethod
    def enter(fd):
        if LIBC.setns(fd, 0x40000000):
            raise OSError(ctypes.get_errno(), "setns")
        os.close(fd)


class Bsdnet(socket.socket):
    """A socket of bsdnet; for Python it is one of AF_INET, whose addresses it has"""

    def __init__(self, kind, proto, instance=None):
        with Netns(RT):
            fd = LIBC.socket(AF_BSDNET, kind, 2 << 8 | proto)
        if fd < 0:
            raise OSError(ctypes.get_errno(), "socket")
        super().__init__(socket.AF_INET, kind, proto, fileno=fd)
        self.settimeout(5)
        if instance is not None:
            self.setsockopt(SOL_BSDNET, INSTANCE, struct.pack("I", instance))

    def disconnect(self):
        if LIBC.connect(self.fileno(), bytes(16), 16):
            raise OSError(ctypes.get_errno(), "connect")

    def packet(self):
        """What recvmsg() gives: data and ancillary data; None after some time"""
        if not select.select([self], [], [], 3)[0]:
            return None, []
        data, items, _, _ = self.recvmsg(70000, 512)
        return data, items

    def nothing(self):
        return not select.select([self], [], [], 0.1)[0]


def raw(proto, instance=None):
    return Bsdnet(socket.SOCK_RAW, proto, instance)


def linux(netns, kind, proto=0):
    with Netns(netns):
        sock = socket.socket(socket.AF_INET, kind, proto)
    sock.settimeout(5)
    return sock


def checksum(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def good(packet, proto, source, dest, length=None):
    """An IPv4 packet as on the wire: header right, and the checksum of UDP and TCP"""
    if packet is None or len(packet) < 20 or checksum(packet[:20]):
        return False
    if struct.unpack("!H", packet[2:4])[0] != len(packet) or packet[9] != proto:
        return False
    if packet[12:20] != socket.inet_aton(source) + socket.inet_aton(dest):
        return False
    if proto in (6, 17):
        pseudo = packet[12:20] + struct.pack("!BBH", 0, proto, len(packet) - 20)
        if checksum(pseudo + packet[20:]):
            return False
    return length is None or len(packet) == length


def header(dest, source="0.0.0.0", proto=PROTO, ttl=64):
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 0, 0, 0, ttl, proto, 0,
                       socket.inet_aton(source), socket.inet_aton(dest))


def echo(ident, size=8):
    body = struct.pack("!BBHHH", 8, 0, 0, ident, 1) + bytes(size)
    return body[:2] + struct.pack("!H", checksum(body)) + body[4:]


def refuses(code, function, *args):
    try:
        function(*args)
    except OSError as error:
        return error.errno == code
    return False


def drops(reason):
    import json
    done = subprocess.run(["bsdnetctl", "-n", RT, "-j", "drops", "show"], capture_output=True,
                          text=True, check=True)
    return sum(one["packets"] for one in json.loads(done.stdout) if one["name"] == reason)


# ---- what is received ---------------------------------------------------------------------


def test_copies():
    """Every raw socket gets a copy, and the kernel answers beside them"""
    with raw(1), raw(1):
        pass
    sockets = [raw(1) for _ in range(3)]
    sockets[2].setsockopt(SOL_RAW, ICMP_FILTER, struct.pack("I", 1 << 8))
    peer = linux(H1, socket.SOCK_RAW, 1)
    peer.sendto(echo(77), (OWN, 0))
    verdict("the kernel answers echo requests beside raw sockets",
            good(peer.recv(100), 1, OWN, PEER, 36))
    for sock in sockets[:2]:
        verdict("a raw socket gets the request", good(sock.packet()[0], 1, PEER, OWN, 36))
    verdict("ICMP_FILTER keeps it away", sockets[2].nothing())
    ping = Bsdnet(socket.SOCK_DGRAM, 1)
    ping.sendto(echo(0), (PEER, 0))
    verdict("a reply goes to the ICMP socket", (ping.packet()[0] or b"x")[:1] == b"\0")
    verdict("and to raw sockets", all(good(s.packet()[0], 1, PEER, OWN, 36) for s in sockets))
    for sock in sockets + [peer, ping]:
        sock.close()


def test_reassembled():
    sock, peer = raw(PROTO), linux(H1, socket.SOCK_RAW, PROTO)
    data = os.urandom(20000)
    peer.sendto(data, (OWN, 0))
    got = sock.packet()[0]
    verdict("fragments are one packet", good(got, PROTO, PEER, OWN, 20020) and got[20:] == data)
    sock.sendto(data, (PEER, 0))
    got = peer.recv(70000)
    verdict("and it sends fragments", got[20:] == data)
    sock.close()
    peer.close()


def test_unreachable():
    """Protocol unreachable, unless somebody took the packet"""
    peer = linux(H1, socket.SOCK_RAW, PROTO)
    peer.connect((OWN, 0))
    before = drops("proto_unreach")
    peer.send(b"8 octets")
    verdict("without a raw socket the protocol is unreachable",
            refuses(errno.ENOPROTOOPT, peer.recv, 10))
    sock = raw(PROTO)
    peer.send(b"8 octets")
    verdict("a raw socket takes the packet", good(sock.packet()[0], PROTO, PEER, OWN, 28))
    peer.settimeout(0.2)
    verdict("no error is reported", refuses(None, peer.recv, 10))
    verdict("nor is it a drop", drops("proto_unreach") == before + 1)
    sock.connect((FAR, 0))
    peer.send(b"8 octets")
    peer.settimeout(5)
    verdict("one that is for somebody else does not",
            refuses(errno.ENOPROTOOPT, peer.recv, 10) and sock.nothing())
    sock.close()
    peer.close()


def test_udp():
    """Beside UDP sockets; a closed port stays closed"""
    sock, server, client = raw(17), Bsdnet(socket.SOCK_DGRAM, 17), linux(H1, socket.SOCK_DGRAM)
    server.bind((OWN, 700))
    client.connect((OWN, 700))
    client.send(b"hello")
    verdict("a datagram reaches its socket", server.packet()[0] == b"hello")
    verdict("and a raw socket", good(sock.packet()[0], 17, PEER, OWN, 33))
    client.connect((OWN, 701))
    client.send(b"hello")
    verdict("a closed port is unreachable beside raw sockets",
            refuses(errno.ECONNREFUSED, client.recv, 10))
    sock.packet()
    # segments that nobody has made yet: of a sender here, and over a virtual wire
    ours = Bsdnet(socket.SOCK_DGRAM, 17)
    ours.setsockopt(17, UDP_SEGMENT, 1000)
    ours.sendto(os.urandom(4500), (OWN, 700))
    got = [sock.packet()[0] for _ in range(5)]
    verdict("segments of this host are separate packets",
            [good(p, 17, OWN, OWN) and len(p) for p in got] == [1028] * 4 + [528],
            [p and len(p) for p in got])
    client.setsockopt(17, UDP_SEGMENT, 1000)
    client.connect((OWN, 700))
    client.send(os.urandom(4500))
    got = [sock.packet()[0] for _ in range(5)]
    verdict("and those of a GSO packet that arrives",
            [good(p, 17, PEER, OWN) and len(p) for p in got] == [1028] * 4 + [528],
            [p and len(p) for p in got])
    verdict("no more", sock.nothing())
    for one in (sock, server, client, ours):
        one.close()


def test_tcp_gso():
    """A TCP packet of several segments, as a device with LRO or GRO makes it"""
    sock, data = raw(6), os.urandom(3000)
    with Netns(H1):
        wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    wire.bind(("eth0", 0))
    wire.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    tcp = struct.pack("!HHIIBBHHH", 5000, 6000, 1, 1, 0x50, 0x10, 1000, 0, 0)
    ip = bytearray(header(OWN, PEER, 6))
    ip[2:4] = struct.pack("!H", 20 + len(tcp) + len(data))
    ip[10:12] = struct.pack("!H", checksum(bytes(ip)))
    pseudo = bytes(ip[12:20]) + struct.pack("!BBH", 0, 6, len(tcp) + len(data))
    tcp = tcp[:16] + struct.pack("!H", ~checksum(pseudo) & 0xffff) + tcp[18:]
    frame = bytes.fromhex("020000000001" "020000000002" "0800") + bytes(ip) + tcp + data
    # needs a checksum, TCP over IPv4, header, segment, where the checksum starts and is
    wire.send(struct.pack("=BBHHHH", 1, 1, 54, 1000, 34, 16) + frame)
    got = [sock.packet()[0] for _ in range(3)]
    verdict("a TCP packet of three segments is three packets",
            all(good(p, 6, PEER, OWN, 1040) for p in got) and
            b"".join(p[40:] for p in got) == data, [p and len(p) for p in got])
    verdict("and no more", sock.nothing())
    sock.close()
    wire.close()


def test_broadcast():
    sock, peer = raw(PROTO), linux(H1, socket.SOCK_RAW, PROTO)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    for dest in ("192.0.2.255", "255.255.255.255", "224.0.0.1"):
        peer.sendto(b"x", (dest, 0))
        verdict("a packet to " + dest, good(sock.packet()[0], PROTO, PEER, dest, 21))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sock.sendto(b"y", ("192.0.2.255", 0))
    verdict("and one from here, also to itself", good(sock.packet()[0], PROTO, OWN, "192.0.2.255"))
    sock.close()
    peer.close()


# ---- where it is received --------------------------------------------------------------------


def info(items):
    for level, kind, data in items:
        if (level, kind) == (SOL_BSDNET, INFO):
            return struct.unpack("=II4s", data)
    return None


def test_instances(ifls):
    first, seventh, wild = raw(PROTO), raw(PROTO, 7), raw(PROTO, ANY)
    wild.setsockopt(SOL_BSDNET, RECVINFO, 1)
    peer = linux(H1, socket.SOCK_RAW, PROTO)
    peer.sendto(b"0", (OWN, 0))
    peer.sendto(b"7", ("10.0.5.1", 0))
    verdict("the socket of instance 0", good(first.packet()[0], PROTO, PEER, OWN))
    verdict("gets no more", first.nothing())
    verdict("the socket of instance 7", good(seventh.packet()[0], PROTO, "10.0.5.2", "10.0.5.1"))
    verdict("gets no more", seventh.nothing())
    got = [info(wild.packet()[1]) for _ in range(2)]
    verdict("a wild socket gets both, with interface and instance",
            got == [(ifls["r1"], 0, socket.inet_aton(OWN)),
                    (ifls["r1.5"], 7, socket.inet_aton("10.0.5.1"))], got)
    seventh.sendto(b"reply", ("10.0.5.2", 0))
    verdict("and it sends there", peer.recv(100)[12:20] ==
            socket.inet_aton("10.0.5.1") + socket.inet_aton("10.0.5.2"))
    verdict("a wild socket cannot be connected", refuses(errno.EINVAL, wild.connect, (PEER, 0)))
    first.setsockopt(SOL_BSDNET, INSTANCE, struct.pack("I", 7))
    first.bind(("10.0.5.1", 0))
    verdict("the instance stays while the socket is bound", refuses(
        errno.EISCONN, first.setsockopt, SOL_BSDNET, INSTANCE, struct.pack("I", 0)))
    verdict("there must be one", refuses(
        errno.ENOENT, seventh.setsockopt, SOL_BSDNET, INSTANCE, struct.pack("I", 8)))
    for sock in (first, seventh, wild, peer):
        sock.close()


def test_interface(ifls):
    sock, near, far = raw(PROTO), linux(H1, socket.SOCK_RAW, PROTO), linux(H2, socket.SOCK_RAW,
                                                                           PROTO)
    sock.setsockopt(SOL_BSDNET, IN_IFL, struct.pack("I", ifls["r2"]))
    near.sendto(b"near", ("198.51.100.1", 0))
    far.sendto(b"far", (OWN, 0))
    verdict("only from the interface it is bound to", good(sock.packet()[0], PROTO, FAR, OWN))
    verdict("nothing from another one", sock.nothing())
    sock.setsockopt(SOL_BSDNET, IN_IFL, struct.pack("I", 0))
    near.sendto(b"near", (OWN, 0))
    verdict("from all again", good(sock.packet()[0], PROTO, PEER, OWN))
    sock.setsockopt(SOL_BSDNET, OUT_IFL, struct.pack("I", ifls["r2"]))
    sock.sendto(b"group", ("224.0.0.1", 0))
    verdict("multicasts leave by the interface asked for", far.recv(100)[20:] == b"group")
    for one in (sock, near, far):
        one.close()


# ---- headers of the sender ------------------------------------------------------------------


def test_header():
    sock, far = raw(255), linux(H2, socket.SOCK_RAW, PROTO)
    sock.sendto(header(FAR, "203.0.113.50", ttl=17) + b"forged", (FAR, 0))
    got = far.recv(100)
    verdict("any source address is believed (SK-5)",
            good(got, PROTO, "203.0.113.50", FAR) and got[8] == 17)
    sock.sendto(header(FAR) + b"mine", (FAR, 0))
    verdict("an empty one is filled in", good(far.recv(100), PROTO, "198.51.100.1", FAR))
    # refused at once when the neighbour is known for some time, else dropped
    with Netns(H2):
        wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
    wire.settimeout(0.2)
    until = time.monotonic() + 5
    while not refuses(errno.EINVAL, sock.sendto, header(FAR, "127.0.0.1") + b"x", (FAR, 0)):
        if time.monotonic() > until:
            verdict("an address of 127/8 is refused", False)
            break
    else:
        verdict("an address of 127/8 is refused", True)
    leaked = False
    try:
        while True:
            leaked |= wire.recv(100)[12] == 127
    except TimeoutError:
        pass
    wire.close()
    verdict("nothing leaves with an address of 127/8", not leaked)
    verdict("a broadcast needs permission",
            refuses(errno.EACCES, sock.sendto, header("192.0.2.255") + b"x", ("192.0.2.255", 0)))
    # an option that nobody checks on input would be read behind its end
    bad = bytearray(header(OWN) + b"\7\0\0\0" + b"x")
    bad[0] = 0x46
    verdict("malformed options", refuses(errno.EINVAL, sock.sendto, bytes(bad), (OWN, 0)))
    # fragments by hand
    receiver = raw(PROTO)
    for offset, part in ((0x2000, bytes(16)), (2, b"end")):
        piece = bytearray(header(OWN) + part)
        piece[4:8] = struct.pack("!HH", 99, offset)
        sock.sendto(bytes(piece), (OWN, 0))
    verdict("fragments to this host are reassembled",
            good(receiver.packet()[0], PROTO, OWN, OWN, 39))
    for one in (sock, far, receiver):
        one.close()


# ---- bounds ----------------------------------------------------------------------------------


def test_buffer():
    """Packets that find no room are dropped, and counted"""
    sock, other, peer = raw(PROTO), raw(PROTO), linux(H1, socket.SOCK_RAW, PROTO)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    for _ in range(60):
        peer.sendto(bytes(1000), (OWN, 0))
    count = 0
    while other.packet()[0] is not None:
        count += 1
        if count == 60:
            break
    verdict("a socket with room gets all", count == 60, count)
    few = 0
    while not sock.nothing():
        sock.packet()
        few += 1
    verdict("one without gets few", 0 < few < 20, few)
    done = subprocess.run(["bsdnetctl", "-n", RT, "-s", "socket", "show"], capture_output=True,
                          text=True, check=True).stdout
    verdict("what it did not get is counted", f"drops {60 - few} " in done, done)
    for one in (sock, other, peer):
        one.close()


def test_number():
    """A user can have so many sockets of a protocol, and others nevertheless some"""
    many = []
    try:
        for _ in range(300):
            many.append(raw(98))
    except OSError as error:
        verdict("the number of a user's sockets is bounded", error.errno == errno.ENOBUFS and
                len(many) == 256, (error, len(many)))
    else:
        verdict("the number of a user's sockets is bounded", False)
    peer = linux(H1, socket.SOCK_RAW, 98)
    peer.sendto(b"x", (OWN, 0))
    verdict("all of them get a packet",
            all(good(s.packet()[0], 98, PEER, OWN, 21) for s in many))
    with raw(97):
        pass
    many.pop().close()
    with raw(98):
        pass
    for sock in many + [peer]:
        sock.close()


def test_changes():
    """Sockets come, change and go while packets arrive; one that only changes misses none"""
    peer, steady, end = linux(H1, socket.SOCK_RAW, PROTO), raw(PROTO), threading.Event()
    steady.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)

    def come_and_go():
        while not end.is_set():
            sock = raw(PROTO)
            sock.bind((OWN, 0))
            sock.connect((PEER, 0))
            sock.disconnect()
            sock.setsockopt(SOL_BSDNET, IN_IFL, struct.pack("I", 0))
            sock.close()

    def change():
        while not end.is_set():
            steady.bind((OWN, 0))
            steady.bind(("0.0.0.0", 0))
            steady.connect((PEER, 0))
            steady.disconnect()

    threads = [threading.Thread(target=f) for f in (come_and_go, come_and_go, change)]
    for thread in threads:
        thread.start()
    sent, until = 0, time.monotonic() + 1.5
    while time.monotonic() < until and sent < 2000:
        peer.sendto(struct.pack("!I", sent), (OWN, 0))
        sent += 1
        time.sleep(0.0005)
    end.set()
    for thread in threads:
        thread.join()
    got = []
    while not steady.nothing():
        got.append(struct.unpack("!I", steady.packet()[0][20:])[0])
    verdict("each packet comes once to a socket that changes", got == list(range(sent)),
            f"{len(got)} of {sent}")
    steady.close()
    peer.close()


def main():
    import json
    done = subprocess.run(["bsdnetctl", "-n", RT, "-j", "ifl", "show"], capture_output=True,
                          text=True, check=True)
    ifls = {one["name"]: one["index"] for one in json.loads(done.stdout)}
    for test in (test_copies, test_reassembled, test_unreachable, test_udp, test_tcp_gso,
                 test_broadcast, test_header, test_buffer, test_number, test_changes):
        test()
    test_instances(ifls)
    test_interface(ifls)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
