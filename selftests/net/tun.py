# SPDX-License-Identifier: GPL-2.0
"""TUN and TAP devices, and programs that inherit a descriptor"""

import fcntl
import os
import struct

TUNSETIFF = 0x400454ca
IFF_TUN, IFF_TAP, IFF_NO_PI = 1, 2, 0x1000


def open_tun(name, kind):
    """A descriptor of the device NAME; KIND is tap or tun"""
    fd = os.open("/dev/net/tun", os.O_RDWR)
    flags = (IFF_TAP if kind == "tap" else IFF_TUN) | IFF_NO_PI
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), flags))
    return fd


def become(fd, command):
    """Execute COMMAND with the descriptor as number 3"""
    os.dup2(fd, 3)
    os.set_inheritable(3, True)
    os.execvp(command[0], command)
