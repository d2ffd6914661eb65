#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Frames of every point-to-point medium, into TUN devices and out of them, octet by octet.

usage: media.py [MEDIUM...]

Runs in a namespace of its own, with the module loaded. Each medium has an address 10.N.0.1 whose
peer is 10.N.0.2; an echo request goes in behind each header that a peer may send, and the
reply must come out behind the one header that is right, and be right itself. Headers are
scapy's. Prints a line "ok - ..." or "not ok - ..." for each.
"""

import itertools
import os
import re
import struct
import subprocess
import sys
import time

from scapy.contrib.chdlc import CHDLC, SLARP
from scapy.layers.l2 import ARP, Dot1Q, Ether

from wire import (ARPHRD_ATM, ARPHRD_CISCO, ARPHRD_FRAD, ARPHRD_NONE, ARPHRD_PPP, BRIDGED_ATM,
                  BRIDGED_FR, BRIDGED_PPP, OWN_MAC, PEER_MAC, Wire, cell, chdlc, ctl,
                  echo_request, is_reply, ppp, q922, snap)

numbers = itertools.count(1)
idents = itertools.count(0x1000)
failures = 0


def verdict(text, good):
    global failures
    failures += not good
    print(f"{'ok' if good else 'not ok'} - {text}", flush=True)


def try_words(text, *words):
    """A command that must succeed"""
    try:
        ctl(*words)
    except RuntimeError as error:
        verdict(f"{text}: {error}", False)
        return False
    return True


def refused(text, pattern, *words):
    try:
        ctl(*words)
    except RuntimeError as error:
        verdict(text if pattern in str(error) else f"{text}: {error}", pattern in str(error))
        return
    verdict(f"{text}: succeeded", False)


class Watch:
    """tcpdump -e on a wire: what others make of our frames"""

    def __init__(self, name):
        self.name = name
        self.process = subprocess.Popen(["tcpdump", "-n", "-e", "-l", "-Q", "out", "-i", name],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for line in self.process.stderr:
            if b"listening" in line:
                break
        os.set_blocking(self.process.stdout.fileno(), False)
        self.said = ""

    def saw(self, text, pattern, seconds=5):
        """Did it print a line like that?"""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not re.search(pattern, self.said):
            self.said += (self.process.stdout.read() or b"").decode()
            time.sleep(0.02)
        good = re.search(pattern, self.said)
        verdict(f"tcpdump: {text}" if good else f"tcpdump: {text}: {self.said[-400:]}", bool(good))

    def end(self):
        self.process.kill()
        self.process.wait()


class Link:
    """An ifl with a point-to-point address"""

    def __init__(self, wire, name):
        number = next(numbers)
        self.wire, self.local, self.peer = wire, f"10.{number}.0.1", f"10.{number}.0.2"
        try_words(f"address on {name}", f"ifa add {name} {self.local} dest {self.peer}")

    def ping(self, text, head, want, proto=0x0019, answered=True):
        """Asks again for a while: what was just said to the line may not have its effect yet"""
        request = echo_request(self.local, self.peer, next(idents))
        seen = []

        def judge(frame):
            seen.append(frame[:40].hex())
            return frame.startswith(want) and is_reply(frame[len(want):], request) or None

        self.wire.drain()
        for _ in range(10 if answered else 1):
            self.wire.send(head + request, proto)
            good = bool(self.wire.expect(judge, 0.3)) == answered
            if good:
                break
        verdict(text if good else f"{text}: {head.hex()} in, {want.hex()} out wanted: {seen}",
                good)


class Station:
    """An Ethernet ifl over a medium, whose header is the same in both directions"""

    def __init__(self, wire, name, head, tag=None):
        number = next(numbers)
        self.wire, self.head, self.tag = wire, head, tag
        self.local, self.peer = f"10.{number}.0.1", f"10.{number}.0.2"
        try_words(f"address on {name}", f"ifa add {name} {self.local}/24")

    def wrap(self, src, dst, ethertype):
        if self.tag is None:
            return bytes(Ether(src=src, dst=dst, type=ethertype))
        return bytes(Ether(src=src, dst=dst) / Dot1Q(vlan=self.tag, type=ethertype))

    def exchange(self, dst, ethertype, payload, test, seconds=2.0):
        want = self.head + self.wrap(OWN_MAC, PEER_MAC, ethertype)
        self.wire.drain()
        self.wire.send(self.head + self.wrap(PEER_MAC, dst, ethertype) + payload)
        return self.wire.expect(
            lambda frame: frame.startswith(want) and test(frame[len(want):]) or None, seconds)

    def check(self, text):
        request = bytes(ARP(op=1, hwsrc=PEER_MAC, psrc=self.peer, pdst=self.local))
        reply = bytes(ARP(op=2, hwsrc=OWN_MAC, psrc=self.local, hwdst=PEER_MAC, pdst=self.peer))
        verdict(f"{text}: ARP", self.exchange("ff:ff:ff:ff:ff:ff", 0x0806, request,
                                              lambda packet: packet == reply))
        echo = echo_request(self.local, self.peer, next(idents))
        verdict(f"{text}: ping", self.exchange(OWN_MAC, 0x0800, echo,
                                               lambda packet: is_reply(packet, echo)))
        verdict(f"{text}: not for another station",
                not self.exchange("02:00:00:00:00:0c", 0x0800, echo,
                                  lambda packet: is_reply(packet, echo), 0.2))


def ethernet(text, wire, name, head):
    """Ethernet, and a VLAN in it, on what name's parent is; its table is its own (L2-5)"""
    if not try_words(text, f"ifl add {name} ether lladdr {OWN_MAC}"):
        return
    Station(wire, name, head).check(f"{text}, Ethernet")
    if try_words(text, f"ifl add {name}.5 vlan 5"):
        Station(wire, f"{name}.5", head, tag=5).check(f"{text}, VLAN in Ethernet")


