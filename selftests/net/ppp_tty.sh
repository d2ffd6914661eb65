#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# PPP on a serial line with a real peer: an ifd on a pseudo terminal that a process handed
# over, bsdnet-ppp on it, and pppd at the other end of the line. What IPCP agreed on
# carries ping and UDP both ways; either side ends, the line is cut.
#
#   h1 (Linux)  pppd 10.5.0.2 --- pseudo terminals --- tty0 10.5.0.1 bsdnet-ppp   rt (bsdnet)
#
# Shows: IF-10, IF-17

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping python3 pppd bsdnet-ppp udp_echo icmp_ping
[ -c /dev/ppp ] || { echo "skipped - $test_name: no /dev/ppp"; exit 4; }

ip netns add "$h1"
ip netns add "$rt"
ip -n "$rt" link set lo up
line=$workdir/line
wire=$(dirname "$0")/descriptors.py
declare -A pid # of what runs, by the name of its log

# run NAME COMMAND...: in the background, what it says into a file of that name
run()
{
	local name=$1

	shift
	"$@" >"$workdir/$name" 2>&1 &
	pid[$name]=$!
	background+=($!)
}
peer()
{
	run "$1" ip netns exec "$h1" pppd "$line" 115200 nodetach noauth local nocrtscts nolock \
		noipdefault noccp novj noipv6 debug unit 7 "${@:2}"
}
link_up() { run "$1" bsdnet-ppp -n "$rt" link tty0 local 10.5.0.1 remote 10.5.0.2 "${@:2}"; }
has_address() { ip -n "$h1" -j addr show ppp7 | jq -e '.[0].addr_info[0].local == "10.5.0.2"'; }
no_address() { [ "$(ctl -j ifa show | jq length)" = 0 ]; }
no_carrier() { [[ $(ctl -j ifd show tty0 | jq -r '.[0].down') == *carrier* ]]; }
# traffic WORDS BYTES: both ways, and what fits the MTU
traffic()
{
	ok "$1: the peer has its address" poll 30 has_address
	ok "$1: ping in" poll 10 n1 ping -c 1 -W 1 10.5.0.1
	ok "$1: ping in, largest packet" n1 ping -c 2 -i 0.2 -W 3 -M "do" -s "$2" 10.5.0.1
	ok "$1: ping in, fragments" n1 ping -c 2 -i 0.2 -W 3 -s 5000 10.5.0.1
	ok "$1: octets that have to be escaped" n1 ping -c 2 -i 0.2 -W 3 -s 1000 -p 7d7e0011137f 10.5.0.1
	ok "$1: ping out" nr icmp_ping -n 2 10.5.0.2
	ok "$1: UDP" n1 /usr/bin/python3 "$(dirname "$0")/udp_ask.py" 10.5.0.1 7 20 1400
}

run wire /usr/bin/python3 -B "$wire" line "$line" \
	bsdnetctl -n "$rt" ifd add tty0 driver fd fd 3
poll 10 [ -e "$line" ]
ok "ifd on a line, its usual encapsulation" ctl ifl add tty0
is "which is" ppp "$(ctl -j ifd show tty0 | jq -r '.[0].encap')"
start nr udp_echo -p 7

link_up ours
peer theirs
traffic "first" 1472
kill -TERM "${pid[theirs]}"
ok "the peer ends" timeout 20 tail --pid="${pid[theirs]}" -f /dev/null
ok "and so do we" timeout 20 tail --pid="${pid[ours]}" -f /dev/null
ok "the address has gone" poll 10 no_address

peer again mru 1400 lcp-echo-interval 1 lcp-echo-failure 3
link_up anew
traffic "again" 1372
kill -TERM "${pid[anew]}"
ok "we end" timeout 20 tail --pid="${pid[anew]}" -f /dev/null
ok "the peer gets Terminate-Request" poll 10 grep -q 'LCP TermReq' "$workdir/again"

# pppd has taken RTNL in the ioctl of /dev/ppp. A line is recognized with RTNL held: an ioctl of a
# descriptor from there inverts the order of RTNL and PPP's mutex, which lockdep reports
fails "a descriptor of /dev/ppp is no line" 'not a TUN or TAP' \
	/usr/bin/python3 -B "$wire" open /dev/ppp rw bsdnetctl -n "$rt" ifd add tty1 driver fd fd 3

kill -TERM "${pid[wire]}"
ok "no carrier once the line is cut" poll 10 no_carrier
ok "delete it" ctl ifd del tty0
