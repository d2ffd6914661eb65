#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bsdnet-dhclient against isc-dhcp-server and kea, with leases of seconds: renewal, rebinding when
# the server has another address, expiry, refusal, /32 with routes on the link, a lease given back.
# Real time passes here: it takes a minute and a half.
#
# Shows: SK-5, SK-10, IF-5

# shellcheck source=dhclient_lib.sh
. "$(dirname "$0")/dhclient_lib.sh"
need dhcpd kea-dhcp4 icmp_ping tcpdump

# isc LEASE-SECONDS WORDS: a subnet with WORDS in it; log in $workdir/server-isc
isc()
{
	cat >"$workdir/dhcpd.conf" <<-END
	authoritative;
	default-lease-time $1;
	max-lease-time $1;
	min-lease-time 1;
	ping-check off;
	option classless code 121 = array of unsigned integer 8;
	subnet 192.0.2.0 netmask 255.255.255.0 { $2 }
	END
	[ -e "$workdir/isc.leases" ] || : >"$workdir/isc.leases"
	ip netns exec "$h1" dhcpd -4 -f -d --no-pid -cf "$workdir/dhcpd.conf" -lf "$workdir/isc.leases" \
		eth0 >"$workdir/server-isc" 2>&1 &
	server_pids+=($!)
	background+=($!)
	poll 10 grep -q 'Sending on' "$workdir/server-isc"
}

# kea LEASE-SECONDS POOL OPTIONS SUBNET: log in $workdir/server-kea
kea()
{
	local pool=$2 options=${3-}

	cat >"$workdir/kea.conf" <<-END
	{ "Dhcp4": {
		"interfaces-config": { "interfaces": [ "eth0" ], "re-detect": false },
		"lease-database": { "type": "memfile", "persist": false },
		"valid-lifetime": $1, "min-valid-lifetime": 1, "authoritative": true,
		"calculate-tee-times": true,
		"subnet4": [ { "id": 1, "subnet": "${4-192.0.2.0/24}", "interface": "eth0",
			"pools": [ { "pool": "$pool" } ], "option-data": [ $options ] } ],
		"loggers": [ { "name": "kea-dhcp4", "severity": "DEBUG", "debuglevel": 55,
			"output_options": [ { "output": "stdout" } ] } ]
	} }
	END
	KEA_LOCKFILE_DIR=$workdir KEA_PIDFILE_DIR=$workdir ip netns exec "$h1" \
		kea-dhcp4 -c "$workdir/kea.conf" >"$workdir/server-kea" 2>&1 &
	server_pids+=($!)
	background+=($!)
	poll 20 grep -q DHCP4_STARTED "$workdir/server-kea"
}

logged() { [ "$(grep -cE "$2" "$workdir/server-$1")" -ge "${3:-1}" ]; }
state() { grep -q ": $1\$" "$workdir/client-r1"; }
addressed() { [ -n "$(address_of r1)" ]; }
unaddressed() { ! addressed; }

n1 tcpdump --immediate-mode -U -n -i eth0 -w "$workdir/h1.pcap" udp 2>"$workdir/tcpdump" &
background+=($!)
poll 5 grep -q listening "$workdir/tcpdump"
sent() { tcpdump -n -r "$workdir/h1.pcap" "udp dst port 67" 2>/dev/null | grep -c "$1"; }

# ---- isc-dhcp-server -------------------------------------------------------------------------

