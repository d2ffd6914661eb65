#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""A station on the wire of ethernet.sh, which answers for itself what it sends, octet by octet.

usage: ethernet.py NETNS DEV OWN-MAC PEER-MAC

All frames are built here, so that no code of the kernel or of bsdnet is at both ends.
bsdnet's own device in NETNS is DEV; this process is on the other end, eth0.
"""

import re
import socket
import struct
import subprocess
import sys
import time

NETNS, DEV, OWN, PEER = sys.argv[1:]
SOL_PACKET, PACKET_AUXDATA, TP_VLAN_VALID, TP_VLAN_TPID_VALID = 263, 8, 0x10, 0x40

failures = 0


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def be16(value):
    return struct.pack("!H", value)


def verdict(text, good, why=""):
    global failures
    failures += not good
    print(f"{'ok' if good else 'not ok'} - {text}" + (f": {why}" if why and not good else ""))


def ctl(*words):
    done = subprocess.run(["bsdnetctl", "-n", NETNS, *words], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        verdict("bsdnetctl " + " ".join(words), False, done.stderr.strip())
    return done.stdout


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def echo(source, dest, kind=8, ident=1, size=40):
    """An ICMP echo message in IPv4"""
    body = struct.pack("!BBHHH", kind, 0, 0, ident, 1) + bytes(size)
    body = body[:2] + be16(checksum(body)) + body[4:]
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 7, 0, 64, 1, 0,
                       socket.inet_aton(source), socket.inet_aton(dest))
    return head[:10] + be16(checksum(head)) + head[12:] + body


def arp(source, dest):
    return (struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + mac(OWN) + socket.inet_aton(source) +
            bytes(6) + socket.inet_aton(dest))


class Station:
    """The end of the wire"""

    def __init__(self):
        self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        self.sock.bind(("eth0", 3))

    def send(self, head, payload, dest=None, source=None):
        frame = (dest or mac(PEER)) + (source or mac(OWN)) + head + payload
        self.sock.send(frame.ljust(60, b"\0"))

    def _receive(self, left):
        """One frame as it was on the wire, with the tag that the kernel took out of it"""
        self.sock.settimeout(max(left, 0.01))
        try:
            frame, cmsgs, _, _ = self.sock.recvmsg(65536, 64)
        except socket.timeout:
            return None
        for level, kind, data in cmsgs:
            if (level, kind) != (SOL_PACKET, PACKET_AUXDATA):
                continue
            status, _, _, _, _, tci, tpid = struct.unpack("=IIIHHHH", data[:20])
            if status & TP_VLAN_VALID:
                tpid = tpid if status & TP_VLAN_TPID_VALID else 0x8100
                frame = frame[:12] + be16(tpid) + be16(tci) + frame[12:]
        return frame

    def wait(self, wanted, seconds=3.0):
        """The first frame from the peer for which @wanted says so, or None"""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            frame = self._receive(end - time.monotonic())
            if frame and frame[6:12] == mac(PEER) and wanted(frame):
                return frame
        return None


station = Station()


def answers(head, local, remote, back=None, seconds=3.0, **sent):
    """Is an echo request behind @head answered behind @back?"""
    back = back or head
    request = echo(remote, local)
    if callable(head):
        head = head(request)
    station.send(head, request, **sent)

    def is_reply(frame):
        reply = echo(local, remote, kind=0)
        want = back(reply) if callable(back) else back
        payload = frame[12 + len(want):]
        # identification and sum of the reply's IP header are the sender's choice
        return (frame[12:12 + len(want)] == want and payload[12:20] == reply[12:20] and
                payload[20:len(reply)] == reply[20:])
    return station.wait(is_reply, seconds) is not None


def resolves(head, local, remote, back=None):
    """Is an ARP request behind @head answered?"""
    back = back or head(arp(remote, local)) if callable(head) else back or head
    request = arp(remote, local)
    station.send(head(request) if callable(head) else head, request, dest=b"\xff" * 6)
    return station.wait(lambda f: f[12:12 + len(back)] == back and
                        f[12 + len(back) + 6:12 + len(back) + 8] == b"\0\2") is not None


def multiaccess(text, name, head_arp, head_ip, net):
    """An ifl of type ether: ARP and echo behind heads that end with the ethertype"""
    local, remote = f"{net}.1", f"{net}.2"
    ctl("ifa", "add", name, f"{local}/24")
    verdict(f"{text}: ARP", resolves(head_arp, local, remote))
    verdict(f"{text}: echo", answers(head_ip, local, remote))


def tags(*pairs):
    return b"".join(be16(tpid) + be16(tci) for tpid, tci in pairs)


def test_tags():
    stack = [(0x9100, 11), (0x88a8, 12), (0x8100, 13), (0x8100, 14)]
    for i, (tpid, vid) in enumerate(stack):
        ctl("ifl", "add", f"{DEV}." + ".".join(str(11 + j) for j in range(i + 1)),
            "qinq", f"{tpid:x}", str(vid))
    head = tags(*stack)
    multiaccess("four tags", f"{DEV}.11.12.13.14", head + be16(0x0806), head + be16(0x0800),
                "10.1.4")
    marked = tags((0x9100, 0xe000 | 11), (0x88a8, 0x1000 | 12), (0x8100, 13), (0x8100, 14))
    verdict("four tags: priorities do not distinguish interfaces",
            answers(marked + be16(0x0800), "10.1.4.1", "10.1.4.2", back=head + be16(0x0800)))
    wrong = tags((0x9100, 11), (0x88a8, 12), (0x8100, 13), (0x8100, 15))
    verdict("four tags: another one is not for us",
            not answers(wrong + be16(0x0800), "10.1.4.1", "10.1.4.2", seconds=0.5))
    multiaccess("two tags below, inet in the middle", f"{DEV}.11.12",
                tags(*stack[:2]) + be16(0x0806), tags(*stack[:2]) + be16(0x0800), "10.1.2")
    multiaccess("untagged", DEV, be16(0x0806), be16(0x0800), "10.1.0")
    verdict("a priority tag is as good as none",
            answers(tags((0x8100, 0xe000)) + be16(0x0800), "10.1.0.1", "10.1.0.2",
                    back=be16(0x0800)))


def snap_head(before, pid):
    """Length, LLC and SNAP; the length counts from the LLC on"""
    llc = b"\xaa\xaa\x03\0\0\0" + be16(pid)
    return lambda payload: before + be16(len(llc) + len(payload)) + llc


def test_snap():
    for text, name, before, net in (("SNAP", f"{DEV}.0.1", b"", "10.2.0"),
                                    ("SNAP on a tag", f"{DEV}.20.1", tags((0x8100, 20)),
                                     "10.2.20")):
        if before:
            ctl("ifl", "add", f"{DEV}.20", "vlan", "20")
        ctl("ifl", "add", name, "snap")
        multiaccess(text, name, snap_head(before, 0x0806), snap_head(before, 0x0800), net)
        verdict(f"{text}: a length past the end",
                not answers(before + be16(1400) + b"\xaa\xaa\x03\0\0\0\x08\0", f"{net}.1",
                            f"{net}.2", seconds=0.5))
        mtu = re.search(r"mtu (\d+)", ctl("iff", "show", name))
        verdict(f"{text}: MTU 1492", mtu and mtu.group(1) == "1492", mtu and mtu.group(0))


def pppoe_head(before, session, length=None, vertype=0x11):
    return lambda payload: (before + be16(0x8864) + struct.pack(
        "!BBHH", vertype, 0, session, len(payload) + 2 if length is None else length) +
                            be16(0x0021))


def test_pppoe():
    for text, name, before, net in (("PPPoE", f"{DEV}.0.9", b"", "10.3.0"),
                                    ("PPPoE on a tag", f"{DEV}.20.9", tags((0x8100, 20)),
                                     "10.3.20")):
        local, remote = f"{net}.1", f"{net}.2"
        ctl("ifl", "add", name, "pppoe", "4660", OWN)
        ctl("ifa", "add", name, local, "dest", remote)
        head = pppoe_head(before, 4660)
        verdict(f"{text}: echo, length right", answers(head, local, remote))
        short = before + be16(0x8864) + struct.pack("!BBHH", 0x11, 0, 4660, 69) + b"\x21"
        verdict(f"{text}: one octet of protocol is read",
                answers(short, local, remote, back=head))
        for what, bad in (("another session", pppoe_head(before, 4661)),
                          ("a length past the end", pppoe_head(before, 4660, 1400)),
                          ("version 2", pppoe_head(before, 4660, vertype=0x21))):
            verdict(f"{text}: {what} is not for us",
                    not answers(bad, local, remote, seconds=0.5))
        verdict(f"{text}: another station's session is not for us",
                not answers(head, local, remote, seconds=0.5, source=mac("02:00:00:00:00:77")))
        mtu = re.search(r"mtu (\d+)", ctl("iff", "show", name))
        verdict(f"{text}: MTU 1492", mtu and mtu.group(1) == "1492", mtu and mtu.group(0))


def etag(ecid, pcp=0, ingress=0):
    """E-TAG of IEEE 802.1BR with its ethertype"""
    return be16(0x893f) + struct.pack("!HHBB", pcp << 13 | ingress & 0xfff,
                                      ecid >> 20 << 12 | ecid & 0xfff, ingress >> 12 & 0xff,
                                      ecid >> 12 & 0xff)


def test_channels():
    for ecid, net in ((5, "10.4.0"), (0x055007, "10.4.1")):
        channel = f"{DEV}:{ecid & 0xfff}"
        ctl("ifd", "add", channel, "parent", DEV, "etag", str(ecid))
        multiaccess(f"E-CID {ecid:#x}", channel, etag(ecid) + be16(0x0806),
                    etag(ecid) + be16(0x0800), net)
        verdict(f"E-CID {ecid:#x}: priority and ingress do not distinguish ports",
                answers(etag(ecid, 5, 0x12345) + be16(0x0800), f"{net}.1", f"{net}.2",
                        back=etag(ecid) + be16(0x0800)))
    ctl("ifl", "add", f"{DEV}:5.30", "vlan", "30")
    inner = etag(5) + tags((0x8100, 30))
    multiaccess("a tag on a channel", f"{DEV}:5.30", inner + be16(0x0806), inner + be16(0x0800),
                "10.4.30")
    head = etag(5) + be16(0x0800)
    ctl("ifd", "set", f"{DEV}:5", "carrier", "down")
    verdict("a channel without carrier is silent",
            not answers(head, "10.4.0.1", "10.4.0.2", seconds=0.5))
    verdict("another channel is not",
            answers(etag(0x055007) + be16(0x0800), "10.4.1.1", "10.4.1.2"))
    verdict("its interfaces know", "parent" in ctl("ifl", "show", f"{DEV}:5"))
    ctl("ifd", "set", f"{DEV}:5", "carrier", "up")
    verdict("carrier again", resolves(etag(5) + be16(0x0806), "10.4.0.1", "10.4.0.2") and
            answers(head, "10.4.0.1", "10.4.0.2"))
    queues = ctl("-j", "queue", "show")
    verdict("queues of its own, in and out",
            f'"{DEV}:5"' in queues and f'"{DEV}:5 out"' in queues)


def test_llc_socket():
    """IS-IS as user space speaks it: DSAP and SSAP fe, headers by the kernel"""
    dump = subprocess.Popen(["ip", "netns", "exec", NETNS, "l2_dump", "-n", "1", "-t", "5", DEV,
                             "0000fefe/32"], stdout=subprocess.PIPE, text=True)
    verdict("a socket on DSAP and SSAP", dump.stdout.readline().strip() == "ready")
    station.send(be16(10) + b"\xfe\xfe\x03", b"\x83\x1b\1\0\x0f\1\0")
    line = dump.communicate(timeout=8)[0]
    verdict("an IS-IS frame comes, its LLC header taken off",
            " proto 0000fefe/32 " in line and " 831b01000f0100" in line, line)
    station.sock.setblocking(True)
    subprocess.run(["ip", "netns", "exec", NETNS, "l2_send", "-d", OWN, "-e", "0000fefe/32",
                    DEV, "831b0100"], check=False)
    want = be16(7) + b"\xfe\xfe\x03\x83\x1b\1\0"
    verdict("and one goes, with length and LLC header",
            station.wait(lambda f: f[12:12 + len(want)] == want) is not None)


test_tags()
test_snap()
test_pppoe()
test_channels()
test_llc_socket()
sys.exit(failures != 0)
