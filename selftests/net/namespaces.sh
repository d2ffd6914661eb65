#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A stack per network namespace: two of them, with the same names and the same addresses, side
# by side. A change in one is not seen in the other, and each is freed with its namespace.
#
#   h1 ==== r1 (rt)        192.0.2.2 ==== 192.0.2.1, twice
#   h2 ==== r1 (twin)
#
# Shows: VM-1

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping udp_echo

twin=twin-$$
tctl() { bsdnetctl -n "$twin" "$@"; }
# Everything that can be seen of a stack
picture()
{
	local object

	for object in ifd ifl iff ifa instance route nexthop neigh l2 pcb socket; do
		bsdnetctl -n "$1" -j $object show | jq -c --arg of $object '.[] | {$of} + . | del(.age_ms)'
	done
}

wires
ip netns add "$twin"
more_netns+=("$twin")
ip -n "$rt" link set r2 netns "$twin"
ip -n "$twin" link set r2 name r1
ip -n "$twin" link set r1 up
ip netns exec "$twin" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip -n "$h2" addr flush dev eth0
ip -n "$h2" addr add 192.0.2.2/24 dev eth0
ip -n "$h2" route add default via 192.0.2.1

# what is made in one is not in the other
picture "$twin" >"$workdir/empty"
ok "an address" ctl ifa add r1 192.0.2.1/24
ok "an instance" ctl instance add 5
ok "a route" ctl route add 203.0.113.0/24 via 192.0.2.2
ok "a setting" ctl instance set 0 forwarding on
start nr udp_echo -p 7
poll 5 sh -c "bsdnetctl -n $rt -j socket show | grep -q '\"lport\":7\b'"
ok "ping" n1 ping -c 1 -W 3 192.0.2.1
picture "$twin" >"$workdir/still"
ok "the other stack is as it was" diff "$workdir/empty" "$workdir/still"
fails "and knows no interface" 'r1' tctl ifl show r1
fails "nor instance 5" '5' tctl instance show 5
is "and forwards nothing" off \
	"$(tctl -j instance show 0 | jq -r 'if .[0].forwarding then "on" else "off" end')"

# the same again there: names, addresses, instance, port
ok "the same address there" tctl ifa add r1 192.0.2.1/24
ok "the same instance" tctl instance add 5
ok "the same port" sh -c "ip netns exec $twin udp_echo -p 7 >/dev/null 2>&1 &
	for i in 1 2 3 4 5 6 7 8 9 10; do
		bsdnetctl -n $twin -j socket show | grep -q '\"lport\":7\b' && exit 0
		sleep 0.2
	done; exit 1"
ask() { "$1" python3 "$(dirname "$0")/udp_ask.py" 192.0.2.1 7 3 64; }
ok "the first answers its host" ask n1
ok "the second its own" ask n2
mac_of() { bsdnetctl -n "$1" -j neigh show | jq -r '.[] | select(.addr == "192.0.2.2").lladdr'; }
is "the neighbour of the first" 02:00:00:00:00:02 "$(mac_of "$rt")"
is "the same address is another one there" 02:00:00:00:01:02 "$(mac_of "$twin")"

# counters, changes and deletions of one
echoes() { bsdnetctl -n "$1" -j stats show | jq '[.[] | select(.scope == "family")][0].counters.delivered'; }
before=$(echoes "$twin")
ok "more traffic in the first" n1 ping -c 3 -i 0.2 -W 3 192.0.2.1
is "is not counted in the second" "$before" "$(echoes "$twin")"
picture "$rt" | grep -v '"neigh"' >"$workdir/before"
ok "delete everything there" tctl ifd del r1
ok "the first answers on" ask n1
picture "$rt" | grep -v '"neigh"' >"$workdir/after"
ok "and is as it was" diff "$workdir/before" "$workdir/after"

# a stack is freed with its namespace, and no other
id=$(ip netns exec "$twin" readlink /proc/self/ns/net)
ok "the stack has objects" grep -qF "$id" /sys/kernel/debug/bsdnet/objects
ip netns pids "$twin" | xargs -r kill
ip netns del "$twin"
gone() { ! grep -qF "$id" /sys/kernel/debug/bsdnet/objects; }
ok "it goes with the namespace" poll 20 gone
ok "the first answers on" ask n1