isc 8 'range 192.0.2.100 192.0.2.109; option routers 192.0.2.2; option interface-mtu 1400;'
start_client r1 --probes 1
ok "isc: a lease" bound r1
address=$(address_of r1)
ok "of the range" grep -q '^192\.0\.2\.10[0-9]/24$' <<<"$address"
is "MTU" 1400 "$(ctl -j iff show r1 | jq '.[0].mtu')"
ok "it works" n1 ping -c 1 -W 3 "${address%/*}"
ok "renewed" poll 10 told renew r1
is "by unicast" 1 "$(sent "${address%/*}.68 > 192.0.2.2.67")"
ok "and again" poll 10 logged isc "DHCPREQUEST for ${address%/*} from" 3
is "the address stays" "$address" "$(address_of r1)"
stop_server
ok "the server is gone: rebinding" poll 12 state REBINDING
ok "by broadcast" [ "$(sent "${address%/*}.68 > 255.255.255.255.67")" -ge 1 ]
is "the address is still there" "$address" "$(address_of r1)"
ok "the lease expires" poll 8 told deconfig r1
is "the reason" reason=expire "$(grep reason "$workdir/env-deconfig-r1")"
is "no address" "" "$(address_of r1)"
is "no route" 0 "$(ctl route show type user | wc -l)"
is "the MTU of before" 1500 "$(ctl -j iff show r1 | jq '.[0].mtu')"
rm "$workdir"/env-*
isc 8 'range 192.0.2.100 192.0.2.109;'
ok "the server is back" poll 40 told bound r1
stop_server
: >"$workdir/isc.leases"
isc 8 'range 192.0.2.120 192.0.2.129;'
ok "the server forgot the lease" poll 15 told deconfig r1
renumbered() { grep -q '^192\.0\.2\.12[0-9]/24$' <<<"$(address_of r1)"; }
ok "and another address" poll 15 renumbered
kill -USR2 "$client_pid"
ok "given back" poll 5 logged isc 'DHCPRELEASE of 192.0.2.12'
ok "it ends" stop_client
stop_server

# the server moves to another address: the client finds it by rebinding
: >"$workdir/isc.leases"
isc 16 'range 192.0.2.100 192.0.2.100;'
start_client r1 --probes 0
ok "a lease" bound r1
stop_server
ip -n "$h1" addr del 192.0.2.2/24 dev eth0
ip -n "$h1" addr add 192.0.2.3/24 dev eth0
isc 16 'range 192.0.2.100 192.0.2.100;'
ok "another server extends" poll 20 told renew r1
is "its name" serverid=192.0.2.3 "$(grep serverid "$workdir/env-renew-r1")"
is "without a gap" "preinit bound renew" "$(events r1)"
ok "it ends" stop_client
stop_server
ip -n "$h1" addr del 192.0.2.3/24 dev eth0
ip -n "$h1" addr add 192.0.2.2/24 dev eth0

# /32 with the gateway on the link
ip -n "$h1" addr add 10.99.0.1/32 dev eth0
ip -n "$h1" addr add 198.18.0.1/32 dev lo
rm -f "$workdir/leases/"*.lease
: >"$workdir/isc.leases"
isc 60 'range 192.0.2.150 192.0.2.150; option subnet-mask 255.255.255.255;
	option classless 32,10,99,0,1,0,0,0,0,0,10,99,0,1;'
ok "isc: a /32" client r1 -q --probes 0
is "its address" 192.0.2.150 "$(address_of r1)"
ok "through the gateway" nr icmp_ping -n 2 198.18.0.1
stop_server
ctl iff del r1 inet
ctl route del default
ctl route del 10.99.0.1

# ---- kea --------------------------------------------------------------------------------------

rm -f "$workdir/leases/"*.lease
kea 8 '192.0.2.100 - 192.0.2.109' '{ "name": "routers", "data": "192.0.2.2" },
	{ "name": "domain-search", "data": "example.org, eng.example.org" }'
start_client r1 --probes 1 -H box
ok "kea: a lease" bound r1
address=$(address_of r1)
ok "of the range" grep -q '^192\.0\.2\.10[0-9]/24$' <<<"$address"
is "domains" "search=example.org eng.example.org" "$(grep ^search "$workdir/env-bound-r1")"
ok "it works" n1 ping -c 1 -W 3 "${address%/*}"
ok "by a client identifier" logged kea 'cid=\[ff:'
ok "with a host name" logged kea 'type=012, len=003: "box"'
ok "and a vendor class" logged kea 'type=060, len=015: "bsdnet-dhclient"'
ok "renewed" poll 10 told renew r1
stop_server
ok "the server is gone: rebinding" poll 12 state REBINDING
ok "the lease expires" poll 8 told deconfig r1
ok "no address" unaddressed
rm "$workdir"/env-*
kea 3600 '192.0.2.110 - 192.0.2.110'
ok "the server is back" poll 40 told bound r1
is "the new address" 192.0.2.110/24 "$(address_of r1)"
ok "it ends" stop_client
ip -n "$h1" addr add 192.0.2.110/24 dev eth0
start_client r1 -1 -t 20
ok "a station has the address" poll 20 logged kea 'DHCPDECLINE|DECLINE_LEASE'
ok "no address" unaddressed
stop_client
ip -n "$h1" addr del 192.0.2.110/24 dev eth0
stop_server
kea 3600 '192.0.2.150 - 192.0.2.150' \
	'{ "code": 121, "csv-format": false, "data": "200A63000100000000000A630001" }' 192.0.2.150/32
ok "kea: a /32" client r1 -q --probes 0
is "its address" 192.0.2.150 "$(address_of r1)"
ok "through the gateway" nr icmp_ping -n 2 198.18.0.1
start_client r1 -r --probes 0
ok "taken over" bound r1
ok "it ends" stop_client
ok "given back" poll 5 logged kea 'DHCPRELEASE'
