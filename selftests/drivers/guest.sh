#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: selftests/drivers/guest.sh CARD...
#
# In the guest of selftests/drivers/run: VLANs on cards that filter by them, offloads, MTU,
# carrier, removal of a card under traffic, each on every CARD; streams between them.
#
# Shows: IF-2, IF-7, IF-8, Q-1, IN-2

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/net/lib.sh
. "$here/../net/lib.sh"
need ethtool python3 udp_echo

ctl() { bsdnetctl "$@"; }

# ---- the other ends ------------------------------------------------------------

port=$(grep -lx peer /sys/class/virtio-ports/*/name)
exec {peer_fd}<>"/dev/$(basename "$(dirname "$port")")" || exit 1

# peer WHERE COMMAND...: see peer.py
peer()
{
	local line=$1 word output status

	shift
	for word; do
		line+=" $(printf %s "$word" | base64 -w 0)"
	done
	echo "$line" >&"$peer_fd"
	read -r output status <&"$peer_fd"
	# without output the line begins with the blank
	if [ -z "$status" ]; then
		status=$output
		output=
	fi
	printf %s "$output" | base64 -d
	return "$status"
}
monitor() { peer monitor "$*"; }

# ---- the cards -------------------------------------------------------------------

modprobe -a e1000 e1000e virtio_net
address_of() { echo "52:54:00:00:00:0$1"; }

# appears NUMBER NAME: the card is there, and gets the name
appears()
{
	local file dev

	file=$(grep -lx "$(address_of "$1")" /sys/class/net/*/address) || return 1
	dev=$(basename "$(dirname "$file")")
	[ "$dev" = "$2" ] || { ip link set "$dev" down && ip link set "$dev" name "$2"; }
	ip link set "$2" up
}

has_carrier() { [ "$(cat "/sys/class/net/$1/carrier" 2>/dev/null)" = 1 ]; }
down_flags() { ctl -j ifd show "$1" | jq -r '.[0].down // [] | join(" ")'; }
is_up() { [ -z "$(down_flags "$1")" ]; }
is_down() { [ -n "$(down_flags "$1")" ]; }
received() { cat "/sys/class/net/$1/statistics/rx_packets"; }
drops_of() { drop_count "$1"; }
pings() { peer "$wire" ping -c "${count:-1}" -W 3 -i 0.2 "$@"; }

# tagged_frames VID: 20 frames of a kind that nobody answers, with this tag
tagged_frames()
{
	peer "$wire" python3 -c '
import socket, sys
sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
sock.bind((sys.argv[1], 0))
mac = bytes.fromhex(sys.argv[2].replace(":", ""))
frame = mac + bytes.fromhex("020000000002" "8100") + int(sys.argv[3]).to_bytes(2, "big")
for _ in range(20):
    sock.send(frame + bytes.fromhex("88b5") + bytes(60))' \
		"$wire" "$(address_of "$number")" "$1"
}

# frames_in VID: how many of them the card has let in, when no more come
frames_in()
{
	local before now last

	before=$(received "$nic")
	tagged_frames "$1"
	now=$(received "$nic")
	until [ "$now" = "${last-}" ]; do
		last=$now
		sleep 0.3
		now=$(received "$nic")
	done
	echo $((now - before))
}
lets_in() { [ "$(frames_in "$1")" -ge 20 ]; }
keeps_out() { [ "$(frames_in "$1")" -lt 10 ]; }

# What QEMU's e1000e cannot show is left out for it: its driver loses the bit that enables
# the VLAN filter, and the driver does not learn that the cable is unplugged
shows_filter() { [ "$nic" != e1000e ]; }
shows_cable() { [ "$nic" != e1000e ]; }

# vlan_end: a device on VLAN 100 at the other end
vlan_end()
{
	peer "+$wire" python3 -B "$here/vlan.py" "$wire" 100 vlan100
	poll 10 peer "$wire" ip link set vlan100 up &&
		peer "$wire" ip addr add "10.$number.100.2/24" dev vlan100
}

# ---- the cases ----------------------------------------------------------------------

attach()
{
	ok "$nic: attached" ctl ifa add "$nic" "10.$number.0.1/24"
	ok "$nic: up" poll 10 is_up "$nic"
	ok "$nic: a host is answered" poll 10 pings "10.$number.0.1"
	for size in 1 1472 1473 8000 60000; do
		ok "$nic: $size bytes" pings -s "$size" "10.$number.0.1"
	done
}

