#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
# Shows: CTL-1, CTL-2, CTL-6
"""Every command of the control channel with wrong requests.

ynl_fuzz.py [ROUNDS [SEED]]

Needs root and the module loaded; works in a network namespace of its own.
Each operation of specs/bsdnet.yaml is sent with attributes that are missing,
of wrong length, oversized, out of range, unknown and random. Whatever is
refused must be refused with a text (CTL-6), and must leave the configuration
as it was. TAP on standard output; exit 4 where something is missing.
"""

import ctypes
import os
import random
import socket
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = os.path.join(HERE, "..", "..", "specs", "bsdnet.yaml")
SKIP = 4
AF_BSDNET = 18
CLONE_NEWNET = 0x40000000
EPERM, EOPNOTSUPP = 1, 95

DUMPS = ["ifd-get", "ifl-get", "iff-get", "ifa-get", "instance-get", "route-get", "neigh-get",
         "l2-get", "nexthop-get"]
NEXTHOP_HOLD = 12
HOLD_SECONDS = 10
ROUTE_IFDEST = 7
VOLATILE = {"age-ms", "held", "state", "event-seq", "down", "caps"}



def nla(number, data):
    """An attribute of an encapsulation's parameters."""
    return struct.pack("=HH", 4 + len(data), number) + data + bytes(-len(data) % 4)


def vlan(vid, tpid=None):
    """The parameters of encapsulation vlan (kmod/encap/vlan.c)."""
    data = nla(1, struct.pack(">H", vid))
    if tpid is not None:
        data += nla(2, struct.pack(">H", tpid))
    return {"encap": "vlan", "encap-data": data}


