# SPDX-License-Identifier: GPL-2.0
"""The performance page: targets, then all figures, as Markdown tables."""

from figures import duration, number
from targets import CASES, MORE_CASES, own_time, packet_rate, sock_words

HEAD = ["work", "bsdnet", "rival", "rival's figure", "ratio", "target", "met"]
PATTERNS = ("uniform", "routed", "sequential", "zipf")
MODES = ("single", "dependent", "bulk32", "bulk64")


def table(head, rows):
    """A Markdown table with aligned columns."""
    widths = [max(len(row[i]) for row in [head] + rows) for i in range(len(head))]
    lines = []
    for row in [head, ["-" * width for width in widths]] + rows:
        lines.append("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
    return "\n".join(lines) + "\n"


def ordered(values):
    """The distinct values in order of first occurrence."""
    return list(dict.fromkeys(values))


def lookup_tables(figures):
    """Tables by key pattern and mode, one for each route set."""
    for name in ordered(row["set"] for row in figures.find("lookup")):
        rows = []
        for who in ordered(row["who"] for row in figures.find("lookup", set=name)):
            cells = [who]
            for mode in MODES:
                for keys in (PATTERNS if mode in ("single", "bulk64") else ("routed",)):
                    cells.append(number(figures.value("lookup", who, set=name, keys=keys,
                                                      mode=mode)))
            rows.append(cells)
        head = ["ns"] + [keys for keys in PATTERNS] + ["dependent", "bulk 32"]
        head += ["bulk 64 " + keys for keys in PATTERNS]
        yield f"### Lookups, {name}\n\n" + table(head, rows)


def load_table(figures):
    """Load time, memory, updates and delays, by set and table."""
    rows = []
    for row in figures.find("load"):
        who, name = row["who"], row["set"]
        get = lambda figure, who=who, name=name: figures.value(figure, who, set=name)
        rows.append([name, who, duration(row["value"]), number(get("memory_forwarding")),
                     number(get("memory_total")), number(get("updates")),
                     number(get("updates_wall")),
                     duration(get("writer_delay_p9999")), duration(get("writer_delay_max")),
                     duration(get("reader_delay_p9999")), duration(get("reader_delay_max"))])
    return table(["set", "table", "load per route", "forwarding B/route", "total B/route",
                  "updates/s", "wall clock", "writer 99.99 %", "writer worst", "reader 99.99 %",
                  "reader worst"], rows)


def kernel_table(figures):
    """Kernel lookups by key pattern."""
    rows = []
    for name in figures.sets:
        for who in ordered(row["who"] for row in figures.find("kernel_lookup", set=name)):
            base = {"bsdnet_vector": "bsdnet", "fib_lookup": "fib_trie",
                    "fib6_lookup": "fib6"}.get(who, who)
            rows.append([name, who] +
                        [number(figures.value("kernel_lookup", who, set=name, keys=keys))
                         for keys in PATTERNS] +
                        [duration(figures.value("kernel_load", base, set=name)),
                         number(figures.value("kernel_memory_total", base, set=name)),
                         number(figures.value("kernel_updates", base, set=name))])
    return table(["set", "ns"] + list(PATTERNS) + ["load per route", "total B/route", "updates/s"],
                 rows)


def queue_table(figures):
    """Queues in user space by number of producers, and in the kernel."""
    rows = []
    for who in ordered(row["who"] for row in figures.find("queue")):
        rows.append([who] + [number(figures.value("queue", who, producers=producers))
                             for producers in ("0", "1", "4")])
    text = table(["ns per item, user space", "alone", "1 producer", "4 producers"], rows)
    rows = [[row["who"], number(row["value"])] for row in figures.find("kernel_queue")]
    return text + "\n" + table(["ns per item, kernel without SMP", "alone"], rows)


def pcb_table(figures):
    """Session lookups."""
    rows = []
    for sessions in ordered(row["sessions"] for row in figures.rows if "sessions" in row):
        row = [f"{int(sessions):,}"]
        row += [number(figures.value(figure, "bsdnet", sessions=sessions))
                for figure in ("pcb_hit", "pcb_miss", "pcb_insert", "pcb_remove")]
        for who, protocol in (("bsdnet", "udp"), ("udp_lookup", "udp"), ("bsdnet", "tcp"),
                              ("tcp_established", "tcp")):
            row.append(number(figures.value("kernel_pcb", who, sessions=sessions,
                                            protocol=protocol)))
        row += [number(figures.value("kernel_map", who, sessions=sessions))
                for who in ("linemap", "rhashtable")]
        rows.append(row)
    return table(["sessions (ns)", "user space: hit", "miss", "insert", "remove", "kernel: bsdnet",
                  "UDP lookup", "bsdnet ", "TCP established", "hash alone", "rhashtable"], rows)


def spread(text, of):
    """A value with the least and the most of its rounds."""
    if not of.rounds:
        return text(of.value)
    return f"{text(of.value)} ({text(min(of.rounds))} - {text(max(of.rounds))})"


def forward_table(figures):
    """Times per packet and packet rates, TCP, UDP echo."""
    rows = []
    words = {case: about for case, (about, _) in CASES.items()} | MORE_CASES
    for case in ordered(row["case"] for row in figures.find("forward")):
        base = figures.value("forward", "generator", case=case)
        floor = figures.value("forward", "floor", case=case)
        for stack in ("linux", "bsdnet"):
            rows.append([words[case], stack, duration(base), duration(floor),
                         duration(figures.value("forward", stack, case=case)),
                         spread(number, packet_rate(figures, stack, case)),
                         spread(duration, own_time(figures, stack, case))])
    text = table(["forwarding", "stack", "generator", "floor", "packet", "packets/s (spread)",
                  "net time (spread)"], rows)
    rows = [[stack, duration(figures.value("udp_echo_median", stack)),
             duration(figures.value("udp_echo_p99", stack)),
             number(figures.value("forward_tcp", stack))] for stack in ("linux", "bsdnet")]
    batch = figures.value("route_batch", "bsdnet")
    if batch:
        text += f"\nLoading the routes by `bsdnetctl -batch`: {duration(batch)} per route.\n"
    return text + "\n" + table(["stack", "UDP echo, median", "99th percentile",
                                "forwarded TCP, Mbit/s"], rows)


def sock_table(figures):
    """Datagram sockets: rates and round trips by who consumes."""
    rows = []
    for row in figures.find("sock_receive_rate", who="bsdnet"):
        members = {name: row[name] for name in ("cpus", "flows", "reader", "bytes")}
        rows.append([f"datagrams of {row['bytes']} bytes/s, {sock_words(row)}"] +
                    [number(figures.value("sock_receive_rate", who, **members))
                     for who in SOCK_STACKS])
    for row in figures.find("sock_echo_median", who="bsdnet"):
        members = {name: row[name] for name in ("cpus", "flows", "reader")}
        for figure, name, text in (("rate", "echoes/s", number), ("median", "echo, median", duration),
                                   ("p99", "echo, 99th percentile", duration)):
            rows.append([f"{name}, {sock_words(row)}"] +
                        [text(figures.value(f"sock_echo_{figure}", who, **members))
                         for who in SOCK_STACKS])
    return table(["sockets"] + list(SOCK_STACKS.values()), rows)


def ifl_table(figures):
    """Logical interfaces and VLAN devices by number of interfaces."""
    rows = []
    for who in ("bsdnet", "vlan_netdev"):
        for row in figures.find("ifl_create", who=who):
            get = lambda figure, name, ifls=row["ifls"]: figures.value(figure, name, ifls=ifls)
            listed = get("ifl_list", who)
            rows.append([who, f"{int(row['ifls']):,}", number(row["value"]),
                         number(get("ifl_memory", who)), number(get("ifl_delete", who)),
                         duration(listed and listed * 1000),
                         duration(get("ifl_input", who + "_one")),
                         duration(get("ifl_input", who + "_all")),
                         duration(get("ifl_input", who + "_frames"))])
    return table(["interfaces", "number", "created/s", "bytes each", "deleted/s", "list all",
                  "input, same one", "input, random ones", "frame only"], rows)


SOCK_STACKS = {"linux": "linux", "bsdnet": "bsdnet: readers consume",
               "bsdnet_workers": "workers on the reader's CPU", "bsdnet_unbound": "unbound workers"}

INTRODUCTION = """\
# Performance

Written by `make bench` (bench/run). Each line compares bsdnet and its rivals in the same run.
The contestants take turns, each on one processor and after a round that warms up. Figures are
medians of at least five rounds; ratios are medians of the ratios in each round, with the least
and the greatest in parentheses. Delays are the worst of a run. Rivals in user space come from Debian packages: DPDK's rte_lpm, rte_fib,
rte_lpm6 and rte_fib6, liburcu's wfcqueue. Rivals in the lab kernel (User Mode Linux without
SMP, native speed) are those of Linux.
"""

NOTES = """\
* Key patterns of lookups: routed - inside a random prefix of the set; sequential - inside
  each prefix in turn; Zipf - prefixes of unequal popularity (s = 1); uniform - over the
  whole unicast space; dependent - routed, and the next key depends on the last result, so
  that lookups cannot overlap. The run fails if two tables give different answers for a key.
* Single-threaded work is measured in CPU time of the thread, also in the lab kernel, which is a
  process; so are the updates per second, which are also given by wall clock. Delays are measured by wall clock: on a machine with
  other load, the worst ones are waits of a thread for a CPU.
* bsdnet's files are compiled with -O3 -march=native here, like DPDK's inline functions.
  DPDK's tables are in huge pages if the system has any free (see above), and the C library
  is asked to use them for bsdnet's tables.
* A rival that is missing in a table could not hold the set: rte_fib6 with entries of 2 bytes
  has too few groups for it. rte_lpm is left out for sets of more than 600,000 routes: it
  searches a rule linearly among all rules of the same length, so that its load time grows
  with the square of the set. Sets larger than that (rte_fib6: larger than 300,000) are
  loaded into one rte_fib only, because its route side takes 800 bytes per route and more. If
  a rival refuses an update, its updates are not in the table.
* fib_lookup() and fib6_lookup() are called as the kernel calls them. Updates of fib_trie are
  calls of fib_table_insert() and fib_table_delete(), without netlink; routes are loaded by
  netlink in large batches. Sizes of the kernel's own tables are the decrease in free memory
  while they are loaded.
* Queues in user space: the consumer has one CPU to itself, producers share the others; with
  two CPUs, four producers take turns. locked_list, llist and ptr_ring are the kernel's
  algorithms with POSIX spinlocks. A kernel without SMP compiles its locks and the lock
  prefixes of llist to nothing, but not the exchange in bsdnet's queue, so these figures
  mean little.
* Logical interfaces have an outer 802.1ad and an inner 802.1Q tag, 4,000 per outer tag, and
  family inet (the kernel's VLAN devices are up). They are created by `bsdnetctl -batch` and
  `ip -batch`, each number continuing from the one before, and deleted with their outer tags
  or device. Bytes are the decrease in free memory. Input: a frame is built, received through
  its interface, and dropped at the end of IP input, because forwarding is off. The
  interface is always the same one, or a random one for each frame; the latter shows the
  cost of cache misses rather than that of the lookup.
* Forwarding: frames are made in the kernel (bench/kmod/forward.c) and handed to a device; they
  leave another one of the same kind. The generator makes frames that are freed on arrival; the
  floor sends them on as they are, the least that any stack does. Net time per packet: the time
  per packet less that of the generator.
* Sockets: the client's are Linux's, in a namespace of their own behind a veth pair; the receiving
  CPU is the one of the client. The server blocks in recvfrom() or, with several sockets, in
  epoll_wait(); one request is on the way in each flow. Datagrams are received by recvmmsg() and
  sent by sendmmsg(), 32 at a time, as fast as the client can. The lab kernel with two CPUs is
  User Mode Linux with SMP: each of its CPUs is a thread, and wakeups between them are signals
  of the host.
* TCP: iperf3 between two namespaces through the router, over veth with GRO, by wall clock.
"""


def machine_text(figures):
    """Processor, versions and load average."""
    about = figures.machine
    loads = ", ".join(f"{row['who']} {row['value']}" for row in figures.find("load_average"))
    huge = figures.value("huge_pages", "dpdk")
    pages = {None: "", 0: " in pages of normal size", 1: " in huge pages"}[huge]
    return (f"Processor: {about['cpu']}, {about['cores']} cores ({about['caches']}). "
            f"{about['compiler']}; DPDK {about['dpdk']}{pages}; liburcu {about['urcu']}; lab kernel "
            f"{about['kernel']}. Public routes: @ip-location-db/asn {about['routes'] or '-'}. "
            f"Load average at the start of each part: {loads}.\n")


# Beginnings of targets, and what keeps bsdnet from them
REASONS = (
    ("IPv4 lookup, user space", "rte_lpm has a result for each /24 in 64 MiB and is in line in its "
     "caller. A lookup here counts bits in a node after two slots, and is called."),
    ("IPv4 route changes", "a change allocates and copies the node's prefixes and its forwarding "
     "form."),
    ("IPv6 route changes", "the same; a node that comes or goes also changes the one above it."),
    ("IPv4 route change with a reader", "measured by wall clock: includes waits of the writer for "
     "a CPU."),
    ("session lookup, UDP, 1,000", "half of the time is two loads that miss the first-level cache, "
     "of the bucket and of the entry."),
    ("queue, ", "the consumer follows its producers item by item, and each item moves its cache line "
     "between two CPUs. llist's consumer takes all items at once and seldom comes back."),
    ("forwarding, packets per second, device", "making a frame, receiving it and dev_queue_xmit() "
     "(see floor) are most of a packet's time, and the same for both stacks."),
    ("forwarding, packets per second, veth", "the same, with two veth pairs."),
    ("forwarding, packets per second, lists", "the same; Linux too passes lists of packets through "
     "its input, so that less than half of its time is its own."),
    ("forwarding, packets per second, napi", "the same."),
    ("forwarding, net time per packet", "the net time includes dev_queue_xmit() and the output "
     "device, which no stack can avoid."),
    ("forwarding, all routes against one", "the lookup misses the caches at random destinations."),
    ("loading routes", "a third is the change of the table; the rest are the words of the command, netlink and "
     "its answers."),
)


def reasons_text(results):
    """Why targets are missed."""
    missed = [result.work for result in results if result.met is False]
    return "\n".join(f"* {beginning.rstrip(', ')}: {why}" for beginning, why in REASONS
                     if any(work.startswith(beginning) for work in missed)) + "\n"


def page(figures, results):
    """The whole page."""
    met = sum(result.met is True for result in results)
    missed = sum(result.met is False for result in results)
    parts = [INTRODUCTION, machine_text(figures)]
    if about_sets := {"public4", "public6"} - set(figures.sets):
        parts.append(f"**Public route set not available ({', '.join(sorted(about_sets))}): "
                     "replaced by synthetic sets.**\n")
    parts += ["## Targets\n", f"{met} met, {missed} missed. Routes: {' and '.join(figures.sets)}, "
              "keys in routed space in random order.\n",
              table(HEAD, [result.cells() for result in results]),
              "### Why targets are missed\n", reasons_text(results),
              "![figures](performance.svg)\n", "## How it was measured\n", NOTES]
    if figures.find("lookup"):
        parts += ["## Route tables in user space\n", *lookup_tables(figures),
                  "### Loading, memory, updates beside a reader\n", load_table(figures)]
    if figures.find("kernel_lookup"):
        parts += ["## Route tables in the kernel\n", kernel_table(figures)]
    if figures.find("queue"):
        parts += ["## Packet queues\n", queue_table(figures)]
    if figures.find("pcb_hit"):
        parts += ["## Session lookup\n", pcb_table(figures)]
    if figures.find("forward"):
        parts += ["## Forwarding and UDP echo\n", forward_table(figures)]
    if figures.find("sock_receive_rate"):
        parts += ["## Datagram sockets\n", sock_table(figures)]
    if figures.find("ifl_create"):
        parts += ["## Logical interfaces\n", ifl_table(figures)]
    return "\n".join(parts)
