# SPDX-License-Identifier: GPL-2.0
"""The targets and their results."""

from dataclasses import dataclass
from typing import Optional

from figures import Ratio, duration, number, ratio_of


@dataclass
class Result:
    """A target: @ours against @theirs of @rival; @want describes it."""

    work: str
    ours: Optional[float]
    rival: str
    theirs: Optional[float]
    want: str
    met: Optional[bool]
    ratio: Optional[Ratio] = None
    text: object = duration

    def cells(self):
        """Cells of the table: work, ours, rival, theirs, ratio, target, met."""
        met = {True: "yes", False: "**no**", None: "not measured"}[self.met]
        return [self.work, self.text(self.ours), self.rival or "-", self.text(self.theirs),
                str(self.ratio or "-"), self.want, met]


@dataclass
class Side:
    """One of two that are compared: a value, with its rounds if it has any."""

    value: Optional[float]
    rounds: Optional[list] = None


def side(figures, figure, who, **members):
    """The value and the rounds of @who."""
    return Side(figures.value(figure, who, **members), figures.rounds(figure, who, **members))


def ratio_between(ours, theirs):
    """The ratio of two sides, or None."""
    return ratio_of(ours.value, theirs.value, ours.rounds, theirs.rounds)


def at_most(work, ours, rival, theirs, share, want):
    """Target: ours takes at most @share of the time of theirs."""
    ratio = ratio_between(ours, theirs)
    met = None if ratio is None else ratio.value <= share
    return Result(work, ours.value, rival, theirs.value, want, met, ratio)


def at_least(work, ours, rival, theirs, times, want, text=number):
    """Target: ours is at least @times theirs."""
    ratio = ratio_between(ours, theirs)
    met = None if ratio is None else ratio.value >= times
    return Result(work, ours.value, rival, theirs.value, want, met, ratio, text)


def limit(work, ours, most, want, text):
    """Target: ours is at most @most."""
    met = None if ours is None else ours <= most
    return Result(work, ours, "", None, want, met, text=text)


def lookups_host(figures):
    """IPv4 and IPv6 lookups in user space: scalar rivals, in vectors also those with AVX-512."""
    rivals = (("IPv4", figures.sets[0], (("rte_lpm",), ("rte_fib",))),
              ("IPv6", figures.sets[1], (("rte_fib6",), ("rte_lpm6",))))
    modes = (("single", "one at a time"), ("bulk64", "vectors of 64"),
             ("dependent", "each key from the last result"))
    for family, name, whose in rivals:
        for mode, words in modes:
            members = {"set": name, "keys": "routed", "mode": mode}
            work = f"{family} lookup, user space, {words}"
            ours = side(figures, "lookup", "bsdnet", **members)
            for names in whose:
                rival, _ = figures.best("lookup", names, but="avx512", **members)
                rival = rival or names[0]
                yield at_most(work, ours, rival, side(figures, "lookup", rival, **members), 1,
                              "faster")
            if mode == "bulk64":
                rival, _ = figures.best("lookup", ("rte_",), **members)
                yield at_most(work, ours, rival, side(figures, "lookup", rival, **members), 1,
                              "as fast as the best")


def lookups_kernel(figures):
    """Lookups in the kernel."""
    for family, name, rival in (("IPv4", figures.sets[0], "fib_lookup"),
                                ("IPv6", figures.sets[1], "fib6_lookup")):
        members = {"set": name, "keys": "routed"}
        theirs = side(figures, "kernel_lookup", rival, **members)
        for who, words in (("bsdnet", "one at a time"), ("bsdnet_vector", "vectors of 64")):
            yield at_most(f"{family} lookup, kernel, {words}",
                          side(figures, "kernel_lookup", who, **members), rival, theirs, 0.1,
                          "at most a tenth")


def memory(figures):
    """Size of the tables: the forwarding side, and all of it."""
    rivals = (("IPv4", figures.sets[0], "rte_fib_2b", 3, 32),
              ("IPv6", figures.sets[1], "rte_fib6_4b", 7.5, 64))
    for family, name, rival, forwarding_most, total_most in rivals:
        ours = figures.value("memory_forwarding", "bsdnet", set=name)
        theirs = figures.value("memory_forwarding", rival, set=name)
        result = limit(f"{family} forwarding table, bytes per route", ours, forwarding_most,
                       f"at most {forwarding_most}", number)
        result.rival, result.theirs = rival, theirs
        result.ratio = ratio_of(ours, theirs)
        yield result
        yield limit(f"{family} route table, bytes per route",
                    figures.value("memory_total", "bsdnet", set=name), total_most,
                    f"at most {total_most}", number)