# one valid request per operation; dropping what REQUIRED names makes it wrong
VALID = {
    "driver-get": {"name": "ether"},
    "ifd-get": {"name": "va"},
    "ifd-add": {"name": "vb", "driver": "ether", "mode": 0, "admin-up": 1},
    "ifd-set": {"name": "va", "mode": 0, "admin-up": 1},
    "ifd-del": {"name": "va"},
    "ifl-get": {"name": "va"},
    "ifl-add": {"name": "va.9", "admin-up": 1, **vlan(9, 0x8100)},
    "ifl-set": {"name": "va", "admin-up": 1},
    "ifl-del": {"name": "va.5"},
    "iff-get": {"ifl-name": "va", "family": 2},
    "iff-add": {"ifl-name": "vb", "family": 2, "instance": 7, "mtu": 1400},
    "iff-set": {"ifl-name": "va", "family": 2, "mtu": 1400},
    "iff-del": {"ifl-name": "va", "family": 2},
    "ifa-get": {"ifl-name": "va", "local": "192.0.2.1", "dest": "192.0.2.0", "dest-len": 24},
    "ifa-add": {"ifl-name": "va", "family": 2, "local": "198.51.100.1", "dest": "198.51.100.0",
                "dest-len": 24},
    "ifa-del": {"ifl-name": "va", "local": "192.0.2.1", "dest": "192.0.2.0", "dest-len": 24},
    "instance-get": {"index": 7},
    "instance-add": {"index": 8, "forwarding": 1},
    "instance-set": {"index": 7, "forwarding": 0},
    "latency-set": {"seconds": 1},
    "queue-set": {"id": 6, "cpu": 0xffffffff},
    "queue-spread": {"ifd-name": "va", "cpus": "0"},
    "instance-del": {"index": 7},
    "route-get": {"dst": "203.0.113.0", "dst-len": 24, "family": 2, "instance": 0},
    "route-add": {"dst": "203.0.114.0", "dst-len": 24, "gateway": "192.0.2.2", "ifl-name": "va",
                  "flags": 1, "type": 1},
    "route-set": {"dst": "203.0.113.0", "dst-len": 24, "nh-type": 2},
    "route-del": {"dst": "203.0.113.0", "dst-len": 24, "type": 1},
    "route-resolve": {"addr": "203.0.113.9", "from": "192.0.2.7", "iif-name": "va"},
    "nexthop-get": {"index": 1},
    "neigh-get": {"ifl-name": "va", "addr": "192.0.2.9"},
    "neigh-add": {"ifl-name": "va", "addr": "192.0.2.10", "lladdr": "02:00:00:00:00:0a"},
    "neigh-set": {"ifl-name": "va", "addr": "192.0.2.9", "lladdr": "02:00:00:00:00:0b"},
    "neigh-del": {"ifl-name": "va", "addr": "192.0.2.9"},
    "ddp-add": {"ifl-name": "va", "net": 100, "node": 5, "first": 90, "last": 110},
    "ddp-del": {"ifl-name": "va"},
    "module-get": {},
}
REQUIRED = {
    "driver-get": ["name"], "ifd-get": ["name"], "ifd-set": ["name"],
    "ifd-del": ["name"], "ifl-get": ["name"], "ifl-add": ["name"], "ifl-set": ["name"],
    "ifl-del": ["name"], "iff-get": ["ifl-name"], "iff-add": ["ifl-name"],
    "iff-set": ["ifl-name"], "iff-del": ["ifl-name"], "ifa-get": ["ifl-name"],
    "ifa-add": ["ifl-name"], "ifa-del": ["ifl-name"], "instance-get": ["index"],
    "instance-add": ["index"], "instance-set": ["index"], "instance-del": ["index"],
    "latency-set": ["seconds"],
    "queue-set": ["id", "cpu"], "queue-spread": ["ifd-name", "cpus"],
    "route-resolve": ["addr"], "nexthop-get": ["index"], "neigh-get": ["ifl-name", "addr"],
    "neigh-add": ["ifl-name", "addr", "lladdr"], "neigh-set": ["ifl-name", "addr", "lladdr"],
    "neigh-del": ["ifl-name", "addr"], "route-add": ["dst"],
    "ddp-add": ["ifl-name", "net"], "ddp-del": ["ifl-name"],
}
# right in form, wrong in meaning
SENSELESS = [
    ("ifd-add", {"name": "nosuchdev", "driver": "ether"}),
    ("ifd-add", {"name": "vb", "driver": "nosuchdriver"}),
    ("ifd-add", {"name": "va"}),
    ("ifd-set", {"name": "va", "index": 4711}),
    ("ifd-del", {"name": "vb"}),
    ("ifd-add", {"name": "vb", "encap": "nosuchencap"}),
    ("ifd-add", {"name": "vb", "encap": "vlan"}),
    ("ifd-add", {"name": "vb", "encap": "ppp"}),
    ("ifd-add", {"name": "vb", "carrier": 1}),
    ("ifd-add", {"name": "va:1", "parent": "nosuchdev", "encap": "etag"}),
    ("ifd-add", {"name": "va:1", "parent": "va", "encap": "ether"}),
    ("ifd-add", {"name": "va:1", "parent": "va", "encap": "etag"}),
    ("ifd-add", {"name": "va:1", "parent": "va", "encap": "etag", "encap-data": nla(1, bytes(4))}),
    ("ifd-add", {"name": "fd0", "driver": "fd"}),
    ("ifd-add", {"name": "fd0", "driver": "fd", "fd": 4711}),
    ("ifd-add", {"name": "vb", "fd": 4711}),
    ("ifd-set", {"name": "va", "carrier": 1}),
    ("ifd-set", {"name": "va", "encap": "nosuchencap"}),
    ("ifd-set", {"name": "va", "encap": "ppp"}),
    ("ifd-set", {"name": "va", "encap": "ether", "mode": 0}),
    ("ifl-add", {"name": "va.5", **vlan(5)}),
    ("ifl-add", {"name": "va.6", **vlan(5)}),
    ("ifl-add", {"name": "va.6", **vlan(0)}),
    ("ifl-add", {"name": "va.6", **vlan(4095)}),
    ("ifl-add", {"name": "va.6", **vlan(6, 0x800)}),
    ("ifl-add", {"name": "va.6", "encap": "vlan"}),
    ("ifl-add", {"name": "va.6", "encap": "vlan", "encap-data": nla(2, b"\x81\0")}),
    ("ifl-add", {"name": "va.6", "encap": "vlan", "encap-data": nla(1, b"\0\6\0")}),
    ("ifl-add", {"name": "va.6", "encap": "vlan", "encap-data": nla(1, b"\0\6") + b"\1"}),
    ("ifl-add", {"name": "va.6", "encap": "vlan", "encap-data": nla(1, b"\0\6") + nla(9, b"")}),
    ("ifl-add", {"name": "va.6", "encap": "nosuchencap"}),
    ("ifl-add", {"name": "va.6", "encap": "dlci", "encap-data": nla(1, b"\0\0\0\x64")}),
    ("ifl-add", {"name": "va.6", "encap": "etag", "encap-data": nla(1, b"\0\0\0\1")}),
    ("ifl-add", {"name": "va.x", **vlan(6)}),
    ("ifl-add", {"name": "va.6", "unit": 7, **vlan(6)}),
    ("ifl-add", {"name": "vb.6", **vlan(6)}),
    ("ifl-add", {"name": "a b", **vlan(6)}),
    ("ifl-set", {"name": "va.5", "encap-data": nla(1, b"\0\7")}),
    ("ifl-set", {"name": "va.5", "lladdr": "02:00:00:00:00:05", "encap-data": nla(1, b"\0\5")}),
    ("ifl-del", {"name": "va.77"}),
    ("iff-add", {"ifl-name": "va", "family": 2}),
    ("iff-add", {"ifl-name": "va", "family": 99}),
    ("iff-add", {"ifl-name": "vb", "instance": 4711}),
    ("iff-add", {"ifl-name": "vb", "mtu": 10}),
    ("iff-add", {"ifl-name": "vb", "mtu": 1000000}),
    ("iff-set", {"ifl-name": "va", "mtu": 10}),
    ("iff-set", {"ifl-name": "va", "mtu": 1400, "instance": 4711}),
    ("iff-set", {"ifl-name": "va.5", "mtu": 1400}),
    ("ifa-add", {"ifl-name": "va", "local": "192.0.2.1", "dest": "192.0.2.0", "dest-len": 24}),
    ("ifa-add", {"ifl-name": "vb"}),
    ("ifa-add", {"ifl-name": "vb", "local": "224.0.0.1", "dest": "224.0.0.0", "dest-len": 4}),
    ("ifa-add", {"ifl-name": "vb", "local": "192.0.2.77", "instance": 4711}),
    ("ifa-add", {"ifl-name": "va", "local": "192.0.2.77", "dest-len": 24, "instance": 7}),
    ("ifa-add", {"ifl-name": "vb", "local": "192.0.2.77", "dest-len": 33}),
    ("ifa-add", {"ifl-name": "nosuchdev", "local": "192.0.2.77", "dest-len": 24}),
    ("ifa-add", {"ifl-name": "va", "local": b"\xc0\x00\x02"}),
    ("ifa-del", {"ifl-name": "va", "local": "192.0.2.99"}),
    ("instance-add", {"index": 0}),
    ("instance-add", {"index": 7}),
    ("instance-add", {"index": 0xFFFFFFFF}),
    ("instance-del", {"index": 0}),
    ("instance-del", {"index": 4711}),
    ("instance-set", {"index": 4711, "forwarding": 1}),
    ("route-add", {"dst": "203.0.113.0", "dst-len": 24, "nh-type": 1}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24}),
    ("route-add", {"dst": "203.0.115.1", "dst-len": 24, "nh-type": 1}),
    ("route-add", {"dst-len": 24, "nh-type": 1}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 33, "nh-type": 1}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24, "gateway": "192.0.2.1"}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24, "gateway": "8.8.8.8"}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24, "ifl-name": "va"}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24, "ifl-name": "nosuchdev"}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24, "nh-type": 1, "gateway": "192.0.2.2"}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24, "nh-type": 13}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24, "nh-type": 1, "type": 3}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24, "nh-type": 1, "flags": 1}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24, "nh-type": 1, "flags": 4}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24, "nh-type": 1, "instance": 4711}),
    ("route-add", {"dst": "203.0.115.0", "dst-len": 24, "nh-type": 1, "src": "192.0.2.0"}),
    ("route-set", {"dst": "203.0.115.0", "dst-len": 24, "nh-type": 1}),
    ("route-del", {"dst": "203.0.115.0", "dst-len": 24}),
    ("route-del", {"dst": "192.0.2.0", "dst-len": 24}),
    ("route-del", {}),
    ("route-resolve", {"addr": "192.0.2.1", "iif-name": "nosuchdev"}),
    ("route-resolve", {"addr": "192.0.2.1", "instance": 4711}),
    ("neigh-add", {"ifl-name": "va", "addr": "192.0.2.9", "lladdr": "02:00:00:00:00:0a"}),
    ("neigh-add", {"ifl-name": "va", "addr": "192.0.2.8", "lladdr": "02:00:00"}),
    ("neigh-add", {"ifl-name": "va", "addr": "8.8.8.8", "lladdr": "02:00:00:00:00:0a"}),
    ("neigh-set", {"ifl-name": "va", "addr": "192.0.2.8", "lladdr": "02:00:00:00:00:0a"}),
    ("neigh-del", {"ifl-name": "va", "addr": "192.0.2.8"}),
    ("ddp-add", {"ifl-name": "va", "net": 0}),
    ("ddp-add", {"ifl-name": "va", "net": 0xffff}),
    ("ddp-add", {"ifl-name": "va", "net": 100, "node": 254}),
    ("ddp-add", {"ifl-name": "va", "net": 100, "first": 101, "last": 110}),
    ("ddp-add", {"ifl-name": "va", "net": 100, "first": 100, "last": 99}),
    ("ddp-add", {"ifl-name": "va", "net": 100, "last": 110}),
    ("ddp-add", {"ifl-name": "nosuchdev", "net": 100}),
    ("ddp-del", {"ifl-name": "va"}),
]


