#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Devices that are no network devices, in namespace rt: a TAP and a TUN descriptor opened in
# h1, where the host's own stack is at the other end; a pseudo terminal with RFC 1662 spoken
# by hand; a sequenced-packet socket. What is refused, carrier, ends that go away, deletion
# under traffic, and of namespaces with the descriptors in use.
#
#   h1 (Linux)  tap0 192.0.2.2 ===== fd0 192.0.2.1       rt (bsdnet)
#               tun0 10.1.0.2  ===== fd1 10.1.0.1
#
# Shows: IF-2, IF-8, IF-17

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping python3

wire=$(dirname "$0")/descriptors.py
hand() { n1 /usr/bin/python3 -B "$wire" "$@"; }
# NAME KIND WORDS...: ifd on the descriptor of a device in h1
tun_ifd() { hand tun "$1" "$2" bsdnetctl -n "$rt" ifd add "${@:3}"; }
down_of() { ctl -j ifd show "$1" | jq -r '.[0].down'; }
is_down() { [[ $(down_of "$1") == *carrier* ]]; }
is_up() { ! is_down "$1"; }
add_fails() { fails "$1" "$2" hand "${@:3}"; }

ip netns add "$h1"
objects=$(live_objects)
ip netns add "$rt"
ip netns add "$h2"
ip -n "$rt" link set lo up
n1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1

# what is refused, and how
touch "$workdir/file"
add="bsdnetctl -n $rt ifd add fdx driver fd fd 3"
fails "no descriptor" 'fdx.*requires a descriptor' ctl ifd add fdx driver fd
fails "none that is open" 'fd: 77 is not an open' ctl ifd add fdx driver fd fd 77
# shellcheck disable=SC2086 # words of a command
{
add_fails "a file" 'not a TUN or TAP' open "$workdir/file" rw $add encap ip
add_fails "only for reading" 'not open for reading and writing' open /dev/zero r $add
add_fails "/dev/null" 'not a TUN or TAP' open /dev/null rw $add encap ip
add_fails "/dev/zero" 'not a TUN or TAP' open /dev/zero rw $add encap ip
add_fails "the master of a pseudo terminal" 'the line itself' open /dev/ptmx rw $add
add_fails "TUN without a device" 'TUNSETIFF' bare $add encap ether
add_fails "TAP without an encapsulation" 'needs an encapsulation' tun tapx tap $add
add_fails "TAP with one that there is not" 'unknown device encapsulation "nosuch"' \
	tun tapx tap $add encap nosuch
add_fails "TAP with one for an ifl" '"vlan"' tun tapx tap $add encap vlan 5
add_fails "exclusive mode" 'no network device' tun tapx tap $add encap ether mode exclusive
add_fails "datagram socket" 'SOCK_SEQPACKET' socket dgram $add encap chdlc
add_fails "UDP socket" 'SOCK_SEQPACKET' socket udp $add encap ip
add_fails "socket without peer" 'SOCK_SEQPACKET' socket lone $add encap chdlc
fails "its own namespace" 'opened in another' \
	nr /usr/bin/python3 -B "$wire" tun tapx tap $add encap ether
}
is "nothing is left of these" 0 "$(ctl -j ifd show | jq length)"
ok "nor of their devices" sh -c "! ip -n $h1 link show tapx"

# TAP: Ethernet, the process that opened it is gone
ok "ifd on a TAP descriptor" tun_ifd tap0 tap fd0 driver fd fd 3 encap ether
ip -n "$h1" addr add 192.0.2.2/24 dev tap0
ip -n "$h1" link set tap0 up
ok "carrier with the host's side up" poll 5 is_up fd0
ok "address" ctl ifa add fd0 192.0.2.1/24
is "medium" ether "$(ctl -j ifd show fd0 | jq -r '.[0].type')"
ok "ping in" n1 ping -c 3 -i 0.2 -W 3 192.0.2.1
ok "ping in, largest frame" n1 ping -c 2 -i 0.2 -W 3 -M "do" -s 1472 192.0.2.1
ok "ping in, fragments" n1 ping -c 2 -i 0.2 -W 3 -s 20000 192.0.2.1
ok "ping out" nr icmp_ping 192.0.2.2
start nr udp_echo -p 7007
ok "UDP both ways" poll 5 n1 /usr/bin/python3 "$(dirname "$0")/udp_ask.py" 192.0.2.1 7007 20 1400
ok "a tag on it" ctl ifl add fd0.7 vlan 7
ok "with an address" ctl ifa add fd0.7 10.7.0.1/24
ip -n "$h1" link add link tap0 name tap0.7 type vlan id 7
ip -n "$h1" addr add 10.7.0.2/24 dev tap0.7
ip -n "$h1" link set tap0.7 up
ok "ping over the tag" n1 ping -c 2 -i 0.2 -W 3 -s 1472 10.7.0.1

