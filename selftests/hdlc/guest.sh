#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bsdnet and the kernel's own HDLC layer at the two ends of a serial line: Cisco HDLC
# with keepalives, Frame Relay circuits, plain and bridged, PPP, bare IP. Run by
# selftests/hdlc/run, which built hdlcpair.ko and hdlcset into $BSDNET_HDLC.
#
#	       init_net                             rt
#	  +------------------+             +------------------+
#	  |      Linux       | hdlc0 hdlc1 |      bsdnet      |
#	  | 10.0.N.2         |=============| 10.0.N.1         |
#	  | hdlc_cisco, _fr, |   serial    | chdlc, fr, ppp,  |
#	  | _ppp, _raw       |             | ip               |
#	  +------------------+             +------------------+
#
# Shows: IF-2, IF-6, IF-10, L2-5

# shellcheck source=selftests/net/lib.sh
. "$(dirname "$0")/../net/lib.sh"
test_name=hdlc
need ping icmp_ping
if [ ! -e "${BSDNET_HDLC-}/hdlcpair.ko" ]; then
	echo "skipped - hdlc: hdlcpair.ko is not built (selftests/hdlc/run does that)"
	exit 4
fi
insmod "$BSDNET_HDLC/hdlcpair.ko" || exit 1

hdlcset() { "$BSDNET_HDLC/hdlcset" "$@"; }
state() { ctl -j ifd show hdlc1 | jq -r '.[0].state'; }
is_state() { [ "$(state)" = "$1" ]; }
linux_is() { [ "$(cat /sys/class/net/hdlc0/operstate)" = "$1" ]; }

# linux PROTOCOL...: the other end of the line
linux()
{
	ip link set hdlc0 down
	hdlcset hdlc0 "$@" || return
	ip link set hdlc0 up
}

# address DEV N: point-to-point, Linux's side
address()
{
	ip addr add "10.0.$2.2" peer "10.0.$2.1/32" dev "$1"
	ip link set "$1" up
}

# both N WHAT: an echo request each way
both()
{
	ok "$2: Linux pings" ping -c 2 -W 3 "10.0.$1.1"
	ok "$2: Linux pings, large" ping -c 1 -W 3 -s 1400 "10.0.$1.1"
	ok "$2: bsdnet pings" nr icmp_ping "10.0.$1.2"
}

wires
sysctl -qw net.ipv6.conf.default.disable_ipv6=1 net.ipv6.conf.all.disable_ipv6=1
hdlcset hdlc1 raw
ip link set hdlc1 netns "$rt"
ip -n "$rt" link set hdlc1 up

# ---- Cisco HDLC ----

ok "the kernel's Cisco HDLC" linux cisco 1 4
ok "ifd" ctl ifd add hdlc1 encap chdlc keepalive 1
ok "address" ctl ifa add hdlc1 10.0.1.1 dest 10.0.1.2
address hdlc0 1
ok "chdlc: the line comes up" poll 8 is_state up
ok "chdlc: for Linux too" poll 8 linux_is up
both 1 chdlc
ip link set hdlc0 down
ok "chdlc: down when the peer is silent" poll 8 is_state down
is "chdlc: and not for want of carrier" link \
	"$(ctl -j ifl show hdlc1 | jq -r '.[0].down | if type == "array" then join(" ") else . end')"
ip link set hdlc0 up
ok "chdlc: up again with it" poll 8 is_state up
both 1 "chdlc again"
ok "keepalives off" ctl ifd set hdlc1 keepalive 0
ok "chdlc: Linux misses them" poll 10 linux_is dormant
ok "chdlc: the line counts as up" is_state up
ok "keepalives on" ctl ifd set hdlc1 keepalive 1
ok "chdlc: Linux has them" poll 10 linux_is up
fails "chdlc: an interval that is too long" 'keepalive must be 0..32767, not 40000' ctl ifd set hdlc1 keepalive 40000
fails "another framing while an ifl is there" 'delete|interfaces' ctl ifd set hdlc1 encap fr
ctl ifl del hdlc1

# ---- bare IP ----

ok "the kernel's raw HDLC" linux raw
ok "framing ip" ctl ifd set hdlc1 encap ip
ok "address" ctl ifa add hdlc1 10.0.2.1 dest 10.0.2.2
ip addr flush dev hdlc0
address hdlc0 2
both 2 raw
ctl ifl del hdlc1

# ---- Frame Relay ----

ip addr flush dev hdlc0
ok "the kernel's Frame Relay" linux fr none
ok "framing fr" ctl ifd set hdlc1 encap fr
ok "PVC of Linux" hdlcset hdlc0 pvc add 100
ok "DLCI" ctl ifl add hdlc1.100 fr 100
ok "address" ctl ifa add hdlc1.100 10.0.3.1 dest 10.0.3.2
address pvc0 3
both 3 "fr"
fails "the same DLCI" 'hdlc1.100' ctl ifl add hdlc1.101 fr 100

# bridged, on a DLCI of its own
ok "Ethernet PVC of Linux" hdlcset hdlc0 pvc-eth add 200
ok "DLCI" ctl ifl add hdlc1.200 fr 200
ok "Ethernet on it" ctl ifl add hdlc1.200.0 ether
ok "address" ctl ifa add hdlc1.200.0 10.0.4.1/24
ip addr add 10.0.4.2/24 dev pvceth0
ip link set pvceth0 up
both 4 "fr, bridged"
ip link add link pvceth0 name pe.5 type vlan id 5
ip addr add 10.0.5.2/24 dev pe.5
ip link set pe.5 up
ok "VLAN in it" ctl ifl add hdlc1.200.0.5 vlan 5
ok "address" ctl ifa add hdlc1.200.0.5 10.0.5.1/24
both 5 "fr, bridged, tagged"

# both kinds of packets on one DLCI
ok "Ethernet beside IP on Linux's DLCI" hdlcset hdlc0 pvc-eth add 100
ok "and on ours" ctl ifl add hdlc1.100.0 ether
ok "address" ctl ifa add hdlc1.100.0 10.0.6.1/24
ip addr add 10.0.6.2/24 dev pvceth1
ip link set pvceth1 up
both 6 "fr, bridged beside IP"
both 3 "fr, IP beside bridged"
ctl ifl del hdlc1.200
ctl ifl del hdlc1.100
ip link del pe.5

# ---- PPP ----

ppp_session()
{
	ok "the kernel's PPP" linux ppp
	ip addr flush dev hdlc0
	address hdlc0 7
	ok "framing ppp" ctl ifd set hdlc1 encap ppp
	ok "ifl" ctl ifl add hdlc1
	start nr bsdnet-ppp link hdlc1 local 10.0.7.1 remote 10.0.7.2
	ok "ppp: LCP and IPCP with Linux" poll 15 linux_is up
	both 7 ppp
	ip netns pids "$rt" | xargs -r kill
	ok "ppp: Linux is told the end" poll 10 linux_is dormant
}

if command -v bsdnet-ppp >/dev/null; then
	ppp_session
else
	echo "# PPP is left out: there is no bsdnet-ppp"
fi

# ---- back ----

ctl ifl del hdlc1 2>/dev/null
ok "framing chdlc again" ctl ifd set hdlc1 encap chdlc keepalive 1
ok "chdlc: down with a peer of another kind" is_state down
ok "the kernel's Cisco HDLC again" linux cisco 1 4
ok "chdlc: up with one of its own" poll 8 is_state up
ok "delete the ifd" ctl ifd del hdlc1
ip link set hdlc0 down
ip -n "$rt" link set hdlc1 down
ok "remove the line" rmmod hdlcpair
