# SPDX-License-Identifier: GPL-2.0
"""Generic netlink from a YNL specification, on a raw socket.

Deliberately independent of libbsdnet: what it sends need not be what the
specification allows.
"""

import ipaddress
import os
import socket
import struct

import yaml

NETLINK_GENERIC = 16
SOL_NETLINK = 270
NETLINK_ADD_MEMBERSHIP = 1
NETLINK_CAP_ACK = 10
NETLINK_EXT_ACK = 11

NLM_F_REQUEST = 1
NLM_F_ACK = 4
NLM_F_DUMP = 0x300
NLM_F_CAPPED = 0x100
NLM_F_ACK_TLVS = 0x200
NLMSG_ERROR = 2
NLMSG_DONE = 3

GENL_ID_CTRL = 16
CTRL_CMD_GETFAMILY = 3

SCALARS = {"u8": 1, "u16": 2, "u32": 4, "u64": 8}


def align(n):
    return (n + 3) & ~3


def attr(number, data):
    """One attribute with its header and padding."""
    head = struct.pack("=HH", 4 + len(data) & 0xFFFF, number)
    return head + data + b"\0" * (align(len(data)) - len(data))


def attrs_of(data):
    """All (number, payload) of a message's attributes."""
    while len(data) >= 4:
        length, number = struct.unpack_from("=HH", data)
        if length < 4:
            return
        yield number & 0x3FFF, data[4:length]
        data = data[align(length):]


class Error(Exception):
    """The kernel said no."""

    def __init__(self, number, text, offset, missing):
        super().__init__(f"{os.strerror(number)}: {text}")
        self.errno = number
        self.text = text
        self.offset = offset
        self.missing = missing


class AttrSet:
    """Names and numbers of the attributes of one set."""

    def __init__(self, sets, raw):
        base = sets[raw["subset-of"]] if "subset-of" in raw else None
        self.by_name = {}
        self.by_number = {}
        for i, a in enumerate(raw["attributes"]):
            if base:
                a = base.by_name[a["name"]]
            else:
                a = dict(a, number=i + 1)
            self.by_name[a["name"]] = a
            self.by_number[a["number"]] = a


