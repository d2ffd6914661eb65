#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""How long packets take while something else is going on.

neigh_latency.py DEVICE ROUTER PEER PREFIX STOP

Until the file STOP exists it asks in turn, and waits for each answer:
  flow     an echo request to PEER, whose neighbour is known
  resolve  an echo request to the next address of the /16 PREFIX (two octets),
           whose neighbour is not known
  arp      an ARP request for ROUTER
Prints for each kind the number of answers, the number of those that did not
come within 30 s, and the median, the 99th percentile and the longest, in
milliseconds, as JSON.
"""
import json
import os
import select
import socket
import struct
import sys
import time

TIMEOUT = 30


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Echo:
    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        self.number = 0

    def ask(self, address):
        self.number = (self.number + 1) & 0xFFFF
        head = struct.pack("!BBHHH", 8, 0, 0, os.getpid() & 0xFFFF, self.number)
        total = checksum(head)
        self.socket.sendto(head[:2] + struct.pack("!H", total) + head[4:], (address, 0))

    def answered(self):
        packet = self.socket.recv(2048)[20:]
        return packet[0] == 0 and packet[4:8] == struct.pack(
            "!HH", os.getpid() & 0xFFFF, self.number)


class Arp:
    def __init__(self, device, target):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
        self.socket.bind((device, 0x0806))
        self.own = self.socket.getsockname()[4]
        self.target = socket.inet_aton(target)

    def ask(self, source):
        self.socket.send(b"\xff" * 6 + self.own + b"\x08\x06\x00\x01\x08\x00\x06\x04\x00\x01" +
                         self.own + socket.inet_aton(source) + bytes(6) + self.target)

    def answered(self):
        frame = self.socket.recv(2048)
        return frame[20:22] == b"\x00\x02" and frame[28:32] == self.target


def wait(link):
    begin = time.monotonic()
    while True:
        left = begin + TIMEOUT - time.monotonic()
        if left <= 0 or not select.select([link.socket], [], [], left)[0]:
            return None
        if link.answered():
            return (time.monotonic() - begin) * 1000


def summary(times):
    good = sorted(t for t in times if t is not None)
    return {
        "n": len(good),
        "lost": len(times) - len(good),
        "median": round(good[len(good) // 2], 2) if good else None,
        "p99": round(good[min(len(good) - 1, len(good) * 99 // 100)], 2) if good else None,
        "max": round(good[-1], 2) if good else None,
    }


def main():
    device, router, peer, prefix, stop = sys.argv[1:]
    own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    own.connect((router, 9))
    source = own.getsockname()[0]
    echo, arp = Echo(), Arp(device, router)
    times = {"flow": [], "resolve": [], "arp": []}
    host = 0
    while not os.path.exists(stop):
        host += 1
        echo.ask(peer)
        times["flow"].append(wait(echo))
        echo.ask(f"{prefix}.{host >> 8 & 255}.{host & 255}")
        times["resolve"].append(wait(echo))
        arp.ask(source)
        times["arp"].append(wait(arp))
        time.sleep(0.001)
    print(json.dumps({kind: summary(each) for kind, each in times.items()}))


main()