# routed between two descriptors
ip -n "$h2" link set lo up
ok "a second one, in another namespace" ip netns exec "$h2" /usr/bin/python3 -B "$wire" \
	tun tap1 tap bsdnetctl -n "$rt" ifd add fd2 driver fd fd 3 encap ether
host "$h2" tap1 198.51.100.2/24 198.51.100.1
ctl ifa add fd2 198.51.100.1/24
ctl instance set 0 forwarding on
ip -n "$h1" route add default via 192.0.2.1
ok "forwarded from one to the other" poll 5 n1 ping -c 2 -i 0.2 -W 3 198.51.100.2
ok "forwarded, fragments" n1 ping -c 2 -i 0.2 -W 3 -s 5000 198.51.100.2

# carrier
ip -n "$h1" link set tap0 down
ok "no carrier with the host's side down" poll 5 is_down fd0
is "and its ifl is down" down "$(ctl -j ifl show fd0 | jq -r '.[0].state')"
ip -n "$h1" link set tap0 up
ok "carrier again" poll 5 is_up fd0
ok "and traffic" poll 5 n1 ping -c 1 -W 1 192.0.2.1
ok "configured down" ctl ifd set fd0 down
fails "then it is silent" '100% packet loss|Unreachable' n1 ping -c 1 -W 1 192.0.2.1
ok "configured up" ctl ifd set fd0 up
ok "and speaks again" poll 5 n1 ping -c 1 -W 1 192.0.2.1

# TUN: bare packets, point-to-point
ok "ifd on a TUN descriptor" tun_ifd tun0 tun "fd1" driver fd fd 3 encap ip
ip -n "$h1" addr add 10.1.0.2 peer 10.1.0.1 dev tun0
ip -n "$h1" link set tun0 up
ok "address" ctl ifa add fd1 10.1.0.1 dest 10.1.0.2
ok "ping in" poll 5 n1 ping -c 1 -W 1 10.1.0.1
ok "ping in, largest packet" n1 ping -c 2 -i 0.2 -W 3 -M "do" -s 1472 10.1.0.1
ok "ping out" nr icmp_ping 10.1.0.2
fails "another encapsulation while it is in use" 'has interfaces' ctl ifd set fd1 encap ppp

# the other end is closed: no carrier, the ifd stays until it is deleted
ip -n "$h1" link del tun0
ok "no carrier once the netdev is gone" poll 5 is_down fd1
ok "delete what is left" ctl ifd del fd1
is "it is gone" 0 "$(ctl -j ifd show | jq '[.[] | select(.name == "fd1")] | length')"

# deletion under traffic: nothing breaks, the netdev is deleted with its last descriptor
ip netns exec "$h1" ping -f 192.0.2.1 >/dev/null 2>&1 &
floods=($!)
ip netns exec "$h1" ping -f -s 8000 192.0.2.1 >/dev/null 2>&1 &
floods+=($!)
background+=("${floods[@]}")
# a round takes many seconds on a debug kernel
case ${BSDNET_LAB-} in
*debug* | *kcsan*) rounds=3 ;;
*) rounds=8 ;;
esac
for ((round = 1; round <= rounds; round++)); do
	ctl ifd del fd0 || break
	poll 20 sh -c "! ip -n $h1 link show tap0" || break
	tun_ifd tap0 tap fd0 driver fd fd 3 encap ether || break
	host "$h1" tap0 192.0.2.2/24 ''
	ctl ifa add fd0 192.0.2.1/24 || break
	poll 30 n1 ping -c 1 -W 5 192.0.2.1 || break
done
is "deleted and made again under traffic" $((rounds + 1)) "$round"
kill "${floods[@]}"
wait "${floods[@]}" 2>/dev/null

# a line of octets, a socket
for test in octets frames; do
	hand $test "$rt" "$test" >"$workdir/result"
	cat "$workdir/result"
	passed=$((passed + $(grep -c '^ok' "$workdir/result" || true)))
	failed=$((failed + $(grep -c '^not ok' "$workdir/result" || true)))
	ok "no carrier once the other end is closed ($test)" poll 5 is_down $test
	ok "delete the rest" ctl ifd del $test
done

# namespaces go while descriptors are in use: the one at the other end, then bsdnet's
ip netns pids "$rt" | xargs -r kill
ip netns del "$h2"
ip netns del "$rt"
ok "the netdev went with bsdnet's namespace" poll 10 sh -c "! ip -n $h1 link show tap0"
all_gone() { [ "$(live_objects)" -eq "$objects" ]; }
ok "and all objects" poll 10 all_gone
ip netns add "$rt"
ok "an ifd that the module's end finds" tun_ifd tap0 tap fd0 driver fd fd 3 encap ether
