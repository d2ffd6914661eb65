#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bsdnet-dhclient when something goes wrong or changes, against dnsmasq: links that go down,
# conflicts, refusals, no server, VLANs, routing instances, several interfaces, interfaces that are
# deleted; in the background; by a user without privilege; and a server that sends nonsense.
#
# Shows: SK-2, SK-5, SK-10

# shellcheck source=dhclient_lib.sh
. "$(dirname "$0")/dhclient_lib.sh"
need dnsmasq ethtool python3

# ---- a link that goes down, a conflict --------------------------------------------------------

serve "$h1" eth0 192.0.2.100,192.0.2.119,255.255.255.0,3600
start_client r1
ok "a lease" bound r1
address=$(address_of r1)
fails "one client for each interface" 'r1: bind: Address already in use' \
	bsdnet-dhclient -n "$rt" -q -l "$workdir/leases" r1
is "the first keeps its address" "$address" "$(address_of r1)"
: >"$workdir/server-eth0"

# a link that was down may be another one: the server is asked
: >"$workdir/server-eth0"
ip -n "$h1" link set eth0 down
ok "the link is down" poll 5 grep -q 'link is down' "$workdir/client-r1"
ip -n "$h1" link set eth0 up
ok "and up: it asks" poll 5 sh -c "grep -q 'DHCPREQUEST' $workdir/server-eth0"
is "the address stays" "$address" "$(address_of r1)"

# a neighbour takes the address: it is defended once
conflict() { n1 python3 "$(dirname "$0")/dhclient_peer.py" conflict eth0 "${address%/*}"; }
poll 5 grep -q 'DHCPACK' "$workdir/server-eth0"
conflict
sleep 0.2
is "the address stays" "$address" "$(address_of r1)"
conflict
ok "then given up" poll 5 told deconfig r1
is "the reason" "reason=conflict" "$(grep reason "$workdir/env-deconfig-r1")"
is "no address" "" "$(address_of r1)"
is "no route" 0 "$(ctl route show type user | wc -l)"
ok "and declined" poll 5 sh -c "grep -q 'DHCPDECLINE' $workdir/server-eth0"
ok "it ends" stop_client

# ---- refusal, conflict, release ----------------------------------------------------------

ok "a lease again" client r1 -q --probes 0
ctl iff del r1 inet
ctl route del default
stop_server
serve "$h1" eth0 192.0.2.200,192.0.2.200,255.255.255.0,3600
start_client r1 --probes 0
ok "another range: the saved lease is refused" bound r1
is "the new address" 192.0.2.200/24 "$(address_of r1)"
is "one refusal" 1 "$(server_log eth0 DHCPNAK)"
kill -USR2 "$client_pid"
ok "given back" poll 5 told deconfig r1
is "the reason" "reason=release" "$(grep reason "$workdir/env-deconfig-r1")"
ok "the server hears of it" poll 5 sh -c "grep -q 'DHCPRELEASE.*192.0.2.200' $workdir/server-eth0"
is "no address" "" "$(address_of r1)"
kill -USR1 "$client_pid"
ok "and asked for again" bound r1
ok "it ends" stop_client
is "no address" "" "$(address_of r1)"
is "nothing is left on the interface" 0 "$(ctl iff show r1 2>/dev/null | wc -l)"
rm "$workdir/leases/"*.lease

ip -n "$h1" addr add 192.0.2.200/24 dev eth0
start_client r1
ok "a station has the address: declined" poll 5 sh -c \
	"grep -q 'DHCPDECLINE.*192.0.2.200' $workdir/server-eth0"
is "not configured" "" "$(address_of r1)"
stop_client
ip -n "$h1" addr del 192.0.2.200/24 dev eth0
stop_server

# nobody answers
fails "no server" 'no lease in time' client r1 -1 -t 1
is "status" 3 "$client_status"
is "the script heard of it" "preinit fail deconfig" "$(events r1) deconfig"
fails "no interface" 'no such interface|not found|ifl' client nothing -q

# ---- a VLAN, an instance, two interfaces in one process; another user ---------------------

ip -n "$h1" link add link eth0 name eth0.5 type vlan id 5
ip -n "$h1" addr add 172.16.5.1/24 dev eth0.5
ip -n "$h1" link set eth0.5 up
serve "$h1" eth0.5 172.16.5.10,172.16.5.20,255.255.255.0,3600
ip -n "$h2" link set eth0 down
ip -n "$h2" link set eth0 name eth2
ip -n "$h2" link set eth2 up
serve "$h2" eth2 198.51.100.10,198.51.100.20,255.255.255.0,3600
ctl instance add 5
ok "a VLAN" ctl ifl add r1.5 vlan 5
ok "in an instance" ctl iff add r1.5 inet instance 5
start_client "r1.5 r2" --probes 0 --user nobody -C mac
ok "one lease" bound r1.5
ok "and the other" bound r2
ok "of the VLAN" grep -q '^172\.16\.5\.' <<<"$(address_of r1.5)"
ok "of the other" grep -q '^198\.51\.100\.' <<<"$(address_of r2)"
via() { ctl -j route show default instance "$1" type user | jq -r '.[].via'; }
is "its route" 198.51.100.2 "$(via 0)"
is "the other in its instance" 172.16.5.1 "$(via 5)"
is "another user" "$(id -u nobody)" "$(awk '/^Uid/ { print $3 }' "/proc/$client_pid/status")"
is "the script is root's" uid=0 "$(grep '^uid' "$workdir/env-bound-r2")"

