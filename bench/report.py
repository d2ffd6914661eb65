#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Turn the figures of bench/guest into a table of ratios.

usage: report.py FIGURES [JSON]
"""

import json
import sys

ROWS = [  # figure, unit, divisor, words, more is better
    ("forward_one_pps", "Mpps", 1e6, "forwarding, one destination", True),
    ("forward_all_pps", "Mpps", 1e6, "forwarding, random destinations, all routes", True),
    ("udp_echo_median_ns", "us", 1e3, "UDP echo, median", False),
    ("udp_echo_p99_ns", "us", 1e3, "UDP echo, 99th percentile", False),
    ("lookup_ps", "ns", 1e3, "route lookup (fib_lookup / bn_rt_lookup)", False),
]


def main():
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    figures = {}
    with open(sys.argv[1], encoding="ascii") as lines:
        for line in lines:
            words = line.split()
            if len(words) == 3 and words[2].isdigit():
                figures[words[0], words[1]] = int(words[2])
    rows, missing = [], 0
    print(f"{'':46}{'linux':>9} {'bsdnet':>9}       ratio")
    for name, unit, divisor, words, more in ROWS:
        linux, bsdnet = figures.get((name, "linux")), figures.get((name, "bsdnet"))
        if not linux or not bsdnet:
            print(f"{words:46}  not measured")
            missing += 1
            continue
        ratio = bsdnet / linux if more else linux / bsdnet
        print(f"{words:46}{linux / divisor:9.3f} {bsdnet / divisor:9.3f} {unit:5}{ratio:6.2f} times as fast")
        rows.append({"figure": name, "linux": linux, "bsdnet": bsdnet, "speedup": ratio})
    base = figures.get(("generator_pps", "none"))
    if base:
        for stack in ("linux", "bsdnet"):
            rate = figures.get(("forward_one_pps", stack))
            if rate:
                own = 1e9 / rate - 1e9 / base
                share = own * rate / 1e9
                print(f"own share of a packet's time, {stack:7} {own:6.0f} of {1e9 / rate:6.0f} ns: {share:.0%}")
                rows.append({"figure": "own_share", "stack": stack, "ns": own, "share": share})
    if ("route_load_ns", "bsdnet") in figures:
        print(f"loading routes with bsdnetctl: {figures['route_load_ns', 'bsdnet']} ns each")
    if len(sys.argv) == 3:
        with open(sys.argv[2], "w", encoding="ascii") as out:
            json.dump(rows, out, indent=1)
    return missing != 0


sys.exit(main())
