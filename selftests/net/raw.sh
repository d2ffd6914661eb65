#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Raw sockets: copies of all packets, beside the kernel's own protocols; reassembled and segmented
# packets; instances and interfaces; headers of the sender; rights and bounds.
#
# Shows: SK-1, SK-2, SK-3, SK-4, SK-5, SK-10, PCB-3, PCB-4, IN-3, Q-8

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 setpriv unshare

wires
router
ctl instance add 7
ctl ifl add r1.5 vlan 5
ctl ifa add r1.5 10.0.5.1/24 instance 7
ip -n "$h1" link add link eth0 name eth0.5 type vlan id 5
host "$h1" eth0.5 10.0.5.2/24 ''
n1 sysctl -qw net.ipv4.icmp_ratelimit=0

open_raw="import socket; socket.socket(18, socket.SOCK_RAW, 2 << 8 | 1)"
nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all)
fails "without CAP_NET_RAW" 'not permitted' nr "${nobody[@]}" python3 -c "$open_raw"
fails "of the namespace's owner" 'not permitted' nr unshare --user --map-root-user \
	python3 -c "$open_raw"
ok "with it" nr setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=+net_raw \
	--ambient-caps=+net_raw --bounding-set=-all,+net_raw python3 -c "$open_raw"
ok "of a namespace of one's own" unshare --user --map-root-user --net python3 -c "$open_raw"

python3 -B "$(dirname "$0")/raw.py" "$h1" "$rt" "$h2" >"$workdir/result" 2>"$workdir/errors"
status=$?
cat "$workdir/result"
passed=$((passed + $(grep -c '^ok' "$workdir/result")))
is "packets" 0 $status

# as it is shown
start nr python3 -c "import socket, time
s = socket.socket(18, socket.SOCK_RAW, 2 << 8 | 89)
time.sleep(60)"
shown() { ctl socket show | grep -q 'inet raw 89'; }
ok "a socket is in the list" poll 10 shown
is "and can be asked for" raw "$(ctl -j socket show proto 89 | jq -r '.[0].type')"
ok "and among the kernel's protocols" nr grep -q '^BSDNET-RAW ' /proc/net/protocols
ip netns pids "$rt" | xargs kill
empty() { [ "$(ctl -j socket show | jq length)" = 0 ]; }
ok "no socket is left" poll 10 empty
