#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Neighbours are routes: learnt from requests, from traffic, from routes that
# need them; permanent ones; probes, announcements, conflicts.
#
# Shows: IN-6, IN-7, NH-4, NH-5, Q-8

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping arping tcpdump

neighbour() { ctl -j neigh show | jq -r --arg a "$1" "[.[] | select(.addr == \$a)][0].$2"; }
arp_stat() { ctl -j stats show | jq -r "[.. | objects | select(has(\"$1\")) | .$1][0]"; }

wires

nr tcpdump --immediate-mode -U -n -e -i r1 -w "$workdir/r1.pcap" arp 2>"$workdir/tcpdump" &
background+=($!)
poll 10 grep -q listening "$workdir/tcpdump"
router
poll 5 sh -c "tcpdump -n -r $workdir/r1.pcap 2>/dev/null | grep -q 'who-has 192.0.2.1 .*tell 192.0.2.1\|Reply 192.0.2.1\|Announcement 192.0.2.1'"
ok "an address is announced" sh -c "tcpdump -n -r $workdir/r1.pcap 2>/dev/null | grep -q 192.0.2.1"

ok "arping" n1 arping -c 2 -w 5 -I eth0 192.0.2.1
fails "not for others" 'Received 0' n1 arping -c 1 -w 1 -I eth0 192.0.2.99
fails "nor for addresses of other interfaces" 'Received 0' n1 arping -c 1 -w 1 -I eth0 198.51.100.1
fails "duplicate address detection sees us" 'Received 1|02:00:00:00:00:01' \
	n1 arping -D -c 1 -w 3 -I eth0 192.0.2.1

ok "ping teaches" n1 ping -c 1 -W 3 192.0.2.1
is "learnt from the request" 02:00:00:00:00:02 "$(neighbour 192.0.2.2 lladdr)"
ok "ping through" n1 ping -c 1 -W 3 198.51.100.2
is "resolved for traffic" 02:00:00:00:01:02 "$(neighbour 198.51.100.2 lladdr)"

# a route needs its neighbour before there is traffic
ok "route" ctl route add 203.0.113.0/24 via 198.51.100.2
ok "delete a learnt neighbour" ctl neigh del 192.0.2.2 dev r1
ok "it is learnt again" n1 ping -c 1 -W 3 192.0.2.1

# permanent
ok "permanent" ctl neigh add 192.0.2.50 lladdr 02:00:00:00:00:02 dev r1
is "its state" permanent "$(neighbour 192.0.2.50 state)"
fails "bad link address" 'lladdr|link' ctl neigh add 192.0.2.51 lladdr 02:zz dev r1
fails "outside the subnet" '10.1.1.1' ctl neigh add 10.1.1.1 lladdr 02:00:00:00:00:02 dev r1
fails "our own" '192.0.2.1' ctl neigh add 192.0.2.1 lladdr 02:00:00:00:00:02 dev r1
ip -n "$h1" addr add 192.0.2.50/24 dev eth0
ip -n "$h2" route add 192.0.2.50 via 198.51.100.1
ok "it is used" n2 ping -c 1 -W 3 192.0.2.50
ok "delete it" ctl neigh del 192.0.2.50 dev r1
fails "gone" '192.0.2.50' ctl neigh del 192.0.2.50 dev r1

# a flood towards nobody is bounded and ends
before=$(ctl -j neigh show | jq length)
for i in $(seq 100 120); do
	n1 ping -c 1 -W 1 "198.51.100.$i" >/dev/null 2>&1 &
done
wait_for_drops() { [ "$(drop_count nh_unresolved)" -gt 0 ]; }
ok "packets to nobody are dropped and counted" poll 15 wait_for_drops
no_more_than_before() { [ "$(ctl -j neigh show | jq length)" -le $((before + 3)) ]; }
ok "their neighbours go" poll 30 no_more_than_before

# another station claims our address
ip -n "$h1" addr add 192.0.2.1/32 dev lo
n1 arping -U -c 2 -w 3 -I eth0 -s 192.0.2.1 192.0.2.1 >/dev/null 2>&1
ip -n "$h1" addr del 192.0.2.1/32 dev lo
ok "a conflict is counted" [ "$(arp_stat arp_conflicts)" -gt 0 ]
ok "we keep our address" n1 ping -c 1 -W 3 192.0.2.1
