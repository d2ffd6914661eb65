#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Routes, next hops and instances as a user configures them, and what packets
# then do.
#
# Shows: RT-1, RT-2, RT-3, RT-4, RT-5, RT-6, RT-7, RT-10, NH-1, NH-2, NH-4, NH-6, NH-7, VM-2, CTL-6

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping icmp_ping

wires
router

route_type() { ctl -j route get "$1" | jq -r '.[0].route.type'; }
nexthop_type() { ctl -j route get "$1" | jq -r '.[0].nexthop.type'; }

# what the addresses brought (RT-7), and what was there before (RT-6)
is "a local address" local "$(nexthop_type 192.0.2.1)"
is "the subnet's broadcast" brecv "$(nexthop_type 192.0.2.255)"
is "the subnet's all-zeroes" recv "$(nexthop_type 192.0.2.0)"
is "the rest of the subnet" resolv "$(nexthop_type 192.0.2.200)"
is "nothing known" reject "$(nexthop_type 203.0.113.1)"
is "class E" discard "$(nexthop_type 240.0.0.1)"
is "a group nobody joined" mdiscard "$(nexthop_type 239.1.1.1)"
is "all hosts" mrecv "$(nexthop_type 224.0.0.1)"
is "limited broadcast" brecv "$(nexthop_type 255.255.255.255)"
fails "permanent routes stay" 'perm|0.0.0.0/0' ctl route del 0.0.0.0/0

# a route through a neighbour
ip -n "$h2" addr add 203.0.113.1/32 dev lo
ok "route via" ctl route add 203.0.113.0/24 via 198.51.100.2
is "its type" user "$(route_type 203.0.113.1)"
ok "ping along it" n1 ping -c 2 -W 3 203.0.113.1
is "its next hop was resolved" unicast "$(nexthop_type 203.0.113.1)"
fails "exists" 'exists' ctl route add 203.0.113.0/24 via 198.51.100.3
fails "next hop unreachable" '10.99.0.1' ctl route add 203.0.114.0/24 via 10.99.0.1
fails "next hop is local" 'address of this host' ctl route add 203.0.114.0/24 via 192.0.2.1
fails "bits past the prefix" '203.0.113.1/24|host bits|prefix' ctl route add 203.0.113.1/24 reject
fails "no such interface" 'nosuch' ctl route add 203.0.114.0/24 via 198.51.100.2 dev nosuch

# types that hide or stop
ok "more specific reject" ctl route add 203.0.113.1/32 reject
fails "rejected" 'Unreachable' n1 ping -c 1 -W 2 203.0.113.1
ok "delete it" ctl route del 203.0.113.1/32
ok "the shorter one is back" n1 ping -c 1 -W 3 203.0.113.1
ok "more specific discard" ctl route add 203.0.113.1/32 discard
fails "silent" '100% packet loss' n1 ping -c 1 -W 1 203.0.113.1
ok "delete it" ctl route del 203.0.113.1/32
fails "not there any more" 'no.*route|203.0.113.1/32' ctl route del 203.0.113.1/32

# default route; user routes outrank the permanent one and go again
ok "default route" ctl route add 0.0.0.0/0 via 198.51.100.2
is "it is used" user "$(route_type 8.8.8.8)"
ok "delete it" ctl route del 0.0.0.0/0
is "the permanent one is back" perm "$(route_type 8.8.8.8)"

# a prefix that runs into the source (RT-2)
ip -n "$h1" addr add 192.0.2.3/24 dev eth0
ok "a route for one source" ctl route add 203.0.113.1/32 from 192.0.2.2/31 discard
fails "packets from it go its way" '100% packet loss' n1 ping -c 1 -W 1 -I 192.0.2.2 203.0.113.1
fails "and from the other in the prefix" '100% packet loss' \
	n1 ping -c 1 -W 1 -I 192.0.2.3 203.0.113.1
ok "a longer one" ctl route add 203.0.113.1/32 from 192.0.2.3/32 via 198.51.100.2
ok "packets from its source go that way" n1 ping -c 1 -W 3 -I 192.0.2.3 203.0.113.1
fails "those from the first still do not" '100% packet loss' \
	n1 ping -c 1 -W 1 -I 192.0.2.2 203.0.113.1
ok "delete it" ctl route del 203.0.113.1/32 from 192.0.2.3/32
ok "delete the first" ctl route del 203.0.113.1/32 from 192.0.2.2/31
ok "what goes to the destination alone is back" n1 ping -c 1 -W 3 -I 192.0.2.2 203.0.113.1
ip -n "$h1" addr del 192.0.2.3/24 dev eth0

