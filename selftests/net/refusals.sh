#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Parents decide what is put on them, and say why not: each refusal with its words, and
# that nothing has changed after it.
#
# Shows: IF-2, IF-5, IF-6, CTL-3, CTL-6

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3

wires
pppoe_peer=02:00:00:00:00:02

# a TUN device of a link type; the process keeps it
cat >"$workdir/tun.py" <<'END'
import fcntl, os, signal, struct, sys
name, link = sys.argv[1].encode(), int(sys.argv[2])
fd = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(fd, 0x400454ca, struct.pack("16sH22x", name, 1))
fcntl.ioctl(fd, 0x400454cd, link)
print("ready", flush=True)
signal.pause()
END
tun()
{
	start nr python3 "$workdir/tun.py" "$1" "$2" >"$workdir/$1"
	poll 10 grep -q ready "$workdir/$1"
	ip -n "$rt" link set "$1" up
}

# The whole hierarchy in text: what a refusal must not change
printf '%s show\n' ifd ifl iff ifa >"$workdir/kinds"
picture() { ctl -j -batch "$workdir/kinds"; }

# refused DESCRIPTION PATTERN WORDS...: fails, says so, and leaves all as it was
refused()
{
	picture >"$workdir/before"
	fails "$1" "$2" ctl "${@:3}"
	picture >"$workdir/after"
	if ! cmp -s "$workdir/before" "$workdir/after"; then
		failed=$((failed + 1))
		echo "not ok - $1: it left something behind"
		diff "$workdir/before" "$workdir/after" | sed 's/^/#   /'
	fi
}

# ---- devices ------------------------------------------------------------------
ok "an Ethernet device" ctl ifd add r1
is "the picture shows it" r1 "$(picture | jq -rs 'flatten | map(.name // empty) | .[0]')"
refused "the same device twice" 'ifd r1 already exists' ifd add r1
refused "no such device" 'no network device "r9"' ifd add r9
refused "no such driver" 'no driver.*"nosuch"' ifd add r2 driver nosuch
refused "a driver that is not for it" 'r2.*link type 1' ifd add r2 driver serial
refused "an encapsulation that does not exist" 'encapsulation.*"nosuch"' ifd add r2 encap nosuch
refused "an encapsulation of another kind of device" 'r2.*ppp.*not supported' ifd add r2 encap ppp
refused "an encapsulation that is no framing" 'unknown device encapsulation "snap"' ifd add r2 encap snap
tun s0 512
ok "a serial device, PPP by its link type" ctl ifd add s0
is "its encapsulation" ppp "$(ctl -j ifd show s0 | jq -r '.[0].encap')"
ok "its encapsulation changes while nothing is on it" ctl ifd set s0 encap fr
ok "an ifl on it" ctl ifl add s0.16 fr 16
refused "and not when something is" 's0 has interfaces on it' ifd set s0 encap ppp
refused "nor to one that does not fit" 's0.*ether' ifd set s0 encap ether
ok "delete the ifl" ctl ifl del s0.16
ok "then it changes" ctl ifd set s0 encap ppp

# ---- channels -----------------------------------------------------------------
refused "a channel of what is no device" 'no ifd "r9"' ifd add r9:1 parent r9 etag 1
refused "a channel needs an encapsulation" 'r1:1 needs an encapsulation' ifd add r1:1 parent r1
refused "E-CID 0" 'E-CID.*not 0' ifd add r1:1 parent r1 etag 0
refused "an E-CID that is too large" 'E-CID' ifd add r1:1 parent r1 etag 4194304
refused "a channel by another name" 'names of r1 are r1:0' ifd add x1 parent r1 etag 1
refused "a channel on a serial line" 'etag not supported' ifd add s0:1 parent s0 etag 1
ok "a channel" ctl ifd add r1:1 parent r1 etag 1
refused "the same E-CID" 'belong to r1:1' ifd add r1:2 parent r1 etag 1
refused "a channel on a channel" 'r1:1 is a channel' ifd add r1:1:1 parent r1:1 etag 2
refused "carrier of what has its own" 'carrier.*r1' ifd set r1 carrier down
refused "mode of a channel" 'r1:1 has no network device' ifd set r1:1 mode exclusive

