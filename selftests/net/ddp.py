#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""AppleTalk of bsdnet, against a station that builds its frames itself.

usage: ddp.py H1 RT	the namespaces of lib.sh; bsdnet in RT, with the logical interface r1
"""

import errno
import json
import os
import random
import socket
import struct
import sys
import threading
import time

from ddp_lib import (AEP, MULTICAST, PROBE, REQUEST, RESPONSE, SNAP_AARP, SNAP_DDP, TYPE, Aarp,
                     Datagram, Netns, Socket, Verdicts, aarp, bsdnetctl, datagram, error_of, frame,
                     poll)

H1, RT = sys.argv[1:]
MAC, OWN_MAC = bytes.fromhex("020000000002"), bytes.fromhex("020000000001")
PEER, OWN = (100, 1), (100, 5)
EVERYBODY = (0, 255)
verdict = Verdicts()


class Station:
    """Answers AARP for its nodes, and keeps what else it receives"""

    def __init__(self):
        with Netns(H1):
            self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.sock.bind(("eth0", 0))
        self.nodes = {PEER}
        self.aarp, self.ddp = [], []
        self.lock = threading.Lock()
        threading.Thread(target=self.run, daemon=True).start()

    def send(self, snap, packet, dst=OWN_MAC):
        self.sock.send(frame(dst, MAC, snap, packet))

    def send_ddp(self, dst, data, src=PEER + (200,), kind=TYPE, mac=OWN_MAC, **how):
        self.send(SNAP_DDP, datagram(src, dst, kind, data, **how), mac)

    def send_aarp(self, op, dst, src=PEER, mac=MULTICAST, sha=MAC):
        self.send(SNAP_AARP, aarp(op, sha, src, bytes(6), dst), mac)

    def run(self):
        while True:
            data, where = self.sock.recvfrom(4096)
            if where[2] == socket.PACKET_OUTGOING:
                continue
            length = struct.unpack("!H", data[12:14])[0]
            snap, packet = data[14:22], data[22:14 + length]
            with self.lock:
                if snap == SNAP_AARP:
                    self.input_aarp(Aarp(packet))
                elif snap == SNAP_DDP:
                    self.ddp.append((data[:6], Datagram(packet)))

    def input_aarp(self, got):
        self.aarp.append(got)
        if got.dst in self.nodes and got.op != RESPONSE:
            self.send(SNAP_AARP, aarp(RESPONSE, MAC, got.dst, got.sha, got.src), got.sha)

    def clear(self):
        with self.lock:
            self.aarp, self.ddp = [], []

    def expect(self, test, seconds=3):
        """The first datagram for which @test(mac, datagram) is true; None after some time"""
        def find():
            with self.lock:
                return next((d for mac, d in self.ddp if test(mac, d)), None)
        return poll(seconds, find)

    def count(self, op):
        with self.lock:
            return sum(a.op == op for a in self.aarp)


station = Station()


def ctl(*words, **how):
    return bsdnetctl(RT, *words, **how)


def shown(*words):
    return json.loads(ctl("-j", *words))


def link():
    links = shown("ddp", "show")
    return links[0] if links else {}


def drops(reason):
    return next((d["packets"] for d in shown("drops", "show") if d["name"] == reason), 0)


def wait_state(state, seconds=20):
    return poll(seconds, lambda: link().get("state") == state)


def echo(data=b"are you there", node=OWN):
    """Send an echo request; return the reply's data"""
    station.clear()
    station.send_ddp(node + (4,), b"\1" + data, kind=AEP)
    got = station.expect(lambda mac, d: d.kind == AEP and mac == MAC)
    if not got or not got.good or got.src != node + (4,) or got.dst != PEER + (200,):
        return None
    return got.data


def test_acquisition():
    station.clear()
    ctl("ddp", "add", "r1", "100.5", "range", "100-110")
    verdict("the address is being probed", link()["state"] == "probing")
    with Socket(RT) as sock:
        sock.bind(0, 0, 128)
        verdict("nothing is sent from it yet",
                error_of(sock.send, b"\x09x", PEER + (200,)) == errno.ENETDOWN)
    verdict("then it is used", wait_state("up"))
    probes = [a for a in station.aarp if a.op == PROBE]
    verdict("after ten probes", len(probes) == 10, str(len(probes)))
    verdict("which are right", all(a.good and a.src == a.dst == OWN and a.sha == OWN_MAC
                                   for a in probes))
    request = station.expect(lambda mac, d: d.kind == 5)
    verdict("then a router is asked for", request and request.good and request.data == b"\1" and
            request.dst == EVERYBODY + (1,) and request.src == OWN + (1,))


