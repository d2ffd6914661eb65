#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Report the figures of a benchmark run as text, JSON, Markdown and a picture.

usage: report.py DIRECTORY [-q]

-q: mark the page as a quick run. The last line of output is the number of
targets met.
"""

import json
import os
import sys

from figures import Figures
from page import HEAD, page, table
from plot import draw
from targets import results


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["-q"]):
        print(__doc__, file=sys.stderr)
        return 2
    where = sys.argv[1]
    figures = Figures(where)
    found = results(figures)
    text = page(figures, found)
    if sys.argv[2:]:
        text = text.replace("# Performance\n", "# Performance (quick run: rough figures)\n", 1)
    with open(os.path.join(where, "performance.md"), "w", encoding="utf-8") as file:
        file.write(text)
    draw(figures, os.path.join(where, "performance.svg"))
    with open(os.path.join(where, "bench.json"), "w", encoding="utf-8") as file:
        targets = [dict(zip(HEAD, result.cells())) for result in found]
        json.dump({"machine": figures.machine, "targets": targets, "figures": figures.rows}, file,
                  indent=1)
    measured = [result for result in found if result.met is not None]
    print(table(HEAD, [result.cells() for result in measured]).replace("**no**", "no    "))
    met = sum(result.met for result in measured)
    print(f"targets: {met} met, {len(measured) - met} missed, "
          f"{len(found) - len(measured)} not measured")
    return 0


sys.exit(main())
