#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Packets that are not addressed to this host, for sockets that ask: all those of a port on an
# interface with and without addresses, those with Router Alert on a router; who may ask; what the
# others get meanwhile.
#
# Shows: SK-6, IN-5, SK-10

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need early_dump udp_echo python3 setpriv tcpdump

wires
ctl iff add r1 inet
ctl iff add r2 inet
ifl1=$(ctl -j ifl show r1 | jq '.[0].index')
ifl2=$(ctl -j ifl show r2 | jq '.[0].index')

# send NETNS ARGUMENTS...
send() { "$1" python3 "$(dirname "$0")/ip_send.py" "${@:2}"; }

# listen FILE ARGUMENTS...: early_dump, whose output is $workdir/FILE; sets listener
listen()
{
	local file=$workdir/$1

	shift
	ip netns exec "$rt" early_dump "$@" >"$file" 2>&1 &
	listener=$!
	background+=("$!")
	poll 5 grep -q ready "$file"
}
unlisten()
{
	kill "$listener"
	wait "$listener" 2>/dev/null
}
got() { poll 3 grep -q "$2" "$workdir/$1"; }
count() { grep -c len "$workdir/$1"; }

# ---- an interface without addresses ------------------------------------------------------

listen dhcp -b r1 -i r1 68
send n1 eth0 192.0.2.100:68
ok "to an address that nobody has" got dhcp "^192.0.2.2:67 to 192.0.2.100 ifl $ifl1 instance 0 len 20"
send n1 eth0 255.255.255.255:68
ok "to all" got dhcp "to 255.255.255.255 ifl $ifl1"
is "each once" 2 "$(count dhcp)"
send n1 eth0 192.0.2.100:69
send n1 -p 6 eth0 192.0.2.100
send n2 -s 198.51.100.2 -m 02:00:00:00:01:01 eth0 192.0.2.100:68
send n1 -f 16 eth0 192.0.2.101:68
send n1 -s 0.0.0.1 -m 02:00:00:00:00:77 eth0 192.0.2.102:68
send n1 -l 21 eth0 192.0.2.103:68
ok "other ports, protocols, interfaces, stations and fragments do not count" got dhcp 192.0.2.103
is "nothing else" 3 "$(count dhcp)"
fails "one socket an interface and a port" 'in use' nr early_dump -b r1 -i r1 68
unlisten
listen once -l 1 -i r1 68
send n1 eth0 192.0.2.100:68
ok "after one packet it asks no longer" got once 'no longer'
send n1 eth0 192.0.2.101:68
send n1 eth0 255.255.255.255:68
ok "what is for this host comes" got once 255.255.255.255
is "and no more" 2 "$(count once)"
unlisten

# ---- a router ------------------------------------------------------------------------------

router
start n2 tcpdump -n -i eth0 -U -w "$workdir/h2.pcap" ip 2>"$workdir/tcpdump"
poll 5 grep -q listening "$workdir/tcpdump"
# forwarded NUMBER PORTS
forwarded()
{
	[ "$(tcpdump -n -r "$workdir/h2.pcap" "dst host 198.51.100.2 and udp dst portrange $2" \
		2>/dev/null | wc -l)" = "$1" ]
}
alert=94040000
alerts=()

start nr udp_echo -p 7
listen all -i 0 3503
all=$listener
listen other -I any -i r2 -u 3504
send n1 eth0 198.51.100.2:3503
ok "any interface: taken on its way" got all "to 198.51.100.2 ifl $ifl1"
send n2 -s 198.51.100.2 -m 02:00:00:00:01:01 eth0 192.0.2.2:3503
ok "also from the other side" got all "to 192.0.2.2 ifl $ifl2"
send n1 eth0 198.51.100.2:3504
ok "another interface's is forwarded" poll 3 forwarded 1 3504-3504
ok "what is taken is not forwarded" forwarded 0 3503-3503
ok "a new interface" ctl ifl add r1.9 vlan 9
ok "with IPv4" ctl iff add r1.9 inet
ifl9=$(ctl -j ifl show r1.9 | jq '.[0].index')
ip -n "$h1" link add link eth0 name eth0.9 type vlan id 9
ip -n "$h1" link set eth0.9 up
send n1 eth0.9 198.51.100.2:3503
ok "is one of all" got all "ifl $ifl9"
fails "all and one" 'Invalid' nr early_dump -i 0 -i r1 3505
fails "not the interface that it is bound to" 'Invalid' nr early_dump -b r2 -i r1 3505
fails "none that exists" 'No such device' nr early_dump -i 4711 3505
fails "none without IPv4" 'No such device' sh -c "bsdnetctl -n $rt ifl add r1.8 vlan 8 &&
	early_dump -i r1.8 3505"
fails "not without a port" 'Invalid' nr early_dump -i r1 0
fails "nor an unprivileged user" 'not permitted' \
	nr setpriv --reuid 65534 --clear-groups --inh-caps=-all "$(command -v early_dump)" -i r1 3505
ok "the interface is deleted" ctl ifl del r1.9
kill "$all"
wait "$all" 2>/dev/null
listen peer -c 192.0.2.2:67 -i r1 3506
send n1 -s 192.0.2.9 eth0 198.51.100.2:3506
ok "of a connected socket the ports count" got peer "192.0.2.9:67 to 198.51.100.2"
unlisten

