#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What each kind of deletion does to routes, next hops and neighbours: the table in
# docs/architecture.md, line by line. A point-to-point link (PPPoE, nobody negotiates) to
# another bsdnet router, and Ethernet.
#
#   h1 ==== r1 (rt) p0 ===== p1 (other)      rt r2 ==== h2
#  192.0.2.2   10.0.0.1     10.0.0.2          198.51.100.1, .2
#
# Shows: RT-7, NH-6, NH-7, NH-12

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping icmp_ping

wires
other=other-$$
ip netns add "$other"
more_netns+=("$other")
ip link add p0 netns "$rt" address 02:00:00:00:02:01 type veth \
	peer name p1 netns "$other" address 02:00:00:00:02:02
ip -n "$rt" link set p0 up
ip -n "$other" link set p1 up
ip netns exec "$other" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
octl() { bsdnetctl -n "$other" "$@"; }

type_of() { ctl -j route get "$1" | jq -r '.[0].nexthop.type'; }
source_of()
{
	ctl -j nexthop show index "$(ctl -j route get "$1" | jq -r '.[0].nexthop.index')" |
		jq -r '.[0].src'
}
user_routes() { ctl route show type user | wc -l; }
dead() { ctl -j nexthop show | jq '[.[] | select(.type == "dead")] | length'; }
of_interface() { ctl -j route show dev "$1" | jq '[.[] | select(.type != "user")] | length'; }
neighbours() { ctl -j neigh show | jq '[.[] | select(.addr | startswith("198.51."))] | length'; }
state_of() { ctl -j neigh show | jq -r --arg a "$1" '[.[] | select(.addr == $a)][0].state'; }

link()
{
	ctl ifl add p0.0.1 pppoe 1 02:00:00:00:02:02
	ctl iff add p0.0.1 inet
}

ctl ifd add p0
octl ifd add p1
ctl ifl add p0
octl ifl add p1
link
octl ifl add p1.0.1 pppoe 1 02:00:00:00:02:01
octl ifa add p1.0.1 10.0.0.2 dest 10.0.0.1
octl ifa add lo0 203.0.113.1
octl route add 192.0.2.0/24 dev p1.0.1
ctl ifa add r1 192.0.2.1/24
ctl instance set 0 forwarding on

# ---- an address of a point-to-point link -------------------------------------------------
ok "the two ends" ctl ifa add p0.0.1 10.0.0.1 dest 10.0.0.2
ok "a route through the peer" ctl route add 203.0.113.0/24 via 10.0.0.2
ok "a route by interface alone" ctl route add 203.0.113.128/25 dev p0.0.1
ok "a local prefix" ctl route add 203.0.112.0/24 local dev p0.0.1 src 10.0.0.1
ok "a packet through the peer" n1 ping -c 2 -i 0.2 -W 3 203.0.113.1
is "from the address" 10.0.0.1 "$(source_of 203.0.113.1)"
ok "local" n1 ping -c 1 -W 3 203.0.112.9
ok "delete the address" ctl ifa del p0.0.1 10.0.0.1 dest 10.0.0.2
is "with its routes" 0 "$(of_interface p0.0.1)"
is "the route through the peer is dead" dead "$(type_of 203.0.113.1)"
is "the local one, too" dead "$(type_of 203.0.112.9)"
is "by interface alone: nothing depends on the address" unicast "$(type_of 203.0.113.129)"
is "all routes of users are there" 3 "$(user_routes)"
fails "nothing is forwarded" '100% packet loss' n1 ping -c 2 -i 0.2 -W 1 203.0.113.1
fails "nothing is delivered" '100% packet loss' n1 ping -c 2 -i 0.2 -W 1 203.0.112.9
fails "nothing is sent, least of all from the address that is gone" 'nreachable' \
	nr icmp_ping -n 1 203.0.113.1
ok "the address comes back" ctl ifa add p0.0.1 10.0.0.1 dest 10.0.0.2
is "dead is dead" "dead dead" "$(type_of 203.0.113.1) $(type_of 203.0.112.9)"
ok "until the route changes" ctl route set 203.0.113.0/24 via 10.0.0.2
ok "and the other" ctl route replace 203.0.112.0/24 local dev p0.0.1 src 10.0.0.1
is "no dead next hop is left" 0 "$(dead)"
ok "a packet through the peer" n1 ping -c 2 -i 0.2 -W 3 203.0.113.1

# another address leads to the same peer, or is the same
ok "another address, the same peer" ctl ifa add p0.0.1 10.0.0.7 dest 10.0.0.2
ok "the same address, another peer" ctl ifa add p0.0.1 10.0.0.1 dest 10.0.0.8
ok "a route through that" ctl route add 203.0.111.0/24 via 10.0.0.8
ok "delete the first" ctl ifa del p0.0.1 10.0.0.1 dest 10.0.0.2
is "its peer stays, from the other address" "unicast 10.0.0.7" \
	"$(type_of 203.0.113.1) $(source_of 203.0.113.1)"
