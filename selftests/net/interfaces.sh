#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The interface hierarchy on real devices: what may be put where, down flags,
# MTU, link addresses, renaming and unregistration of netdevs, tags on the
# wire, shared and exclusive mode, loopback.
#
# Shows: IF-1, IF-2, IF-3, IF-4, IF-5, IF-6, IF-7, IF-8, IF-9, IF-11, IF-12
# Shows: L2-3, L2-7, CTL-6

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping tcpdump

wires

ok "drivers are listed" sh -c "bsdnetctl -n $rt driver show | grep -q ether"
is "with the devices that they could drive" r1,r2 \
	"$(ctl -j driver show ether | jq -r '[.[0].netdevs[] | select(test("^r[12]$"))] | sort | join(",")')"
fails "no such netdev" 'nosuch' ctl ifd add nosuch
ok "ifd add" ctl ifd add r1
fails "the same again" 'r1.*exists' ctl ifd add r1
fails "no such mode" 'mode' ctl ifd set r1 mode strange
is "no frame is for us yet" 0 "$(ctl -j l2 show ifd r1 | jq length)"
ok "ifl add" ctl ifl add r1
fails "two untagged ones" 'L2_ID' ctl ifl add r1.1
ok "tagged" ctl ifl add r1.10 vlan 10
fails "the same tag" 'L2_ID.*r1.10' ctl ifl add r1.11 vlan 10
fails "the same unit" 'r1.10.*exists' ctl ifl add r1.10 vlan 11
fails "vlan 4095" '4095|vlan' ctl ifl add r1.12 vlan 4095
# entries come and go with families and addresses (L2-3)
taken() { ctl -j l2 show ifd r1 | jq -r '[.[].key[:4]] | sort | join(" ")'; }
is "nor by ifls alone" "" "$(taken)"
ok "iff add" ctl iff add r1 inet
is "IPv4 is" 0800 "$(taken)"
ok "an address" ctl ifa add r1 203.0.113.1/24
is "ARP with it" "0800 0806" "$(taken)"
ok "a second one" ctl ifa add r1 203.0.114.1/24
ok "delete the first" ctl ifa del r1 203.0.113.1/24
is "ARP stays" "0800 0806" "$(taken)"
ok "delete the second" ctl ifa del r1 203.0.114.1/24
is "ARP is removed with the last" 0800 "$(taken)"
ok "iff del" ctl iff del r1 inet
is "IPv4 is removed with the family" "" "$(taken)"
ok "iff add" ctl iff add r1 inet
fails "the same family" 'inet.*already' ctl iff add r1 inet
fails "MTU too large" 'MTU 60000' ctl iff set r1 inet mtu 60000
fails "MTU too small" 'MTU 10' ctl iff set r1 inet mtu 10
fails "no such instance" 'instance' ctl iff add r1.10 inet instance 99

# addresses of a multiaccess interface
ok "ifa add" ctl ifa add r1 192.0.2.1/24
fails "the same address" 'already' ctl ifa add r1 192.0.2.1/24
fails "all-zeroes host" '192.0.2.0|zero' ctl ifa add r1 192.0.2.0/24
fails "all-ones host" '192.0.2.255|one' ctl ifa add r1 192.0.2.255/24
fails "overlap" 'overlap' ctl ifa add r1 192.0.2.130/25
fails "prefix of no bits" 'prefix length 0' ctl ifa add r1 10.9.9.1/0
ok "a second address of the prefix" ctl ifa add r1 192.0.2.9/24
ok "the same subnet on another interface" ctl ifa add r2 192.0.2.77/24
ok "delete it again" ctl ifa del r2 192.0.2.77/24
ok "ping to the first" n1 ping -c 1 -W 3 192.0.2.1
ok "ping to the second" n1 ping -c 1 -W 3 192.0.2.9
ok "delete the second" ctl ifa del r1 192.0.2.9/24
fails "it is gone" '100% packet loss|Unreachable' n1 ping -c 1 -W 1 192.0.2.9

# down flags
ok "ifl down" ctl ifl set r1 down
fails "a down ifl is silent" '100% packet loss|Unreachable' n1 ping -c 1 -W 1 192.0.2.1
ok "ifl up" ctl ifl set r1 up
ok "and answers again" n1 ping -c 1 -W 3 192.0.2.1
ip -n "$rt" link set r1 down
is "the netdev's state is followed" down "$(ctl -j ifl show r1 | jq -r '.[0].state')"
ip -n "$rt" link set r1 up
poll 5 sh -c "bsdnetctl -n $rt -j ifl show r1 | jq -e '.[0].state == \"up\"'"
ok "and back" n1 ping -c 1 -W 3 192.0.2.1