# the interface is deleted and added again
ctl ifl del r1.5
ok "the VLAN is deleted" poll 5 told deconfig r1.5
is "the reason" "reason=gone" "$(grep reason "$workdir/env-deconfig-r1.5")"
rm "$workdir/env-bound-r1.5"
ctl ifl add r1.5 vlan 5
ctl iff add r1.5 inet instance 5
ok "and added again" bound r1.5
is "its route is not dead" "172.16.5.1 r1.5" \
	"$(ctl -j route show default instance 5 type user | jq -r '.[] | "\(.via) \(.dev)"')"
ok "it ends" stop_client
stop_server

# ---- in the background; the script that keeps name servers ------------------------------------

serve "$h1" eth0 192.0.2.100,192.0.2.119,255.255.255.0,3600 --dhcp-option=option:dns-server,192.0.2.53 \
	--dhcp-option=option:domain-search,example.org
hook=$(realpath "$(dirname "$0")/../../packaging/dhclient/resolv-conf")
# that its output ends, too, is what the pipe shows
piped() { timeout 20 bash -c '"$@" 2>&1 | cat' - ip netns exec "$rt" bsdnet-dhclient -n "$rt" \
	-l "$workdir/leases" -s "$hook" "${quick[@]}" "$@"; }
ok "in the background" piped -b -p "$workdir/pid" --probes 0 r1
client_pid=$(cat "$workdir/pid")
ok "with an address" [ -n "$(address_of r1)" ]
is "without a terminal" /dev/null "$(readlink "/proc/$client_pid/fd/2")"
resolv=/etc/netns/$rt/resolv.conf
ok "name servers" poll 5 grep -qx 'nameserver 192.0.2.53' "$resolv"
is "domains" "search example.org" "$(grep search "$resolv")"
kill "$client_pid"
gone() { ! kill -0 "$client_pid"; }
ok "it ends" poll 5 gone
ok "no name servers" poll 5 [ ! -e "$resolv" ]
rmdir "${resolv%/*}"
is "no file" "" "$(ls "$workdir/pid" 2>/dev/null)"
is "no address" "" "$(address_of r1)"
stop_server
rm "$workdir/leases/"*.lease
fails "no server: in the background all the same" 'no lease in time' client r1 -b -t 1 -p "$workdir/pid"
is "with a status that says so" 3 "$client_status"
client_pid=$(cat "$workdir/pid")
ok "it runs" kill -0 "$client_pid"
serve "$h1" eth0 192.0.2.100,192.0.2.119,255.255.255.0,3600
leased() { [ -n "$(address_of r1)" ]; }
ok "and has a lease when there is a server" poll 10 leased
kill "$client_pid"
ok "it ends" poll 5 gone
stop_server
hook=$workdir/hook

# ---- a user without privilege in namespaces of his own -----------------------------------------

share_tree 1234
mkdir -m 700 "$workdir/user"
chown 1234 "$workdir/user"
"${as_user[@]}" unshare -Urn sleep 1000 &
owner=$!
background+=("$owner")
separate() { [ "$(readlink /proc/self/ns/net)" != "$(readlink "/proc/$owner/ns/net")" ]; }
poll 5 separate
inside() { LD_LIBRARY_PATH=$tree/build/user/lib nsenter -t "$owner" -U -n -S 0 -G 0 "$@"; }
mapped() { inside true; }
poll 5 mapped
ip -n "$h1" link add eth9 type veth peer name u0 netns "$owner"
ip -n "$h1" addr add 172.16.9.1/24 dev eth9
ip -n "$h1" link set eth9 up
inside ip link set u0 up
serve "$h1" eth9 172.16.9.10,172.16.9.20,255.255.255.0,3600
ok "a lease" inside "$tree/build/user/bin/bsdnet-dhclient" -q -t 10 "${quick[@]}" --probes 1 \
	-l "$workdir/user/leases" u0
ok "is configured" sh -c "nsenter -t $owner -n bsdnetctl ifa show u0 | grep -q '172\.16\.9\.'"
ok "and kept" grep -q 172.16.9 "$workdir/user/leases/u0.lease"
kill "$owner"
stop_server

# ---- nonsense ------------------------------------------------------------------------------

# checksums of what a packet socket sends are not taken for good
nr ethtool -K r1 rx off >/dev/null
start n1 python3 "$(dirname "$0")/dhclient_peer.py" serve eth0 192.0.2.66
start_client r1 --probes 0
ok "a lease among nonsense" bound r1
is "the one that makes sense" 192.0.2.66/24 "$(address_of r1)"
is "no name that a shell reads" "" "$(grep -E '^(hostname|domain|search)=' "$workdir/env-bound-r1")"
is "options in hexadecimal" "opt12=613b746f756368202f746d702f78" \
	"$(grep '^opt12=' "$workdir/env-bound-r1")"
ok "it ends" stop_client
