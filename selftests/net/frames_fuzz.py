#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Frames that nobody should send, into every encapsulation at once.

usage: frames_fuzz.py ROUNDS [SEED]

Runs in a namespace of its own, with the module loaded. Devices of all media have
interfaces stacked on them; frames go in that are cut at each octet, or have octets changed, put in,
taken out or repeated, or are headers inside headers inside headers, or random. Each device must
still answer a good frame afterwards; the kernel must have said nothing.
"""

import itertools
import random
import socket
import subprocess
import sys
import time

from scapy.layers.l2 import Ether

from wire import (ARPHRD_ATM, ARPHRD_CISCO, ARPHRD_FRAD, ARPHRD_NONE, ARPHRD_PPP, BRIDGED_ATM,
                  BRIDGED_FR, BRIDGED_PPP, OWN_MAC, PEER_MAC, Wire, cell, chdlc, ctl,
                  echo_request, is_reply, nlpid_snap, ppp, q922, snap)

PACKET = echo_request("10.0.0.1", "10.0.0.2", 7)
TAGS = [bytes.fromhex(tag) for tag in ("81000005", "88a80006", "91000007", "8100e000")]
ETHER = bytes(Ether(src=PEER_MAC, dst=OWN_MAC))[:12]
SESSION = bytes.fromhex("886411000009003c")
SNAP_LLC = bytes.fromhex("aaaa03000000")
ETAG = bytes.fromhex("893f000000050000")


class Port:
    """An Ethernet device: one end of a veth pair, of which bsdnet has the other"""

    def __init__(self, name):
        subprocess.run(["ip", "link", "add", name, "address", OWN_MAC, "type", "veth", "peer",
                        "name", f"{name}p", "address", PEER_MAC], check=True)
        for end in (name, f"{name}p"):
            subprocess.run(["sysctl", "-qw", f"net.ipv6.conf.{end}.disable_ipv6=1"], check=False)
            subprocess.run(["ip", "link", "set", end, "up"], check=True)
        self.name = name
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.bind((f"{name}p", 0))
        self.socket.setblocking(False)

    def send(self, frame):
        try:
            self.socket.send(frame)
        except OSError:
            return False
        return True

    def expect(self, test, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if test(self.socket.recv(65536)):
                    return True
            except BlockingIOError:
                time.sleep(0.01)
        return False

    def drain(self):
        self.expect(lambda frame: False, 0.02)


class Target:
    """A device, the heads that lead somewhere on it, and a good exchange with it"""

    def __init__(self, port, heads, good, local, peer):
        self.port, self.heads, self.good, self.local, self.peer = port, heads, good, local, peer

    def alive(self):
        request = echo_request(self.local, self.peer, 0x77)
        for _ in range(20):
            self.port.drain()
            self.port.send(self.good + request)
            if self.port.expect(lambda frame: len(frame) >= len(request) and is_reply(
                    frame[len(frame) - len(request):], request) or None, 0.5):
                return True
        return False


def ethernet_heads():
    """Of Ethernet frames, on a device or inside something"""
    for ethertype in ("0800", "0806", "86dd", "8863", "8864", "0007", "0003", "05dc"):
        yield ETHER + bytes.fromhex(ethertype)
    for depth in (1, 2):
        for tags in itertools.product(TAGS, repeat=depth):
            yield ETHER + b"".join(tags) + b"\x08\x00"
    yield ETHER + TAGS[0] * 6 + b"\x08\x00"
    for proto in ("0021", "21", "0057", "c021", "00310001"):
        yield ETHER + SESSION + bytes.fromhex(proto)
        yield ETHER + TAGS[0] + SESSION + bytes.fromhex(proto)
    yield ETHER + b"\x00\x24" + SNAP_LLC + b"\x08\x00"
    yield ETHER + ETAG + b"\x08\x00"
    yield ETHER + ETAG + TAGS[0] + b"\x08\x00"


def stack_ethernet(name, number):
    """Ethernet interfaces of each kind on name; a session goes on an ifl, not on the device"""
    session = f"{name}.9" if "." in name else f"{name}.0.9"
    ctl(f"ifa add {name} 10.{number}.0.1/24")
    ctl(f"neigh add 10.{number}.0.2 lladdr {PEER_MAC} dev {name}")
    ctl(f"ifl add {name}.5 vlan 5")
    ctl(f"ifa add {name}.5 10.{number}.1.1/24")
    ctl(f"ifl add {name}.5.6 svlan 6")
    ctl(f"ifa add {name}.5.6 10.{number}.2.1/24")
    ctl(f"ifl add {session} pppoe 9 {PEER_MAC}")
    ctl(f"ifa add {session} 10.{number}.3.1 dest 10.{number}.3.2")


def link(name, number):
    local, peer = f"10.{number}.9.1", f"10.{number}.9.2"
    ctl(f"ifa add {name} {local} dest {peer}")
    return local, peer


def inside(head):
    """Ethernet frames of all kinds behind head"""
    return [head + inner for inner in ethernet_heads()]


def over(name, number):
    ctl(f"ifl add {name} ether lladdr {OWN_MAC}")
    stack_ethernet(name, number)


def ether_target():
    port = Port("fe0")
    ctl("ifd add fe0")
    ctl("ifd set fe0 mode exclusive")
    stack_ethernet("fe0", 1)
    return Target(port, list(ethernet_heads()), ETHER + b"\x08\x00", "10.1.0.1", "10.1.0.2")


def wire(name, link_type, words=""):
    device = Wire(name, link_type)
    ctl(f"ifd add {name} {words}")
    ctl(f"ifd set {name} mode exclusive")
    device.up()
    return device


def ip_target():
    device = wire("fi0", ARPHRD_NONE)
    return Target(device, [b"", b"\x60"], b"", *link("fi0", 2))


def ppp_target():
    device = wire("fp0", ARPHRD_PPP)
    ends = link("fp0", 3)
    over("fp0.1", 4)
    heads = [ppp(protocol) for protocol in (0x21, 0x57, 0xc021, 0x8021, 0x281)]
    heads += [b"\x21", b"\0\x21"]
    heads += inside(ppp(0x31) + BRIDGED_PPP) + inside(b"\x31" + BRIDGED_PPP)
    return Target(device, heads, ppp(0x21), *ends)


def chdlc_target():
    device = wire("fc0", ARPHRD_CISCO, "encap chdlc keepalive 0")
    ends = link("fc0", 5)
    over("fc0.1", 6)
    heads = [chdlc(protocol) for protocol in (0x800, 0x86dd, 0x8035, 0x2000)]
    heads += [chdlc(0x8035) + bytes([0, 0, 0, kind]) for kind in range(4)]
    return Target(device, heads + inside(chdlc(0x6558)), chdlc(0x800), *ends)


def fr_target():
    device = wire("ff0", ARPHRD_FRAD)
    for unit, words in ((1, "fr 100"), (2, "fr 25702 addrlen 3"), (3, "fr 1193046"), (4, "fr 300")):
        ctl(f"ifl add ff0.{unit} {words}")
    ends = link("ff0.1", 7)
    over("ff0.1.1", 8)
    over("ff0.3.1", 9)
    ctl("ifl add ff0.4.0 ppp")
    link("ff0.4.0", 10)
    heads = [q922(100) + b"\xcc", q922(25702, 3) + b"\xcc", q922(1193046, 4) + b"\0\xcc",
             q922(0) + b"\x08", q922(300) + b"\xcf\x21", q922(300) + b"\xcf\x80\x21",
             q922(100) + nlpid_snap(0x800)]
    heads += inside(q922(100) + BRIDGED_FR) + inside(q922(1193046, 4) + BRIDGED_FR)
    return Target(device, heads, q922(100) + b"\xcc", *ends)


def atm_target():
    device = wire("fa0", ARPHRD_ATM)
    for unit, words in ((1, "atm 1/291"), (2, "atm 0/40 mux"), (3, "atm 0/41 mux"), (4, "atm 0/42"),
                        (5, "atm 0/43 mux")):
        ctl(f"ifl add fa0.{unit} {words}")
    ends = link("fa0.1", 11)
    over("fa0.1.1", 12)
    over("fa0.3.1", 13)
    link("fa0.2", 14)
    for unit in (4, 5):
        ctl(f"ifl add fa0.{unit}.0 ppp")
        link(f"fa0.{unit}.0", 11 + unit)
    heads = [cell(1, 291) + snap(0x800), cell(0, 40), cell(0, 41) + b"\0\0",
             cell(0, 42) + b"\xfe\xfe\x03\xcf\0\x21", cell(0, 43) + b"\0\x21",
             cell(0, 43) + b"\x21", cell(1, 291) + b"\xfe\xfe\x03\x83"]
    heads += inside(cell(1, 291) + BRIDGED_ATM) + inside(cell(0, 41) + b"\0\0")
    return Target(device, heads, cell(1, 291) + snap(0x800), *ends)


def spoil(rng, frame):
    """One change to a frame"""
    at = rng.randrange(min(len(frame), 60) or 1)
    kind = rng.randrange(6)
    if kind == 0:
        return frame[:at]
    if kind == 1:
        return frame[:at] + rng.randbytes(1) + frame[at + 1:]
    if kind == 2:
        return frame[:at] + rng.randbytes(rng.randrange(1, 5)) + frame[at:]
    if kind == 3:
        return frame[:at] + frame[at + rng.randrange(1, 5):]
    if kind == 4:
        end = at + rng.randrange(1, 20)
        return frame[:at] + frame[at:end] * rng.randrange(2, 60) + frame[end:]
    if not frame:
        return frame
    return frame[:at] + bytes([frame[at] ^ 1 << rng.randrange(8)]) + frame[at + 1:]


def nest(rng, heads):
    """Headers in headers, as many as there is room for"""
    return b"".join(rng.choice(heads) for _ in range(rng.randrange(2, 40)))[:1400]


def make(rng, target):
    kind = rng.randrange(10)
    if kind == 0:
        return rng.randbytes(rng.randrange(0, 200))
    if kind == 1:
        return nest(rng, target.heads) + PACKET
    if kind == 2:
        return nest(rng, target.heads)[:rng.randrange(1, 300)]
    frame = rng.choice(target.heads) + PACKET
    for _ in range(rng.randrange(1, 4)):
        frame = spoil(rng, frame)
    return frame


def truncations(target):
    """Each good frame, cut at each octet of its headers and a few behind them; then whole"""
    for head in target.heads:
        for length in range(len(head) + 6):
            yield (head + PACKET)[:length]
        yield head + PACKET


RANDOM_FRAMES = 20      # for each target in each round


def run(targets, rounds, seed):
    rng = random.Random(seed)
    sent = 0
    cut = [truncations(target) for target in targets]
    for _ in range(rounds):
        for target, frames in zip(targets, cut):
            for frame in itertools.islice(frames, 40):
                sent += target.port.send(frame)
            for _ in range(RANDOM_FRAMES):
                sent += target.port.send(make(rng, target))
            target.port.drain()
    left = sum(1 for frames in cut for _ in frames)
    print(f"# {sent} frames, {left} truncations left out, seed {seed}")
    return sent


def main():
    rounds = int(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    targets = [ether_target(), ip_target(), ppp_target(), chdlc_target(), fr_target(), atm_target()]
    bad = 0
    for when in ("before", "after"):
        if when == "after":
            sent = run(targets, rounds, seed)
            taken = sent > rounds * len(targets) * RANDOM_FRAMES / 2
            print(f"{'ok' if taken else 'not ok'} - frames were taken")
        for target in targets:
            alive = target.alive()
            bad += not alive
            print(f"{'ok' if alive else 'not ok'} - {target.port.name} answers {when}")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
