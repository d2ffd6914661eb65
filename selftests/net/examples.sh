#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The programs in user/examples that use sockets: one socket answers from the right one
# of 12,000 addresses (fewer with KASAN); hellos of IS-IS come by an LLC prefix. Namespaces
# are those of lib.sh.
#
# Shows: SK-2, SK-4, SK-8

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 udp-echo-all isis-listener

wires
router

case ${BSDNET_LAB-} in
*debug* | *kcsan* | stock*) count=2000 ;;
*) count=12000 ;;
esac

# ---- one socket for all addresses -------------------------------------------------

python3 - "$count" >"$workdir/addresses" <<-'PY'
	import ipaddress, sys
	base = ipaddress.ip_address("10.0.0.1")
	for n in range(int(sys.argv[1])):
	    print("ifa add r1", base + n)
PY
ok "$count addresses" ctl -batch "$workdir/addresses"
ip -n "$h1" route add 10.0.0.0/16 via 192.0.2.1
start nr udp-echo-all 7
bound() { ctl -j socket show | jq -e '.[] | select(.lport == 7)'; }
ok "one socket" poll 5 bound
is "no other" 1 "$(ctl -j socket show | jq length)"
ok "each address answers for itself" n1 python3 - "$count" <<-'PY'
	import ipaddress, socket, sys
	base = ipaddress.ip_address("10.0.0.1")
	s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	s.settimeout(5)
	for n in range(int(sys.argv[1])):
	    asked = str(base + n)
	    s.sendto(asked.encode(), (asked, 7))
	    answer = s.recvfrom(100)
	    assert answer == (asked.encode(), (asked, 7)), (answer, asked)
PY
ctl instance add 5
ctl iff del r2 inet
ok "the same address in another instance" ctl ifa add r2 10.0.0.1/24 instance 5
ip -n "$h2" addr add 10.0.0.2/24 dev eth0
ok "is answered there" n2 python3 - <<-'PY'
	import socket
	s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	s.settimeout(5)
	s.sendto(b"?", ("10.0.0.1", 7))
	assert s.recvfrom(100) == (b"?", ("10.0.0.1", 7))
PY

# ---- LLC ----------------------------------------------------------------------------

start nr isis-listener r1 >"$workdir/hellos"
ok "a listener" poll 5 grep -q listening "$workdir/hellos"
n1 python3 - <<-'PY'
	import socket
	s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
	s.bind(("eth0", 0))
	def frame(llc, kind, group):
	    pdu = bytes.fromhex("831b0100" + "%02x" % kind + "01000001") + bytes.fromhex("000000000042")
	    pdu += (30).to_bytes(2, "big") + (27).to_bytes(2, "big") + b"\x40" + bytes(7)
	    data = bytes.fromhex(llc) + pdu
	    return bytes.fromhex("0180c20000" + group + "020000000002") + len(data).to_bytes(2, "big") + data.ljust(46, b"\0")
	s.send(frame("fefe03", 15, "14"))
	s.send(frame("424203", 16, "15"))	# spanning tree
	s.send(frame("fefe03", 16, "15"))
PY
level() { grep -c "^level $1 hello from system 0000.0000.0042, holding time 30 s, priority 64, station 02:00:00:00:00:02\$" "$workdir/hellos"; }
ok "its hello of level 2" poll 5 level 2
is "and that of level 1" 1 "$(level 1)"
is "nothing else" 2 "$(grep -c hello "$workdir/hellos")"
