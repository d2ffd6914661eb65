# SPDX-License-Identifier: GPL-2.0
"""What the tests of point-to-point media share: TUN devices as wires, and headers by scapy.

A TUN device that was set to a link type carries any octets: with packet information before
them, the kernel does not look at them.
"""

import fcntl
import os
import select
import struct
import subprocess
import time

from scapy.contrib.chdlc import CHDLC
from scapy.fields import BitField, XByteField
from scapy.layers.inet import ICMP, IP
from scapy.layers.l2 import LLC, SNAP
from scapy.layers.ppp import HDLC
from scapy.packet import Packet, Raw

# link types of <linux/if_arp.h>
ARPHRD_ATM = 19
ARPHRD_PPP = 512
ARPHRD_CISCO = 513
ARPHRD_FRAD = 770
ARPHRD_NONE = 0xfffe

TUNSETIFF = 0x400454ca
TUNSETLINK = 0x400454cd
IFF_TUN = 1

OWN_MAC = "02:00:00:00:00:0a"
PEER_MAC = "02:00:00:00:00:0b"


class Q922(Packet):
    """Address of two octets and control (Q.922 3.3); longer ones are made by q922()"""
    fields_desc = [BitField("upper", 0, 6), BitField("cr", 0, 1), BitField("ea1", 0, 1),
                   BitField("lower", 0, 4), BitField("fecn", 0, 1), BitField("becn", 0, 1),
                   BitField("de", 0, 1), BitField("ea2", 1, 1), XByteField("control", 3)]


class Cell(Packet):
    """Header of an ATM cell at the UNI, without HEC"""
    fields_desc = [BitField("gfc", 0, 4), BitField("vpi", 0, 8), BitField("vci", 0, 16),
                   BitField("pti", 0, 3), BitField("clp", 0, 1)]


def q922(dlci, octets=2, **bits):
    """Address and control of Frame Relay"""
    if octets == 2:
        return bytes(Q922(upper=dlci >> 4, lower=dlci & 15, **bits))
    if octets == 3:
        return bytes([dlci >> 10 << 2, (dlci >> 6 & 15) << 4, (dlci & 63) << 2 | 1, 3])
    return bytes([dlci >> 17 << 2, (dlci >> 13 & 15) << 4, (dlci >> 6 & 127) << 1,
                  (dlci & 63) << 2 | 1, 3])


def snap(ethertype, oui=0):
    """LLC and SNAP as ATM has them"""
    return bytes(LLC(dsap=0xaa, ssap=0xaa, ctrl=3) / SNAP(OUI=oui, code=ethertype))


def nlpid_snap(ethertype, oui=0, pad=True):
    """NLPID and SNAP as Frame Relay has them"""
    return (b"\0" if pad else b"") + b"\x80" + bytes(SNAP(OUI=oui, code=ethertype))


def cell(vpi, vci, **bits):
    return bytes(Cell(vpi=vpi, vci=vci, **bits))


def chdlc(ethertype, address=0x0f):
    return bytes(CHDLC(address=address, proto=ethertype))


def ppp(protocol, address=True):
    return (bytes(HDLC()) if address else b"") + struct.pack("!H", protocol)


BRIDGED_FR = nlpid_snap(7, 0x80c2)
BRIDGED_ATM = snap(7, 0x80c2) + b"\0\0"
BRIDGED_PPP = b"\0\1"


def ctl(*words):
    """bsdnetctl in this namespace; its words are one string or several"""
    command = ["bsdnetctl"] + " ".join(words).split()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


class Wire:
    """A TUN device of a link type; frames go out and come in by its file"""

    def __init__(self, name, link_type):
        self.name = name
        self.file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.file, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN))
        if link_type != ARPHRD_NONE:
            fcntl.ioctl(self.file, TUNSETLINK, link_type)
        subprocess.run(["sysctl", "-qw", f"net.ipv6.conf.{name}.disable_ipv6=1"], check=False)

    def up(self):
        subprocess.run(["ip", "link", "set", self.name, "up"], check=True)

    def send(self, frame, proto=0x0019):
        try:
            os.write(self.file, struct.pack("!HH", 0, proto) + frame)
        except OSError:
            return False    # the kernel refuses frames that are too short or too long
        return True

    def receive(self, seconds=2.0):
        """The next frame that was sent by the device, None where none comes"""
        if not select.select([self.file], [], [], seconds)[0]:
            return None
        return os.read(self.file, 65536)[4:]

    def drain(self):
        while self.receive(0):
            pass

    def expect(self, test, seconds=2.0):
        """What test() makes of the first frame that it makes something of; None for none"""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            frame = self.receive(left)
            result = test(frame) if frame else None
            if result is not None:
                return result
        return None


def echo_request(local, peer, ident, size=32):
    return bytes(IP(src=peer, dst=local, id=ident) / ICMP(type=8, id=ident, seq=1) /
                 Raw(bytes(i & 255 for i in range(size))))


def is_reply(packet, request):
    """Is the packet, all of it, the echo reply to that request?"""
    if len(packet) != len(request) or packet[0] != 0x45:
        return False
    got, asked = IP(packet), IP(request)
    want = IP(src=asked.dst, dst=asked.src, id=got.id, flags=got.flags, ttl=got.ttl) / ICMP(
        type=0, id=asked[ICMP].id, seq=1) / asked[Raw]
    return bytes(want) == packet