def skip(why):
    print(f"TAP version 13\n1..0 # SKIP {why}")
    sys.exit(SKIP)


try:
    import ynl
except ImportError as error:
    skip(str(error))


class Tap:
    """Numbers results; a test may fail many times, and is reported once."""

    def __init__(self):
        self.count = 0
        self.bad = 0
        self.complaints = []
        print("TAP version 13")

    def complain(self, text):
        self.complaints.append(text)

    def result(self, name):
        self.count += 1
        for text in self.complaints[:10]:
            print(f"# {text}")
        if len(self.complaints) > 10:
            print(f"# and {len(self.complaints) - 10} more")
        print(f"{'not ok' if self.complaints else 'ok'} {self.count} {name}", flush=True)
        self.bad += bool(self.complaints)
        self.complaints = []

    def finish(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.bad else 0)


class Fuzz:
    """The requests, and what is expected of the answers."""

    def __init__(self, spec, tap, rng):
        self.spec = spec
        self.tap = tap
        self.rng = rng
        self.channel = ynl.Channel(spec)
        self.errors = 0
        self.successes = 0
        self.state = None

    # ---- state ---------------------------------------------------------

    def configure(self):
        """One object of each kind; those that exist stay."""
        for op, values in (
                ("instance-add", {"index": 7}),
                ("ifa-add", {"ifl-name": "va", "local": "192.0.2.1", "dest": "192.0.2.0",
                             "dest-len": 24}),
                ("ifl-add", {"name": "va.5", **vlan(5)}),
                # nobody answers for the gateway: its neighbour would change with time
                ("neigh-add", {"ifl-name": "va", "addr": "192.0.2.2",
                               "lladdr": "02:00:00:00:00:02"}),
                ("route-add", {"dst": "203.0.113.0", "dst-len": 24, "gateway": "192.0.2.2"}),
                ("neigh-add", {"ifl-name": "va", "addr": "192.0.2.9",
                               "lladdr": "02:00:00:00:00:09"})):
            try:
                self.channel.raw(op, self.encode(op, values))
            except ynl.Error as e:
                if e.errno != 17:
                    raise
        # packets held for a new neighbour are released in order before its next hop is used
        deadline = time.monotonic() + HOLD_SECONDS
        while any(hop["type"] == NEXTHOP_HOLD for hop in self.channel.dump("nexthop-get")):
            if time.monotonic() > deadline:
                sys.exit(f"a next hop is still of type HOLD after {HOLD_SECONDS} s")
            time.sleep(0.01)
        self.state = self.snapshot()

    def clear(self):
        for ifd in self.channel.dump("ifd-get"):
            self.channel.do("ifd-del", index=ifd["index"])
        for route in self.channel.dump("route-get", type=1):
            self.channel.do("route-del", **{k: bytes.fromhex(v) if k == "dst" else v
                                            for k, v in route.items()
                                            if k in ("instance", "dst", "dst-len")})
        for instance in self.channel.dump("instance-get"):
            if instance["index"]:
                self.channel.do("instance-del", index=instance["index"])

    def snapshot(self):
        state = []
        for op in DUMPS:
            for item in self.channel.dump(op):
                if item.get("type") == ROUTE_IFDEST:
                    # what it leads to is the state of the neighbour, which time changes
                    item.pop("nh-type", None)
                state.append((op, sorted((k, str(v)) for k, v in item.items()
                                         if k not in VOLATILE)))
        return sorted(state)

    def changes(self):
        """What differs from the last configuration, in words; empty: nothing."""
        now = self.snapshot()
        return "; ".join([f"gone: {item}" for item in self.state if item not in now] +
                         [f"new: {item}" for item in now if item not in self.state])

    def seq(self):
        return self.channel.do("module-get")[0]["event-seq"]

    # ---- sending -------------------------------------------------------

    def encode(self, op, values):
        return self.spec.encode(self.spec.ops[op]["attribute-set"], values)

    def judge(self, what, e):
        """A refusal must have words."""
        self.errors += 1
        if not e.text:
            self.tap.complain(f"{what}: {os.strerror(e.errno)} without a text")

    def refuse(self, op, payload, what, mode="do"):
        """Must fail, with words, and change nothing."""
        before = self.seq()
        try:
            self.channel.raw(op, payload, mode)
        except ynl.Error as e:
            self.judge(what, e)
        else:
            self.tap.complain(f"{what}: accepted")
            self.clear()
            self.configure()
            return
        changes = self.seq() != before and self.changes()
        if changes:
            self.tap.complain(f"{what}: refused, but the configuration changed: {changes}")
            self.clear()
            self.configure()

    def try_any(self, op, payload, what, mode):
        """May fail or not; if it does, with words and without effect."""
        before = self.seq()
        try:
            self.channel.raw(op, payload, mode)
        except ynl.Error as e:
            self.judge(what, e)
            changes = self.seq() != before and self.changes()
            if changes:
                self.tap.complain(f"{what}: refused, but the configuration changed: {changes}")
            else:
                return
        else:
            self.successes += 1
            if self.seq() == before:
                return
        self.state = self.snapshot()

    # ---- what to send --------------------------------------------------

    def modes(self):
        for op, raw in self.spec.ops.items():
            for mode in ("do", "dump"):
                if mode in raw:
                    yield op, mode

    def wrong_payloads(self, a):
        """Payloads that the attribute's type does not allow."""
        if a["type"] in ynl.SCALARS:
            size = ynl.SCALARS[a["type"]]
            for length in (0, size - 1, size + 1, 4096, 60000):
                if length != size:
                    yield f"{length} bytes", b"\1" * length
            if a["type"] == "u8" and (a.get("enum") or a.get("checks")):
                yield "out of range", b"\xff"
        elif a["type"] == "string":
            most = self.spec.limit(a, "max-len")
            yield "empty", b""
            yield "no NUL", b"x" * most
            yield "too long", b"x" * (most + 1) + b"\0"
            yield "oversized", b"x" * 60000 + b"\0"
        elif a["type"] == "flag":
            yield "not empty", b"\1\2\3\4"
        elif a["type"] == "binary":
            yield "too long", b"\1" * (self.spec.limit(a, "max-len") + 1)
            yield "oversized", b"\1" * 60000

    def valid(self, op, mode):
        return VALID[op] if mode == "do" else {}

    def random_payload(self, a):
        pick = self.rng.random()
        if pick < 0.15:
            return self.rng.randbytes(self.rng.randrange(0, 70))
        if a["type"] in ynl.SCALARS:
            size = ynl.SCALARS[a["type"]]
            return self.rng.choice((0, 1, 2, 5, 7, 24, 32, 255)).to_bytes(size, "big") \
                if pick < 0.8 else self.rng.randbytes(size)
        if a["type"] == "string":
            return self.rng.choice(("va", "vb", "va.5", "lo0", "va.5.6", "va:1", "ether", "lo",
                                    "vlan", "pppoe", "snap", "etag", "ppp", "dlci", "%s%n", "",
                                    "x" * 47)).encode() + b"\0"
        if a["type"] == "flag":
            return b""
        if a.get("display-hint") == "mac":
            return self.rng.randbytes(self.rng.choice((0, 6, 6, 6, 8, 32)))
        if a["name"] == "encap-data":
            return b"".join(nla(self.rng.randrange(0, 4),
                                self.rng.randbytes(self.rng.choice((0, 1, 2, 2, 3, 4, 4, 6))))
                            for _ in range(self.rng.randrange(0, 4)))
        return self.rng.choice((b"\xc0\0\2\1", b"\xc0\0\2\0", b"\xc0\0\2\x09", b"\0\0\0\0",
                                b"\xff\xff\xff\xff", b"\xe0\0\0\1", b"\x7f\0\0\1",
                                b"\xcb\0\x71\0", self.rng.randbytes(4), self.rng.randbytes(16)))

    def random_request(self, op, mode):
        allowed = self.spec.attributes(op, mode)
        known = list(self.spec.sets[self.spec.ops[op]["attribute-set"]].by_name.values())
        payload = b""
        for _ in range(self.rng.randrange(0, 7)):
            a = self.rng.choice(allowed if allowed and self.rng.random() < 0.95 else known)
            number = a["number"]
            if self.rng.random() < 0.02:
                number = self.rng.randrange(0, 1 << 16)
            payload += ynl.attr(number, self.random_payload(a))
        if self.rng.random() < 0.02:
            payload = payload[:self.rng.randrange(0, len(payload) + 1)]
        return payload