# flags of routes (RT-4)
forwarded() { ctl -j stats show | jq -r '[.[] | select(.scope == "family")][0].counters.forwarded'; }
flagged() { ctl route add "203.0.114.0/$1" via 198.51.100.2 flags "$2"; }
ip -n "$h2" addr add 203.0.114.1/32 dev lo
ok "a route for what comes from its interface" flagged 24 ifcheck
is "is shown with its flag" ifcheck "$(ctl -j route show 203.0.114.0/24 | jq -r '.[0].flags[0]')"
before=$(drop_count rt_ifcheck)
fails "what comes from another is dropped" '100% packet loss' n1 ping -c 1 -W 1 203.0.114.1
is "and counted" $((before + 1)) "$(drop_count rt_ifcheck)"
before=$(forwarded)
fails "what comes from its own is forwarded" '100% packet loss' n2 ping -c 1 -W 1 203.0.114.77
is "and counted" $((before + 1)) "$(forwarded)"
ok "no flag" ctl route add 203.0.114.0/24 via 198.51.100.2 replace
ok "then it is for all" n1 ping -c 1 -W 3 203.0.114.1
ok "delete it" ctl route del 203.0.114.0/24
ok "a route for what this host sends" flagged 24 local
before=$(drop_count rt_local_only)
fails "what it receives is dropped" '100% packet loss' n1 ping -c 1 -W 1 203.0.114.1
is "and counted" $((before + 1)) "$(drop_count rt_local_only)"
ok "what it sends goes" nr icmp_ping 203.0.114.1
ok "delete it" ctl route del 203.0.114.0/24
fails "scope is not for IPv4" 'scope' flagged 24 scope
ip -n "$h2" addr del 203.0.114.1/32 dev lo

# a neighbour is asked for once something needs it; the packet waits for the answer (NH-4)
neighbour_of() { ctl -j neigh show | jq -r --arg a "$1" '[.[] | select(.addr == $a)][0].state'; }
ip -n "$h2" addr add 198.51.100.9/24 dev eth0
is "nobody has asked for it" resolv "$(nexthop_type 198.51.100.9)"
is "it is not known" null "$(neighbour_of 198.51.100.9)"
ok "the first packet waits for the answer" n1 ping -c 1 -W 3 198.51.100.9
is "a more specific route has come" ifdest "$(route_type 198.51.100.9)"
is "its next hop knows the way" unicast "$(nexthop_type 198.51.100.9)"
ok "forget it" ctl neigh del 198.51.100.9 dev r2
ip -n "$h2" link set eth0 arp off
ok "a route through one that does not answer" ctl route add 203.0.115.0/24 via 198.51.100.9
is "has the neighbour's next hop" hold "$(nexthop_type 203.0.115.1)"
ip -n "$h2" link set eth0 arp on
ip -n "$h2" addr add 203.0.115.1/32 dev lo
ok "packets along it ask again, and wait" poll 10 n1 ping -c 1 -W 2 203.0.115.1
is "the route has the way" unicast "$(nexthop_type 203.0.115.1)"
ok "delete it" ctl route del 203.0.115.0/24

# a next hop whose address is deleted is DEAD, and stays until the route is deleted
of_subnet() { ctl -j route show | jq '[.[] | select(.prefix | startswith("198.51.100."))] | length'; }
ok "a neighbour by hand" ctl neigh add 198.51.100.66 lladdr 02:00:00:00:00:66 dev r2
ok "the subnet has four routes and its neighbours'" [ "$(of_subnet)" -ge 6 ]
ok "delete the address" ctl ifa del r2 198.51.100.1/24
is "and all routes of its subnet" 0 "$(of_subnet)"
is "and all neighbours there" 0 "$(ctl -j neigh show dev r2 | jq length)"
is "the next hop is dead" dead "$(nexthop_type 203.0.113.1)"
fails "nothing passes" '100% packet loss' n1 ping -c 1 -W 1 203.0.113.1
ok "the route can be deleted" ctl route del 203.0.113.0/24
is "no dead next hop is left" 0 "$(ctl -j nexthop show | jq '[.[] | select(.type == "dead")] | length')"
ok "the address comes back" ctl ifa add r2 198.51.100.1/24
ok "ping" n1 ping -c 2 -W 3 198.51.100.2

# instances: the same addresses again, side by side
ok "instance" ctl instance add 7
fails "the same again" '7.*exists' ctl instance add 7
ip -n "$h1" link add link eth0 name v7 type vlan id 7
ip -n "$h2" link add link eth0 name v7 type vlan id 7
ip -n "$h1" addr add 10.7.0.2/24 dev v7
ip -n "$h2" addr add 10.7.1.2/24 dev v7
ip -n "$h1" link set v7 up
ip -n "$h2" link set v7 up
ip -n "$h1" route add 10.7.1.0/24 via 10.7.0.1
ip -n "$h2" route add 10.7.0.0/24 via 10.7.1.1
for side in r1 r2; do
	ok "ifl on $side" ctl ifl add "$side.7" vlan 7
	ok "iff in instance 7" ctl iff add "$side.7" inet instance 7
done
ok "address" ctl ifa add r1.7 10.7.0.1/24
ok "address" ctl ifa add r2.7 10.7.1.1/24
fails "instance 7 is a host yet" '100% packet loss' n1 ping -c 1 -W 1 10.7.1.2
ok "forwarding in instance 7" ctl instance set 7 forwarding on
ok "ping through instance 7" n1 ping -c 2 -W 3 10.7.1.2
is "instance 0 knows nothing of it" reject "$(nexthop_type 10.7.1.2)"
ok "route get in instance 7" ctl route get 10.7.1.2 instance 7
fails "in use" '7' ctl instance del 7
fails "instance 0 stays" '0' ctl instance del 0
ok "delete what uses it" ctl ifl del r1.7
ok "delete what uses it" ctl ifl del r2.7
ok "delete the instance" ctl instance del 7

# show can be fed back in
ok "some user routes" sh -c "for i in 1 2 3; do bsdnetctl -n $rt route add 203.0.\$i.0/24 via 198.51.100.2 || exit 1; done"
ctl route show type user >"$workdir/routes"
is "three are shown" 3 "$(grep -c . "$workdir/routes")"
