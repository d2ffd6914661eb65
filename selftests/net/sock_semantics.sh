#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# AF_BSDNET sockets in depth: what udp(7), af_bsdnet(7) and packet(7) promise.
#
# Shows: SK-1, SK-2, SK-3, SK-4, SK-8, PCB-1, PCB-4, L2-6, Q-8, SK-5, NH-9, RT-12

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 tcpdump chrt udp_echo udp_client l2_dump l2_send sock_semantics

wires
router

ok "what udp(7) promises" nr sock_semantics 192.0.2.1 192.0.2.2
[ "$failed" -gt 0 ] || sed -n 's/^ok/#   &/p' "$workdir/out"

# a GSO packet crosses a veth unsplit; an application must not notice
start nr udp_echo -p 7
poll 5 sh -c "bsdnetctl -n $rt -j socket show | grep -q '\"lport\":7\b'"
gso()
{
	n1 python3 - <<-'PY'
		import socket
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.settimeout(3)
		s.setsockopt(socket.IPPROTO_UDP, 103, 1000)   # UDP_SEGMENT
		s.connect(("192.0.2.1", 7))
		s.send(b"".join(bytes([65 + i]) * 1000 for i in range(10)) + b"end")
		got = sorted(s.recv(65536) for _ in range(11))
		assert got == sorted([bytes([65 + i]) * 1000 for i in range(10)] + [b"end"]), got
	PY
}
ok "GSO packets are received as datagrams" gso

# what waits for a worker that does not come is within SO_RCVBUF (Q-8): the sender leaves it
# no time, where there is one processor
nr python3 - <<-'PY' >"$workdir/silent" &
	import ctypes, signal, socket
	s = socket.socket(18, socket.SOCK_DGRAM)
	s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
	# Python does not know the family: 192.0.2.1, port 5099
	sin = b"\2\0" + (5099).to_bytes(2, "big") + bytes([192, 0, 2, 1]) + bytes(8)
	assert ctypes.CDLL(None).bind(s.fileno(), sin, len(sin)) == 0
	print("ready", flush=True)
	signal.pause()
PY
silent=$!
background+=("$silent")
poll 20 grep -q ready "$workdir/silent"
starve()
{
	n1 chrt -f 50 python3 - "$rt" <<-'PY'
		import json, socket, subprocess, sys
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.connect(("192.0.2.1", 5099))
		for _ in range(3000):
		    s.send(bytes(100))
		def show(kind):
		    return json.loads(subprocess.check_output(
		        ["bsdnetctl", "-n", sys.argv[1], "-j", kind, "show"]))
		own, = [x for x in show("socket") if x.get("lport") == 5099]
		waited, = [x["high_water"] for x in show("queue")
		           if "192.0.2.1:5099" in x["name"] and x["kind"] == "service"]
		print("rmem", own["rmem"], "drops", own["drops"], "waited", waited)
		assert 100000 < own["rmem"] <= 2 * 65536, "bytes charged"
		# a packet is charged with more than this
		assert waited * 512 <= 2 * 65536, "packets that are not charged"
		assert own["drops"] > 1000
	PY
}
ok "what waits for the worker is within the receive buffer" starve
sed 's/^/#   /' "$workdir/out"
kill "$silent"

# multicast and limited broadcast leave where the socket says (SK-3)
arrives()	# arrives NETNS ADDRESS COMMAND...: what COMMAND sends comes to NETNS
{
	local netns=$1 addr=$2

	shift 2
	rm -f "$workdir/$netns"	# or the last one's "listening" would be taken for this one's
	"$netns" tcpdump -i eth0 -c 1 -w /dev/null "udp and dst $addr" 2>"$workdir/$netns" &
	background+=($!)
	poll 5 grep -q listening "$workdir/$netns" && "$@" &&
		poll 3 grep -q '^1 packet' "$workdir/$netns"
}
ifl() { ctl -j ifl show "$1" | jq '.[0].index // .[0].ifl_index'; }
ifl1=$(ifl r1)
ifl2=$(ifl r2)
mcast() { nr udp_client -q -u -n 1 -o "$1" 239.1.2.3 5000; }
bcast() { nr udp_client -q -B -u -n 1 -o "$1" 255.255.255.255 5000; }
ok "multicast to the first interface" arrives n1 239.1.2.3 mcast "$ifl1"
ok "to the second" arrives n2 239.1.2.3 mcast "$ifl2"
ok "broadcast to the first" arrives n1 255.255.255.255 bcast "$ifl1"
ok "to the second" arrives n2 255.255.255.255 bcast "$ifl2"
fails "to none that exists" 'unreachable|No such' mcast 4711
# and where it does not say, where the instance says (NH-9)
default() { ctl -j instance show 0 | jq -r '.[0].default_ifl'; }
is "the instance has a default interface" r1 "$(default)"
ok "multicast to the default" arrives n1 239.1.2.3 mcast 0
ok "broadcast to the default" arrives n1 255.255.255.255 bcast 0
ok "set the default interface down" ctl ifl set r1 down
is "another takes its place" r2 "$(default)"
ok "multicast to that" arrives n2 239.1.2.3 mcast 0
ok "broadcast to that" arrives n2 255.255.255.255 bcast 0
ok "the first comes back" ctl ifl set r1 up

