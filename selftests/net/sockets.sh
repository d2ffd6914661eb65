#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Programs on AF_BSDNET: UDP, ICMP echo, layer 2; errors; instances; every
# call with wrong arguments.
#
# Shows: SK-1, SK-2, SK-3, SK-4, SK-8, PCB-1, PCB-3, L2-6

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping python3 udp-echo-all list-interfaces udp_echo udp_client l2_dump icmp_ping sock_errors

wires
router

bound() { ctl -j socket show | jq -e --argjson p "$1" '.[] | select(.lport == $p)' >/dev/null; }

start nr udp_echo -p 7
ok "the server is bound" poll 5 bound 7
ask() { n1 python3 "$(dirname "$0")/udp_ask.py" "$@"; }
ok "a Linux client is answered" ask 192.0.2.1 7 100 64
ok "empty datagrams" ask 192.0.2.1 7 5 0
ok "large datagrams, fragments" ask 192.0.2.1 7 5 20000
ok "from the address it asked (SK-4)" ask 198.51.100.1 7 3 10
fails "a closed port" 'refused' ask 192.0.2.1 9 1 10

start n2 python3 "$(dirname "$0")/udp_ask.py" --serve 5000
poll 5 sh -c "ip netns exec $h2 ss -Hlun sport = :5000 | grep -q ."
ok "a client on AF_BSDNET" nr udp_client 198.51.100.2 5000
ok "to an own address, without any device" nr udp_client 192.0.2.1 7
ok "an ICMP socket pings" nr icmp_ping 198.51.100.2
ok "and itself" nr icmp_ping 192.0.2.1

ok "every call with wrong arguments" nr sock_errors
is "and no socket is left but the server" 1 "$(ctl -j socket show | jq length)"

# the library, by its examples: one service for all instances, and the enumeration
ok "an instance of its own" ctl instance add 7
ok "with an interface" ctl ifl add r1.5 vlan 5
ok "that has an address" ctl ifa add r1.5 10.0.5.1/24 instance 7
is "the interfaces and addresses of all instances" \
	"1: r1,2: r2,3: r1.5,r1 192.0.2.1,r2 198.51.100.1,r1.5 10.0.5.1" \
	"$(nr list-interfaces | paste -sd,)"
is "and those of one" "3: r1.5,r1.5 10.0.5.1" "$(nr list-interfaces 7 | paste -sd,)"
start nr udp-echo-all 17
poll 5 bound 17
ok "a Linux client is answered by a service for all instances" ask 192.0.2.1 17 10 64
ok "from the other address, too" ask 198.51.100.1 17 10 64

# layer 2
nr l2_dump r1 0x88b5 >"$workdir/frames" 2>&1 &
background+=($!)
entry() { ctl l2 show | grep -qi 88b5; }
ok "its entry is in the L2 table" poll 5 entry
n1 python3 - <<'PY'
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
for n in range(3):
    s.send(bytes.fromhex("020000000001" "020000000002" "88b5") + b"frame %d" % n + bytes(40))
PY
three() { [ "$(grep -ci 88b5 "$workdir/frames")" -ge 3 ]; }
ok "three frames are seen" poll 5 three
ok "delete the ifd under the socket" ctl ifd del r1
is "and takes the entry along" 0 "$(ctl -j l2 show | jq '[.. | strings | select(test("88b5"; "i"))] | length')"
