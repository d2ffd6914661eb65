#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# Multicast and broadcast between sockets of AF_BSDNET and Linux hosts.
#
# usage: multicast.py H1 RT H2 OTHER
#
# Each namespace has an agent, a Python process that runs what this program sends to it; that of RT
# runs under bsdnet-run, so that its sockets are of AF_BSDNET. The namespaces are those of lib.sh;
# h1 has a second address, 192.0.2.3, and VLAN 10 with 10.0.10.2; rt has r1.10 with 10.0.10.1 and
# r2.7 with 10.0.7.1. A PPPoE session leads from p0.0.1 of rt to p1.0.1 of OTHER, which runs
# bsdnet, too.
#
# What does not arrive is shown by what comes after it on the same way: each receiver is in the
# group of markers, and reads up to the next one.

import errno
import json
import socket
import struct
import subprocess
import sys

MARKERS = "239.9.9.9"
MARKER = b"."
PORT = 5000
GROUP = "239.1.1.1"
UNJOINED = "239.1.1.2"
PKTINFO, RECVTTL, MULTICAST_ALL, BLOCK, UNBLOCK = 8, 12, 49, 38, 37
ADD_SOURCE, DROP_SOURCE, MSFILTER = 39, 40, 41
JOIN_GROUP, LEAVE_GROUP, JOIN_SOURCE, LEAVE_SOURCE = 42, 45, 46, 47


# ---- what agents can do --------------------------------------------------------------

socks = {}


def addr(text):
    return socket.inet_aton(text)


def udp(name, port=PORT, host="", markers=True, dev="r1"):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(10)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.setsockopt(socket.SOL_IP, PKTINFO, 1)
    s.setsockopt(socket.SOL_IP, RECVTTL, 1)
    s.bind((host, port))
    socks[name] = s
    if markers:
        join(name, MARKERS, dev)


def broadcast(name):
    socks[name].setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)


def mreqn(group, dev, local="0.0.0.0"):
    return addr(group) + addr(local) + struct.pack("@i", index(dev))


def index(dev):
    return socket.if_nametoindex(dev) if dev else 0


def option(name, opt, value):
    """errno of setsockopt(), 0 for success"""
    try:
        socks[name].setsockopt(socket.SOL_IP, opt, value)
    except OSError as error:
        return error.errno
    return 0


def join(name, group, dev="", local="0.0.0.0"):
    return option(name, socket.IP_ADD_MEMBERSHIP, mreqn(group, dev, local))


def leave(name, group, dev="", local="0.0.0.0"):
    return option(name, socket.IP_DROP_MEMBERSHIP, mreqn(group, dev, local))


def source(name, opt, group, src, local="192.0.2.1"):
    return option(name, opt, addr(group) + addr(local) + addr(src))


def storage(text):
    return struct.pack("=HH4s120x", socket.AF_INET, 0, addr(text))


def group_source(name, opt, group, src, dev):
    return option(name, opt, struct.pack("@Ixxxx", index(dev)) + storage(group) + storage(src))


def msfilter(name, group, mode, sources, local="192.0.2.1"):
    data = addr(group) + addr(local) + struct.pack("@II", mode, len(sources))
    return option(name, MSFILTER, data + b"".join(map(addr, sources)))


def get_msfilter(name, group, local="192.0.2.1"):
    data = addr(group) + addr(local) + struct.pack("@II", 0, 16)
    libc = __import__("ctypes").CDLL(None, use_errno=True)
    ctypes = __import__("ctypes")
    buf = ctypes.create_string_buffer(data, 16 + 64)
    size = ctypes.c_uint32(len(buf))
    if libc.getsockopt(socks[name].fileno(), socket.SOL_IP, MSFILTER, buf, ctypes.byref(size)):
        return -ctypes.get_errno()
    mode, n = struct.unpack("@II", buf.raw[8:16])
    return [mode] + [socket.inet_ntoa(buf.raw[16 + i * 4:20 + i * 4]) for i in range(n)]


