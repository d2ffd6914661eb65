#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
usage: raw_alert.py "PROTO [IFL | off]"

A raw socket of AF_BSDNET with IP_ROUTER_ALERT, bound to the interface IFL, or with the option
turned off again. Prints the length of each packet that it gets.
"""

import socket
import sys

AF_BSDNET = 18
BSDNET_INET = 2
IP_ROUTER_ALERT = 5

words = sys.argv[1].split()
sock = socket.socket(AF_BSDNET, socket.SOCK_RAW, BSDNET_INET << 8 | int(words[0]))
if len(words) > 1 and words[1] != "off":
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, words[1].encode() + b"\0")
sock.setsockopt(socket.IPPROTO_IP, IP_ROUTER_ALERT, 1)
assert sock.getsockopt(socket.IPPROTO_IP, IP_ROUTER_ALERT) == 1
if "off" in words:
    sock.setsockopt(socket.IPPROTO_IP, IP_ROUTER_ALERT, 0)
print("ready", flush=True)
while True:
    print(len(sock.recv(65536)), flush=True)