def test_missing(fuzz):
    for op, required in REQUIRED.items():
        if op != "route-add":
            fuzz.refuse(op, b"", f"{op} without attributes")
        for name in required:
            values = {k: v for k, v in VALID[op].items() if k != name}
            fuzz.refuse(op, fuzz.encode(op, values), f"{op} without {name}")


def test_lengths(fuzz):
    for op, mode in fuzz.modes():
        for a in fuzz.spec.attributes(op, mode):
            for what, bad in fuzz.wrong_payloads(a):
                values = dict(fuzz.valid(op, mode))
                values[a["name"]] = bad
                fuzz.refuse(op, fuzz.encode(op, values), f"{op} ({mode}) {a['name']}: {what}",
                            mode)


def test_unknown(fuzz):
    for op, mode in fuzz.modes():
        known = fuzz.spec.sets[fuzz.spec.ops[op]["attribute-set"]].by_number
        allowed = {a["number"] for a in fuzz.spec.attributes(op, mode)}
        if not allowed:
            # kernels differ in whether they look at what no policy is for
            continue
        valid = fuzz.encode(op, fuzz.valid(op, mode))
        for number in [n for n in known if n not in allowed] + [max(known) + 1, 0x3FFF]:
            if mode == "dump" and number in known:
                # before 6.2 a dump allows what the do of its command allows
                continue
            fuzz.refuse(op, valid + ynl.attr(number, b"\0\0\0\1"),
                        f"{op} ({mode}) with attribute {number}", mode)


