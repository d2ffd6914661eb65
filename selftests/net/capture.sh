#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bsdnetctl capture, and the L2 sockets with BSDNET_L2_TAP under it: frames received and sent
# on untagged and tagged interfaces and a PPPoE session, read by tcpdump and tshark; filters,
# drops, rights, and that nothing is taken. Namespaces are those of lib.sh.
#
# Shows: SK-8

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping tcpdump tshark capinfos setpriv python3 bc

wires
router
ip -n "$h1" link add link eth0 name eth0.5 type vlan id 5
host "$h1" eth0.5 192.0.5.2/24 ""
ok "a tagged interface" ctl ifl add r1.5 vlan 5
ok "with an address" ctl ifa add r1.5 192.0.5.1/24

declare -A pid

# capture NAME IFL ARGUMENTS...: into the file NAME, in the background
capture()
{
	local name=$1

	shift
	ip netns exec "$rt" bsdnetctl capture "$@" -w "$workdir/$name.pcapng" 2>"$workdir/$name" &
	pid[$name]=$!
	background+=($!)
	poll 10 grep -q capturing "$workdir/$name"
}
# ends NAME: interrupts it
ends()
{
	kill -INT "${pid[$1]}"
	wait "${pid[$1]}"
}
packets() { tcpdump -n -r "$workdir/$1.pcapng" "${@:2}" 2>/dev/null | wc -l; }
# decode NAME FIELD...: a line per packet, counted where they are equal
decode()
{
	local file=$workdir/$1.pcapng

	shift
	tshark -r "$file" -o ip.check_checksum:TRUE -T fields -E separator=, "${@/#/-e}" 2>/dev/null |
		sort | uniq -c | xargs
}

# ---- both directions, and what the file says --------------------------------------

ok "capture" capture plain r1
ok "ping" n1 ping -c 3 -i 0.05 -W 3 192.0.2.1
ok "the capture ends in order" ends plain
is "three requests" 3 "$(packets plain 'icmp[icmptype] == icmp-echo')"
is "three replies" 3 "$(packets plain 'icmp[icmptype] == icmp-echoreply')"
# interface, direction, kind of destination, ICMP, correct checksum
is "tshark" "3 r1,0x00000001,1,8,1 3 r1,0x00000002,0,0,1" "$(decode plain frame.interface_name frame.packet_flags_direction \
	frame.packet_flags_reception_type icmp.type ip.checksum.status | grep -o '3 r1,[^ ]*' | xargs)"
ok "type of link, resolution of time" sh -c "capinfos '$workdir/plain.pcapng' >'$workdir/info' &&
	grep -q 'Ethernet' '$workdir/info' && grep -q 'nanoseconds' '$workdir/info'"

# ---- a tagged interface has its frames without the tag ------------------------------

ok "capture of a tagged interface" capture tagged r1.5 icmp and host 192.0.5.2
ok "and of all below it" capture below r1
ok "ping through the tag" n1 ping -c 3 -i 0.05 -W 3 192.0.5.1
ok "ping beside it" n1 ping -c 1 -W 3 192.0.2.1
ok "the captures end" ends tagged
ok "both" ends below
is "the filter is for what is behind the tag" 6 "$(packets tagged icmp)"
is "nothing else passes it" 6 "$(packets tagged)"
is "the device's interface shows tags" 6 "$(packets below vlan 5 and icmp)"
is "and what has none" 2 "$(packets below icmp)"
ok "the filter is in the file" grep -aq 'icmp and host 192.0.5.2' "$workdir/tagged.pcapng"

# ---- another type of link on Ethernet ------------------------------------------------

ok "a PPPoE session" ctl ifl add r1.0.9 pppoe 7 02:00:00:00:00:02
ok "with addresses" ctl ifa add r1.0.9 10.9.0.1 dest 10.9.0.2
ok "capture of it" capture ppp r1.0.9 icmp
n1 python3 - <<-'PY'
	from scapy.all import Ether, ICMP, IP, PPPoE, sendp
	packet = bytes(IP(src="10.9.0.2", dst="10.9.0.1") / ICMP(id=5))
	sendp(Ether(src="02:00:00:00:00:02", dst="02:00:00:00:00:01") / PPPoE(sessionid=7) /
	      (b"\0\x21" + packet), iface="eth0", verbose=False)
PY
ok "the session's packets" poll 5 sh -c "bsdnetctl -n $rt -s ifl show r1.0.9 | grep -q 'rx 1 .*tx 1 '"
ok "the capture ends" ends ppp
is "the request and its reply, in PPP as on a serial line" "1 0xff,0x03,0x0021,0 1 0xff,0x03,0x0021,8" \
	"$(decode ppp ppp.address ppp.control ppp.protocol icmp.type)"