def updates(figures):
    """Route changes while a reader looks up."""
    for family, name, rivals in (("IPv4", figures.sets[0], ("rte_",)),
                                 ("IPv6", figures.sets[1], ("rte_",))):
        ours = side(figures, "updates", "bsdnet", set=name)
        rival, _ = figures.best("updates", rivals, least=False, set=name)
        theirs = side(figures, "updates", rival, set=name)
        met = None if ours.value is None else ours.value >= 1e6
        yield Result(f"{family} route changes per second with a reader", ours.value, rival,
                     theirs.value, "1 million", met, ratio_between(ours, theirs), number)
        yield limit(f"{family} route change with a reader, 99.99th percentile",
                    figures.value("writer_delay_p9999", "bsdnet", set=name), 0.2e6, "at most 0.2 ms",
                    duration)


def pcb(figures):
    """Session lookups in the kernel."""
    for protocol, rival in (("udp", "udp_lookup"), ("tcp", "tcp_established")):
        for sessions in ("1000", "100000", "1000000"):
            members = {"sessions": sessions, "protocol": protocol}
            ours = side(figures, "kernel_pcb", "bsdnet", **members)
            theirs = side(figures, "kernel_pcb", rival, **members)
            yield at_most(f"session lookup, {protocol.upper()}, {int(sessions):,} sessions", ours,
                          rival, theirs, 1, "faster")


def queues(figures):
    """Packet queues in user space, which has several CPUs."""
    for producers in ("1", "4"):
        for rival in ("locked_list", "wfcqueue", "llist"):
            yield at_most(f"queue, {producers} producer{'s' if producers == '4' else ''}, per item",
                          side(figures, "queue", "bsdnet", producers=producers), rival,
                          side(figures, "queue", rival, producers=producers), 1, "faster")


# Cases of bench/lab/forward: words, and the factor of Linux's packet rate that is the target
CASES = {
    "dummy": ("device to dummy", 1.8),
    "dummy_1500": ("device to dummy, 1,500 bytes", 1.8),
    "dummy_full": ("device to dummy, random destinations, all routes", 1.8),
    "dummy_list": ("lists of 64 to dummy", 2),
    "dummy_gro": ("napi_gro_receive, 64, to dummy", 2),
    "dummy_list_full": ("lists of 64 to dummy, random destinations, all routes", 2),
    "veth": ("veth, one at a time", 1.5),
    "veth_1500": ("veth, 1,500 bytes", 1.5),
    "veth_burst": ("veth, 64 a softirq", 2),
    "veth_napi": ("veth with NAPI, 64 a softirq", 2),
    "veth_vlan": ("veth, VLAN on one side", 1.5),
    "veth_pppoe": ("veth, PPPoE on one side", 1.5),
}

# Others, which no target is set for
MORE_CASES = {
    "dummy_many": "device to dummy, random destinations, one route",
    "dummy_list_many": "lists of 64 to dummy, random destinations, one route",
}


def packet_rate(figures, who, case):
    """Packets per second, from the time per packet."""
    times = side(figures, "forward", who, case=case)
    if not times.value:
        return times
    return Side(1e9 / times.value, [1e9 / each for each in times.rounds])


def own_time(figures, who, case):
    """Time of a stack per packet in ns, without that of generator and devices."""
    times = side(figures, "forward", who, case=case)
    base = side(figures, "forward", "generator", case=case)
    if not times.value or not base.value:
        return Side(None)
    return Side(times.value - base.value, [each - base.value for each in times.rounds])


def forwarding(figures):
    """Packets per second, net time per packet, TCP, UDP echo, loading of routes."""
    for case, (words, times) in CASES.items():
        yield at_least(f"forwarding, packets per second, {words}",
                       packet_rate(figures, "bsdnet", case), "linux",
                       packet_rate(figures, "linux", case), times, f"{times} times")
    for case, share, want in (("dummy", 0.2, "at most a fifth"), ("veth", 0.5, "at most half")):
        yield at_most(f"forwarding, net time per packet, {CASES[case][0]}",
                      own_time(figures, "bsdnet", case), "linux", own_time(figures, "linux", case),
                      share, want)
    yield at_least("forwarding, all routes against one, packets per second",
                   packet_rate(figures, "bsdnet", "dummy_full"), "itself",
                   packet_rate(figures, "bsdnet", "dummy_many"), 0.97, "at least 0.97")
    yield at_least("forwarding of TCP between two hosts, GRO, Mbit/s",
                   side(figures, "forward_tcp", "bsdnet"), "linux",
                   side(figures, "forward_tcp", "linux"), 1, "at least")
    yield at_most("UDP echo, median", side(figures, "udp_echo_median", "bsdnet"), "linux",
                  side(figures, "udp_echo_median", "linux"), 1, "at most")
    yield limit("loading routes by a batch, per route", figures.value("route_batch", "bsdnet"), 3e3,
                "at most 3 us", duration)


