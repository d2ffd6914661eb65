#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Make a synthetic IPv4 route set, as batches for ip and for bsdnetctl.

usage: routes.py COUNT DIRECTORY

Prefix lengths are distributed as in the public routing table (most are /24);
addresses lie in 1.0.0.0 - 223.255.255.255 without 10/8 and 127/8. The same
count always gives the same routes.
"""

import random
import sys

LENGTHS = {8: 0.1, 12: 0.3, 14: 0.5, 16: 1.5, 18: 1.5, 19: 2.7, 20: 4.5, 21: 5.3,
           22: 11.5, 23: 10, 24: 62}


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    count, where = int(sys.argv[1]), sys.argv[2]
    rng = random.Random(1)
    routes = set()
    while len(routes) < count:
        bits = rng.choices(list(LENGTHS), list(LENGTHS.values()))[0]
        value = rng.randrange(1 << 24, 224 << 24) >> (32 - bits) << (32 - bits)
        if value >> 24 not in (10, 127):
            routes.add((value, bits))
    with open(f"{where}/routes.ip", "w", encoding="ascii") as ip, \
            open(f"{where}/routes.bsdnet", "w", encoding="ascii") as bsdnet:
        for value, bits in sorted(routes):
            prefix = ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))
            ip.write(f"route add {prefix}/{bits} via 10.0.2.2\n")
            bsdnet.write(f"route add {prefix}/{bits} via 10.0.2.2\n")
    return 0


sys.exit(main())