# SO_DONTROUTE: interface routes alone (RT-12), whatever else there is
ok "a route of a user" ctl route add 203.0.113.0/24 via 198.51.100.2
ip -n "$h2" addr add 203.0.113.1/32 dev lo
ip -n "$h2" addr add 203.0.113.2/32 dev lo
direct() { nr udp_client -R -q -u -n 1 "$1" 5000; }
ok "along it without the option" arrives n2 203.0.113.1 nr udp_client -q -u -n 1 203.0.113.1 5000
fails "not with it" 'unreachable' direct 203.0.113.1
ok "to a neighbour with it" arrives n2 198.51.100.2 direct 198.51.100.2
ok "a route of a user that hides the neighbour" ctl route add 198.51.100.2/32 discard
fails "stops all others" 'Invalid' nr udp_client -q -u -n 1 198.51.100.2 5000
ok "with the option it does not count" arrives n2 198.51.100.2 direct 198.51.100.2
ok "delete it" ctl route del 198.51.100.2/32
ok "and the other" ctl route del 203.0.113.0/24

# one socket, several instances: the reply goes back where the request came from
ok "a second instance" ctl instance add 5
ok "with its own interface" ctl ifa del r2 198.51.100.1/24
ctl iff del r2 inet
ok "in it" ctl iff add r2 inet instance 5
ok "and an address" ctl ifa add r2 198.51.100.1/24
start nr udp_echo -v -p 8 -I any
poll 5 sh -c "bsdnetctl -n $rt -j socket show | grep -q '\"lport\":8\b'"
ask() { "$1" python3 "$(dirname "$0")/udp_ask.py" "$2" 8 3 64; }
ok "a wild server answers in instance 0" ask n1 192.0.2.1
ok "and in instance 5" ask n2 198.51.100.1

# layer 2: tags, prefixes, headers
see()	# see FILE ARGUMENTS...: run l2_dump, wait until it listens
{
	local file=$workdir/$1

	shift
	nr l2_dump "$@" >"$file" 2>&1 &
	background+=($!)
	poll 5 grep -q ready "$file"
}
frame()	# frame HEX: h1 sends it
{
	n1 python3 - "$1" <<-'PY'
		import socket, sys
		s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		s.bind(("eth0", 0))
		s.send(bytes.fromhex(sys.argv[1]).ljust(60, b"\0"))
	PY
}
from=020000000002
to=020000000001
ok "ifl of a VLAN" ctl ifl add r1.10 vlan 10
see exact r1 0x88b5
see header -H r1.10 88b5/16
see prefix -n 1 r1 8860/12
see rest -n 1 r1.10
frame "$to${from}88b5aabbcc"
ok "without header" poll 5 grep -q "from $from proto 88b5/16 len 46 aabbcc" "$workdir/exact"
frame "$to${from}8100400a88b5aabbcc"
ok "with header, tag in place" \
	poll 5 grep -q "proto 88b5/16 len 60 $to${from}8100[04]00a88b5aabbcc" "$workdir/header"
frame "$to${from}886311"
ok "by a prefix of 12 bits" poll 5 grep -q "proto 8863/16 len 46 11" "$workdir/prefix"
frame "$to${from}8100000a123422"
ok "by none" poll 5 grep -q "proto 1234/16 len 42 22" "$workdir/rest"
is "each frame once" 1 "$(grep -c len "$workdir/exact")"
fails "one socket a prefix" 'in use' nr l2_dump r1 0x88b5

wire()	# wire COUNT: what h1 gets that l2_send sent
{
	n1 tcpdump -i eth0 -U -w "$workdir/pcap" -c "$1" 'ether proto 0x88b6 or (vlan and ether proto 0x88b6)' 2>"$workdir/tcpdump" &
	background+=($!)
	poll 5 grep -q listening "$workdir/tcpdump"
}
wire 3
ok "send with a header made" nr l2_send -d "$(sed 's/../&:/g; s/:$//' <<<$from)" -e 0x88b6 r1 cafe01
ok "send a frame" nr l2_send r1 "$from${to}88b6cafe02"
ok "send tagged" nr l2_send -d "$(sed 's/../&:/g; s/:$//' <<<$from)" -e 0x88b6 r1.10 cafe03
seen() { tcpdump -r "$workdir/pcap" -xx 2>/dev/null | sed 's/.*0x[0-9a-f]*: *//' | tr -d ' \n' | grep -q "$1"; }
ok "the first is on the wire" poll 5 seen "$from${to}88b6cafe01"
ok "the second" poll 5 seen "$from${to}88b6cafe02"
ok "the third with its tag" poll 5 seen "$from${to}8100000a88b6cafe03"
fails "larger than the interface takes" 'too long' nr l2_send -d 02:00:00:00:00:02 -e 0x88b6 r1 "$(printf '00%.0s' $(seq 2000))"
fails "no destination" 'Destination address required|too long|argument' nr l2_send -e 0x88b6 r1 00
ok "delete the VLAN's ifl" ctl ifl del r1.10
ok "its sockets hear of it" poll 5 grep -qi 'network is down' "$workdir/header"
