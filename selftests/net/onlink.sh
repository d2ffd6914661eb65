#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Addresses as providers and leases hand them out: one without a prefix and its gateway outside
# of any; the two of a /31. And neighbours whose own route does not forward, which must not be
# asked for again and again.
#
#   h1 ==== r1 (rt) r2 ==== h2, a provider's router
#  192.0.2.2    203.0.113.7    10.99.0.1, with 198.18.0.1 behind it
#
# Shows: IF-5, RT-5, RT-7, NH-4, NH-6, NH-7, IN-6, IN-7, CTL-6

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping arping tcpdump icmp_ping

wires
nexthop() { ctl -j route get "$1" | jq -r ".[0].nexthop.$2"; }
nexthop_type() { nexthop "$1" type; }
source_of() { ctl -j nexthop show index "$(nexthop "$1" index)" | jq -r '.[0].src'; }
neighbour() { ctl -j neigh show | jq -r --arg a "$1" "[.[] | select(.addr == \$a)][0].$2"; }
neighbours_of() { ctl -j neigh show | jq --arg a "$1" '[.[] | select(.addr == $a)] | length'; }
routes() { ctl route show type user; }

# requests ADDRESS: how often all stations on r2 were asked for it since capture
requests()
{
	tcpdump -n -r "$workdir/r2.pcap" ether broadcast 2>/dev/null | grep -c "who-has $1 "
}
asked_from() { tcpdump -n -r "$workdir/r2.pcap" 2>/dev/null | grep -q "who-has $1 .*tell $2,"; }
capture()
{
	ip netns exec "$rt" tcpdump --immediate-mode -U -n -i r2 -w "$workdir/r2.pcap" arp 2>"$workdir/tcpdump" &
	background+=($!)
	poll 10 grep -q listening "$workdir/tcpdump"
}

provider()
{
	ip -n "$h2" addr flush dev eth0
	ip -n "$h2" addr add 10.99.0.1/32 dev eth0
	ip -n "$h2" addr add 198.18.0.1/32 dev lo
	ip -n "$h2" route add 203.0.113.7 dev eth0
	ip -n "$h2" route add 203.0.113.8 dev eth0
	ip -n "$h2" route add 192.0.2.0/24 via 203.0.113.7 dev eth0 onlink
}

provider
capture
ctl ifa add r1 192.0.2.1/24
ctl instance set 0 forwarding on

# ---- an address without a prefix ---------------------------------------------------------
ctl iff add r2 inet
fails "without an address nobody can be asked" 'onlink: r2 has no local address' \
	ctl route add 10.99.0.1 dev r2
ok "a /32 on Ethernet" ctl ifa add r2 203.0.113.7/32
is "as it is shown" "r2 203.0.113.7" "$(ctl ifa show r2 | sed 's, *$,,')"
is "one route comes with it" "203.0.113.7/32 if-local" \
	"$(ctl -j route show dev r2 | jq -r '.[] | "\(.prefix) \(.type)"')"
fails "a prefix as long as an address is none" 'prefix length 32 is not within 1 .. 31' \
	ctl ifa add r2 203.0.113.7 dest 203.0.113.7/32
fails "no prefix covers the gateway" 'no interface of instance 0 leads to 10.99.0.1' \
	ctl route add default via 10.99.0.1
fails "nor on the interface" 'no interface of instance 0 leads to 10.99.0.1' \
	ctl route add default via 10.99.0.1 dev r2
fails "onlink where?" 'interface of an onlink route' ctl route add default via 10.99.0.1 onlink
fails "onlink to whom?" 'gateway of an onlink route' ctl route add 10.98.0.0/24 dev r2 onlink
fails "a subnet needs an address in it" 'r2 is not point-to-point' ctl route add 10.98.0.0/24 dev r2
fails "not to ourselves" '203.0.113.7 is an address of this host' \
	ctl route add default via 203.0.113.7 dev r2 onlink
