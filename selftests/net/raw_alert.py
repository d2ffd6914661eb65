#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
usage: raw_alert.py "PROTO [IFL | off | later IFL]"

A raw socket of AF_BSDNET with IP_ROUTER_ALERT, bound to the interface IFL, or with the option
turned off again, or bound to IFL later, and with the option turned off and on again after the
first packet. Prints the length of each packet that it gets.
"""

import socket
import sys

AF_BSDNET = 18
BSDNET_INET = 2
IP_ROUTER_ALERT = 5

words = sys.argv[1].split()
sock = socket.socket(AF_BSDNET, socket.SOCK_RAW, BSDNET_INET << 8 | int(words[0]))


def bind_to(name):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, name.encode() + b"\0")


def set_alert(value):
    sock.setsockopt(socket.IPPROTO_IP, IP_ROUTER_ALERT, value)
    is_set = sock.getsockopt(socket.IPPROTO_IP, IP_ROUTER_ALERT)
    assert is_set == value, is_set


def receive():
    print(len(sock.recv(65536)), flush=True)


if len(words) == 2 and words[1] != "off":
    bind_to(words[1])
set_alert(1)
if "off" in words:
    set_alert(0)
if "later" in words:
    bind_to(words[2])
    assert sock.getsockopt(socket.IPPROTO_IP, IP_ROUTER_ALERT) == 1, "the option is gone"
print("ready", flush=True)
if "later" in words:
    receive()
    set_alert(0)
    set_alert(1)
    print("again", flush=True)
while True:
    receive()