# frames of its VLANs get into the card, others do not
vlans()
{
	ok "$nic: filters by VLAN ids" sh -c "ethtool -k $nic | grep -q '^rx-vlan-filter: on'"
	ok "$nic: an ifl on VLAN 100" ctl ifl add "$nic.100" vlan 100
	ctl ifa add "$nic.100" "10.$number.100.1/24"
	ok "$nic: its frames get in" lets_in 100
	! shows_filter || ok "$nic: those of another VLAN do not" keeps_out 200
	ok "$nic: ping there" poll 5 pings "10.$number.100.1"
	ok "$nic: the whole MTU beside a tag" pings -M "do" -s 1472 "10.$number.100.1"
	ok "$nic: fragments" pings -s 8000 "10.$number.100.1"
	ctl ifl add "$nic.300" vlan 300
	ctl ifl add "$nic.300.5" vlan 5
	ok "$nic: the outer tag of two" lets_in 300
	ok "$nic: down" ip link set "$nic" down
	ok "$nic: and up" ip link set "$nic" up
	ok "$nic: has carrier again" poll 10 has_carrier "$nic"
	ok "$nic: its filter is what it was" poll 5 lets_in 100
	! shows_filter || ok "$nic: and lets no more in" keeps_out 200
	ctl ifl del "$nic.300"
	! shows_filter || ok "$nic: an ifl less" poll 5 keeps_out 300
	ok "$nic: the other one stays" lets_in 100
}

# answered by a socket of bsdnet, in all combinations that the card offers
offloads()
{
	local rx tx

	for tx in on off; do
		for rx in on off; do
			ethtool -K "$nic" tx "$tx" rx "$rx" >/dev/null 2>&1
			ok "$nic: UDP, checksums tx $tx, rx $rx" peer "$wire" python3 -B \
				"$here/../net/udp_ask.py" "10.$number.0.1" 7 5 1000
			ok "$nic: fragments" peer "$wire" python3 -B \
				"$here/../net/udp_ask.py" "10.$number.0.1" 7 2 20000
		done
	done
	ethtool -K "$nic" tx on rx on >/dev/null 2>&1
	# some cards start anew when an offload changes
	poll 10 has_carrier "$nic"
	ok "$nic: as before" poll 10 pings "10.$number.0.1"
	before=$(drops_of udp_bad)
	ok "$nic: bad checksums are sent" peer "$wire" python3 -c '
import socket, struct, sys
sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
for _ in range(5):
    sock.sendto(struct.pack("!HHHH", 4000, 7, 16, 1) + b"checksum", (sys.argv[1], 0))' \
		"10.$number.0.1"
	five() { [ $(($(drops_of udp_bad) - before)) -eq 5 ]; }
	ok "$nic: and found" poll 5 five
}

mtu()
{
	peer "$wire" ip link set "$wire" mtu 9000
	ok "$nic: MTU 9000" ip link set "$nic" mtu 9000
	ok "$nic: has carrier" poll 10 has_carrier "$nic"
	is "$nic: the family has it too" 9000 "$(ctl -j iff show "$nic" | jq '.[0].mtu')"
	peer "$wire" ip link set vlan100 mtu 9000
	ok "$nic: jumbo frames" poll 5 pings -M "do" -s 8972 "10.$number.0.1"
	ok "$nic: beside a tag" pings -s 8972 "10.$number.100.1"
	ok "$nic: MTU 1500" ip link set "$nic" mtu 1500
	peer "$wire" ip link set vlan100 mtu 1500
	peer "$wire" ip link set "$wire" mtu 1500
	ok "$nic: has carrier" poll 10 has_carrier "$nic"
	is "$nic: the family has it too" 1500 "$(ctl -j iff show "$nic" | jq '.[0].mtu')"
	ok "$nic: still answers" poll 5 pings -M "do" -s 1472 "10.$number.0.1"
}

