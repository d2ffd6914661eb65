# SPDX-License-Identifier: GPL-2.0
"""The figures as an SVG picture, drawn by gnuplot."""

import subprocess

STYLE = """\
set terminal svg size 1100,1320 font "sans-serif,11" background "white"
set output "{output}"
set multiplot layout 3,2 margins 0.07,0.95,0.08,0.965 spacing 0.09,0.11
set style data histograms
set style histogram clustered gap 1
set style fill solid 0.8 noborder
set boxwidth 0.9
set grid ytics lc "#dddddd"
set key top left samplen 1
set offsets 0,0,graph 0.25,0
set xtics rotate by -25 noenhanced
set key noenhanced
"""


class Plot:
    """Groups of bars: a group for each of @rows, a bar for each of @columns."""

    def __init__(self, title, unit, columns, rows, logarithmic=False):
        self.title, self.unit, self.columns = title, unit, columns
        self.rows = [row for row in rows if any(cell is not None for cell in row[1:])]
        self.logarithmic = logarithmic

    def script(self, number):
        """The gnuplot commands of this plot."""
        if not self.rows:
            return "set multiplot next\n"
        lines = [f"$data{number} << end"]
        for row in self.rows:
            lines.append(" ".join([f'"{row[0]}"'] + ["?" if cell is None else f"{cell:g}"
                                                     for cell in row[1:]]))
        lines += ["end", f'set title "{self.title}"', f'set ylabel "{self.unit}"',
                  "set logscale y" if self.logarithmic else "unset logscale",
                  "set yrange [1:*]" if self.logarithmic else "set yrange [0:*]"]
        bars = [f'$data{number} using {i + 2}:xtic(1) title "{name}"'
                for i, name in enumerate(self.columns)]
        return "\n".join(lines + ["plot " + ", ".join(bars)]) + "\n"


def lookups(figures, name, title):
    """Lookups of routed keys by mode."""
    modes = ("single", "bulk64", "dependent")
    names = dict.fromkeys(row["who"] for row in figures.find("lookup", set=name))
    return Plot(title, "ns per lookup", ("one at a time", "vectors of 64", "dependent"),
                [[who] + [figures.value("lookup", who, set=name, keys="routed", mode=mode)
                          for mode in modes] for who in names])


def kernel_lookups(figures):
    """Lookups in the kernel."""
    rows = []
    for name in figures.sets:
        for row in figures.find("kernel_lookup", set=name, keys="routed"):
            rows.append([f"{row['who']} {name[-1] if name[-1] in '46' else '4'}", row["value"]])
    return Plot("Route lookup in the kernel, routed keys", "ns per lookup", ("one key",), rows, True)


def sessions(figures):
    """Session lookups by number of sessions."""
    rows = []
    for number in ("1000", "100000", "1000000"):
        cells = [f"{int(number):,}"]
        for who, protocol in (("bsdnet", "udp"), ("udp_lookup", "udp"), ("tcp_established", "tcp")):
            cells.append(figures.value("kernel_pcb", who, sessions=number, protocol=protocol))
        rows.append(cells)
    return Plot("Session lookup in the kernel", "ns per lookup", ("bsdnet", "UDP", "TCP"), rows)


def ifl_numbers(figures):
    """All numbers of interfaces in the figures."""
    return sorted({row["ifls"] for row in figures.find("ifl_create")}, key=int)


def ifl_rates(figures):
    """Interfaces created per second, by number of interfaces."""
    names = ("bsdnet", "vlan_netdev")
    rows = [[f"{int(ifls):,}"] + [figures.value("ifl_create", who, ifls=ifls) for who in names]
            for ifls in ifl_numbers(figures) if int(ifls) > 1]
    return Plot("Logical interfaces created, up to this number", "per second",
                ("bsdnet", "VLAN devices"), rows, True)


def ifl_input(figures):
    """Input of a frame by number of interfaces."""
    names = ("bsdnet_one", "bsdnet_all", "vlan_netdev_one", "vlan_netdev_all")
    rows = [[f"{int(ifls):,}"] + [figures.value("ifl_input", who, ifls=ifls) for who in names]
            for ifls in ifl_numbers(figures)]
    return Plot("Input of a frame, by interfaces configured", "ns",
                ("bsdnet, same one", "bsdnet, random ones", "VLAN devices, one",
                 "VLAN devices, random"), rows)


def draw(figures, output):
    """Draw all plots into a file."""
    plots = [lookups(figures, figures.sets[0], "IPv4 route lookup in user space, routed keys"),
             lookups(figures, figures.sets[1], "IPv6 route lookup in user space, routed keys"),
             kernel_lookups(figures), sessions(figures), ifl_rates(figures),
             ifl_input(figures)]
    script = STYLE.format(output=output) + "".join(plot.script(i) for i, plot in enumerate(plots))
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