def test_aarp():
    station.clear()
    station.send_aarp(REQUEST, OWN)
    answer = poll(3, lambda: next((a for a in station.aarp if a.op == RESPONSE), None))
    verdict("AARP answers", answer and answer.good and answer.src == OWN and answer.dst == PEER and
            answer.sha == OWN_MAC and answer.tha == MAC)
    node = poll(3, lambda: [n for n in shown("aarp", "show") if n.get("lladdr")])
    verdict("who asked is known", node and (node[0]["net"], node[0]["node"]) == PEER and
            node[0]["lladdr"] == "02:00:00:00:00:02", str(node))
    station.clear()
    station.send_aarp(PROBE, OWN, src=OWN)
    verdict("the address is defended", poll(3, lambda: station.count(RESPONSE)))


def test_echo():
    for length in (0, 1, 300, 585):
        data = bytes(i & 255 for i in range(length))
        verdict(f"echo of {length} octets", echo(data) == b"\2" + data)
    station.clear()
    station.send_ddp((0, 255, 4), b"\1x", kind=AEP, mac=MULTICAST)
    station.send_ddp(OWN + (4,), b"\2x", kind=AEP)
    verdict("requests to all and replies are not answered", echo() and
            sum(d.kind == AEP for _, d in station.ddp) == 1)
    with Socket(RT) as sock:
        sock.bind(0, 0, 140)
        sock.send(bytes([AEP, 1]) + b"hello", PEER + (4,))
        got = station.expect(lambda mac, d: d.kind == AEP and d.data == b"\1hello")
        verdict("echo request of an application", got and got.good and got.sum and
                got.src == OWN + (140,) and got.dst == PEER + (4,))
        station.send_ddp(OWN + (140,), b"\2hello", src=PEER + (4,), kind=AEP)
        verdict("and its reply", sock.recv() == (bytes([AEP, 2]) + b"hello", PEER + (4,)))
        sock.send(bytes([AEP, 1]) + b"me", OWN + (4,))
        verdict("this host echoes itself", sock.recv() == (bytes([AEP, 2]) + b"me", OWN + (4,)))


def test_addresses():
    one, other = Socket(RT), Socket(RT)
    verdict("another node's address", error_of(one.bind, 100, 6, 130) == errno.EADDRNOTAVAIL)
    verdict("socket number of RTMP", error_of(one.bind, 0, 0, 1) == errno.EADDRINUSE)
    verdict("no socket number", error_of(one.bind, 0, 0, 255) == errno.EINVAL)
    one.bind(*OWN, 130)
    verdict("getsockname", one.named() == OWN + (130,))
    verdict("bound twice", error_of(one.bind, 0, 0, 131) == errno.EINVAL)
    verdict("a number in use", error_of(other.bind, 0, 0, 130) == errno.EADDRINUSE)
    verdict("not connected", error_of(one.named, "getpeername") == errno.ENOTCONN)
    verdict("no destination", error_of(one.send, b"\x09x") == errno.EDESTADDRREQ)
    verdict("no type", error_of(one.send, b"", PEER + (200,)) == errno.EINVAL)
    verdict("too long", error_of(one.send, bytes(588), PEER + (200,)) == errno.EMSGSIZE)
    verdict("no way", error_of(one.send, b"\x09x", (200, 1, 200)) == errno.ENETUNREACH)
    other.send(b"\x09x", PEER + (200,))
    verdict("a number is chosen", other.named()[2] >= 128)
    sockets = [s for s in shown("socket", "show", "appletalk") if s["lport"] == 130]
    verdict("socket show", len(sockets) == 1 and sockets[0]["lnet"] == 100 and
            sockets[0]["lnode"] == 5, str(sockets))
    pid = os.fork()
    if not pid:
        os.setgid(65534)
        os.setuid(65534)
        with Socket() as mine:
            os._exit(0 if error_of(mine.bind, 0, 0, 20) == errno.EACCES and
                     not error_of(mine.bind, 0, 0, 160) else 1)
    verdict("services need a privilege", os.waitpid(pid, 0)[1] == 0)
    one.close()
    verdict("a closed socket's number is free", not error_of(Socket(RT).bind, 0, 0, 130))
    other.close()


