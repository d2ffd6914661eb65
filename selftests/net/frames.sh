#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a bsdnet router sends is, byte by byte, what a Linux router sends for
# the same input: ordinary packets, fragments, options, errors, and headers
# that no one should send.
#
# Shows: IN-2, IN-6, NH-2, NH-3, RT-6, L2-7

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3

# the ends of the wires are sockets, not hosts: no ARP, no answers
bare()
{
	ip -n "$1" link set eth0 down
	ip -n "$1" addr flush dev eth0
	ip -n "$1" link set eth0 arp off
	ip netns exec "$1" sysctl -qw net.ipv4.conf.all.arp_ignore=8
	ip -n "$1" link set eth0 up
}

linux_router()
{
	nr sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 \
		net.ipv4.conf.r1.rp_filter=0 net.ipv4.conf.r2.rp_filter=0 \
		net.ipv4.icmp_ratelimit=0 net.ipv4.icmp_msgs_per_sec=100000 \
		net.ipv4.icmp_msgs_burst=100000 net.ipv4.conf.all.send_redirects=1
	ip -n "$rt" addr add 192.0.2.1/24 brd + dev r1
	ip -n "$rt" addr add 198.51.100.1/24 brd + dev r2
	ip -n "$rt" neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev r1
	ip -n "$rt" neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev r1
	ip -n "$rt" neigh add 198.51.100.2 lladdr 02:00:00:00:01:02 dev r2
	# the MTU of the far side, as a route's so that the device takes it all
	ip -n "$rt" link set r2 mtu 1280
}

no_linux_router()
{
	nr sysctl -qw net.ipv4.ip_forward=0
	ip -n "$rt" addr flush dev r1
	ip -n "$rt" addr flush dev r2
	ip -n "$rt" neigh flush all
}

wires
bare "$h1"
bare "$h2"
linux_router
ok "frames through Linux" python3 "$(dirname "$0")/frames.py" run "$h1" "$h2" "$workdir/linux"
no_linux_router
router
ctl neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev r1
ctl neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev r1
ctl neigh add 198.51.100.2 lladdr 02:00:00:00:01:02 dev r2
ok "frames through bsdnet" python3 "$(dirname "$0")/frames.py" run "$h1" "$h2" "$workdir/bsdnet"
python3 "$(dirname "$0")/frames.py" compare "$workdir/linux" "$workdir/bsdnet" \
	>"$workdir/result"
cat "$workdir/result"
passed=$((passed + $(grep -c '^ok' "$workdir/result" || true)))
failed=$((failed + $(grep -c '^not ok' "$workdir/result" || true)))