# ---- L2_IDs -------------------------------------------------------------------
ok "untagged" ctl ifl add r1
ok "tagged" ctl ifl add r1.10 vlan 10
refused "the same unit" 'ifl r1.10 already exists' ifl add r1.10 vlan 11
refused "the same tag" 'vlan 10.*already used by ifl r1.10' ifl add r1.11 vlan 10
refused "untagged twice" 'L2_ID.*ifl r1' ifl add r1.1
refused "tag 0" '1\.\.4094, not 0' ifl add r1.12 vlan 0
refused "tag 4095" '1\.\.4094, not 4095' ifl add r1.12 vlan 4095
refused "an unknown tag type" 'tpid 0x0800|TPID' ifl add r1.12 vlan 12 tpid 0x0800
refused "a tag on what has none" 'ifl r1 has no tag' ifl add r1.0.5 vlan 5
refused "an ifl on an ifl needs something" 'ifl r1.10 needs an encapsulation' ifl add r1.10.1
refused "no such parent" 'parent ifl does not exist|no ifl' ifl add r1.77.1 vlan 1
refused "a DLCI on Ethernet" 'dlci.*type fr.*type ether|dlci' ifl add r1.12 fr 16
refused "a VC on Ethernet" 'vc.*ether|atm' ifl add r1.12 atm 0/32
refused "Ethernet on Ethernet" 'already Ethernet' ifl add r1.10.1 ether
refused "a session on the device itself" 'pppoe.*r1.0' ifl add r1.12 pppoe 1 $pppoe_peer
refused "session 0" 'session 0|session' ifl add r1.10.1 pppoe 0 $pppoe_peer
refused "session 65535" 'session 65535|session' ifl add r1.10.1 pppoe 65535 $pppoe_peer
refused "a session with everybody" 'peer.*unicast|address' ifl add r1.10.1 pppoe 1 ff:ff:ff:ff:ff:ff
ok "a session" ctl ifl add r1.10.1 pppoe 1 $pppoe_peer
refused "the same session" 'pppoe 1.*already used by ifl r1.10.1' ifl add r1.10.2 pppoe 1 $pppoe_peer
ok "the same number with another peer" ctl ifl add r1.10.2 pppoe 1 02:00:00:00:00:03
refused "a tag on PPP" 'vlan.*type ether.*type ppp' ifl add r1.10.1.5 vlan 5
refused "a session on PPP" 'pppoe.*type ether' ifl add r1.10.1.5 pppoe 1 $pppoe_peer
refused "a SNAP header on PPP" 'snap.*type ether' ifl add r1.10.1.5 snap
name=r1.100
ok "tag 1" ctl ifl add $name svlan 1
for vid in 2 3 4 5 6 7; do
	name=$name.$vid
	ok "tag $vid" ctl ifl add $name svlan $vid
done
refused "too many layers" 'too many layers' ifl add $name.8 svlan 8

# ---- serial lines -------------------------------------------------------------
ok "PPP takes one ifl" ctl ifl add s0
refused "and no second" 'L2_ID.*ifl s0' ifl add s0.1
refused "a tag on a serial line" 'vlan.*type ether.*type ppp' ifl add s0.1 vlan 1
tun f0 770
tun a0 19
ok "Frame Relay" ctl ifd add f0
ok "ATM" ctl ifd add a0
refused "Frame Relay carries nothing without a circuit" 'f0.*needs an encapsulation' ifl add f0
refused "DLCI that needs a longer address" 'DLCI|dlci' ifl add f0.1 fr 1024 addrlen 2
refused "DLCI beyond all addresses" 'DLCI|dlci' ifl add f0.1 fr 8388608
ok "a DLCI" ctl ifl add f0.16 fr 16
refused "the same DLCI" '16.*f0.16' ifl add f0.17 fr 16
refused "a VC on Frame Relay" 'vc|atm' ifl add f0.17 atm 0/32
refused "VPI 0 and VCI 0, unassigned cells" '0/0' ifl add a0.1 atm 0/0
refused "VPI 256" 'VPI|vpi' ifl add a0.1 atm 256/32
ok "a VC with multiplexing" ctl ifl add a0.1 atm 0/32 mux
refused "the same VC" '32.*a0.1' ifl add a0.2 atm 0/32

# ---- families -----------------------------------------------------------------
ok "inet on the multiplexed VC" ctl iff add a0.1 inet
refused "which excludes all others" 'a0.1 carries only one protocol' ifl add a0.1.1 ether
ok "inet" ctl iff add r1.10 inet
refused "inet twice" '"r1.10" already has family inet' iff add r1.10 inet
refused "a family that does not exist" 'family' iff add r1.10 inet7
refused "an MTU that does not fit the device" 'MTU 1501' iff set r1.10 inet mtu 1501
refused "an MTU that does not fit beside the session" 'MTU 1493' iff add r1.10.1 inet mtu 1493
ok "the one that does" ctl iff add r1.10.1 inet mtu 1492
refused "an MTU that no host need take" 'MTU 67' iff set r1.10 inet mtu 67
refused "an instance that does not exist" 'instance 7' iff add r1 inet instance 7
refused "a move to one that does not exist" 'instance 7' iff set r1.10 inet instance 7

# ---- addresses ----------------------------------------------------------------
ok "an address" ctl ifa add r1.10 192.0.2.1/24
ok "another instance" ctl instance add 9
refused "a move to it while there are addresses" 'r1.10 has addresses' iff set r1.10 inet instance 9
refused "twice" 'already' ifa add r1.10 192.0.2.1/24
refused "overlapping prefixes" '192.0.2.128/25 overlaps 192.0.2.0/24' ifa add r1.10 192.0.2.129/25
refused "a prefix of no bits" 'prefix length 0' ifa add r1.10 10.0.0.1/0
refused "a prefix without a local address" 'needs a local address' ifa add r1.10 10.0.0.0/24
refused "host part all-ones" 'all-ones' ifa add r1.10 10.0.0.255/24
refused "a multicast address" '224.0.0.5' ifa add r1.10 224.0.0.5/24
refused "127/8 on a wire" 'loopback' ifa add r1.10 127.0.0.1/8
refused "local and remote the same" 'both destination and local' ifa add r1.10.1 10.0.0.1 dest 10.0.0.1
refused "a destination on loopback" 'local address only' ifa add lo0 10.0.0.1 dest 10.0.0.2
refused "a link-layer address for a tag" 'address of this ifl cannot be set' ifl set r1.10 lladdr 02:00:00:00:00:05
refused "another tag for what exists" 'cannot be changed|vlan' ifl set r1.10 vlan 11
ctl ifd del r1
ctl ifd del s0
ctl ifd del f0
ctl ifd del a0
