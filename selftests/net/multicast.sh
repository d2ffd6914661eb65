#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Multicast and broadcast between sockets and Linux hosts: memberships, sources, interfaces that go
# and come, copies, the default interface; what is shown of it.
#
# Shows: SK-3, SK-5, NH-2, NH-8, NH-9, IF-4, IF-20, RT-8, PCB-1

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 bsdnet-run

wires
router
other=other-$$
more_netns+=("$other")
ip netns add "$other"
ip link add p0 netns "$rt" address 02:00:00:00:02:01 type veth \
	peer name p1 netns "$other" address 02:00:00:00:02:02
ip -n "$rt" link set p0 up
ip -n "$other" link set p1 up
ip netns exec "$other" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
octl() { bsdnetctl -n "$other" "$@"; }

ip -n "$h1" addr add 192.0.2.3/24 dev eth0
ip -n "$h1" link add link eth0 name eth0.10 type vlan id 10
ip -n "$h1" link set eth0.10 up
ip -n "$h1" addr add 10.0.10.2/24 dev eth0.10
ok "a VLAN" ctl ifl add r1.10 vlan 10
ok "its address" ctl ifa add r1.10 10.0.10.1/24
ok "another one" ctl ifl add r2.7 vlan 7
ok "its address" ctl ifa add r2.7 10.0.7.1/24
ctl ifd add p0
octl ifd add p1
ctl ifl add p0
octl ifl add p1
ok "a PPPoE session" ctl ifl add p0.0.1 pppoe 1 02:00:00:00:02:02
ok "its other end" octl ifl add p1.0.1 pppoe 1 02:00:00:00:02:01
ok "without an address" ctl iff add p0.0.1 inet
ok "with one" octl ifa add p1.0.1 10.0.9.1/32
is "every host is in 224.0.0.1" "224.0.0.1 dev r1 lladdr 01:00:5e:00:00:01 permanent" \
	"$(ctl maddr show dev r1 | sed 's/ *$//')"
is "the default of a host with point-to-point interfaces" p1.0.1 \
	"$(octl -j instance show 0 | jq -r '.[0].default_ifl')"

objects=$(live_objects)
start sh -c "exec bsdnetctl -n $rt -j monitor maddr >$workdir/monitor"
python3 "$(dirname "$0")/multicast.py" "$h1" "$rt" "$h2" "$other" >"$workdir/multicast" 2>&1
status=$?
cat "$workdir/multicast"
is "memberships, sources, sending, interfaces" 0 $status
is "no membership is left" 0 "$(ctl -j maddr show | jq '[.[] | select(.permanent != true)] | length')"
ok "and no object" poll 10 sh -c "[ \$(awk '{ s += \$3 } END { print s + 0 }' \
	/sys/kernel/debug/bsdnet/objects) -le $objects ]"
ok "a monitor heard of it" poll 5 sh -c "grep -q '\"event\":\"add\".*239.1.1.1' $workdir/monitor &&
	grep -q '\"event\":\"del\".*239.1.1.1' $workdir/monitor"
