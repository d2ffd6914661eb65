# SPDX-License-Identifier: GPL-2.0
"""The figures of a run: reading, lookup, formatting."""

import json
import os
import statistics

PARTS = ("host", "queue", "pcb", "kernel", "forward", "sock", "ifl")


class Figures:
    """All figures of the measured parts."""

    def __init__(self, where):
        self.rows = []
        self.parts = []
        with open(os.path.join(where, "machine.json"), encoding="utf-8") as file:
            self.machine = json.load(file)
        for part in PARTS:
            path = os.path.join(where, part + ".json")
            if not os.path.exists(path):
                continue
            self.parts.append(part)
            with open(path, encoding="utf-8") as lines:
                for line in lines:
                    self.rows.append(dict(json.loads(line), part=part))
        self.sets = (self.machine["set4"], self.machine["set6"])

    def find(self, figure, **members):
        """All rows with these members, in order of measurement."""
        members["figure"] = figure
        return [row for row in self.rows
                if all(row.get(name) == want for name, want in members.items())]

    def value(self, figure, who, **members):
        """The value, or None if it was not measured."""
        found = self.find(figure, who=who, **members)
        return found[-1]["value"] if found else None

    def rounds(self, figure, who, **members):
        """The values of all rounds, or None."""
        found = self.find(figure, who=who, **members)
        return found[-1].get("rounds") if found else None

    def best(self, figure, names, least=True, but="-", **members):
        """(who, value) of the best row whose name begins with one of @names, without @but."""
        found = [(row["who"], row["value"]) for row in self.find(figure, **members)
                 if row["who"].startswith(tuple(names)) and but not in row["who"]]
        if not found:
            return None, None
        return (min if least else max)(found, key=lambda pair: pair[1])


class Ratio:
    """A ratio: its median over the rounds in which both took turns, the least and the most."""

    def __init__(self, ours, theirs, our_rounds=None, their_rounds=None):
        if our_rounds and their_rounds and len(our_rounds) == len(their_rounds):
            each = [a / b for a, b in zip(our_rounds, their_rounds)]
            self.value = statistics.median(each)
            self.spread = min(each), max(each)
        else:
            self.value = ours / theirs
            self.spread = None

    def __str__(self):
        if self.spread is None:
            return f"{self.value:.2f}"
        return f"{self.value:.2f} ({self.spread[0]:.2f} - {self.spread[1]:.2f})"


def ratio_of(ours, theirs, our_rounds=None, their_rounds=None):
    """A Ratio, or None if one of them was not measured."""
    return Ratio(ours, theirs, our_rounds, their_rounds) if ours and theirs else None


def number(value):
    """A number with three significant digits and no exponent."""
    if value is None:
        return "-"
    for limit, divisor, suffix in ((1e9, 1e9, " G"), (1e6, 1e6, " M"), (1e4, 1e3, " k")):
        if abs(value) >= limit:
            return f"{value / divisor:.3g}{suffix}"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


def duration(value):
    """A time in ns with a suitable unit."""
    if value is None:
        return "-"
    for limit, divisor, unit in ((1e9, 1e9, "s"), (1e6, 1e6, "ms"), (1e3, 1e3, "us")):
        if value >= limit:
            return f"{value / divisor:.3g} {unit}"
    return f"{value:.3g} ns"
