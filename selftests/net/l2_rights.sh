#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Permission to take frames by an L2 socket: on a network device that is shared with the host
# it takes CAP_NET_ADMIN, elsewhere CAP_NET_RAW is enough. Namespaces are those of
# lib.sh; users are root with fewer capabilities, and users of a namespace of their own.
#
# Shows: L2-7, SK-8

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 setpriv unshare l2_dump

wires
router
wire=$(dirname "$0")/descriptors.py

# In rt, with CAP_NET_RAW and nothing else
raw() { nr setpriv --bounding-set=-all,+net_raw --inh-caps=-all,+net_raw "$@"; }
# With no capability
bare() { nr setpriv --bounding-set=-all --inh-caps=-all "$@"; }

binds()	# binds FILE COMMAND...: it is bound; keeps listening
{
	local file=$workdir/$1

	shift
	"$@" >"$file" 2>&1 &
	background+=($!)
	poll 20 grep -q ready "$file"
}

frame()	# frame NETNS HEX: from eth0 of the host
{
	"$1" python3 - "$2" <<-'PY'
		import socket, sys
		s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		s.bind(("eth0", 0))
		s.send(bytes.fromhex(sys.argv[1]).ljust(60, b"\0"))
	PY
}

host_listens()	# host_listens FILE DEV ETHERTYPE: print what the host's stack gets in rt
{
	nr python3 -u - "$2" "$3" >"$workdir/$1" 2>&1 <<-'PY' &
		import socket, sys
		proto = int(sys.argv[2], 0)
		s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(proto))
		s.bind((sys.argv[1], proto))
		print("ready")
		while True:
		    print("got", s.recv(2000)[:4].hex())
	PY
	background+=($!)
	poll 20 grep -q ready "$workdir/$1"
}

from1=020000000002
to1=020000000001
from2=020000000102
to2=020000000101

# a device that is shared: no prefix without CAP_NET_ADMIN
ok "ifl of a VLAN" ctl ifl add r1.10 vlan 10
fails "no socket at all without capabilities" 'socket: Operation not permitted' bare l2_dump -t 1 r1
for prefix in "" 0x88b5 88/8 0x0800 0x0806 0x86dd 8863/16; do
	# shellcheck disable=SC2086 # none or one
	fails "CAP_NET_RAW, r1 ${prefix:-all}" 'bind: Operation not permitted' raw l2_dump -t 1 r1 $prefix
done
fails "CAP_NET_RAW, a VLAN of it" 'bind: Operation not permitted' raw l2_dump -t 1 r1.10
fails "CAP_NET_RAW, a VLAN, a prefix" 'bind: Operation not permitted' raw l2_dump -t 1 r1.10 0x88b5
ok "the host listens" host_listens host r1 0x88b5
frame n1 "$to1${from1}88b5aaaa0001"
ok "and gets its frames" poll 5 grep -q 'got aaaa0001' "$workdir/host"
ok "CAP_NET_ADMIN takes them" binds admin nr l2_dump r1 0x88b5
frame n1 "$to1${from1}88b5aaaa0002"
ok "the socket has the frame" poll 5 grep -q aaaa0002 "$workdir/admin"
ok "the host has not" sh -c "! grep -q aaaa0002 '$workdir/host'"
# memberships take nothing from the host
join()	# join TYPE HALEN MAC: without a binding
{
	raw python3 - "$(ctl -j ifl show r1 | jq '.[0].index')" "$@" <<-'PY'
		import socket, struct, sys
		index, kind, halen, mac = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
		s = socket.socket(18, socket.SOCK_RAW, 17 << 8)
		member = struct.pack("=IHH32s", index, kind, halen, bytes.fromhex(mac))
		s.setsockopt(300, 6, member)
		s.setsockopt(300, 7, member)
	PY
}
ok "CAP_NET_RAW joins a group" join 0 6 0180c200000e
ok "and all frames" join 1 0 ""

# an exclusive device: CAP_NET_RAW is enough, until it is shared
ok "a device of its own" ctl ifd set r2 mode exclusive
ok "CAP_NET_RAW takes a prefix of it" binds guest raw l2_dump r2 0x88b5
ok "and all else" binds rest raw l2_dump r2
ok "CAP_NET_ADMIN takes another" binds owner nr l2_dump r2 0x88b7
frame n2 "$to2${from2}88b5bbbb0001"
frame n2 "$to2${from2}1234bbbb0002"
ok "the first has its frame" poll 5 grep -q bbbb0001 "$workdir/guest"
ok "the second has its" poll 5 grep -q bbbb0002 "$workdir/rest"
ok "the host listens there too" host_listens host2 r2 0x88b5
ok "the device is shared" ctl ifd set r2 mode shared
ok "the first gets an error" poll 5 grep -q 'Operation not permitted' "$workdir/guest"
ok "the second gets an error" poll 5 grep -q 'Operation not permitted' "$workdir/rest"
frame n2 "$to2${from2}88b5bbbb0003"
ok "the host has the frame" poll 5 grep -q bbbb0003 "$workdir/host2"
frame n2 "$to2${from2}88b7bbbb0004"
ok "CAP_NET_ADMIN has kept its own" poll 5 grep -q bbbb0004 "$workdir/owner"
fails "CAP_NET_RAW does not get it back" 'bind: Operation not permitted' raw l2_dump -t 1 r2 0x88b5

# where the host gets nothing: channels, descriptors, frames inside others
ok "a channel of a shared device" ctl ifd add r1:1 parent r1 etag 1
ok "with an ifl" ctl ifl add r1:1
ok "CAP_NET_RAW takes all of it" binds channel raw l2_dump r1:1
ok "a descriptor" n1 /usr/bin/python3 -B "$wire" tun tap0 tap \
	bsdnetctl -n "$rt" ifd add fd0 driver fd fd 3 encap ether
ok "with an ifl" ctl ifl add fd0
ok "CAP_NET_RAW takes all of it" binds descriptor raw l2_dump fd0
ok "a serial device, shared" nr python3 - <<-'PY'
	import fcntl, struct
	tun = open("/dev/net/tun", "r+b", buffering=0)
	fcntl.ioctl(tun, 0x400454ca, struct.pack("16sH", b"fr0", 0x1001))
	fcntl.ioctl(tun, 0x400454cd, 770)    # TUNSETLINK, ARPHRD_FRAD
	fcntl.ioctl(tun, 0x400454cb, 1)      # TUNSETPERSIST
PY
ip -n "$rt" link set fr0 up
ok "Frame Relay" ctl ifd add fr0 encap fr
ok "a circuit" ctl ifl add fr0.1 fr 16
ok "Ethernet on it" ctl ifl add fr0.1.0 ether lladdr 02:00:00:00:02:01
ok "CAP_NET_RAW takes what is inside" binds inside raw l2_dump fr0.1.0
fails "not the circuit" 'bind: Operation not permitted' raw l2_dump -t 1 fr0.1

# users and namespaces of their own
fails "all capabilities, but over another namespace" 'socket: Operation not permitted' \
	nr unshare -U -r l2_dump -t 1 r1 0x88b5
own()	# own COMMAND: in namespaces of its own, with a device v0
{
	unshare -U -r -n sh -c "ip link add v0 type veth peer name v1 && ip link set v0 up &&
		bsdnetctl ifd add v0 && bsdnetctl ifl add v0 && $*"
}
fails "all over its own: bound" 'no frame came' own l2_dump -t 1 v0
fails "CAP_NET_RAW over its own" 'bind: Operation not permitted' own \
	setpriv --bounding-set=-all,+net_raw --inh-caps=-all,+net_raw l2_dump -t 1 v0
