#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Two Linux hosts talk through a bsdnet router and to it: ping with sizes
# across MTU borders, TTL, path MTU, iperf3, next hops that do not answer.
#
# Shows: IN-2, IN-3, IN-6, IN-7, NH-2, NH-4, IF-8

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping iperf3 tracepath

wires
router

ok "the first packet waits until its neighbour is known" n1 ping -c 1 -W 2 198.51.100.2
ok "ping to the router" n1 ping -c 2 -W 2 192.0.2.1
ok "ping to the router's far address" n1 ping -c 2 -W 2 198.51.100.1
ok "ping through the router" n1 ping -c 3 -W 2 198.51.100.2

for size in 0 1 1471 1472 1473 2952 2953 8000 65507; do
	ok "ping through, $size bytes" n1 ping -c 1 -W 3 -s "$size" 198.51.100.2
	ok "ping to the router, $size bytes" n1 ping -c 1 -W 3 -s "$size" 192.0.2.1
done

# TTL
fails "TTL 1 dies at the router" "From 192.0.2.1.*Time to live exceeded" \
	n1 ping -c 1 -W 2 -t 1 198.51.100.2
ok "TTL 2 arrives" n1 ping -c 1 -W 2 -t 2 198.51.100.2
fails "no route: unreachable" "From 192.0.2.1.*Destination Net Unreachable" \
	n1 ping -c 1 -W 2 203.0.113.1

# path MTU
ok "a smaller MTU on the far side" ctl iff set r2 inet mtu 1280
fails "DF and too big" "Frag needed.*1280" n1 ping -c 1 -W 2 -M "do" -s 1400 198.51.100.2
ip -n "$h1" route flush cache
ok "tracepath finds the MTU" sh -c "ip netns exec $h1 tracepath -n -m 4 198.51.100.2 | grep -q 'pmtu 1280'"
ip -n "$h1" route flush cache
ok "without DF it is fragmented" n1 ping -c 1 -W 2 -M dont -s 1400 198.51.100.2
ok "the MTU of the medium again" ctl iff set r2 inet mtu 1500
ip -n "$h1" route flush cache

# a neighbour that is not there
fails "no such neighbour: host unreachable" "From 192.0.2.1.*Destination Host Unreachable" \
	n1 ping -c 1 -W 8 198.51.100.77

# a host does not forward
ok "forwarding off" ctl instance set 0 forwarding off
fails "a host does not forward" "100% packet loss" n1 ping -c 1 -W 1 198.51.100.2
ok "but answers" n1 ping -c 1 -W 2 192.0.2.1
ok "forwarding on" ctl instance set 0 forwarding on

# streams
start n2 iperf3 -s -1 -J --logfile "$workdir/server1"
poll 5 sh -c "ip netns exec $h2 ss -Hltn sport = :5201 | grep -q ."
ok "iperf3 TCP" n1 iperf3 -c 198.51.100.2 -t 2
start n2 iperf3 -s -1 -J --logfile "$workdir/server2"
poll 5 sh -c "ip netns exec $h2 ss -Hltn sport = :5201 | grep -q ."
ok "iperf3 UDP" n1 iperf3 -c 198.51.100.2 -u -b 20M -t 2
start n2 iperf3 -s -1 -J --logfile "$workdir/server3"
poll 5 sh -c "ip netns exec $h2 ss -Hltn sport = :5201 | grep -q ."
ok "iperf3 TCP the other way" n1 iperf3 -c 198.51.100.2 -R -t 2