fails "nor on another interface" '192.0.2.1 is an address of this host' \
	ctl route add default via 192.0.2.1 dev r2 onlink
fails "nor to a broadcast" '192.0.2.255 is not the address of a host on r1' \
	ctl route add default via 192.0.2.255 dev r1 onlink
fails "nor to a group" '224.0.0.5 is not the address of a host on r2' \
	ctl route add 224.0.0.5 dev r2
fails "nor with a reject" 'a route of nh-type [0-9]+ has none' ctl route add 10.98.0.0/24 reject onlink
ctl ifl add r1.0.1 pppoe 1 02:00:00:00:00:02
ctl iff add r1.0.1 inet
fails "nor on a point-to-point link" 'r1.0.1 has no neighbours' \
	ctl route add default via 10.99.0.1 dev r1.0.1 onlink
fails "an instance has its own interfaces" 'r2 is in instance 0, not 5' sh -c \
	"bsdnetctl -n $rt instance add 5 && bsdnetctl -n $rt route add 10.99.0.1 dev r2 instance 5"
is "nothing was made by what was refused" 0 "$(ctl -j neigh show | jq length)"
is "and no route" 0 "$(routes | wc -l)"

# the host route of the gateway, then routes via the gateway
ok "the gateway on r2" ctl route add 10.99.0.1 dev r2
ok "a route through it" ctl route add default via 10.99.0.1
ok "to the gateway" nr icmp_ping -n 2 10.99.0.1
ok "and beyond" nr icmp_ping -n 2 198.18.0.1
ok "forwarded" n1 ping -c 2 -i 0.2 -W 3 198.18.0.1
ok "asked for from our address" asked_from 10.99.0.1 203.0.113.7
is "once" 1 "$(requests 10.99.0.1)"
is "with our address as source" 203.0.113.7 "$(source_of 198.18.0.1)"
is "one neighbour" 1 "$(neighbours_of 10.99.0.1)"
ip -n "$h2" neigh flush dev eth0
ok "the gateway asks for us" n2 ping -c 2 -i 0.2 -W 3 203.0.113.7
ok "duplicate address detection sees us" sh -c \
	"! ip netns exec $h2 arping -D -c 1 -w 3 -I eth0 203.0.113.7"

# shown, and fed back in
is "as they are shown" "10.99.0.1 dev r2 onlink type user;default via 10.99.0.1 dev r2 type user;" \
	"$(routes | sort | sed 's/ *$//' | tr '\n' ';')"
is "in JSON" onlink "$(ctl -j route show 10.99.0.1/32 type user | jq -r '.[0].flags[0]')"
is "and its gateway" 10.99.0.1 "$(ctl -j route show 10.99.0.1/32 type user | jq -r '.[0].via')"
is "route get shows" onlink "$(ctl -j route get 10.99.0.1 | jq -r '.[0].route.flags[0]')"
routes >"$workdir/before"
ctl route del 10.99.0.1
ctl route del default
is "they are gone" 0 "$(routes | wc -l)"
sort "$workdir/before" | sed 's/^/route add /' >"$workdir/batch"
ok "fed back in" ctl -batch "$workdir/batch"
is "the same again" "$(cat "$workdir/before")" "$(routes)"

# in one step
ctl route del 10.99.0.1
ctl route del default
ok "in one step" ctl route add default via 10.99.0.1 dev r2 onlink
is "as it is shown" "default via 10.99.0.1 dev r2 onlink type user" "$(routes | sed 's/ *$//')"
ok "it works" n1 ping -c 2 -i 0.2 -W 3 198.18.0.1
routes | sed 's/^/route replace /' >"$workdir/batch"
ok "replaced by what is shown" ctl -batch "$workdir/batch"
is "the same again" "default via 10.99.0.1 dev r2 onlink type user" "$(routes | sed 's/ *$//')"
ok "other flags" ctl route set default flags ifcheck
is "it stays onlink" "default via 10.99.0.1 dev r2 onlink flags ifcheck type user" \
	"$(routes | sed 's/ *$//')"
