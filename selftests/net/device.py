#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What a device's frames bring along: segments in one packet, their sender's memory.

usage: device.py silent PREFIX COUNT
       device.py segments ADDRESS PORT SIZE COUNT
       device.py sink PORT SIZE
       device.py watch DEVICE COUNT

silent: COUNT datagrams to as many addresses, PREFIX.0.0 and on; prints the whole
seconds that it took, and fails where they are charged to the socket two seconds later.
segments: COUNT datagrams of SIZE bytes that leave as one packet (UDP_SEGMENT).
sink: prints how many datagrams of SIZE bytes came, when none comes for a second.
watch: prints a line when it watches; waits until COUNT echo requests have left by DEVICE,
and fails if they have not after five seconds.
"""

import fcntl
import socket
import struct
import sys
import termios
import time

SOL_UDP, UDP_SEGMENT = 17, 103
ETH_P_ALL, PACKET_OUTGOING = 3, 4
IP_MTU_DISCOVER, IP_PMTUDISC_DONT = 10, 0


def charged(sock):
    """Bytes of packets that are on their way, as the socket's send buffer counts them."""
    return struct.unpack("i", fcntl.ioctl(sock, termios.TIOCOUTQ, bytes(4)))[0]


def silent(prefix, count):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    begin = time.monotonic()
    for number in range(count):
        sock.sendto(b"?", (f"{prefix}.{number >> 8 & 255}.{number & 255}", 9))
    print(int(time.monotonic() - begin))
    until = time.monotonic() + 2
    while charged(sock):
        if time.monotonic() > until:
            sys.exit(f"{charged(sock)} bytes are charged to the sender still")
        time.sleep(0.05)


def segments(address, port, size, count):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
    sock.setsockopt(SOL_UDP, UDP_SEGMENT, size)
    sock.sendto(bytes(size * count), (address, port))


def sink(port, size):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("", port))
    sock.settimeout(5)
    count = 0
    try:
        while True:
            count += len(sock.recv(65536)) == size
            sock.settimeout(1)
    except socket.timeout:
        print(count)


def watch(device, count):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
    sock.bind((device, ETH_P_ALL))
    sock.settimeout(5)
    print("watching", flush=True)
    while count:
        packet, address = sock.recvfrom(2048)
        count -= address[2] == PACKET_OUTGOING and packet[9] == 1 and packet[20] == 8


def main(arguments):
    commands = {"silent": silent, "segments": segments, "sink": sink, "watch": watch}
    if not arguments or arguments[0] not in commands:
        sys.exit(__doc__)
    words = [int(word) if word.isdigit() else word for word in arguments[1:]]
    commands[arguments[0]](*words)


main(sys.argv[1:])