# ---- limits --------------------------------------------------------------------------

ok "count and length" capture short r1 -c 2 -s 40 icmp
ok "ping of 1000 bytes" n1 ping -c 2 -i 0.05 -W 3 -s 1000 192.0.2.1
ok "it ends by itself" wait "${pid[short]}"
is "two packets" 2 "$(packets short)"
is "of 1042 bytes, 40 of each are kept" "2 1042,40" "$(decode short frame.len frame.cap_len)"

# ---- one line each ---------------------------------------------------------------------

ip netns exec "$rt" bsdnetctl capture r1 -c 4 arp or icmp >"$workdir/lines" 2>&1 &
pid[lines]=$!
ip netns exec "$rt" bsdnetctl -j capture r1 -c 1 icmp >"$workdir/json" 2>/dev/null &
pid[json]=$!
background+=("${pid[@]}")
for name in lines json; do
	while kill -0 "${pid[$name]}" 2>/dev/null; do
		n1 ip neigh flush dev eth0
		n1 ping -c 1 -W 1 192.0.2.1 >/dev/null
	done
	ok "$name: ends in order" wait "${pid[$name]}"
done
ok "a request in words" grep -qE '^[0-9:.]{18} in .* IPv4 192.0.2.2 > 192.0.2.1 icmp type 8 code 0' "$workdir/lines"
ok "a reply" grep -qE ' out .* 192.0.2.1 > 192.0.2.2 icmp type 0' "$workdir/lines"
ok "JSON" jq -e '.direction and .time > 0 and .length == 98' "$workdir/json"

# ---- errors and rights ---------------------------------------------------------------------

fails "no such interface" 'capture r9' ctl capture r9
fails "not a filter" 'filter "udp prot 53"' ctl capture r1 udp prot 53
fails "nothing is received on loopback" 'cannot be captured' sh -c \
	"bsdnetctl -n $rt ifd add lo0; bsdnetctl -n $rt ifl add lo0; bsdnetctl -n $rt capture lo0"
fails "without CAP_NET_RAW" 'Operation not permitted' \
	nr setpriv --bounding-set=-all --inh-caps=-all bsdnetctl capture r1
ip netns exec "$rt" setpriv --bounding-set=-all,+net_raw --inh-caps=-all,+net_raw \
	bsdnetctl capture r1 -c 1 icmp \
	>"$workdir/raw" 2>&1 &
raw=$!
background+=("$raw")
while kill -0 "$raw" 2>/dev/null; do
	n1 ping -c 1 -W 1 192.0.2.1 >/dev/null
done
ok "CAP_NET_RAW is enough" wait "$raw"

# ---- the end of the interface; bounded by the receive buffer ----------------------------------

ok "capture until the interface is gone" capture gone r1.5
ok "delete it" ctl ifl del r1.5
status=0
wait "${pid[gone]}" || status=$?
is "the capture ends" 2 $status
ok "and says why" grep -q 'Network is down' "$workdir/gone"
is "the file is complete" 0 "$(packets gone)"

# a reader that does not read, with the buffer of a user without privilege
sysctl -qw net.core.rmem_max=212992
ip netns exec "$rt" setpriv --bounding-set=-all,+net_raw --inh-caps=-all,+net_raw \
	bsdnetctl capture r1 -w "$workdir/bound.pcapng" icmp 2>"$workdir/bound" &
pid[bound]=$!
background+=($!)
poll 10 grep -q capturing "$workdir/bound"
kill -STOP "${pid[bound]}"
ok "packets are forwarded and answered beside it" n1 ping -q -f -c 1000 -s 1400 192.0.2.1
kill -CONT "${pid[bound]}"
ok "the capture ends" ends bound
captured=$(packets bound)
ok "there was room for some, not for all" [ "$((captured > 10 && captured < 2000))" -eq 1 ]
is "the others are counted" 2000 \
	"$(sed -n 's/\([0-9]*\) packets captured, \([0-9]*\) dropped/\1 + \2/p' "$workdir/bound" | bc)"
is "also in the file" "2000 $((2000 - captured)) $captured" "$(python3 - "$workdir/bound.pcapng" <<-'PY'
	import struct, sys
	data = open(sys.argv[1], "rb").read()
	at = 0
	while at < len(data):
	    kind, length = struct.unpack_from("=II", data, at)
	    if kind == 5:
	        option, found = at + 20, {}
	        while True:
	            code, size = struct.unpack_from("=HH", data, option)
	            if not code:
	                break
	            if code in (4, 5, 8):
	                found[code], = struct.unpack_from("=Q", data, option + 4)
	            option += 4 + (size + 3 & ~3)
	        print(found[4], found[5], found[8])
	    at += length
PY
)"
