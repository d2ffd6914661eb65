#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# IP options on their way through two routers: Record Route, Timestamp, Router Alert, source routes;
# between Linux hosts, and to and from sockets of the routers.
#
#   +-----------+         +----------+           +----------+          +-------------+
#   |    h1     | eth0 r1 |    rt    | r3     q1 |   rt2    | q2  eth0 |     h3      |
#   | 192.0.2.2 |=========| 192.0.2.1|===========| 10.9.0.2 |==========| 203.0.113.2 |
#   |  (Linux)  |         | 10.9.0.1 |           |203.0.113.1          |   (Linux)   |
#   +-----------+         +----------+           +----------+          +-------------+
#
# Shows: IN-2, SK-1

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need bsdnet-run ping python3

options=$(dirname "$0")/options.py
rt2=rt2-$$
h3=h3-$$
more_netns=("$rt2" "$h3")
wires
router
ip netns add "$rt2"
ip netns add "$h3"
ip link add r3 netns "$rt" type veth peer name q1 netns "$rt2"
ip link add q2 netns "$rt2" type veth peer name eth0 netns "$h3"
for netns in "$rt2" "$h3"; do
	ip netns exec "$netns" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
done
ip -n "$rt" link set r3 up
ip -n "$rt2" link set q1 up
ip -n "$rt2" link set q2 up
host "$h3" eth0 203.0.113.2/24 203.0.113.1
ctl2() { bsdnetctl -n "$rt2" "$@"; }
ctl ifa add r3 10.9.0.1/24
ctl route add 203.0.113.0/24 via 10.9.0.2
ctl2 ifa add q1 10.9.0.2/24
ctl2 ifa add q2 203.0.113.1/24
ctl2 instance set 0 forwarding on
ctl2 route add 192.0.2.0/24 via 10.9.0.1
n3() { ip netns exec "$h3" "$@"; }
nr2() { ip netns exec "$rt2" "$@"; }

# ---- between hosts ----------------------------------------------------------------------------

# ping WORDS: the addresses that it shows of options, in one line
ping_shows()
{
	n1 ping -n -c 1 -W 5 "$@" >"$workdir/ping" 2>&1
	sed -n '/^[RT][RS]:/,/^$/p' "$workdir/ping" | grep -oE '[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+' | xargs
}
shown=$(ping_shows -R 203.0.113.2)
is "Record Route: each router on the way there and back" \
	"192.0.2.2 10.9.0.1 203.0.113.1 203.0.113.2 203.0.113.2 10.9.0.2 192.0.2.1 192.0.2.2" "$shown"
shown=$(ping_shows -T tsandaddr 203.0.113.2)
is "Timestamp with addresses, until it is full" "192.0.2.2 10.9.0.1 203.0.113.1 203.0.113.2" "$shown"
ok "hops that are not recorded are counted" grep -q 'Unrecorded hops: [1-9]' "$workdir/ping"
n1 ping -n -c 1 -W 5 -T tsonly 203.0.113.2 >"$workdir/ping" 2>&1
ok "Timestamp alone" grep -q '1 received' "$workdir/ping"
is "a time for each" 8 "$(sed -n '/^TS:/,/^$/p' "$workdir/ping" | grep -c .)"
shown=$(ping_shows -T tsprespec 10.9.0.1 203.0.113.1 203.0.113.2)
is "Timestamp of the hosts that are named" "10.9.0.1 203.0.113.1" "$shown"

# ---- sockets ------------------------------------------------------------------------------------

alert=94040000
record=070f04000000000000000000000000
start n3 python3 "$options" receive 4000 "$workdir/h3"
start nr2 bsdnet-run python3 "$options" receive 4000 "$workdir/rt2"
poll 10 grep -q ready "$workdir/h3"
poll 10 grep -q ready "$workdir/rt2"
got() { poll 3 grep -qx "$2" "$workdir/$1"; }

n1 python3 "$options" send 203.0.113.2 4000 alert $alert
ok "Router Alert passes both" got h3 "alert $alert"
n1 python3 "$options" send 10.9.0.2 4000 alert $alert
ok "a router's socket sees it" got rt2 "alert $alert"
nr bsdnet-run python3 "$options" send 203.0.113.2 4000 "from a router" $alert
ok "a router's socket sends it" got h3 "from a router $alert"
nr bsdnet-run python3 "$options" send 203.0.113.2 4000 route $record
ok "a route that begins at a router" got h3 "route 070f100a090001cb007101cb0071020*"
n1 python3 "$options" send 203.0.113.1 4000 route $record
ok "a route that ends at one" got rt2 "route 070f10c00002020a090001cb0071010*"
n1 python3 "$options" send 203.0.113.1 4000 full 0707040000000000
ok "a route without room for more" got rt2 "full 070708c000020200"
nr2 bsdnet-run python3 "$options" send 10.9.0.1 4000 refused 8303 2>"$workdir/refused"
ok "what is malformed is not sent" grep -q 'Invalid argument' "$workdir/refused"

# ---- source routes --------------------------------------------------------------------------------

n1 python3 "$options" send 10.9.0.1 4000 loose 830704cb00710200
refused() { [ "$(drop_count ip_bad_options)" = 1 ]; }
ok "source routes of others are refused" poll 5 refused
ok "and not followed" sh -c "! grep -q loose $workdir/h3 $workdir/rt2"
n3 sysctl -qw net.ipv4.conf.all.accept_source_route=1 net.ipv4.conf.eth0.accept_source_route=1
n3 ip addr add 10.3.0.1/32 dev lo
nr2 bsdnet-run python3 "$options" send 10.3.0.1 4000 routed 830704cb00710200
ok "a socket's own is sent to its first host" got h3 'routed 8307040a03000100'
