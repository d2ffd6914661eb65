#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The same calls on AF_INET and on AF_BSDNET give the same results.
#
# usage: conformance.sh [BEGINNING]	the cases whose names begin so
#
# Shows: SK-1, SK-4, SK-10

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need conformance

wires
router

# for AF_INET: Linux in the place of bsdnet, with the same addresses
linux=linux-$$
h3=h3-$$
more_netns=("$linux" "$h3")
ip netns add "$linux"
ip netns add "$h3"
ip link add eth0 netns "$h3" type veth peer name r1 netns "$linux"
ip -n "$linux" link set r1 up
ip netns exec "$linux" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec "$h3" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
host "$linux" r1 192.0.2.1/24 ''
host "$h3" eth0 192.0.2.2/24 192.0.2.1
# TTL expires in the peer, and an unknown neighbour is given up soon
for netns in "$h1" "$h3"; do
	ip netns exec "$netns" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0
	ip -n "$netns" route replace default dev eth0
done
ip -n "$linux" route add 198.51.100.0/24 via 192.0.2.2
ctl ifa del r2 198.51.100.1/24
ctl route add 198.51.100.0/24 via 192.0.2.2
for netns in "$linux" "$rt"; do
	ip netns exec "$netns" sysctl -qw net.ipv4.ping_group_range='0 2147483647'
done

conformance "$linux" "$rt" "$(dirname "$0")/../../docs/differences.md" "$@"
is "AF_BSDNET behaves as AF_INET" 0 $?