flaps()
{
	ok "$nic: the cable is out" monitor "set_link $wire off"
	if shows_cable; then
		ok "$nic: no carrier" poll 10 is_down "$nic"
		is "$nic: that is why" carrier "$(down_flags "$nic")"
	fi
	fails "$nic: no answer" '100% packet loss' pings "10.$number.0.1"
	peer "+$wire" ping -q -i 0.002 -w 20 "10.$number.0.1"
	for _ in 1 2 3 4 5; do
		monitor "set_link $wire on" >/dev/null
		sleep 0.3
		monitor "set_link $wire off" >/dev/null
		sleep 0.1
	done
	ok "$nic: the cable is in" monitor "set_link $wire on"
	ok "$nic: carrier" poll 10 is_up "$nic"
	peer kill ping
	ok "$nic: answers" poll 10 pings "10.$number.0.1"
	ok "$nic: on the VLAN, too" poll 5 pings "10.$number.100.1"
}

# streams CARD...: from each to the next, through a router; what is joined at input is
# segmented at output
streams()
{
	local from gro last=${!#}

	ctl instance set 0 forwarding on
	for card; do
		use "$card"
		peer "+$wire" python3 -B "$here/stream.py" receive 9000
	done
	for gro in on off; do
		from=$last
		for card; do
			ethtool -K "$card" gro $gro tso $gro >/dev/null 2>&1
		done
		for card; do
			use "$from"
			ok "$from to $card, GRO $gro" poll 10 stream "$wire" "$card" 2000000
			ok "$from to $card, a smaller MTU, GRO $gro" smaller "$from" "$card"
			from=$card
		done
	done
}
# stream WIRE CARD BYTES
stream()
{
	local from=$1

	use "$2"
	peer "$from" python3 -B "$here/stream.py" send "10.$number.0.2" 9000 "$3"
}
smaller()
{
	local status

	ctl iff set "$2" inet mtu 1000
	use "$1"
	peer "$wire" ip route flush cache
	stream "$wire" "$2" 500000
	status=$?
	ctl iff set "$2" inet mtu 1500
	return $status
}

unplug()
{
	local device

	device=$(realpath "/sys/class/net/$nic/device")
	# virtio-net is on a bus of its own
	[[ $device != */virtio[0-9]* ]] || device=$(dirname "$device")
	peer "+$wire" ping -q -i 0.002 -s 3000 -w 20 "10.$number.0.1"
	peer "+$wire" ping -q -i 0.002 -w 20 "10.$number.100.1"
	busy() { [ $(($(received "$nic") - before)) -gt 100 ]; }
	before=$(received "$nic")
	ok "$nic: is busy" poll 10 busy
	echo 1 >"$device/remove"
	is "$nic: is gone, and its ifd" 0 "$(ctl -j ifd show | jq "[.[] | select(.name == \"$nic\")] | length")"
	is "$nic: and all that was on it" 0 \
		"$(ctl -j ifl show | jq "[.[] | select(.ifd == \"$nic\")] | length")"
	echo 1 >/sys/bus/pci/rescan
	ok "$nic: is back" poll 10 appears "$number" "$nic"
	attach
	ctl ifl add "$nic.100" vlan 100
	ctl ifa add "$nic.100" "10.$number.100.1/24"
	ok "$nic: and its VLAN" poll 10 pings "10.$number.100.1"
	peer kill ping
	! shows_filter || ok "$nic: whose frames alone get in" keeps_out 200
	ok "$nic: the ifd is deleted" ctl ifd del "$nic"
	ok "$nic: Linux has the card" ip addr add "10.$number.0.1/24" dev "$nic"
	ok "$nic: and answers" poll 5 pings "10.$number.0.1"
	ip addr flush dev "$nic"
	ctl ifa add "$nic" "10.$number.0.1/24"
}

# use CARD: sets what the cases are about
use()
{
	nic=$1
	case $nic in
	e1000) number=1 ;;
	e1000e) number=2 ;;
	virtio) number=3 ;;
	esac
	wire=wire$number
}

start udp_echo -p 7
for card; do
	use "$card"
	ok "$nic: there" poll 10 appears "$number" "$nic"
	shows_filter || echo "# $nic: left out: what it does with foreign VLANs"
	shows_cable || echo "# $nic: left out: carrier without the cable"
	ok "$nic: VLAN 100 at the other end" vlan_end
	attach
	vlans
	offloads
	mtu
	flaps
	[ "$nic" != virtio ] ||
		is "it has two queues" 2 "$(find /sys/class/net/virtio/queues/ -name 'rx-*' | wc -l)"
done
[ $# -lt 2 ] || streams "$@"
for card; do
	use "$card"
	unplug
done
