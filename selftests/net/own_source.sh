#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Packets from the wire whose source is an address of the router itself, or a broadcast address
# of a subnet that it is attached to, are neither delivered nor forwarded; those that it sends
# itself are. Also with 12,000 addresses, fewer on slow kernels.
#
# Shows: IN-2, RT-1

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping python3 icmp_ping

# send SOURCE DESTINATION: an echo request from h1, in a frame to the router
send()
{
	ip netns exec "$h1" python3 - "$1" "$2" <<-'END'
	import socket
	import struct
	import sys

	def checksum(data):
	    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
	    while total >> 16:
	        total = (total & 0xffff) + (total >> 16)
	    return ~total & 0xffff

	def summed(head, at, data=b""):
	    total = checksum(head + data)
	    return head[:at] + struct.pack("!H", total) + head[at + 2:] + data

	source, dest = (socket.inet_aton(word) for word in sys.argv[1:3])
	echo = summed(struct.pack("!BBHHH", 8, 0, 0, 7, 1), 2, bytes(16))
	packet = summed(struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(echo), 1, 0, 64, 1, 0)
	                + source + dest, 10) + echo
	sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
	sock.bind(("eth0", 0x0800))
	sock.send(bytes.fromhex("020000000001" "020000000002" "0800") + packet)
	END
}

stat() { ctl -j stats show | jq -r "[.. | objects | select(has(\"$1\")) | .$1][0]"; }
received() { [ "$(stat in_receives)" -gt "$1" ]; }

# verdict TEXT WANT SOURCE DESTINATION: WANT is dropped, forwarded or delivered
verdict()
{
	local drops receives forwarded delivers is=other

	drops=$(drop_count ip_own_source)
	receives=$(stat in_receives)
	forwarded=$(stat forwarded)
	delivers=$(stat in_delivers)
	send "$3" "$4"
	poll 5 received "$receives"
	[ "$(drop_count ip_own_source)" = "$drops" ] || is=dropped
	[ "$(stat forwarded)" = "$forwarded" ] || is=forwarded
	[ "$(stat in_delivers)" = "$delivers" ] || is=delivered
	is "$1" "$2" "$is"
}

wires
router
far=198.51.100.2
ok "the neighbour is known" n1 ping -c 1 -W 3 $far

verdict "from a host: forwarded" forwarded 192.0.2.2 $far
verdict "from a host: delivered" delivered 192.0.2.2 198.51.100.1
for source in 192.0.2.1 198.51.100.1 192.0.2.255 198.51.100.255 192.0.2.0; do
	verdict "from $source, to be forwarded" dropped $source $far
	[ $source = 198.51.100.1 ] ||
		verdict "from $source, to be delivered" dropped $source 198.51.100.1
done
verdict "from the address beside ours" forwarded 192.0.2.3 $far
ok "we send to ourselves" nr icmp_ping -n 2 192.0.2.1
ok "and to others" nr icmp_ping -n 2 $far

# routes say what is ours, whoever made them
ok "a local host route" ctl route add 203.0.113.5 local dev r1
verdict "from it" dropped 203.0.113.5 $far
verdict "from beside it" forwarded 203.0.113.6 $far
ok "a local prefix" ctl route add 203.0.112.0/24 local dev r1
verdict "from it" dropped 203.0.112.77 $far
verdict "not from others" forwarded 203.0.113.6 $far
ctl route del 203.0.112.0/24
ctl route del 203.0.113.5
verdict "no more" forwarded 203.0.112.77 $far
ok "another instance has its own" sh -c "bsdnetctl -n $rt instance add 5 &&
	bsdnetctl -n $rt ifl add r2.9 vlan 9 && bsdnetctl -n $rt iff add r2.9 inet instance 5 &&
	bsdnetctl -n $rt ifa add r2.9 203.0.113.7/24"
verdict "from an address there" forwarded 203.0.113.7 $far

# very many addresses
case ${BSDNET_LAB-} in
*debug* | *kcsan* | stock*) count=470 ;;
*) count=12000 ;;
esac
for i in $(seq 0 $((count - 1))); do
	echo "ifa add lo0 10.$((i / 250)).$((i % 250)).9"
done >"$workdir/add"
sed 's/add/del/' "$workdir/add" >"$workdir/del"
ok "$count addresses" ctl -batch "$workdir/add"
for i in 0 1 249 $((count - 1)); do
	verdict "from number $i" dropped "10.$((i / 250)).$((i % 250)).9" $far
	verdict "from beside it" forwarded "10.$((i / 250)).$((i % 250)).8" $far
done
verdict "from others still" forwarded 192.0.2.2 $far
ok "all but one go" sh -c "grep -v ' 10.1.211.9$' $workdir/del >$workdir/most &&
	bsdnetctl -n $rt -batch $workdir/most"
verdict "from the last" dropped 10.1.211.9 $far
verdict "from one that is gone" forwarded 10.0.0.9 $far
ok "delete it" ctl ifa del lo0 10.1.211.9
verdict "no more" forwarded 10.1.211.9 $far
verdict "those of interfaces stay" dropped 192.0.2.1 $far
