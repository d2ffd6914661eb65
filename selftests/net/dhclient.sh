#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bsdnet-dhclient against dnsmasq: a lease and the script's environment, the saved lease, renewal,
# what is left of privileges, and a lease of a /32 with a gateway on the link. No packet socket is
# open.
#
# Shows: SK-3, SK-5, SK-6, SK-10, NH-9, IF-5

# shellcheck source=dhclient_lib.sh
. "$(dirname "$0")/dhclient_lib.sh"
need dnsmasq ping tcpdump icmp_ping

# ---- a lease ------------------------------------------------------------------------------

serve "$h1" eth0 192.0.2.100,192.0.2.119,255.255.255.0,3600 --dhcp-option=option:router,192.0.2.2 \
	--dhcp-option=option:mtu,1400 --dhcp-option=option:dns-server,192.0.2.53,192.0.2.54 \
	--dhcp-option=option:domain-name,example.org \
	--dhcp-option=option:domain-search,example.org,eng.example.org
n1 tcpdump --immediate-mode -U -n -i eth0 -w "$workdir/h1.pcap" 'udp or arp' 2>"$workdir/tcpdump" &
background+=($!)
poll 5 grep -q listening "$workdir/tcpdump"

ok "a lease" client r1 -q
address=$(address_of r1)
ok "of the range" grep -qE '^192\.0\.2\.1[01][0-9]/24$' <<<"$address"
is "its MTU" 1400 "$(ctl -j iff show r1 | jq '.[0].mtu')"
is "its route" "192.0.2.2" "$(ctl -j route show default type user | jq -r '.[0].via')"
ok "it works" n1 ping -c 1 -W 3 "${address%/*}"
is "the script heard of it" "preinit bound" "$(events r1)"
cat >"$workdir/want" <<-END
	ip=${address%/*}
	mask=24
	subnet=255.255.255.0
	mtu=1400
	router=192.0.2.2
	dns=192.0.2.53 192.0.2.54
	domain=example.org
	search=example.org eng.example.org
	serverid=192.0.2.2
	lease=3600
END
is "what it was told" "$(sort "$workdir/want")" \
	"$(grep -xFf "$workdir/want" "$workdir/env-bound-r1" | sort)"
captured() { tcpdump -n -v -r "$workdir/h1.pcap" "$@" 2>/dev/null; }
is "it asked for the address three times" 3 \
	"$(captured arp | grep -c "Request who-has ${address%/*} tell 0.0.0.0")"
ok "and announced it" poll 5 sh -c "tcpdump -n -r $workdir/h1.pcap arp 2>/dev/null |
	grep -q 'Request who-has ${address%/*} .*tell ${address%/*}'"
is "the answers came to the address, before the interface had it" 2 \
	"$(captured udp src port 67 | grep -c "> ${address%/*}.68")"
is "from 0.0.0.0" 2 "$(captured udp dst port 67 | grep -c '0.0.0.0.68 > 255.255.255.255.67')"

# ---- the saved lease ---------------------------------------------------------------------

ctl ifa del r1 "$address"
ctl route del default
: >"$workdir/server-eth0"
ok "the same address again" client r1 -q --probes 0
is "is the same" "$address" "$(address_of r1)"
is "without a discovery" "0 1" "$(server_log eth0 DISCOVER) $(server_log eth0 'REQUEST.*eth0')"

# what that process left is taken over; renewal is unicast, without the broadcast flag
start_client r1
ok "it runs" bound r1
is "with one address" "$address" "$(address_of r1)"
: >"$workdir/server-eth0"
kill -USR1 "$client_pid"
ok "asked to renew" poll 5 told renew r1
is "by unicast" 1 "$(captured udp dst port 67 | grep -c "${address%/*}.68 > 192.0.2.2.67")"
is "with no flag" 1 "$(captured src "${address%/*}" and udp dst port 67 -v | grep -c 'Flags \[none\]')"
is "the address stays" "$address" "$(address_of r1)"
is "no packet socket is open" "" "$(nr cat /proc/net/packet | tail -n +2)"
is "privileges" "0000000000003400 0000000000003400 1" "$(awk '/^CapEff|^CapBnd|^NoNewPrivs/ {
	v[$1] = $2 } END { print v["CapEff:"], v["CapBnd:"], v["NoNewPrivs:"] }' \
	"/proc/$client_pid/status")"

ok "it ends" stop_client
is "no address is left" "" "$(address_of r1)"
is "nor a route" 0 "$(ctl route show type user | wc -l)"
stop_server

# ---- /32, routes on the link -------------------------------------------------------------

ip -n "$h1" addr add 10.99.0.1/32 dev eth0
ip -n "$h1" addr add 198.18.0.1/32 dev lo
ip -n "$h1" route add 192.0.2.150/32 dev eth0
serve "$h1" eth0 192.0.2.150,192.0.2.150,255.255.255.0,3600 --dhcp-option=option:netmask,255.255.255.255 \
	--dhcp-option=121,10.99.0.1/32,0.0.0.0,198.18.0.0/15,10.99.0.1,0.0.0.0/0,10.99.0.1
ok "a lease without a subnet" client r1 -q --probes 0
is "its address" 192.0.2.150 "$(address_of r1)"
is "its routes" "0.0.0.0/0 10.99.0.1 onlink;10.99.0.1/32 10.99.0.1 onlink;198.18.0.0/15 10.99.0.1 onlink;" \
	"$(ctl -j route show type user | jq -r '.[] | "\(.prefix) \(.via) \(.flags[0])"' | sort | tr '\n' ';')"
ok "through the gateway" nr icmp_ping -n 2 198.18.0.1
start_client r1 -r --probes 0
ok "taken over" bound r1
ok "it ends" stop_client
is "the routes are gone" 0 "$(ctl route show type user | wc -l)"
ok "given back at the end" poll 5 sh -c "grep -q 'DHCPRELEASE' $workdir/server-eth0"
stop_server