def test_senseless(fuzz):
    for op, values in SENSELESS:
        fuzz.refuse(op, fuzz.encode(op, values), f"{op} {values}")


def test_headers(fuzz):
    channel, spec = fuzz.channel, fuzz.spec
    for cmd in (0, max(spec.by_cmd) + 1, 255,
                *(op["cmd"] for op in spec.ops.values() if "notify" in op)):
        try:
            channel.exchange(channel.family, cmd, b"")
        except ynl.Error:
            continue
        fuzz.tap.complain(f"command {cmd} is accepted")
    for cmd in spec.by_cmd:
        for flags in (0x105, 0x205, 0x405, 0x805):
            try:
                channel.exchange(channel.family, cmd, b"", flags)
            except ynl.Error:
                pass
    if fuzz.snapshot() != fuzz.state:
        fuzz.tap.complain("the configuration changed")


def test_garbage_tail(fuzz):
    for op, mode in fuzz.modes():
        if not fuzz.spec.attributes(op, mode):
            continue
        valid = fuzz.encode(op, fuzz.valid(op, mode))
        fuzz.refuse(op, valid + b"\xff\xff\0\0", f"{op} ({mode}) with a tail", mode)


def test_permission(fuzz):
    """In a child without privileges; it may read, and change nothing."""
    pid = os.fork()
    if not pid:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        channel = ynl.Channel(fuzz.spec)
        bad = 0
        for op, mode in fuzz.modes():
            admin = fuzz.spec.ops[op].get("flags")
            try:
                channel.raw(op, fuzz.encode(op, fuzz.valid(op, mode)), mode)
                bad |= bool(admin)
            except ynl.Error as e:
                bad |= admin and e.errno != EPERM or not admin and e.errno == EPERM
        os._exit(1 if bad else 0)
    if os.waitpid(pid, 0)[1]:
        fuzz.tap.complain("an operation has the wrong permission")
    if fuzz.snapshot() != fuzz.state:
        fuzz.tap.complain("the configuration changed")