# link address: the neighbour hears of it (gratuitous ARP)
ip -n "$rt" link set r1 down
ip -n "$rt" link set r1 address 02:00:00:00:00:99
ip -n "$rt" link set r1 up
ok "ping after a change of the link address" n1 ping -c 3 -W 3 192.0.2.1

# 802.1Q with the kernel's own VLAN device at the other end
ip -n "$h1" link add link eth0 name eth0.10 type vlan id 10
ip -n "$h1" addr add 10.0.10.2/24 dev eth0.10
ip -n "$h1" link set eth0.10 up
ok "address on a tagged ifl" ctl ifa add r1.10 10.0.10.1/24
ok "ping over the tag" n1 ping -c 2 -W 3 10.0.10.1
ok "ping over the tag, fragments" n1 ping -c 1 -W 3 -s 3000 10.0.10.1

# 802.1Q in 802.1ad
ip -n "$h1" link add link eth0 name s5 type vlan proto 802.1ad id 5
ip -n "$h1" link add link s5 name s5c6 type vlan id 6
ip -n "$h1" addr add 10.0.56.2/24 dev s5c6
ip -n "$h1" link set s5 up
ip -n "$h1" link set s5c6 up
ok "outer tag" ctl ifl add r1.5 svlan 5
ok "inner tag" ctl ifl add r1.5.6 vlan 6
ok "address" ctl ifa add r1.5.6 10.0.56.1/24
ok "ping over both tags" n1 ping -c 2 -W 3 10.0.56.1

# rename and unregistration
ip -n "$rt" link set r1 down
ip -n "$rt" link set r1 name renamed
ip -n "$rt" link set renamed up
ok "renamed" ctl ifl show renamed.5.6
ok "still works" n1 ping -c 1 -W 3 10.0.56.1

# shared with the host's own stack: Linux keeps what is not configured
ip -n "$rt" addr add fd00::1/64 dev r2 nodad 2>/dev/null
nr sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.r2.disable_ipv6=0
n2 sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.eth0.disable_ipv6=0
ip -n "$rt" addr replace fd00::1/64 dev r2 nodad
ip -n "$h2" addr replace fd00::2/64 dev eth0 nodad
ok "bsdnet's inet on the second device" ctl ifa add r2 198.51.100.1/24
ok "its inet" n2 ping -c 2 -W 3 198.51.100.1
ok "Linux's inet6 on the same device" n2 ping -c 2 -W 3 fd00::1
ok "exclusive" ctl ifd set r2 mode exclusive
fails "Linux's inet6 is cut off" '100% packet loss|unreachable' n2 ping -c 1 -W 1 fd00::1
ok "its inet still works" n2 ping -c 1 -W 3 198.51.100.1
ok "what was cut off is counted" [ "$(drop_count l2_not_for_us)" -gt 0 ]
ok "shared again" ctl ifd set r2 mode shared
ok "Linux has its inet6 back" n2 ping -c 2 -W 3 fd00::1

# a device that is another's port
nr ip link add br0 type bridge
ip -n "$rt" link add d0 type dummy
ip -n "$rt" link set d0 master br0
fails "a bridge port is refused" 'd0.*rx_handler.*br0' ctl ifd add d0

# loopback
ok "loopback address" ctl ifa add lo0 203.0.113.1
ok "answers to it" n2 sh -c "ip route add 203.0.113.1 via 198.51.100.1 && ping -c 1 -W 3 203.0.113.1"
fails "loopback takes no destination" 'loopback|local' ctl ifa add lo0 203.0.113.2 dest 203.0.113.3

# unregistration takes everything away
ip -n "$rt" link del renamed
is "the tree went with the netdev" 0 "$(ctl -j ifl show | jq '[.[] | select(.name | startswith("renamed"))] | length')"
is "and its routes" 0 "$(ctl -j route show | jq '[.[] | select(.prefix | startswith("192.0.2."))] | length')"
ok "delete an ifd" ctl ifd del r2
is "no interface left but loopback" 1 "$(ctl -j ifd show | jq length)"
