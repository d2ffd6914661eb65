#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# AppleTalk, a legacy protocol behind one service queue, against a station that builds its frames
# itself: acquisition of an address, AARP, echo, datagrams, a router, hostile frames, bounds,
# callers that compete, conflicts, deletion of the interface with all that is open.
#
# Shows: Q-7, Q-8, Q-10, L2-1, IF-7, SK-1, VM-1

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3

wires
ok "ifd add" ctl ifd add r1
ok "ifl add" ctl ifl add r1

fails "no network number" 'ddp: net is missing|NET' ctl ddp add r1
fails "network 0" 'network number 0 is not within 1 .. 65534' ctl ddp add r1 0.5
fails "node 254" 'node 254 is not within 1 .. 253' ctl ddp add r1 100.254
fails "node 300" 'node 300' ctl ddp add r1 100.300
fails "words" 'is not an AppleTalk address' ctl ddp add r1 first.node
fails "outside its range" 'network number 99 is not within the range 100-110' \
	ctl ddp add r1 99.5 range 100-110
fails "no interface" 'nosuch' ctl ddp add nosuch 100.5
fails "nothing to delete" 'ifl r1 has no address of AppleTalk' ctl ddp del r1
ctl ifl add r1.0.1 snap
fails "SNAP in SNAP" 'carries no SNAP frames of AppleTalk' ctl ddp add r1.0.1 100.5
ctl ifl del r1.0.1
ctl ifl add r1.7 vlan 7
ok "on a VLAN" ctl ddp add r1.7 300.1
fails "twice" 'ifl r1.7 has an address of AppleTalk' ctl ddp add r1.7 300.2
ok "L2 entries" sh -c "bsdnetctl -n $rt l2 show | grep -c 'to ddp' | grep -qx 2"
ctl ifl del r1.7
is "it goes with the interface" "[]" "$(ctl -j ddp show | tr -d ' \n')"
ok "and so do its entries" sh -c "! bsdnetctl -n $rt l2 show | grep -q 'to ddp'"

start ctl monitor ddp >"$workdir/monitor" 2>&1
# the station is no host
ip -n "$h1" addr flush dev eth0
python3 "$(dirname "$0")/ddp.py" "$h1" "$rt" >"$workdir/result" 2>"$workdir/errors"
cat "$workdir/result"
passed=$((passed + $(grep -c '^ok' "$workdir/result")))
failed=$((failed + $(grep -c '^not ok' "$workdir/result")))
ok "the station came to its end" grep -q "came to its end" "$workdir/result"
for event in add change del; do
	ok "monitor: $event" grep -qF "[ddp $event]" "$workdir/monitor"
done
ok "the multicast address is in the device's filter" \
	sh -c "ip -n $rt maddr show dev r1 | grep -q 09:00:07:ff:ff:ff"
ctl ifd del r1
ok "and is taken out" sh -c "! ip -n $rt maddr show dev r1 | grep -q 09:00:07:ff:ff:ff"
