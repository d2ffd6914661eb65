#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Dumps of the control channel, datagram by datagram.

usage: dumps.py bound COMMAND [ATTRIBUTE=VALUE...]
           dumps, and prints: objects, datagrams, most objects of a datagram
       dumps.py steady COMMAND ATTRIBUTE [ATTRIBUTE=VALUE...] -- CHANGER...
           dumps while CHANGER runs over and over; what was there before and is there
           afterwards must be reported once, nothing twice. Prints the same numbers
       dumps.py loop COMMAND [ATTRIBUTE=VALUE...]
           dumps for ever
       dumps.py ask COMMAND [ATTRIBUTE=VALUE...]
           one request that is not a dump; prints ok or the error's text
       dumps.py beside FIRST LAST COMMAND [ATTRIBUTE=VALUE...] -- CHANGER...
           CHANGER deletes the ifl FIRST, others, and at last the ifd LAST. Prints how many
           requests are served between the first and the last deletion: COMMAND, and
           whether LAST is there

COMMAND is the name of an operation, "ifl-get". The numbers of operations and attributes
come from the header of the kernel's interface. VALUE: u8:N, u32:N or a string.
"""

import os
import pathlib
import re
import socket
import struct
import subprocess
import sys

HEADER = pathlib.Path(__file__).parents[2] / "kmod/include/uapi/linux/bsdnet.h"
NLMSG_NOOP, NLMSG_ERROR, NLMSG_DONE = 1, 2, 3
REQUEST, MULTI, ACK, DUMP, CAPPED, TLVS = 1, 2, 4, 0x300, 0x100, 0x200
CTRL, GETFAMILY, FAMILY_ID, FAMILY_NAME = 16, 3, 1, 2
TYPE_MASK = 0x3FFF


def constants():
    numbers = {}
    for body in re.findall(r"enum[^{;]*{(.*?)}", HEADER.read_text(), re.S):
        at = 0
        for name, value in re.findall(r"\b(BSDNET_\w+)\s*(?:=\s*(\d+))?\s*,", body):
            at = int(value) if value else at
            numbers[name] = at
            at += 1
    return numbers


NUMBERS = constants()


def attr_bytes(number, payload):
    data = struct.pack("=HH", 4 + len(payload), number) + payload
    return data + bytes(-len(data) % 4)


def attributes(data):
    while len(data) >= 4:
        length, number = struct.unpack_from("=HH", data)
        if length < 4:
            return
        yield number & TYPE_MASK, data[4:length]
        data = data[(length + 3) & ~3:]


def encode(command, words):
    subject = command.split("-")[0].upper()
    payload = b""
    for word in words:
        name, value = word.split("=", 1)
        number = NUMBERS[f"BSDNET_A_{subject}_{name.upper().replace('-', '_')}"]
        if value.startswith("u8:"):
            data = struct.pack("B", int(value[3:]))
        elif value.startswith("u32:"):
            data = struct.pack(">I", int(value[4:]))
        else:
            data = value.encode() + b"\0"
        payload += attr_bytes(number, data)
    return NUMBERS["BSDNET_CMD_" + command.upper().replace("-", "_")], payload


class Refused(Exception):
    """An error that the kernel reports."""


class Channel:
    def __init__(self):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)
        self.sock.bind((0, 0))
        self.sock.setsockopt(270, 11, 1)  # NETLINK_EXT_ACK
        self.sequence = 0
        self.family = CTRL
        for message in self.messages(GETFAMILY, attr_bytes(FAMILY_NAME, b"bsdnet\0"), ACK):
            for number, value in attributes(message):
                if number == FAMILY_ID:
                    self.family = struct.unpack("=H", value)[0]

    def send(self, command, payload, flags):
        self.sequence += 1
        body = struct.pack("=BBH", command, 1, 0) + payload
        self.sock.send(struct.pack("=IHHII", 16 + len(body), self.family, REQUEST | flags,
                                   self.sequence, 0) + body)

    def datagrams(self, command, payload, flags):
        """Yields the objects of each datagram, which may be none."""
        self.send(command, payload, flags)
        done = False
        while not done:
            data = self.sock.recv(8192)
            if not data:
                sys.exit("an empty datagram, which readers take for the end")
            objects = []
            while data:
                length, kind, flags = struct.unpack_from("=IHH", data)
                if kind == NLMSG_ERROR:
                    self.check(data[16:length], flags)
                    done = True
                elif kind == NLMSG_DONE:
                    code = struct.unpack_from("=i", data, 16)[0]
                    if code:
                        sys.exit(f"the dump ends with error {-code}")
                    done = True
                elif kind == self.family:
                    objects.append(data[20:length])
                elif kind != NLMSG_NOOP:
                    sys.exit(f"a message of type {kind}")
                data = data[(length + 3) & ~3:]
            yield objects

    @staticmethod
    def check(payload, flags):
        code = struct.unpack_from("=i", payload)[0]
        if not code:
            return
        length = struct.unpack_from("=I", payload, 4)[0]
        at = 20 if flags & CAPPED else 4 + length
        text = dict(attributes(payload[at:])).get(1, b"no text") if flags & TLVS else b"no text"
        raise Refused(text.rstrip(b"\0").decode())

    def ask(self, command, words):
        number, payload = encode(command, words)
        list(self.messages(number, payload, ACK))

    def messages(self, command, payload, flags):
        for objects in self.datagrams(command, payload, flags):
            yield from objects


def dump(channel, command, words):
    """The objects, and the numbers to print."""
    number, payload = encode(command, words)
    parts = list(channel.datagrams(number, payload, DUMP))
    objects = [one for part in parts for one in part]
    return objects, (len(objects), len(parts), max(map(len, parts)))


def keys_of(objects, command, key):
    subject = command.split("-")[0].upper()
    numbers = [NUMBERS[f"BSDNET_A_{subject}_{one.upper().replace('-', '_')}"]
               for one in key.split("+")]
    found = []
    for one in objects:
        values = dict(attributes(one))
        found.append(tuple(values.get(number) for number in numbers))
    return found


def steady(command, key, words, changer):
    channel = Channel()
    before = set(keys_of(dump(channel, command, words)[0], command, key))
    child = os.fork()
    if not child:
        while True:
            subprocess.run(changer, check=False, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
    rounds = [dump(channel, command, words) for _ in range(3)]
    os.kill(child, 15)
    os.waitpid(child, 0)
    after = set(keys_of(dump(channel, command, words)[0], command, key))
    for objects, _ in rounds:
        told = keys_of(objects, command, key)
        if len(set(told)) != len(told):
            sys.exit("an object was dumped twice")
        lost = (before & after) - set(told)
        if lost:
            sys.exit(f"{len(lost)} objects existed all the time and were not dumped")
    print(*rounds[-1][1])


def exists(channel, kind, name):
    try:
        channel.ask(f"{kind}-get", [f"name={name}"])
    except Refused:
        return False
    return True


def beside(first, last, command, words, changer):
    channel = Channel()
    served = 0
    with subprocess.Popen(changer) as child:
        while exists(channel, "ifl", first):
            pass
        while exists(channel, "ifd", last):
            channel.ask(command, words)
            served += 2
    print(served)
    sys.exit(child.returncode)


def main(verb, command, *rest):
    if verb == "bound":
        print(*dump(Channel(), command, rest)[1])
    elif verb == "loop":
        channel = Channel()
        while True:
            dump(channel, command, rest)
    elif verb == "ask":
        Channel().ask(command, rest)
        print("ok")
    elif verb == "beside":
        at = rest.index("--")
        beside(command, rest[0], rest[1], rest[2:at], rest[at + 1:])
    elif verb == "steady":
        at = rest.index("--")
        steady(command, rest[0], rest[1:at], rest[at + 1:])
    else:
        sys.exit(__doc__)


try:
    main(*sys.argv[1:])
except Refused as refusal:
    print(refusal)
    sys.exit(1)
