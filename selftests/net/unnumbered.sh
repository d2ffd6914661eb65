#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Addresses of point-to-point links as the seeds want them: none at all, one local address on
# many links, a destination alone, a local address alone; routes by interface. Two bsdnet
# routers with PPPoE sessions between them (static, nobody negotiates), Linux hosts behind.
#
#   h1 ==== r1 (rt) p0 ===== p1 (other) o2 ==== h2
#  192.0.2.2   192.0.2.1     198.51.100.1   198.51.100.2
#
# Shows: IF-4, IF-5, NH-7, RT-7

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping tracepath

wires
other=other-$$
ip netns add "$other"
more_netns+=("$other")
# h2's router is the other one
ip -n "$rt" link set r2 netns "$other"
ip -n "$other" link set r2 up
ip link add p0 netns "$rt" address 02:00:00:00:02:01 type veth \
	peer name p1 netns "$other" address 02:00:00:00:02:02
ip -n "$rt" link set p0 up
ip -n "$other" link set p1 up
ip netns exec "$other" sysctl -qw net.ipv6.conf.all.disable_ipv6=1

octl() { bsdnetctl -n "$other" "$@"; }

# session N NAME-HERE NAME-THERE: the same session on both ends
session()
{
	ok "session $1 here" ctl ifl add "$2" pppoe "$1" 02:00:00:00:02:02
	ok "session $1 there" octl ifl add "$3" pppoe "$1" 02:00:00:00:02:01
}

ok "our router" ctl ifa add r1 192.0.2.1/24
ok "the other" octl ifa add r2 198.51.100.1/24
ctl instance set 0 forwarding on
octl instance set 0 forwarding on
ctl ifd add p0
octl ifd add p1
ctl ifl add p0
octl ifl add p1
session 1 p0.0.1 p1.0.1
session 2 p0.0.2 p1.0.2

# no address at all: routes by interface alone
ok "inet without addresses" ctl iff add p0.0.1 inet
ok "inet without addresses, there" octl iff add p1.0.1 inet
ok "a route by interface alone" ctl route add 198.51.100.0/24 dev p0.0.1
ok "and back" octl route add 192.0.2.0/24 dev p1.0.1
ok "forwarded over the unnumbered link" n1 ping -c 3 -i 0.2 -W 3 198.51.100.2
is "no address was made" 0 "$(ctl -j ifa show p0.0.1 | jq length)"
ok "errors come from an address of the router" sh -c \
	"ip netns exec $h1 ping -c 1 -W 3 -t 2 198.51.100.2 | grep -q 'From 198.51.100.1'"
fails "by interface alone is not for many neighbours" 'r1.*not point-to-point' \
	ctl route add 203.0.113.0/24 dev r1
ok "the MTU is the session's" sh -c \
	"ip netns exec $h1 tracepath -n 198.51.100.2 | grep -q 'pmtu 1492'"

# one local address, two links
ok "local and destination" ctl ifa add p0.0.1 192.0.2.1 dest 10.0.0.1
ok "the same local address again" ctl ifa add p0.0.2 192.0.2.1 dest 10.0.0.2
ok "there" octl ifa add p1.0.1 10.0.0.1 dest 192.0.2.1
ok "there, the second, another local address" octl ifa add p1.0.2 10.0.0.2
ok "from the shared address over the first" nr icmp_ping -n 2 10.0.0.1
octl ifa del p1.0.1 10.0.0.1 dest 192.0.2.1
ok "a destination alone" octl ifa add p1.0.2 dest 192.0.2.1
ok "from the shared address over the second" nr icmp_ping -n 2 10.0.0.2
ok "delete one of two" ctl ifa del p0.0.1 192.0.2.1 dest 10.0.0.1
ok "the address is still ours" n1 ping -c 1 -W 3 192.0.2.1
ok "and over the second link" nr icmp_ping -n 1 10.0.0.2

# a local address alone
ok "local only" ctl ifa add p0.0.1 203.0.113.1
ok "it is recognized" sh -c "octl() { bsdnetctl -n $other \"\$@\"; };
	octl route add 203.0.113.1 dev p1.0.1 && ip netns exec $other icmp_ping -n 2 203.0.113.1"
fails "a local address is no next hop" '203.0.113.1.*address of this host|local' \
	ctl route add 203.0.113.128/25 via 203.0.113.1
ok "a route by interface and address" ctl route add 203.0.113.64/26 via 10.0.0.2 dev p0.0.2
fails "an address that the interface does not lead to" '10.0.0.2|does not lead|reach' \
	ctl route add 203.0.113.32/27 via 10.0.0.2 dev p0.0.1

# deleting the interface takes the routes of interfaces, not those of users (NH-6)
ok "delete the session" ctl ifl del p0.0.1
dead=$(ctl -j route show 198.51.100.0/24 | jq -r '.[0].nexthop')
is "its user route is dead, and stays" dead \
	"$(ctl -j nexthop show | jq -r --argjson index "$dead" '.[] | select(.index == $index).type')"
fails "and leads nowhere" '100% packet loss|Unreachable|unreachable' n1 ping -c 1 -W 1 198.51.100.2
ctl ifd del p0
octl ifd del p1
