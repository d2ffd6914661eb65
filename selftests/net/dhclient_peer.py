#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
usage: dhclient_peer.py conflict IFACE ADDRESS
       dhclient_peer.py serve IFACE ADDRESS

What a proper DHCP server does not do. "conflict" sends an ARP reply by which another station
claims ADDRESS. "serve" answers each message with many that a client must not believe, and at
last with a good one that gives ADDRESS/24.
"""

import socket
import struct
import sys

COOKIE = bytes.fromhex("63825363")
OURS = bytes.fromhex("020000000099")
SERVER = socket.inet_aton("192.0.2.2")


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def raw_socket(iface):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
    sock.bind((iface, 0x0003))
    return sock


def conflict(iface, address):
    packet = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 2) + OURS + socket.inet_aton(address)
    packet += b"\xff" * 6 + socket.inet_aton(address)
    frame = b"\xff" * 6 + OURS + b"\x08\x06" + packet
    raw_socket(iface).send(frame.ljust(60, b"\0"))


def option(code, value):
    return bytes([code, len(value)]) + value


def message(request, kind, address, server=SERVER, mask="255.255.255.0", lease=3600, more=b""):
    out = bytes([2, 1, 6, 0]) + request[4:8] + bytes(8) + socket.inet_aton(address) + bytes(8)
    out += request[28:44] + bytes(192) + COOKIE
    out += option(53, bytes([kind])) + option(54, server)
    out += option(51, struct.pack("!I", lease)) + option(1, socket.inet_aton(mask))
    return out + more + b"\xff"


def datagram(payload, sport=67, bad_checksum=False):
    udp = struct.pack("!HHHH", sport, 68, 8 + len(payload), 0)
    pseudo = SERVER + b"\xff" * 4 + struct.pack("!BBH", 0, 17, 8 + len(payload))
    total = checksum(pseudo + udp + payload) ^ (0x5555 if bad_checksum else 0)
    udp = udp[:6] + struct.pack("!H", total or 0xffff) + payload
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0) + SERVER + b"\xff" * 4
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + udp


def changed(data, at, value):
    return data[:at] + value + data[at + len(value):]


def nonsense(request, kind, address):
    good = message(request, kind, address)
    bad = [message(request, kind, text) for text in
           ("0.0.0.0", "224.0.0.9", "127.0.0.1", "255.255.255.255", "192.0.2.0", "192.0.2.255")]
    bad.append(message(request, kind, address, mask="255.0.255.0"))
    bad.append(message(request, kind, address, lease=0))
    bad.append(message(request, kind, address, server=b"\xe0\0\0\1"))
    bad.append(changed(good, 0, b"\1"))  # a request
    bad.append(changed(good, 2, b"\xff"))  # length of the link-layer address
    bad.append(changed(good, 4, bytes([good[4] ^ 1])))  # another exchange
    bad.append(changed(good, 28, OURS))  # for another client
    bad.append(changed(good, 236, b"\0"))  # no cookie
    bad.append(good[:-1] + bytes([12, 200, 65]))  # an option that ends behind the message
    bad.append(good[:-1] + option(52, b"\x04\x05"))
    bad += [good[:size] for size in (0, 1, 28, 239)]
    out = [datagram(data) for data in bad]
    out.append(datagram(good, sport=6767))
    out.append(datagram(good, bad_checksum=True))
    out.append(datagram(good)[:-20])
    return out


def answers(request):
    kinds = {1: 2, 3: 5}
    kind = kinds.get(request[242])
    if kind is None:
        return
    address = sys.argv[3]
    evil = b"a;touch /tmp/x"
    more = option(12, evil) + option(15, evil) + option(119, b"\xc0\x00" * 8)
    yield from nonsense(request, kind, "192.0.2.77")
    yield datagram(message(request, kind, address, more=more))


def serve(iface):
    sock = raw_socket(iface)
    while True:
        frame = sock.recv(2000)
        packet = frame[14:]
        if frame[12:14] != b"\x08\x00" or packet[9] != 17 or packet[22:24] != b"\0\x43":
            continue
        for answer in answers(packet[28:]):
            sock.send(b"\xff" * 6 + OURS + b"\x08\x00" + answer)


if sys.argv[1] == "conflict":
    conflict(sys.argv[2], sys.argv[3])
else:
    serve(sys.argv[2])