def open_wire(name, link_type, words=""):
    wire = Wire(name, link_type)
    try_words(f"ifd {name}", f"ifd add {name} {words} mode exclusive")
    wire.up()
    return wire


def test_ip():
    wire = open_wire("mi0", ARPHRD_NONE)
    link = Link(wire, "mi0")
    link.ping("ip: bare packets", b"", b"", proto=0x0800)
    link.ping("ip: version 5", b"\x55", b"", proto=0x0800, answered=False)


def ppp_forms(link, text, want):
    ip = ppp(0x0021)
    link.ping(f"{text}: plain in", ip, want)
    link.ping(f"{text}: protocol compressed in", ip[:2] + ip[3:], want)
    link.ping(f"{text}: address compressed in", ip[2:], want)
    link.ping(f"{text}: both compressed in", ip[3:], want)


def test_ppp():
    wire = open_wire("mp0", ARPHRD_PPP)
    link = Link(wire, "mp0")
    ppp_forms(link, "ppp", ppp(0x0021))
    link.ping("ppp: not IPv6's protocol", ppp(0x0057), b"", answered=False)
    link.ping("ppp: not with another control field", b"\xff\x13\0\x21", b"", answered=False)
    ethernet("ppp", wire, "mp0.1", ppp(0x0031) + BRIDGED_PPP)
    if try_words("ppp", "ifd set mp0 pfc on"):
        ppp_forms(link, "ppp, pfc", ppp(0x0021)[:2] + b"\x21")
    if try_words("ppp", "ifd set mp0 acfc on"):
        ppp_forms(link, "ppp, both", b"\x21")


class Keepalives:
    """The peer of Cisco HDLC's SLARP"""

    def __init__(self, wire):
        self.wire, self.number = wire, 0x700

    def hear(self, seconds):
        """Sequence number and acknowledgement of the next keepalive"""
        def parse(frame):
            if not frame.startswith(chdlc(0x8035, address=0x8f)) or len(frame) != 22:
                return None
            kind, number, seen, reliability = struct.unpack("!IIIH", frame[4:18])
            return (number, seen) if (kind, reliability) == (2, 0xffff) else None
        return self.wire.expect(parse, seconds)

    def say(self, seen):
        self.number += 1
        self.wire.send(bytes(CHDLC(address=0x8f, proto=0x8035) / SLARP(
            type=2, mysequence=self.number, yoursequence=seen)))


def test_keepalives(wire, link):
    peer = Keepalives(wire)
    heard = peer.hear(3)
    verdict("chdlc: a keepalive", heard is not None and heard[1] == 0)
    link.ping("chdlc: down before the peer answers", chdlc(0x0800), b"", answered=False)
    heard = peer.hear(3)
    peer.say(heard[0] if heard else 0)
    link.ping("chdlc: up when it has", chdlc(0x0800), chdlc(0x0800))
    heard = peer.hear(3)
    verdict("chdlc: the peer's number comes back", heard is not None and heard[1] == peer.number)
    for _ in range(4):
        peer.hear(3)
    link.ping("chdlc: down after three without an answer", chdlc(0x0800), b"", answered=False)
    wire.drain()
    wire.send(bytes(CHDLC(address=0x8f, proto=0x8035) / SLARP(type=0)))
    reply = chdlc(0x8035) + struct.pack("!IIIH", 1, 0, 0xffffffff, 0xffff)
    verdict("chdlc: has no address to tell",
            wire.expect(lambda frame: frame[:len(reply)] == reply or None))


def test_chdlc():
    wire = open_wire("mc0", ARPHRD_CISCO, "encap chdlc keepalive 1")
    link = Link(wire, "mc0")
    test_keepalives(wire, link)
    if not try_words("chdlc", "ifd set mc0 keepalive 0"):
        return
    watch = Watch("mc0")
    link.ping("chdlc: unicast", chdlc(0x0800), chdlc(0x0800))
    watch.saw("Cisco HDLC", "unicast, ethertype IPv4 .*echo reply")
    watch.end()
    link.ping("chdlc: not with control set", b"\x0f\x03\x08\0", b"", answered=False)
    ethernet("chdlc", wire, "mc0.1", chdlc(0x6558))