def test_random(fuzz, rounds):
    modes = list(fuzz.modes())
    for i in range(rounds):
        op, mode = fuzz.rng.choice(modes)
        payload = fuzz.random_request(op, mode)
        fuzz.try_any(op, payload, f"round {i}: {op} ({mode}) {payload.hex()}", mode)
        if i % 100 == 99:
            fuzz.clear()
            fuzz.configure()


def test_monitor(fuzz):
    """Notifications are numbered without gaps and report each change (CTL-4)."""
    listener = ynl.Channel(fuzz.spec)
    listener.subscribe("config")
    listener.seq = 0
    before = fuzz.seq()
    fuzz.clear()
    fuzz.configure()
    after = fuzz.seq()
    listener.sock.settimeout(2)
    expected = before + 1
    for _, _, data in listener.receive():
        op = fuzz.spec.by_cmd[data[0]]
        values = fuzz.spec.decode(op["attribute-set"], data[4:])
        if values.get("event-seq") != expected:
            fuzz.tap.complain(f"{op['name']}: number {values.get('event-seq')}, not {expected}")
            return
        if len(values) < 3:
            fuzz.tap.complain(f"{op['name']}: nothing but {values}")
        expected += 1
        if expected > after:
            return


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    if os.geteuid():
        skip("needs root")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET):
        skip("no network namespaces")
    if subprocess.call(["ip", "link", "add", "va", "type", "veth", "peer", "name", "vb"]):
        skip("no veth")
    for dev in ("lo", "va", "vb"):
        subprocess.check_call(["ip", "link", "set", dev, "up"])
    spec = ynl.Spec(SPEC)
    try:
        fuzz = Fuzz(spec, Tap(), random.Random(seed))
    except ynl.Error as error:
        skip(f"module not loaded: {error}")
    print(f"# {rounds} rounds, seed {seed}")
    fuzz.configure()
    # a member of a group, as long as no request deletes its interface
    member = socket.socket(AF_BSDNET, socket.SOCK_DGRAM)
    member.setsockopt(socket.SOL_IP, socket.IP_ADD_MEMBERSHIP,
                      bytes([239, 1, 1, 1, 192, 0, 2, 1]))
    if not [m for m in fuzz.channel.dump("maddr-get") if m.get("users")]:
        fuzz.tap.complain("no group is shown")
    fuzz.tap.result("maddr-get")
    fuzz.state = fuzz.snapshot()
    for test in (test_missing, test_lengths, test_unknown, test_senseless, test_headers,
                 test_garbage_tail, test_permission, test_monitor):
        test(fuzz)
        fuzz.tap.result(test.__name__.removeprefix("test_"))
    test_random(fuzz, rounds)
    fuzz.tap.result("random")
    print(f"# {fuzz.errors} refusals, {fuzz.successes} random requests accepted")
    fuzz.clear()
    if [i for i in fuzz.channel.dump("ifd-get")]:
        fuzz.tap.complain("an ifd is left")
    fuzz.tap.result("clear")
    fuzz.tap.finish()


if __name__ == "__main__":
    main()