# a change of the binding counts when the socket asks again
ip netns exec "$rt" python3 "$(dirname "$0")/early_again.py" "$ifl1" 3511 192.0.2.2 68 \
	>"$workdir/again" 2>&1 &
again=$!
background+=("$again")
poll 5 grep -q ready "$workdir/again"
send n1 -l 30 eth0 198.51.100.2:3511
ok "before the socket is connected" got again 'first 30'
poll 5 grep -q connected "$workdir/again"
send n1 -l 31 eth0 198.51.100.2:3511
ok "connected: what it asked for before" got again 'second 31'
poll 5 grep -q 'asked again' "$workdir/again"
send n1 -l 32 eth0 198.51.100.2:3511
ok "asked again: the peer's port counts" poll 3 forwarded 1 3511-3511
is "it got no more" 2 "$(grep -cE '^(first|second|then)' "$workdir/again")"
kill "$again"
wait "$again" 2>/dev/null

# ---- Router Alert --------------------------------------------------------------------------

listen alert -a -i 0 3503
send n1 -o $alert eth0 198.51.100.2:3503
ok "Router Alert: taken on its way" got alert "to 198.51.100.2 ifl $ifl1"
send n1 -o 94040001 eth0 198.51.100.2:3503
send n1 -o 01010101 eth0 198.51.100.2:3503
send n1 eth0 198.51.100.2:3503
send n1 -o $alert eth0 198.51.100.2:3507
ok "without it, or to another port: forwarded" poll 3 forwarded 5 3503-3507
send n1 -o $alert eth0 192.0.2.1:3503
ok "to this host: delivered" got alert "to 192.0.2.1 ifl $ifl1"
is "no packet twice" 2 "$(count alert)"
unlisten
# raw sockets of the daemons of IGMP, RSVP and PIM: each that asks gets a copy
raw() { ip netns exec "$rt" python3 "$(dirname "$0")/raw_alert.py" "$@" >"$workdir/raw$1" 2>&1 & }
for proto in 2 46 103; do
	raw $proto
	alerts+=($!)
done
raw "103 r1"
alerts+=($!)
raw "46 off"
alerts+=($!)
background+=("${alerts[@]}")
for proto in 2 46 103 "103 r1" "46 off"; do
	poll 5 grep -q ready "$workdir/raw$proto"
done
for proto in 2 46 103; do
	send n1 -p $proto -o $alert -l 40 eth0 198.51.100.2
	send n1 -p $proto -o $alert -l 48 -f 16 eth0 198.51.100.2
	send n2 -s 198.51.100.2 -m 02:00:00:00:01:01 -p $proto -o $alert -l 56 eth0 192.0.2.2
	send n1 -p $proto -o $alert -l 64 eth0 192.0.2.1
done
# with its header of 24 bytes; of another protocol without Router Alert, nothing
raw_got() { poll 3 sh -c "[ \"\$(grep -v ready '$workdir/raw$1' | tr '\n' ' ')\" = '$2 ' ]"; }
for proto in 2 46 103; do
	ok "protocol $proto with Router Alert" raw_got $proto "64 72 80 88"
done
ok "from one interface, and for this host" raw_got "103 r1" "64 72 88"
ok "not after it was turned off" raw_got "46 off" "88"
send n1 -p 46 -l 40 eth0 198.51.100.2
send n1 -p 46 -o $alert -l 96 eth0 198.51.100.2
ok "none without the option" raw_got 46 "64 72 80 88 120"
# packets with Router Alert that were forwarded
alerts_forwarded()
{
	tcpdump -n -r "$workdir/h2.pcap" "ip proto 46 and dst host 198.51.100.2 and ip[0] == 0x46" \
		2>/dev/null | wc -l
}
one_forwarded() { [ "$(alerts_forwarded)" = 1 ]; }
is "what raw sockets take is not forwarded" 0 "$(alerts_forwarded)"
kill "${alerts[@]}"
wait "${alerts[@]}" 2>/dev/null
send n1 -p 46 -o $alert -l 40 eth0 198.51.100.2
ok "forwarded when nobody asks" poll 3 one_forwarded
# the option stays as it is when the socket is bound to an interface; it is about that
# interface when it is set anew
raw "103 later r1"
later=$!
background+=("$later")
ok "bound later: the option is still set" poll 5 grep -q ready "$workdir/raw103 later r1"
send n2 -s 198.51.100.2 -m 02:00:00:00:01:01 -p 103 -o $alert -l 40 eth0 192.0.2.2
ok "for all interfaces" poll 5 grep -q again "$workdir/raw103 later r1"
send n2 -s 198.51.100.2 -m 02:00:00:00:01:01 -p 103 -o $alert -l 48 eth0 192.0.2.2
send n1 -p 103 -o $alert -l 56 eth0 198.51.100.2
ok "set anew: for the one" poll 3 grep -q '^80$' "$workdir/raw103 later r1"
is "and no other one" "ready 64 again 80" "$(xargs <"$workdir/raw103 later r1")"
kill "$later"
wait "$later" 2>/dev/null
is "no socket is left but the servers" 2 "$(ctl -j socket show | jq length)"
is "nothing found its sockets gone" 0 "$(drop_count no_pcb)"