is "its address stays local" local "$(type_of 203.0.112.9)"
is "the other peer stays" "unicast 10.0.0.1" "$(type_of 203.0.111.1) $(source_of 203.0.111.1)"
ok "delete the address with the other peer" ctl ifa del p0.0.1 10.0.0.1 dest 10.0.0.8
is "with what depended on it" "dead dead" "$(type_of 203.0.112.9) $(type_of 203.0.111.1)"
is "and no more" unicast "$(type_of 203.0.113.1)"
ctl ifa del p0.0.1 10.0.0.7 dest 10.0.0.2
is "nor the last" dead "$(type_of 203.0.113.1)"
for prefix in 203.0.113.0/24 203.0.113.128/25 203.0.112.0/24 203.0.111.0/24; do
	ok "its user deletes $prefix" ctl route del "$prefix" type user
done
is "no dead next hop is left" 0 "$(dead)"

# ---- a loopback address ------------------------------------------------------------------
ok "a loopback address" ctl ifa add lo0 203.0.113.9
ok "a local prefix" ctl route add 203.0.112.0/24 local dev lo0 src 203.0.113.9
ok "local" n1 ping -c 1 -W 3 203.0.112.9
ok "delete it" ctl ifa del lo0 203.0.113.9
is "and with it what is local by it" dead "$(type_of 203.0.112.9)"
ctl route del 203.0.112.0/24

# ---- a neighbour -------------------------------------------------------------------------
ok "Ethernet" ctl ifa add r2 198.51.100.1/24
ok "a route through a neighbour" ctl route add 203.0.113.0/24 via 198.51.100.2
ok "another" ctl route add 203.0.112.0/24 local dev r2 src 198.51.100.1
ok "another neighbour" sh -c "ip -n $h2 addr add 198.51.100.3/24 dev eth0 &&
	ip netns exec $rt icmp_ping -n 1 198.51.100.3"
ip -n "$h2" addr add 203.0.113.1/32 dev lo
ok "a packet" n1 ping -c 1 -W 3 203.0.113.1
ok "forget the other" ctl neigh del 198.51.100.3 dev r2
is "it is gone" null "$(state_of 198.51.100.3)"
is "the next packet finds it anew" resolv "$(type_of 198.51.100.3)"
ok "so it does" nr icmp_ping -n 1 198.51.100.3
ok "forget the gateway" ctl neigh del 198.51.100.2 dev r2
is "the route keeps it" "hold failed" "$(type_of 203.0.113.1) $(state_of 198.51.100.2)"
ok "the next packet asks for it" n1 ping -c 2 -i 0.2 -W 3 203.0.113.1

# ---- an address of Ethernet --------------------------------------------------------------
ok "another address covers them" ctl ifa add r2 198.51.100.4/24
ok "delete the first" ctl ifa del r2 198.51.100.1/24
is "the gateway stays, from the other" "unicast 198.51.100.4" \
	"$(type_of 203.0.113.1) $(source_of 203.0.113.1)"
is "what was local is not" dead "$(type_of 203.0.112.9)"
ok "delete the other" ctl ifa del r2 198.51.100.4/24
is "routes and neighbours with it" "0 0" "$(of_interface r2) $(neighbours)"
is "the route is dead" "dead 2" "$(type_of 203.0.113.1) $(user_routes)"
ctl route del 203.0.113.0/24
ctl route del 203.0.112.0/24

# ---- family, interface, device: all that is on them ----------------------------------------
for what in "iff del p0.0.1 inet" "ifl del p0.0.1" "ifd del p0"; do
	ctl ifa add p0.0.1 10.0.0.1 dest 10.0.0.2
	ok "a route through the peer" ctl route add 203.0.113.0/24 via 10.0.0.2
	ok "a route by interface alone" ctl route add 203.0.113.128/25 dev p0.0.1
	ok "a local prefix" ctl route add 203.0.112.0/24 local dev p0.0.1
	ok "a packet through the peer" n1 ping -c 1 -W 3 203.0.113.1
	# shellcheck disable=SC2086 # words of a command
	ok "$what" ctl $what
	is "all next hops on it are dead" "dead dead dead" \
		"$(type_of 203.0.113.1) $(type_of 203.0.113.129) $(type_of 203.0.112.9)"
	is "routes of users stay" 3 "$(user_routes)"
	fails "nothing passes" '100% packet loss' n1 ping -c 1 -W 1 203.0.113.1
	for prefix in 203.0.113.0/24 203.0.113.128/25 203.0.112.0/24; do
		ctl route del "$prefix" type user
	done
	is "no dead next hop is left" 0 "$(dead)"
	[ "$what" != "iff del p0.0.1 inet" ] || ctl iff add p0.0.1 inet
	[ "$what" != "ifl del p0.0.1" ] || link
done

# ---- an instance -------------------------------------------------------------------------
ok "an instance" ctl instance add 7
ok "a route in it" ctl route add 203.0.113.0/24 reject instance 7
before=$(ctl -j nexthop show | jq length)
ok "an interface in it" ctl iff set r2 inet instance 7
ok "with an address" ctl ifa add r2 198.51.100.1/24
ok "a route through a neighbour" ctl route add 203.0.114.0/24 via 198.51.100.2 instance 7
fails "it is in use" 'instance 7 has 1 interface' ctl instance del 7
ok "the interface leaves it" sh -c "bsdnetctl -n $rt ifa del r2 198.51.100.1/24 &&
	bsdnetctl -n $rt iff set r2 inet instance 0"
is "its next hop is dead" 1 "$(dead)"
ok "delete the instance" ctl instance del 7
is "with routes and next hops" "0 $before" "$(dead) $(ctl -j nexthop show | jq length)"
