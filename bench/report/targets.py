# SPDX-License-Identifier: GPL-2.0
"""The targets and their results."""

from dataclasses import dataclass
from typing import Optional

from figures import duration, number


@dataclass
class Result:
    """A target: @ours against @theirs of @rival; @want describes it."""

    work: str
    ours: Optional[float]
    rival: str
    theirs: Optional[float]
    want: str
    met: Optional[bool]
    ratio: Optional[float] = None
    text: object = duration

    def cells(self):
        """Cells of the table: work, ours, rival, theirs, ratio, target, met."""
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}"
        met = {True: "yes", False: "**no**", None: "not measured"}[self.met]
        return [self.work, self.text(self.ours), self.rival or "-", self.text(self.theirs), ratio,
                self.want, met]


def at_most(work, ours, rival, theirs, share, want):
    """Target: ours takes at most @share of the time of theirs."""
    if not ours or not theirs:
        return Result(work, ours, rival, theirs, want, None)
    return Result(work, ours, rival, theirs, want, ours <= share * theirs, ours / theirs)


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
            ours = figures.value("lookup", "bsdnet", **members)
            for names in whose:
                rival, theirs = figures.best("lookup", names, but="avx512", **members)
                yield at_most(work, ours, rival or names[0], theirs, 1, "faster")
            if mode == "bulk64":
                rival, theirs = figures.best("lookup", ("rte_",), **members)
                yield at_most(work, ours, rival, theirs, 1, "as fast as the best")


def lookups_kernel(figures):
    """Lookups in the kernel."""
    for family, name, rival in (("IPv4", figures.sets[0], "fib_lookup"),
                                ("IPv6", figures.sets[1], "fib6_lookup")):
        members = {"set": name, "keys": "routed"}
        theirs = figures.value("kernel_lookup", rival, **members)
        for who, words in (("bsdnet", "one at a time"), ("bsdnet_vector", "vectors of 64")):
            yield at_most(f"{family} lookup, kernel, {words}",
                          figures.value("kernel_lookup", who, **members), rival, theirs, 0.1,
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
        result.ratio = ours / theirs if ours and theirs else None
        yield result
        yield limit(f"{family} route table, bytes per route",
                    figures.value("memory_total", "bsdnet", set=name), total_most,
                    f"at most {total_most}", number)


def updates(figures):
    """Route changes while a reader looks up."""
    for family, name, rivals in (("IPv4", figures.sets[0], ("rte_",)),
                                 ("IPv6", figures.sets[1], ("rte_",))):
        ours = figures.value("updates", "bsdnet", set=name)
        rival, theirs = figures.best("updates", rivals, least=False, set=name)
        met = None if ours is None else ours >= 1e6
        yield Result(f"{family} route changes per second with a reader", ours, rival, theirs,
                     "1 million", met, ours / theirs if ours and theirs else None, number)
        yield limit(f"{family} route change with a reader, 99.99th percentile",
                    figures.value("writer_delay_p9999", "bsdnet", set=name), 0.2e6, "at most 0.2 ms",
                    duration)


def pcb(figures):
    """Session lookups in the kernel."""
    for protocol, rival in (("udp", "udp_lookup"), ("tcp", "tcp_established")):
        for sessions in ("1000", "100000", "1000000"):
            members = {"sessions": sessions, "protocol": protocol}
            ours = figures.value("kernel_pcb", "bsdnet", **members)
            theirs = figures.value("kernel_pcb", rival, **members)
            yield at_most(f"session lookup, {protocol.upper()}, {int(sessions):,} sessions", ours,
                          rival, theirs, 1, "faster")


def queues(figures):
    """Packet queues in user space, which has several CPUs."""
    for producers in ("1", "4"):
        for rival in ("locked_list", "wfcqueue", "llist"):
            yield at_most(f"queue, {producers} producer{'s' if producers == '4' else ''}, per item",
                          figures.value("queue", "bsdnet", producers=producers), rival,
                          figures.value("queue", rival, producers=producers), 1, "faster")


def own_time(figures, stack, kind):
    """Net time of a stack per packet in ns, without generator and devices."""
    rate = figures.value("forward_" + kind, stack)
    # measured before and after the other runs
    _, base = figures.best("generator_" + ("one" if kind == "one" else "many"), ("none",),
                           least=False)
    if not rate or not base or rate >= base:
        return None
    return 1e9 / rate - 1e9 / base


def forwarding(figures):
    """Packets per second and net time per packet."""
    words = {"one": "one destination", "full": "random destinations, all routes"}
    for kind, times in (("one", 1.5), ("full", 1.8)):
        ours = figures.value("forward_" + kind, "bsdnet")
        theirs = figures.value("forward_" + kind, "linux")
        ratio = ours / theirs if ours and theirs else None
        yield Result(f"forwarding, packets per second, {words[kind]}", ours, "linux", theirs,
                     f"{times} times", ratio >= times if ratio else None, ratio, number)
    for kind in ("one", "full"):
        yield at_most(f"forwarding, net time per packet, {words[kind]}",
                      own_time(figures, "bsdnet", kind), "linux",
                      own_time(figures, "linux", kind), 0.5, "at most half")
    few = figures.value("forward_many", "bsdnet")
    many = figures.value("forward_full", "bsdnet")
    ratio = many / few if few and many else None
    yield Result("forwarding, all routes against one, packets per second", many, "itself", few,
                 "at least 0.97", ratio >= 0.97 if ratio else None, ratio, number)
    yield at_most("UDP echo, median", figures.value("udp_echo_median", "bsdnet"), "linux",
                  figures.value("udp_echo_median", "linux"), 1, "at most")
    yield limit("loading routes by a batch, per route", figures.value("route_batch", "bsdnet"), 3e3,
                "at most 3 us", duration)


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
                 ours / theirs if ours and theirs else None, number)
    result = limit("logical interface, bytes of memory", figures.value("ifl_memory", "bsdnet",
                                                                       ifls=many),
                   1024, "at most 1,024", number)
    result.rival, result.theirs = best["ifl_memory"]
    result.ratio = result.ours / result.theirs if result.ours and result.theirs else None
    yield result
    one = figures.value("ifl_input", "bsdnet_one", ifls="1")
    all_ = figures.value("ifl_input", "bsdnet_one", ifls=many)
    ratio = all_ / one if one and all_ else None
    yield Result("frame input, a million interfaces against one", all_, "itself", one,
                 "at most 1.1", ratio <= 1.1 if ratio else None, ratio)


def results(figures):
    """All targets in the order of the page."""
    found = []
    for kind in (lookups_host, lookups_kernel, memory, updates, pcb, queues, forwarding,
                 interfaces):
        found += kind(figures)
    return found
