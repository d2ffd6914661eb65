#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Source addresses that the stack chooses: that of the loopback interface, of the interface that the
# next hop is on, of the instance.
#
# Shows: NH-13, NH-1

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need bsdnet-run ping python3

wires
router
recorder=$(dirname "$0")/udp_sources.py
start n1 python3 "$recorder" 4000 "$workdir/h1"
start n2 python3 "$recorder" 4000 "$workdir/h2"
poll 10 grep -q ready "$workdir/h1"
poll 10 grep -q ready "$workdir/h2"

# from FILE DESTINATION [WORDS]: sends a datagram; prints the source that the host of FILE sees
from()
{
	local number

	number=$(date +%s%N)
	nr bsdnet-run python3 "$(dirname "$0")/udp_say.py" "$2" 4000 "$number" "${@:3}" >&2
	poll 3 grep -q "^$number " "$workdir/$1"
	sed -n "s/^$number //p" "$workdir/$1"
}
route_source() { ctl -j route get "$1" | jq -r ".[0].src"; }

is "the interface's" 192.0.2.1 "$(from h1 192.0.2.2)"
is "that of the other one" 198.51.100.1 "$(from h2 198.51.100.2)"

ctl ifa add r1 203.0.113.1/24
host "$h1" eth0 203.0.113.2/24 ''
is "that of the neighbour's prefix" 203.0.113.1 "$(from h1 203.0.113.2)"
n1 ip addr add 10.1.0.1/32 dev lo
ctl route add 10.1.0.0/16 via 203.0.113.2
is "that of the gateway's prefix" 203.0.113.1 "$(from h1 10.1.0.1)"
is "the first, for multicast" 192.0.2.1 "$(from h1 224.0.0.1)"

# ---- loopback -------------------------------------------------------------------------------

ctl ifa add lo0 127.0.0.1
is "127.0.0.1 is for this host only" 192.0.2.1 "$(from h1 192.0.2.2)"
ctl ifa add lo0 10.255.0.1
ctl ifa add lo0 10.255.0.2
is "the loopback interface's" 10.255.0.1 "$(from h1 192.0.2.2)"
is "on each interface" 10.255.0.1 "$(from h2 198.51.100.2)"
is "through a gateway" 10.255.0.1 "$(from h1 10.1.0.1)"
is "route get shows it" 10.255.0.1 "$(route_source 10.1.0.1)"
is "the interface's, for multicast" 192.0.2.1 "$(from h1 224.0.0.1)"
is "and for broadcast" 192.0.2.1 "$(from h1 192.0.2.255)"
is "one that the sender names" 198.51.100.1 "$(from h1 192.0.2.2 198.51.100.1)"
n1 ping -c 1 -W 3 -t 1 198.51.100.2 >"$workdir/ping" 2>&1
ok "ICMP errors tell the interface" grep -q 'From 192.0.2.1 ' "$workdir/ping"
n1 ping -c 1 -W 3 -I 192.0.2.2 10.255.0.1 >"$workdir/ping" 2>&1
ok "replies come from where requests went" grep -q 'from 10.255.0.1' "$workdir/ping"
ctl ifa del lo0 10.255.0.1
is "its second one" 10.255.0.2 "$(from h1 192.0.2.2)"
ctl instance add 5
ctl iff del lo0 inet
is "the interface's again" 192.0.2.1 "$(from h1 192.0.2.2)"
ctl ifl add lo0.5
ctl iff add lo0.5 inet instance 5
ctl ifa add lo0.5 10.255.0.5
is "another instance's is not used" 192.0.2.1 "$(from h1 192.0.2.2)"

# ---- an interface without addresses ------------------------------------------------------------

ctl ifl add r2.0.1 pppoe 1 02:00:00:00:01:02
ctl iff add r2.0.1 inet
ctl route add 10.77.0.0/16 dev r2.0.1
is "the instance's, if the interface has none" 192.0.2.1 "$(route_source 10.77.0.1)"
ctl ifa add r2.0.1 10.78.0.1
is "its own, if it has one" 10.78.0.1 "$(route_source 10.77.0.1)"
ctl ifa add lo0 10.255.0.1
is "the loopback interface's goes first" 10.255.0.1 "$(route_source 10.77.0.1)"
