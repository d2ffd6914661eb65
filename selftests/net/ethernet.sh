#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# All that runs over Ethernet, against a station that builds its frames itself: tags
# to depth four, LLC and SNAP, PPPoE sessions, channels of a port extender; the device's
# address filter; the kernel's VLAN devices as peers, four deep.
#
# Shows: IF-2, IF-3, IF-4, IF-9, IF-11, L2-1, L2-2, L2-6, SK-8

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need bridge ping python3 tcpdump

wires
ok "ifd add" ctl ifd add r1
ok "ifl add" ctl ifl add r1

# the station is no host
ip -n "$h1" link set eth0 arp off
ip -n "$h1" addr flush dev eth0
n1 python3 "$(dirname "$0")/ethernet.py" "$rt" r1 02:00:00:00:00:02 02:00:00:00:00:01 \
	>"$workdir/result"
cat "$workdir/result"
passed=$((passed + $(grep -c '^ok' "$workdir/result")))
failed=$((failed + $(grep -c '^not ok' "$workdir/result")))
ok "the station came to its end" grep -q "LLC header$" "$workdir/result"
ip -n "$h1" link set eth0 arp on

# the kernel's VLAN devices as the other end, one on the other
parent=eth0
for vid in 41 42 43 44; do
	proto=802.1Q
	[ $vid -gt 42 ] || proto=802.1ad
	ip -n "$h1" link add link $parent name v$vid type vlan proto $proto id $vid
	ip -n "$h1" link set v$vid up
	parent=v$vid
done
# what a device carries beside its MTU is one tag
ip -n "$h1" link set v44 mtu 1488
ip -n "$h1" addr add 10.9.4.2/24 dev v44
ok "outermost" ctl ifl add r1.41 svlan 41
ok "second" ctl ifl add r1.41.42 svlan 42
ok "third" ctl ifl add r1.41.42.43 vlan 43
ok "innermost" ctl ifa add r1.41.42.43 10.9.3.1/24
ok "fourth" ctl ifl add r1.41.42.43.44 vlan 44
ok "address" ctl ifa add r1.41.42.43.44 10.9.4.1/24
start n1 tcpdump -c 4 -envi eth0 'ether[12:2] = 0x88a8' >"$workdir/tcpdump" 2>&1
tcpdump=$!
poll 5 grep -q listening "$workdir/tcpdump"
ok "ping through four tags" n1 ping -c 3 -i 0.2 -W 3 10.9.4.1
ok "ping through four tags, fragments" n1 ping -c 1 -W 3 -s 4000 10.9.4.1
poll 5 sh -c "! kill -0 $tcpdump"
ok "tcpdump sees them" grep -qE 'vlan 41.*vlan 42.*vlan 43.*vlan 44' "$workdir/tcpdump"

# the device's filter follows the joins
# the host's own stack has joined it as well
is "all-hosts is joined once, however many interfaces" "users 2" \
	"$(ip -n "$rt" maddr show dev r1 | grep -o '01:00:5e:00:00:01 users [0-9]*' | cut -d ' ' -f 2-)"
start nr l2_dump -t 30 -n 1 -j 01:80:c2:00:00:0e r1 0x88cc >"$workdir/lldp" 2>&1
lldp=$!
poll 5 grep -q ready "$workdir/lldp"
ok "a multicast address is joined" sh -c "bridge -n $rt fdb show dev r1 | grep -q 01:80:c2:00:00:0e"
n1 python3 -c '
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
s.send(bytes.fromhex("0180c200000e02000000000288cc") + bytes(46))'
ok "its frame comes" poll 5 sh -c "! kill -0 $lldp"
ok "and is the one" grep -q "proto 88cc/16" "$workdir/lldp"
ok "close leaves" poll 5 sh -c "! bridge -n $rt fdb show dev r1 | grep -q 01:80:c2:00:00:0e"
start nr l2_dump -t 30 -n 1 -j 02:00:00:00:00:55 r1 0x88b5 >"$workdir/second" 2>&1
second=$!
poll 5 grep -q ready "$workdir/second"
ok "a second unicast address" sh -c "bridge -n $rt fdb show dev r1 | grep -q 02:00:00:00:00:55"
n1 python3 -c '
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
s.send(bytes.fromhex("02000000005602000000000288b5") + bytes(46))
s.send(bytes.fromhex("02000000005502000000000288b5") + b"\1" * 46)'
ok "its frame comes, another station's does not" poll 5 sh -c "! kill -0 $second"
ok "it is the second one sent" grep -q "len 46 0101" "$workdir/second"
fails "a frame of 13 octets" 'sendto: Invalid' nr l2_send r1 02000000000202000000000108
fails "no membership where there is no Ethernet" 'BSDNET_L2_JOIN' nr l2_dump -t 1 -P r1.0.9
ctl ifd del r1