def send(name, data, to, port=PORT):
    try:
        socks[name].sendto(data.encode(), (to, port))
    except OSError as error:
        return error.errno
    return 0


def receive(name):
    """one datagram: data, sender, interface, TTL"""
    data, items, _, peer = socks[name].recvmsg(2000, 500)
    dev, ttl = 0, 0
    for level, kind, value in items:
        if (level, kind) == (socket.SOL_IP, PKTINFO):
            dev = struct.unpack("@I", value[:4])[0]
        elif level == socket.SOL_IP:
            ttl = struct.unpack("@i", value[:4])[0]
    return [data.decode(), peer[0], dev, ttl]


def until_marker(name):
    """data of all that comes before the next marker"""
    out = []
    while True:
        data = receive(name)[0]
        if data.encode() == MARKER:
            return out
        out.append(data)


def close(name):
    socks.pop(name).close()


def agent():
    for line in sys.stdin:
        try:
            answer = {"result": eval(line)}
        except Exception as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


# ---- the driver ----------------------------------------------------------------------

class Agent:
    def __init__(self, netns, words):
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", netns, *words, "python3", sys.argv[0]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __getattr__(self, name):
        def call(*args, **kwargs):
            words = [repr(a) for a in args] + [f"{k}={v!r}" for k, v in kwargs.items()]
            self.process.stdin.write(f"{name}({', '.join(words)})\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline())
            if "error" in answer:
                raise RuntimeError(f"{name}{args}: {answer['error']}")
            return answer["result"]
        return call

    def end(self):
        self.process.stdin.close()
        self.process.wait()


passed = failed = 0


def check(text, expected, actual):
    global passed, failed
    if expected == actual:
        passed += 1
        print(f"ok - {text}")
    else:
        failed += 1
        print(f"not ok - {text}: expected {expected!r}, is {actual!r}")


def ctl(*words):
    return subprocess.run(["bsdnetctl", "-n", RT, *words], check=True, capture_output=True,
                          text=True).stdout


def device_groups(dev):
    """Ethernet groups that the device of the router accepts"""
    text = subprocess.run(["ip", "-n", RT, "maddr", "show", "dev", dev], check=True,
                          capture_output=True, text=True).stdout
    return {line.split()[1] for line in text.splitlines() if line.strip().startswith("link")}


def got(*names):
    """what each receiver in rt got since the last time"""
    h1.send("s", MARKER.decode(), MARKERS)
    return [rt.until_marker(name) for name in names]


def memberships():
    rt.udp("a")
    rt.udp("b")
    check("join by number", 0, rt.join("a", GROUP, "r1"))
    check("twice", errno.EADDRINUSE, rt.join("a", GROUP, "r1"))
    check("the device accepts the group", True, "01:00:5e:01:01:01" in device_groups("r1"))
    check("join by address", 0, rt.join("b", GROUP, local="192.0.2.1"))
    rt.udp("all")
    rt.udp("own")
    rt.option("own", MULTICAST_ALL, 0)
    h1.send("s", "1", GROUP)
    check("both members, and one that wants all", [["1"], ["1"], ["1"], []],
          got("a", "b", "all", "own"))
    check("send to a group that nobody joined", 0, h1.send("s", "2", UNJOINED))
    check("it is not received", [[], [], [], []], got("a", "b", "all", "own"))
    check("the other interface", 0, rt.join("own", GROUP, "r2"))
    h1.send("s", "3", GROUP)
    check("is not this one", [["3"], ["3"], ["3"], []], got("a", "b", "all", "own"))
    check("leave by address", 0, rt.leave("a", GROUP, local="192.0.2.1"))
    check("again", errno.EADDRNOTAVAIL, rt.leave("a", GROUP, "r1"))
    h1.send("s", "4", GROUP)
    check("another one is a member still", [["4"], ["4"], ["4"]], got("a", "b", "all"))
    rt.close("b")
    h1.send("s", "5", GROUP)
    check("nobody is", [[], []], got("a", "all"))
    check("nor the device", False, "01:00:5e:01:01:01" in device_groups("r1"))
    for name in ("a", "all", "own"):
        rt.close(name)


def many():
    rt.udp("a", markers=False)
    results = [rt.join("a", f"239.2.0.{i}", "r1") for i in range(21)]
    check("20 memberships and no more", [0] * 20 + [errno.ENOBUFS], results)
    rt.close("a")
    rt.udp("a", markers=False)
    rt.join("a", GROUP, "r1")
    results = [rt.source("a", BLOCK, GROUP, f"10.1.1.{i}") for i in range(11)]
    check("10 sources and no more", [0] * 10 + [errno.ENOBUFS], results)
    rt.close("a")


def sources():
    for name in ("a", "b"):
        rt.udp(name)
        rt.option(name, MULTICAST_ALL, 0)
    check("join one source", 0, rt.source("a", ADD_SOURCE, GROUP, "192.0.2.2"))
    check("its filter", [1, "192.0.2.2"], rt.get_msfilter("a", GROUP))
    h1.send("s", "1", GROUP)
    h1.send("s3", "2", GROUP)
    check("the other is not heard", [["1"], []], got("a", "b"))
    check("nobody wants it", True, drops("nh_mgroup_source") >= 1)
    check("join all but one", 0, rt.join("b", GROUP, "r1"))
    check("block", 0, rt.source("b", BLOCK, GROUP, "192.0.2.2"))
    h1.send("s", "3", GROUP)
    h1.send("s3", "4", GROUP)
    check("each its own", [["3"], ["4"]], got("a", "b"))
    check("a second source", 0, rt.group_source("a", JOIN_SOURCE, GROUP, "192.0.2.3", "r1"))
    check("unblock", 0, rt.source("b", UNBLOCK, GROUP, "192.0.2.2"))
    h1.send("s", "5", GROUP)
    h1.send("s3", "6", GROUP)
    check("now both", [["5", "6"], ["5", "6"]], got("a", "b"))
    check("modes do not mix", errno.EINVAL, rt.source("a", BLOCK, GROUP, "192.0.2.9"))
    check("a whole filter", 0, rt.msfilter("a", GROUP, 0, ["192.0.2.3", "192.0.2.9"]))
    check("is read", [0, "192.0.2.3", "192.0.2.9"], rt.get_msfilter("a", GROUP))
    h1.send("s", "7", GROUP)
    h1.send("s3", "8", GROUP)
    check("and holds", [["7"], ["7", "8"]], got("a", "b"))
    check("include nothing", 0, rt.msfilter("a", GROUP, 1, []))
    check("is to leave", -errno.EADDRNOTAVAIL, rt.get_msfilter("a", GROUP))
    check("source of no member", errno.EINVAL, rt.source("a", DROP_SOURCE, GROUP, "192.0.2.2"))
    check("last source", 0, rt.group_source("a", JOIN_SOURCE, GROUP, "192.0.2.3", "r1"))
    check("leaves", 0, rt.group_source("a", LEAVE_SOURCE, GROUP, "192.0.2.3", "r1"))
    check("the group", errno.EADDRNOTAVAIL, rt.leave("a", GROUP, "r1"))
    rt.close("a")
    rt.close("b")


def sending():
    h2.udp("r", dev="eth0")
    h2.join("r", GROUP, "eth0")
    rt.udp("a")
    rt.udp("b")
    rt.join("b", GROUP, "r2")
    r2 = rt.index("r2")
    check("IP_MULTICAST_IF by number", 0,
          rt.option("a", socket.IP_MULTICAST_IF, mreqn_of("r2")))
    check("send", 0, rt.send("a", "1", GROUP))
    check("arrives with TTL 1", ["1", "198.51.100.1", 1],
          [v for i, v in enumerate(h2.receive("r")) if i != 2])
    check("and here, as if from there", ["1", "198.51.100.1", r2, 1], rt.receive("b"))
    check("IP_MULTICAST_ALL", ["1", "198.51.100.1", r2, 1], rt.receive("a"))
    rt.option("a", socket.IP_MULTICAST_LOOP, 0)
    rt.option("a", socket.IP_MULTICAST_TTL, 7)
    rt.send("a", "2", GROUP)
    check("without a copy for this host", [[], []], got("a", "b"))
    check("with another TTL", ["2", 7], [v for i, v in enumerate(h2.receive("r")) if i in (0, 3)])
    check("by address", 0, rt.option("a", socket.IP_MULTICAST_IF, list_addr("198.51.100.1")))
    rt.send("a", "3", GROUP)
    check("arrives", "3", h2.receive("r")[0])
    check("an address that is not here", errno.EADDRNOTAVAIL,
          rt.option("a", socket.IP_MULTICAST_IF, list_addr("198.51.100.9")))
    rt.option("a", socket.IP_MULTICAST_TTL, 0)
    rt.option("a", socket.IP_MULTICAST_LOOP, 1)
    rt.send("a", "4", GROUP)
    check("TTL 0 stays here", "4", rt.receive("b")[0])
    rt.option("a", socket.IP_MULTICAST_TTL, 1)
    rt.send("a", "5", GROUP)
    check("the next one does not", "5", h2.receive("r")[0])
    big = "x" * 1900
    rt.send("a", big, GROUP)
    check("in fragments", big, h2.receive("r")[0])
    h1.send("s", big, MARKERS)
    check("and received in fragments", ["5", big, big], [rt.receive("b")[0] for _ in range(3)])
    rt.close("a")
    rt.close("b")
    h2.close("r")


def broadcasts():
    for name in ("a", "b"):
        rt.udp(name)
    rt.udp("c", host="192.0.2.1", markers=False)
    h1.broadcast("bcast")
    h1.send("bcast", "1", "192.0.2.255")
    h1.send("bcast", "2", "255.255.255.255")
    check("broadcasts to all", [["1", "2"], ["1", "2"]], got("a", "b"))
    h1.send("s", "3", "192.0.2.1")
    check("one socket has the address", "3", rt.receive("c")[0])
    check("without SO_BROADCAST", errno.EACCES, rt.send("a", "x", "192.0.2.255"))
    check("nor a limited one", errno.EACCES, rt.send("a", "x", "255.255.255.255"))
    for name in ("a", "b", "c"):
        rt.close(name)


def vlan():
    rt.udp("a")
    rt.option("a", MULTICAST_ALL, 0)
    check("join in a VLAN", 0, rt.join("a", GROUP, "r1.10"))
    h1.send("s", "1", GROUP)
    h1.option("tagged", socket.IP_MULTICAST_IF, mreqn_of("eth0.10"))
    h1.send("tagged", "2", GROUP)
    check("is not without tag", ["2"], [rt.receive("a")[0]])
    rt.close("a")


def point_to_point():
    other.udp("r", markers=False)
    check("join on a point-to-point interface", 0, other.join("r", GROUP))
    rt.udp("a")
    rt.option("a", socket.IP_MULTICAST_IF, mreqn_of("p0.0.1"))
    check("send to it", 0, rt.send("a", "1", GROUP))
    check("arrives", ["1", "192.0.2.1", other.index("p1.0.1"), 1], other.receive("r"))
    other.close("r")
    rt.close("a")


def router():
    rt.udp("a")
    rt.join("a", GROUP, "r1")
    h1.send("s", "1", GROUP)
    check("a multicast host", [["1"]], got("a"))
    # the marker's group would follow, too
    ctl("route", "add", "239.1.0.0/16", "discard")
    h1.send("s", "2", GROUP)
    check("another route of groups", [[]], got("a"))
    ctl("route", "del", "239.1.0.0/16")
    h1.send("s", "3", GROUP)
    check("is gone", [["3"]], got("a"))
    rt.close("a")


def interfaces():
    rt.udp("a")
    rt.join("a", GROUP, "r1")
    ctl("ifa", "del", "r1", "192.0.2.1/24")
    ctl("ifa", "add", "r1", "192.0.2.1/24")
    h1.send("s", "1", GROUP)
    check("an address goes and comes", [["1"]], got("a"))
    old = rt.index("r2.7")
    check("join on another one", 0, rt.join("a", GROUP, "r2.7"))
    ctl("ifl", "del", "r2.7")
    check("the group is not joined", 0, groups("r2.7"))
    ctl("ifl", "add", "r2.7", "vlan", "7")
    ctl("ifa", "add", "r2.7", "10.0.7.1/24")
    check("nor on the next of that name", 0, groups("r2.7"))
    check("the membership is left by number", 0,
          rt.option("a", socket.IP_DROP_MEMBERSHIP, by_number(GROUP, old)))
    check("join the new one", 0, rt.join("a", GROUP, "r2.7"))
    check("it is", 1, groups("r2.7"))
    ctl("iff", "del", "r2.7", "inet")
    ctl("ifa", "add", "r2.7", "10.0.7.1/24")
    check("a membership from before", 0, groups("r2.7"))
    check("counts", errno.EADDRINUSE, rt.join("a", GROUP, "r2.7"))
    check("until it ends", 0, rt.leave("a", GROUP, "r2.7"))
    check("no such interface", errno.ENODEV,
          rt.option("a", socket.IP_ADD_MEMBERSHIP, by_number(GROUP, 4711)))
    rt.close("a")


def default():
    rt.udp("a")
    check("join without an interface", 0, rt.join("a", GROUP))
    check("on the default", 1, groups("r1"))
    ctl("ifl", "set", "r1", "down")
    check("another one is the default", 0, rt.join("a", GROUP))
    check("now", 1, groups("r2"))
    ctl("ifl", "set", "r1", "up")
    check("leave the first", 0, rt.leave("a", GROUP))
    check("again", errno.EADDRNOTAVAIL, rt.leave("a", GROUP))
    rt.close("a")


# values that are made here, with numbers of the other side
class Raw(bytes):
    def __repr__(self):
        return f"bytes.fromhex({self.hex()!r})"


class Expression(str):
    def __repr__(self):
        return str(self)


def mreqn_of(dev):
    return Expression(f"mreqn('0.0.0.0', {dev!r})")


def list_addr(text):
    return Raw(addr(text))


def by_number(group, number):
    return Raw(addr(group) + addr("0.0.0.0") + struct.pack("@i", number))


def drops(name):
    return next((d["packets"] for d in json.loads(ctl("-j", "drops", "show"))
                 if d["name"] == name), 0)


def groups(dev):
    """number of entries of the group on an interface"""
    return len([m for m in json.loads(ctl("-j", "maddr", "show"))
                if m["addr"] == GROUP and m["dev"] == dev])


def main():
    global h1, h2, rt, other
    h1, rt, h2 = Agent(H1, []), Agent(RT, ["bsdnet-run"]), Agent(H2, [])
    other = Agent(OTHER, ["bsdnet-run"])
    h1.udp("s", markers=False)
    h1.udp("s3", host="192.0.2.3", markers=False)
    h1.udp("tagged", markers=False)
    h1.udp("bcast", port=5001, markers=False)
    for test in (memberships, many, sources, sending, broadcasts, vlan, point_to_point, router,
                 interfaces, default):
        test()
    for each in (h1, rt, h2, other):
        each.end()
    print(f"# multicast.py: {passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    if len(sys.argv) == 1:
        agent()
    else:
        H1, RT, H2, OTHER = sys.argv[1:5]
        sys.exit(main())
