#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The main job, end to end, shown step by step: two ordinary Linux hosts talk
# through a bsdnet router and to it, and programs use AF_BSDNET sockets. Run it
# in a lab kernel: make demo.
#
# Shows: IF-8, SK-1, SK-4, SK-8
#
# exit status: 0 all worked, 1 something did not

# shellcheck source=net/lib.sh
. "$(dirname "$0")/net/lib.sh"
need ping iperf3 udp_echo l2_dump

headline()
{
	printf '\n== %s\n' "$*"
}

# show COMMAND...: what a person would type, and what it prints
show()
{
	echo "\$ $*"
	"$@" 2>&1 | sed 's/^/  /'
	return "${PIPESTATUS[0]}"
}

step()
{
	local text=$1

	shift
	if show "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "!! FAILED: $text"
	fi
}

listening()
{
	ip netns exec "$1" ss -Hltn "sport = :$2" | grep -q .
}

iperf()
{
	ip netns exec "$h2" iperf3 -s -1 >/dev/null &
	poll 20 listening "$h2" 5201
	n1 iperf3 -f m -c 198.51.100.2 "$@" | grep -E 'sender|receiver'
	return "${PIPESTATUS[0]}"
}

# the lines that a Linux client gets back from the echo server on AF_BSDNET, which has one
# socket for both addresses
echo_client()
{
	ip netns exec "$h1" timeout 20 python3 - <<-'PY'
		import socket, sys
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.settimeout(3)
		def ask(addr):
		    for attempt in range(5):
		        s.sendto(b"hello bsdnet", (addr, 7))
		        try:
		            data, peer = s.recvfrom(100)
		        except socket.timeout:
		            continue
		        print(peer[0], "echoed", data.decode())
		        return data == b"hello bsdnet" and peer[0] == addr
		sys.exit(not all([ask("192.0.2.1"), ask("198.51.100.1")]))
	PY
}

send_frame()
{
	ip netns exec "$h1" python3 - <<-'PY'
		import socket
		s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		s.bind(("eth0", 0))
		s.send(bytes.fromhex("020000000001" "020000000002" "88b5") + b"a frame for an L2 socket" + bytes(24))
	PY
}

see_frame()
{
	nr l2_dump r1 0x88b5 >"$workdir/frame" 2>&1 &
	background+=($!)
	poll 20 sh -c "bsdnetctl -n $rt l2 show | grep -qi 88b5" || return 1
	send_frame
	poll 20 grep -qi 88b5 "$workdir/frame" || { cat "$workdir/frame"; return 1; }
	cat "$workdir/frame"
}

headline "$(uname -sr): the module is loaded, two hosts are wired to a router"
wires

headline "Configure the router: addresses make the interfaces that are missing"
step "ifa add" ctl ifa add r1 192.0.2.1/24
step "ifa add" ctl ifa add r2 198.51.100.1/24
step "forwarding" ctl instance set 0 forwarding on
step "ifl show" ctl ifl show
step "ifa show" ctl ifa show
step "route show" ctl route show

headline "Ping through the router, and to it"
step "ping through" n1 ping -c 3 -W 5 198.51.100.2
step "ping to it" n1 ping -c 3 -W 5 192.0.2.1
step "ping, fragmented" n1 ping -c 2 -W 5 -s 4000 198.51.100.2
step "neighbours" ctl neigh show

headline "How a packet finds its way"
step "route get" ctl route get 198.51.100.2

headline "iperf3 through the router"
step "TCP" iperf -t 3
step "UDP" iperf -t 3 -u -b 10M

headline "A UDP echo server on AF_BSDNET answers a Linux client"
nr udp_echo -p 7 &
background+=($!)
poll 20 sh -c "bsdnetctl -n $rt -j socket show | jq -e '.[] | select(.lport == 7)'"
step "socket show" ctl socket show
step "echo" echo_client

headline "An L2 socket sees a frame"
step "l2_dump" see_frame
step "l2 show" ctl l2 show

headline "What was counted"
step "stats" ctl stats show
step "drops" ctl drops show

headline "Verdict"
if [ "$failed" -eq 0 ]; then
	echo "PASS: all $passed steps worked on $(uname -r)"
else
	echo "FAIL: $failed of $((passed + failed)) steps did not work on $(uname -r)"
fi