def sockets(figures):
    """Datagram sockets: rates and round trips, a flood beside, creation, memory."""
    for row in figures.find("sock_receive_rate", who="bsdnet"):
        members = {name: row[name] for name in ("cpus", "flows", "reader", "bytes")}
        words = sock_words(row)
        yield at_least(f"received datagrams of {row['bytes']} bytes per second, {words}",
                       side(figures, "sock_receive_rate", "bsdnet", **members), "linux",
                       side(figures, "sock_receive_rate", "linux", **members), 1, "at least")
    for row in figures.find("sock_echo_median", who="bsdnet"):
        members = {name: row[name] for name in ("cpus", "flows", "reader")}
        words = sock_words(row)
        yield at_least(f"echoes per second, {words}",
                       side(figures, "sock_echo_rate", "bsdnet", **members), "linux",
                       side(figures, "sock_echo_rate", "linux", **members), 1, "at least")
        for figure, name in (("median", "median"), ("p99", "99th percentile")):
            yield at_most(f"echo, {name}, {words}",
                          side(figures, f"sock_echo_{figure}", "bsdnet", **members), "linux",
                          side(figures, f"sock_echo_{figure}", "linux", **members), 1, "at most")
    for row in figures.find("sock_flooded_p99", who="bsdnet"):
        cpus = row["cpus"]
        yield at_most(f"99th percentile of an echo beside a flood, {cpus} CPU",
                      side(figures, "sock_flooded_p99", "bsdnet", cpus=cpus), "itself alone",
                      side(figures, "sock_alone_p99", "bsdnet", cpus=cpus), 2, "at most twice")
    for row in figures.find("sock_create_rate", who="bsdnet"):
        members = {name: row[name] for name in ("cpus", "threads")}
        yield at_least(f"sockets opened, bound and closed per second, {row['threads']} threads, "
                       f"{row['cpus']} CPU",
                       side(figures, "sock_create_rate", "bsdnet", **members), "linux",
                       side(figures, "sock_create_rate", "linux", **members), 1, "at least")
    ours = figures.value("sock_many_memory", "bsdnet")
    theirs = figures.value("sock_many_memory", "linux")
    yield Result("bound socket, bytes of memory", ours, "linux", theirs, "at most",
                 None if ours is None else ours <= theirs, ratio_of(ours, theirs), number)


def sock_words(row):
    """Flows and CPUs of a figure."""
    where = "" if row["cpus"] == 1 else (", reader on the other one" if row["reader"] else
                                         ", reader on the receiving one")
    return f"{row['flows']} flows, {row['cpus']} CPU{where}"


def ifl_own(figures, who, kind, ifls):
    """Time in ns to receive a frame, without building and freeing it."""
    whole = figures.value("ifl_input", f"{who}_{kind}", ifls=ifls)
    frames = figures.value("ifl_input", f"{who}_frames", ifls=ifls)
    return whole - frames if whole and frames else None


def interfaces(figures):
    """Logical interfaces, up to a million."""
    many = "1000000"
    best = {figure: figures.best(figure, ("vlan_netdev",), least=figure == "ifl_memory")
            for figure in ("ifl_create", "ifl_memory")}
    ours = figures.value("ifl_create", "bsdnet", ifls=many)
    rival, theirs = best["ifl_create"]
    yield Result("logical interfaces created per second, up to a million", ours, rival or "vlan_netdev",
                 theirs, "100,000", None if ours is None else ours >= 1e5,
                 ratio_of(ours, theirs), number)
    result = limit("logical interface, bytes of memory", figures.value("ifl_memory", "bsdnet",
                                                                       ifls=many),
                   1024, "at most 1,024", number)
    result.rival, result.theirs = best["ifl_memory"]
    result.ratio = ratio_of(result.ours, result.theirs)
    yield result
    one = side(figures, "ifl_input", "bsdnet_one", ifls="1")
    all_ = side(figures, "ifl_input", "bsdnet_one", ifls=many)
    yield at_most("frame input, a million interfaces against one", all_, "itself", one, 1.1,
                  "at most 1.1")


def results(figures):
    """All targets in the order of the page."""
    found = []
    for kind in (lookups_host, lookups_kernel, memory, updates, pcb, queues, forwarding,
                 sockets, interfaces):
        found += kind(figures)
    return found