class Spec:
    """What the YAML file says."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as stream:
            raw = yaml.safe_load(stream)
        self.name = raw["name"]
        self.consts = {d["name"]: d["value"] for d in raw["definitions"] if d["type"] == "const"}
        self.sets = {}
        for s in raw["attribute-sets"]:
            self.sets[s["name"]] = AttrSet(self.sets, s)
        self.ops = {}
        self.by_cmd = {}
        for i, op in enumerate(raw["operations"]["list"]):
            op["cmd"] = i + 1
            self.ops[op["name"]] = op
            self.by_cmd[i + 1] = op
        for op in self.ops.values():
            if "notify" in op:
                op["attribute-set"] = self.ops[op["notify"]]["attribute-set"]

    def limit(self, a, check):
        """Number of a check of an attribute."""
        value = a["checks"][check]
        return self.consts.get(value, value)

    def attributes(self, op, mode):
        """Attributes that a request of the operation may have."""
        names = self.ops[op][mode].get("request", {}).get("attributes", [])
        known = self.sets[self.ops[op]["attribute-set"]]
        return [known.by_name[n] for n in names]

    def encode(self, set_name, values):
        known = self.sets[set_name]
        return b"".join(attr(known.by_name[k]["number"], self.payload(known.by_name[k], v))
                        for k, v in values.items())

    @staticmethod
    def payload(a, value):
        if isinstance(value, bytes):
            return value
        if a["type"] in SCALARS:
            return int(value).to_bytes(SCALARS[a["type"]], "big")
        if a["type"] == "string":
            return value.encode() + b"\0"
        if a["type"] == "flag":
            return b""
        if a.get("display-hint") == "mac":
            return bytes.fromhex(value.replace(":", ""))
        return ipaddress.ip_address(value).packed

    def decode(self, set_name, data):
        known = self.sets[set_name]
        result = {}
        for number, payload in attrs_of(data):
            a = known.by_number.get(number)
            if not a:
                result[f"unknown-{number}"] = payload.hex()
                continue
            value = self.value(a, payload)
            if a.get("multi-attr"):
                result.setdefault(a["name"], []).append(value)
            else:
                result[a["name"]] = value
        return result

    def value(self, a, payload):
        if a["type"] in SCALARS:
            return int.from_bytes(payload, "big")
        if a["type"] == "string":
            return payload.rstrip(b"\0").decode(errors="replace")
        if a["type"] == "nest":
            return self.decode(a["nested-attributes"], payload)
        if a["type"] == "flag":
            return True
        return payload.hex()


class Channel:
    """A socket to the family."""

    def __init__(self, spec):
        self.spec = spec
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, 1)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.sock.settimeout(20)
        self.sock.bind((0, 0))
        self.seq = 0
        self.groups = {}
        self.family = self._resolve()

    def _resolve(self):
        data = attr(2, self.spec.name.encode() + b"\0")
        reply = self.exchange(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, data)[0]
        found = dict(attrs_of(reply[4:]))
        for _, group in attrs_of(found.get(7, b"")):
            group = dict(attrs_of(group))
            self.groups[group[1].rstrip(b"\0").decode()] = struct.unpack("=I", group[2])[0]
        return struct.unpack("=H", found[1])[0]

    def subscribe(self, group):
        self.sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, self.groups[group])

    def send(self, kind, cmd, payload, flags=NLM_F_REQUEST | NLM_F_ACK, version=1, reserved=0):
        self.seq += 1
        body = struct.pack("=BBH", cmd, version, reserved) + payload
        self.sock.send(struct.pack("=IHHII", 16 + len(body), kind, flags, self.seq, 0) + body)

    def receive(self):
        """Messages to the latest request: (kind, flags, payload)"""
        while True:
            data = self.sock.recv(1 << 17)
            while len(data) >= 16:
                length, kind, flags, seq, _ = struct.unpack_from("=IHHII", data)
                if seq == self.seq:
                    yield kind, flags, data[16:length]
                data = data[align(length):]

    @staticmethod
    def _fail(code, flags, payload):
        text, offset, missing = None, None, None
        if flags & NLM_F_ACK_TLVS:
            for number, value in attrs_of(payload):
                if number == 1:
                    text = value.rstrip(b"\0").decode(errors="backslashreplace")
                elif number == 2:
                    offset = struct.unpack("=I", value)[0]
                elif number == 5:
                    missing = struct.unpack("=I", value)[0]
        raise Error(-code, text, offset, missing)

    def exchange(self, kind, cmd, payload, flags=NLM_F_REQUEST | NLM_F_ACK, **header):
        """All answers to one request, without their netlink headers."""
        self.send(kind, cmd, payload, flags, **header)
        answers = []
        for reply, reply_flags, data in self.receive():
            if reply == NLMSG_ERROR:
                code = struct.unpack_from("=i", data)[0]
                if code:
                    # the request's header; all of it unless capped
                    skip = 20
                    if not reply_flags & NLM_F_CAPPED:
                        skip = 4 + align(struct.unpack_from("=I", data, 4)[0])
                    self._fail(code, reply_flags, data[skip:])
                return answers
            if reply == NLMSG_DONE:
                code = struct.unpack_from("=i", data)[0] if len(data) >= 4 else 0
                if code:
                    self._fail(code, reply_flags, data[4:])
                return answers
            answers.append(data)
        return answers

    def raw(self, op, payload, mode="do", **header):
        flags = NLM_F_REQUEST | (NLM_F_DUMP if mode == "dump" else NLM_F_ACK)
        answers = self.exchange(self.family, self.spec.ops[op]["cmd"], payload, flags, **header)
        set_name = self.spec.ops[op]["attribute-set"]
        return [self.spec.decode(set_name, a[4:]) for a in answers]

    def do(self, op, **values):
        return self._call(op, "do", values)

    def dump(self, op, **values):
        return self._call(op, "dump", values)

    def _call(self, op, mode, values):
        values = {k.replace("_", "-"): v for k, v in values.items()}
        return self.raw(op, self.spec.encode(self.spec.ops[op]["attribute-set"], values), mode)