ok "without them" ctl route replace default via 10.99.0.1 dev r2 onlink
ok "another next hop" ctl route set default reject
is "is not onlink" "default reject type user" "$(routes | sed 's/ *$//')"
fails "onlink without a gateway" 'onlink needs gateway and interface' \
	ctl route set default flags onlink
ok "the gateway again" ctl route set default via 10.99.0.1 dev r2 onlink
ctl monitor >"$workdir/monitor" 2>&1 &
background+=($!)
told()
{
	ctl route replace 198.18.9.0/24 via 10.99.0.1 dev r2 onlink
	grep -q '198.18.9.0/24 via 10.99.0.1 dev r2 onlink' "$workdir/monitor"
}
ok "monitors hear of it" poll 10 told
ctl route del 198.18.9.0/24

# the neighbour lives like others
ok "forget it" ctl neigh del 10.99.0.1 dev r2
is "routes keep it" 1 "$(neighbours_of 10.99.0.1)"
ok "it is asked for anew" n1 ping -c 2 -i 0.2 -W 3 198.18.0.1
ip -n "$h2" link set eth0 address 02:00:00:00:01:99
ip -n "$h2" route replace 203.0.113.7 dev eth0
n2 arping -U -c 2 -w 3 -I eth0 -s 10.99.0.1 10.99.0.1 >/dev/null 2>&1
ok "another link address is learnt" poll 10 sh -c \
	"bsdnetctl -n $rt neigh show | grep -q '10.99.0.1 .*02:00:00:00:01:99'"
ip -n "$h2" route replace 203.0.113.8 dev eth0
ip -n "$h2" route replace 192.0.2.0/24 via 203.0.113.7 dev eth0 onlink
ok "and used" n1 ping -c 2 -i 0.2 -W 3 198.18.0.1
ctl ifl set r2 down
ctl ifl set r2 up
ok "the interface was down" poll 10 n1 ping -c 1 -W 1 198.18.0.1

# its addresses come and go
ok "a second address" ctl ifa add r2 203.0.113.8
ok "delete the first" ctl ifa del r2 203.0.113.7
is "the neighbour stays, with the other address" 203.0.113.8 "$(source_of 198.18.0.1)"
ok "it answers to that" nr icmp_ping -n 2 198.18.0.1
ok "a prefix that covers the gateway" ctl ifa add r2 10.99.0.9/24
ok "delete it" ctl ifa del r2 10.99.0.9/24
is "the neighbour does not depend on it" unicast "$(nexthop_type 198.18.0.1)"
ok "delete the last address" ctl ifa del r2 203.0.113.8
is "the next hop is dead" dead "$(nexthop_type 198.18.0.1)"
is "the neighbour is gone" 0 "$(neighbours_of 10.99.0.1)"
is "the route stays for its user to delete" 1 "$(routes | wc -l)"
ok "he does" ctl route del default
is "no dead next hop is left" 0 \
	"$(ctl -j nexthop show | jq '[.[] | select(.type == "dead")] | length')"
ok "the address again" ctl ifa add r2 203.0.113.7/32
ok "the gateway again" ctl route add 10.99.0.1 dev r2
ok "delete the interface family" ctl iff del r2 inet
is "the next hop is dead" dead "$(nexthop_type 10.99.0.1)"
ok "delete the route" ctl route del 10.99.0.1
is "nothing is left" "0 0" "$(neighbours_of 10.99.0.1) $(routes | wc -l)"