def test_datagrams():
    sock = Socket(RT).bind(0, 0, 150)
    verdict("nothing to read", not sock.ready(0))
    station.send_ddp(OWN + (150,), b"first")
    station.send_ddp(OWN + (150,), b"", hops=15)
    station.send_ddp(OWN + (150,), bytes(586))
    verdict("poll", sock.ready())
    verdict("a datagram", sock.recv() == (bytes([TYPE]) + b"first", PEER + (200,)))
    verdict("one without data, over fifteen routers", sock.recv()[0] == bytes([TYPE]))
    verdict("the longest", sock.recv()[0] == bytes([TYPE]) + bytes(586))
    station.clear()
    for length in (0, 1, 586):
        sock.send(bytes([TYPE]) + b"\5" * length, PEER + (201,))
        got = station.expect(lambda mac, d, n=length: len(d.data) == n and d.kind == TYPE)
        verdict(f"{length} octets are sent", got and got.good and got.data == b"\5" * length and
                got.src == OWN + (150,) and got.dst == PEER + (201,) and not got.hops)
    station.clear()
    sock.option(socket.SOL_SOCKET, 11, 1)
    sock.send(bytes([TYPE]) + b"bare", PEER + (201,))
    got = station.expect(lambda mac, d: d.data == b"bare")
    verdict("SO_NO_CHECK sends no checksum", got and got.sum == 0)

    for dst in (EVERYBODY, (105, 255)):
        station.send_ddp(dst + (150,), b"all", mac=MULTICAST)
        verdict(f"a broadcast to {dst[0]}.255", sock.recv()[0] == bytes([TYPE]) + b"all")
    verdict("sending one must be asked for",
            error_of(sock.send, b"\x09x", EVERYBODY + (200,)) == errno.EACCES)
    sock.option(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sock.send(b"\x09everybody", EVERYBODY + (200,))
    got = station.expect(lambda mac, d: d.data == b"everybody" and mac == MULTICAST)
    verdict("and is sent to the multicast address", got and got.dst == EVERYBODY + (200,))

    sock.connect(*PEER, 200)
    verdict("getpeername", sock.named("getpeername") == PEER + (200,))
    station.send_ddp(OWN + (150,), b"stranger", src=(100, 2, 200))
    station.send_ddp(OWN + (150,), b"friend")
    verdict("connected: only the peer is heard", sock.recv()[0] == bytes([TYPE]) + b"friend" and
            not sock.ready(0.1))
    sock.send(b"\x09to the peer")
    verdict("and written to", station.expect(lambda mac, d: d.data == b"to the peer"))
    sock.disconnect()
    station.send_ddp(OWN + (150,), b"stranger", src=(100, 2, 200))
    verdict("disconnected", sock.recv()[1] == (100, 2, 200))
    sock.close()


def test_unreachable():
    with Socket(RT) as sock:
        sock.bind(0, 0, 151).connect(100, 99, 200)
        station.clear()
        sock.send(b"\x09x")
        verdict("nobody answers: an error", sock.ready(5) and
                error_of(sock.recv) == errno.EHOSTUNREACH)
        verdict("after five requests", station.count(REQUEST) == 5, str(station.count(REQUEST)))
        verdict("it is reported once", not sock.ready(0))


def test_router():
    data = struct.pack("!HBBHBHB", 103, 8, 1, 100, 0x80, 110, 0x82)
    station.send_ddp(EVERYBODY + (1,), data, src=(103, 1, 1), kind=1, mac=MULTICAST)
    verdict("a router is heard", poll(3, lambda: link().get("router_net") == 103), str(link()))
    # its range is not the configured one
    wrong = struct.pack("!HBBHBHB", 104, 8, 1, 99, 0x80, 110, 0x82)
    station.send_ddp(EVERYBODY + (1,), wrong, src=(104, 1, 1), kind=1, mac=MULTICAST)
    station.nodes.add((103, 1))
    with Socket(RT) as sock:
        station.clear()
        sock.send(b"\x09far away", (200, 7, 200))
        got = station.expect(lambda mac, d: d.data == b"far away")
        verdict("it gets what is for other networks", got and got.dst == (200, 7, 200))
        verdict("and the other one is not believed", link()["router_net"] == 103)
        asked = [a for a in station.aarp if a.op == REQUEST]
        verdict("the router's address is asked for", [a.dst for a in asked] == [(103, 1)])
    station.nodes.remove((103, 1))


def test_hostile():
    good = datagram(PEER + (200,), OWN + (4,), AEP, b"\1hostile")
    cases = {
        "ddp_bad": [good[:n] for n in range(len(good))] +
                   [good[:2] + b"\1" + good[3:],
                    datagram(PEER + (200,), OWN + (4,), AEP, b"\1x", good=False),
                    datagram(PEER + (200,), OWN + (4,), AEP, b"\1x", hops=16),
                    datagram((0, 0, 200), OWN + (4,), AEP, b"\1x"),
                    datagram((100, 255, 200), OWN + (4,), AEP, b"\1x"),
                    datagram(PEER + (0,), OWN + (4,), AEP, b"\1x"),
                    datagram(PEER + (200,), OWN + (255,), AEP, b"\1x"),
                    datagram(PEER + (200,), OWN + (4,), AEP, b"\1x", length=1023),
                    datagram(PEER + (200,), OWN + (4,), AEP, bytes(700))],
        "ddp_own_source": [datagram(OWN + (4,), OWN + (4,), AEP, b"\1x")],
        "ddp_not_local": [datagram(PEER + (200,), (100, 6, 4), AEP, b"\1x"),
                          datagram(PEER + (200,), (200, 5, 4), AEP, b"\1x")],
        "ddp_no_socket": [datagram(PEER + (200,), OWN + (99,), TYPE, b"x")],
        "ddp_ignored": [datagram(PEER + (200,), OWN + (1,), 1, b"x"),
                        datagram(PEER + (4,), OWN + (4,), AEP, b"\2x"),
                        datagram(PEER + (200,), OWN + (4,), AEP, b"")],
    }
    for reason, packets in cases.items():
        before = drops(reason)
        for packet in packets:
            station.send(SNAP_DDP, packet)
        verdict(f"{len(packets)} datagrams are {reason}",
                poll(3, lambda r=reason, b=before, n=len(packets): drops(r) == b + n),
                str(drops(reason) - before))
    request = aarp(REQUEST, MAC, PEER, bytes(6), OWN)
    before = drops("aarp_bad")
    for n in range(len(request)):
        station.send(SNAP_AARP, request[:n])
    station.send(SNAP_AARP, aarp(9, MAC, PEER, bytes(6), OWN))
    station.send(SNAP_AARP, aarp(RESPONSE, MULTICAST, PEER, bytes(6), OWN))
    verdict("truncated and wrong AARP", poll(3, lambda: drops("aarp_bad") == before + 30))
    rng = random.Random(1)
    for _ in range(3000):
        packet = bytearray(rng.choice((good, request)))
        for _ in range(rng.randrange(1, 6)):
            packet[rng.randrange(len(packet))] = rng.randrange(256)
        station.send(rng.choice((SNAP_DDP, SNAP_AARP)), bytes(packet[:rng.randrange(1, 60)]))
    # whatever it may have learnt from these
    station.send_aarp(REQUEST, OWN)
    verdict("echo after 3000 random frames", poll(5, echo))


def test_bounds():
    with Socket(RT) as sock:
        sock.bind(0, 0, 152)
        sock.option(socket.SOL_SOCKET, socket.SO_RCVBUF, 20000)
        for _ in range(2000):
            station.send_ddp(OWN + (152,), bytes(586))
        verdict("echo behind a flood", poll(5, echo))
        mine = next(s for s in shown("socket", "show", "appletalk") if s["lport"] == 152)
        verdict("the receive buffer is bounded", 0 < mine["rmem"] <= 44000 and mine["drops"] > 1000,
                str(mine))
    queue = next(q for q in shown("queue", "show") if q["name"] == "ddp")
    verdict("one queue for all, with a limit", queue["limit"] == 256 and
            queue["high_water"] <= 256 and queue["worker_turns"] > 0, str(queue))
    for node in range(1, 254):
        station.send_aarp(REQUEST, OWN, src=(101, node))
    poll(3, lambda: any(n["node"] == 253 for n in shown("aarp", "show")))
    known = shown("aarp", "show", "dev", "r1")
    verdict("the cache of AARP is bounded", len(known) == 64, str(len(known)))
    for node in range(1, 254):
        station.send_ddp(OWN + (4,), b"\1x", src=(102, node, 200), kind=AEP)
    poll(3, lambda: any(n["net"] == 102 for n in shown("aarp", "show")))
    known = shown("aarp", "show")
    verdict("nodes that do not exist leave room for those that do",
            sum("lladdr" in n for n in known) >= 40 and
            sum("lladdr" not in n for n in known) <= 16, str(len(known)))
    verdict("and are forgotten", poll(5, lambda: all("lladdr" in n for n in shown("aarp", "show"))))


def test_concurrent_callers():
    """Many threads call the protocol at a time, while it receives"""
    failed = []

    def run(i):
        with Socket(RT) as sock:
            sock.bind()
            for n in range(100):
                sock.send(bytes([AEP, 1, i, n]), OWN + (4,))
                if sock.recv(10) != (bytes([AEP, 2, i, n]), OWN + (4,)):
                    failed.append((i, n))
                    return

    threads = [threading.Thread(target=run, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    while any(t.is_alive() for t in threads):
        station.send_ddp(OWN + (4,), b"\1", kind=AEP)
        time.sleep(0.001)
    verdict("eight callers beside the wire", not failed, str(failed))


def test_conflict():
    ctl("ddp", "del", "r1")
    verdict("deleted", not shown("ddp", "show") and not shown("aarp", "show"))
    station.nodes.add(OWN)
    ctl("ddp", "add", "r1", "100.5")
    verdict("another station has the address", wait_state("conflict"))
    before = drops("ddp_not_local")
    station.send_ddp(OWN + (4,), b"\1x", kind=AEP)
    verdict("it is not used", poll(3, lambda: drops("ddp_not_local") == before + 1))
    ctl("ddp", "del", "r1")
    # it chooses another node as often as the station has the candidate
    station.nodes = {(100, n) for n in range(1, 254)}
    ctl("ddp", "add", "r1", "100")
    first = poll(5, lambda: link().get("node"))
    poll(10, lambda: link()["node"] != first)
    station.nodes = {PEER}
    verdict("a node is chosen", wait_state("up") and link()["chosen"])
    own = (100, link()["node"])
    verdict("and is another one", own[1] != first)
    verdict("it works", poll(5, lambda: echo(node=own)))
    verdict("without a router the range is the network", (link()["first"], link()["last"]) ==
            (100, 100))
    return own


def test_deletion(own):
    bound, wild = Socket(RT).bind(*own, 170), Socket(RT).bind(0, 0, 171)
    with Netns(RT):
        os.system("ip link set r1 down")
    verdict("the interface goes down", wait_state("down", 5))
    with Netns(RT):
        os.system("ip link set r1 up")
    verdict("and comes up: the address is probed again", wait_state("up") and
            (100, link()["node"]) == own)
    ctl("ifl", "del", "r1")
    verdict("the interface is deleted", not shown("ddp", "show"))
    verdict("a socket bound to its address is told", bound.ready() and
            error_of(bound.recv) == errno.ENETDOWN)
    verdict("one that is not, is not", not wild.ready(0))
    verdict("nothing can be sent", error_of(wild.send, b"\x09x", PEER + (9,)) ==
            errno.ENETUNREACH and
            error_of(bound.send, b"\x09x", PEER + (9,)) == errno.EADDRNOTAVAIL)
    ctl("ifl", "add", "r1")
    ctl("ddp", "add", "r1", f"100.{own[1]}")
    verdict("the address can be added again", wait_state("up"))
    station.send_ddp(own + (170,), b"again")
    verdict("and its socket works again", bound.recv()[0] == bytes([TYPE]) + b"again")
    # what is open and what waits is left for the end of the namespace
    return bound, wild


def main():
    test_acquisition()
    test_aarp()
    test_echo()
    with Netns(RT):
        test_addresses()
    test_datagrams()
    test_unreachable()
    test_router()
    test_hostile()
    test_bounds()
    test_concurrent_callers()
    own = test_conflict()
    test_deletion(own)
    print("the station came to its end")


main()