def test_fr():
    wire = open_wire("mf0", ARPHRD_FRAD)
    circuits = ((100, 2, "fr 100"), (25702, 3, "fr 25702 addrlen 3"),
                (0x123456, 4, "fr 1193046"), (200, 4, "fr 200 addrlen 4"))
    watch = Watch("mf0")
    for unit, (dlci, octets, words) in enumerate(circuits, 1):
        text, name = f"fr: DLCI {dlci} in {octets} octets", f"mf0.{unit}"
        if not try_words(text, f"ifl add {name} {words}"):
            continue
        head = q922(dlci, octets)
        link = Link(wire, name)
        link.ping(text, head + b"\xcc", head + b"\xcc")
        link.ping(f"{text}, a pad", head + b"\0\xcc", head + b"\xcc")
        link.ping(f"{text}, another DLCI", q922(dlci + 1, octets) + b"\xcc", b"", answered=False)
        bridged = BRIDGED_FR if octets % 2 == 0 else BRIDGED_FR[1:]
        ethernet(text, wire, f"{name}.1", head + bridged)
    watch.saw("Frame Relay", "hdr-len 2, DLCI 100, .*NLPID IPv4.*echo reply")
    watch.saw("Frame Relay, four octets", "hdr-len 4, DLCI 1193046, .*NLPID IPv4.*echo reply")
    watch.saw("Frame Relay, bridged", "DLCI 100, .*Ethernet w/o FCS.*02:00:00:00:00:0a >.*ARP")
    watch.end()
    refused("fr: the same DLCI again", "mf0.1", "ifl add mf0.9 fr 100")
    refused("fr: a DLCI that does not fit", "does not fit", "ifl add mf0.9 fr 1024 addrlen 2")
    refused("fr: a line carries no addresses", "fr", "ifa add mf0 10.200.0.1 dest 10.200.0.2")
    test_fr_ppp(wire)


def test_fr_ppp(wire):
    text = "fr: PPP on a DLCI"
    if not (try_words(text, "ifl add mf0.7 fr 300") and try_words(text, "ifl add mf0.7.0 ppp")):
        return
    link, head = Link(wire, "mf0.7.0"), q922(300) + b"\xcf"
    link.ping(text, head + b"\0\x21", head + b"\0\x21")
    link.ping(f"{text}, compressed", head + b"\x21", head + b"\0\x21")
    link.ping(f"{text}, congestion bits", q922(300, fecn=1, becn=1, de=1, cr=1) + b"\xcf\0\x21",
              head + b"\0\x21")


def test_atm():
    wire = open_wire("ma0", ARPHRD_ATM)
    head = cell(1, 291)
    if try_words("atm: LLC/SNAP", "ifl add ma0.1 atm 1/291"):
        link = Link(wire, "ma0.1")
        link.ping("atm: LLC/SNAP", head + snap(0x0800), head + snap(0x0800))
        link.ping("atm: LLC/SNAP, GFC, PTI and CLP", cell(1, 291, gfc=15, pti=7, clp=1) +
                  snap(0x0800), head + snap(0x0800))
        link.ping("atm: another circuit", cell(1, 292) + snap(0x0800), b"", answered=False)
        link.ping("atm: no VC multiplexing there", head, b"", answered=False)
        ethernet("atm: LLC/SNAP", wire, "ma0.1.1", head + BRIDGED_ATM)
    head = cell(255, 65535)
    if try_words("atm: VC multiplexing", "ifl add ma0.2 atm 255/65535 mux"):
        link = Link(wire, "ma0.2")
        link.ping("atm: VC multiplexing", head, head)
    head = cell(0, 40)
    if try_words("atm: VC multiplexing, bridged", "ifl add ma0.3 atm 0/40 mux"):
        ethernet("atm: VC multiplexing, bridged", wire, "ma0.3.1", head + b"\0\0")
    refused("atm: the same circuit again", "ma0.1", "ifl add ma0.9 atm 1/291 mux")
    test_atm_ppp(wire)


def test_atm_ppp(wire):
    for unit, mux, words in ((4, b"", "atm 2/32 mux"), (5, b"\xfe\xfe\x03\xcf", "atm 2/33 llc")):
        text, name = f"atm: PPP, {words}", f"ma0.{unit}"
        if not (try_words(text, f"ifl add {name} {words}") and
                try_words(text, f"ifl add {name}.0 ppp")):
            continue
        link, head = Link(wire, f"{name}.0"), cell(2, 28 + unit) + mux
        link.ping(text, head + b"\0\x21", head + b"\0\x21")
        link.ping(f"{text}, compressed", head + b"\x21", head + b"\0\x21")
        ethernet(text, wire, f"{name}.0.1", head + b"\0\x31" + BRIDGED_PPP)


TESTS = {"ip": test_ip, "ppp": test_ppp, "chdlc": test_chdlc, "fr": test_fr, "atm": test_atm}


def main():
    for name in sys.argv[1:] or TESTS:
        TESTS[name]()
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