# ---- RFC 3021 -------------------------------------------------------------------------------
ip -n "$h2" addr flush dev eth0
for ours in 10.31.0.0 10.31.0.1; do
	theirs=10.31.0.$((1 - ${ours##*.}))
	ip -n "$h2" addr add "$theirs/31" dev eth0
	ok "$ours/31" ctl ifa add r2 "$ours/31"
	is "as it is shown" "r2 $ours/31" "$(ctl ifa show r2 | sed 's, *$,,')"
	is "two routes come with it" "if-dest if-local" \
		"$(ctl -j route show dev r2 | jq -r '[.[].type] | sort | join(" ")')"
	is "ours is local" local "$(nexthop_type "$ours")"
	is "theirs is a neighbour's" resolv "$(nexthop_type "$theirs")"
	ok "to them" nr icmp_ping -n 2 "$theirs"
	ok "from them" n2 ping -c 2 -i 0.2 -W 3 "$ours"
	ok "ARP" n2 arping -c 1 -w 3 -I eth0 "$ours"
	ok "a gateway there" ctl route add 198.18.0.0/16 via "$theirs"
	ok "a route through it" nr icmp_ping -n 2 198.18.0.1
	ctl route del 198.18.0.0/16
	ok "delete it" ctl ifa del r2 "$ours/31"
	ip -n "$h2" addr flush dev eth0
done
fails "not inside" 'not inside prefix' ctl ifa add r2 10.31.0.1 dest 10.31.0.2/31
ok "a /30 has a broadcast address" ctl ifa add r2 10.31.0.1/30
is "and a route to it" brecv "$(nexthop_type 10.31.0.3)"
ctl ifa del r2 10.31.0.1/30

# ---- routes that hide a neighbour's ---------------------------------------------------------
ip -n "$h2" addr add 198.51.100.2/24 dev eth0
ok "a subnet" ctl ifa add r2 198.51.100.1/24
ip -n "$h2" route replace default via 198.51.100.1
before=$(requests 198.51.100.2)
ok "hide a host's own route" ctl route add 198.51.100.2/32 type user-ignore dev r2 discard
ok "packets to it" n1 ping -c 20 -i 0.05 -W 3 198.51.100.2
is "one neighbour" 1 "$(neighbours_of 198.51.100.2)"
is "asked for once" 1 $(($(requests 198.51.100.2) - before))
ok "packets of this host" nr icmp_ping -n 3 198.51.100.2
is "asked for once" 1 $(($(requests 198.51.100.2) - before))
ok "a host that is not there" ctl route add 198.51.100.66/32 type user-ignore dev r2 discard
n1 ping -c 20 -i 0.05 -W 1 198.51.100.66 >/dev/null 2>&1
is "one neighbour" 1 "$(neighbours_of 198.51.100.66)"
ok "no more requests than for any other" [ "$(requests 198.51.100.66)" -le 3 ]
ok "hide our own address" ctl route add 198.51.100.1/32 type user-ignore dev r2 discard
ok "hide the broadcast" ctl route add 198.51.100.255/32 type user-ignore dev r2 discard
n1 ping -c 3 -i 0.05 -W 1 198.51.100.1 >/dev/null 2>&1
n1 ping -b -c 3 -i 0.05 -W 1 198.51.100.255 >/dev/null 2>&1
is "none is a neighbour" "0 0" \
	"$(neighbours_of 198.51.100.1) $(neighbours_of 198.51.100.255)"
is "nobody asks for the broadcast" 0 "$(requests 198.51.100.255)"
for addr in 198.51.100.{2,66,1,255}; do
	ctl route del "$addr/32" type user-ignore
done
# the same prefix, another type: none of them makes a neighbour twice
for way in "via 198.51.100.2" "dev r2 onlink via 198.51.100.2" "dev r2" "dev r2 flags ifcheck"; do
	# shellcheck disable=SC2086 # words of a command
	ok "a user's route to the host: $way" ctl route add 198.51.100.2/32 $way
	nr icmp_ping -n 5 198.51.100.2 >/dev/null
	is "one neighbour" 1 "$(neighbours_of 198.51.100.2)"
	ctl route del 198.51.100.2/32 type user
done
is "asked for no more than for its packets before" 1 $(($(requests 198.51.100.2) - before))
