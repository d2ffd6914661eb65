#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# PPPoE with real peers: bsdnet-ppp as the client of rp-pppoe's server, and as
# the access concentrator of the kernel's PPPoE (pppd with its plugin) and of
# rp-pppoe's client in user space; on untagged and tagged interfaces. What IPCP agreed on
# carries ping and UDP both ways.
#
# Shows: IF-4, IF-5, IF-9, L2-6, SK-8, NH-7

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping tcpdump python3 pppd pppoe pppoe-server bsdnet-ppp udp_echo udp_client icmp_ping
[ -c /dev/ppp ] || { echo "skipped - $test_name: no /dev/ppp"; exit 4; }

wires
ask=$(dirname "$0")/udp_ask.py

# pppd reads its secrets in /etc/ppp alone: the guest gets one of its own
cp -r /etc/ppp "$workdir/ppp"
cat >"$workdir/ppp/chap-secrets" <<-'END'
	tom * "jerry" *
	ann * "a long word" *
END
cp "$workdir/ppp/chap-secrets" "$workdir/ppp/pap-secrets"
mount --bind "$workdir/ppp" /etc/ppp

# the password file of our own server: ann has a fixed address
cat >"$workdir/secrets" <<-'END'
	tom * jerry
	ann * "a long word" 10.2.0.77
END

declare -A pid # of what runs, by the name of its log

# ppp NAME ARGUMENTS...: bsdnet-ppp in the background
ppp()
{
	local name=$1

	shift
	ip netns exec "$rt" bsdnet-ppp "$@" 2>"$workdir/$name" &
	pid[$name]=$!
	background+=($!)
}
said() { poll "$1" grep -qE -- "$3" "$workdir/$2"; }
# ends DESCRIPTION STATUS NAME
ends()
{
	local status=0

	wait "${pid[$3]}" || status=$?
	is "$1" "$2" "$status"
}
addr_of() { ctl -j ifa show "$1" | jq -r '.[0].local // "none"'; }
ifls_on() { ctl -j ifl show | jq "[.[] | select(.parent == \"$1\")] | length"; }
no_sessions() { ! ctl -j ifl show | jq -e '.[] | select(.encap == "pppoe")'; }
capture()	# capture NAME NETNS FILTER...: frames of eth0
{
	local file=$1 netns=$2

	shift 2
	"$netns" tcpdump -i eth0 -e -n -l -U "$@" >"$workdir/$file" 2>&1 &
	background+=($!)
	poll 5 grep -q listening "$workdir/$file"
}

# ---- client of rp-pppoe's server ----------------------------------------------

# server DEV POOL OPTION...: rp-pppoe's access concentrator in h1
server()
{
	local dev=$1 pool=$2

	shift 2
	printf '%s\n' nodetach noccp novj noipv6 debug "$@" >"$workdir/options"
	ip netns exec "$h1" pppoe-server -F -I "$dev" -C nas -S internet -L 10.1.0.1 -R "$pool" -N 5 \
		-O "$workdir/options" -q "$(command -v pppd)" -Q "$(command -v pppoe)" \
		>>"$workdir/server" 2>&1 &
	pid[server]=$!
	background+=($!)
}
stop_server()
{
	kill "${pid[server]}"
	wait "${pid[server]}" 2>/dev/null
	poll 10 sh -c "! ip -n $h1 link show ppp0"
}

# traffic IFL: everything that must work over a session with h1 at 10.1.0.1
traffic()
{
	local ifl=$1 addr

	addr=$(addr_of "$ifl")
	ok "$ifl: ping from bsdnet" nr icmp_ping -n 2 10.1.0.1
	ok "$ifl: ping to bsdnet" n1 ping -c 2 -W 3 "$addr"
	ok "$ifl: a packet of 1492 bytes" n1 ping -c 1 -W 3 -M "do" -s 1464 "$addr"
	fails "$ifl: one of 1493 is too long" '1492' n1 ping -c 1 -W 1 -M "do" -s 1465 "$addr"
	ok "$ifl: fragments" n1 ping -c 1 -W 3 -s 4000 "$addr"
	is "$ifl: MTU" 1492 "$(ctl -j iff show "$ifl" | jq '.[0].mtu')"
	ok "$ifl: UDP of many sizes" n1 python3 "$ask" "$addr" 7 20 1400
	ok "$ifl: UDP larger than the MTU" n1 python3 "$ask" "$addr" 7 5 5000
}

# client IFL PARENT ARGUMENTS: opens a session and tries it
client()
{
	local name=$1 ifl=$2 child

	shift 2
	ppp "$name" client "$ifl" "$@"
	ok "$name: a session" said 30 "$name" 'local address'
	child=$(ctl -j ifl show | jq -r '[.[] | select(.encap == "pppoe")][0].name')
	ok "$name: interface $child is up" \
		sh -c "bsdnetctl -n $rt -j iff show $child | jq -e '.[0].state == \"up\"'"
	traffic "$child"
}

ok "a device" ctl ifd add r1
ok "and its Ethernet interface" ctl ifl add r1
ctl ifd add r2
ctl ifl add r2
ok "and a tagged one" ctl ifl add r1.10 vlan 10
start nr udp_echo -p 7
ppp nobody client r2 ac none echo 0

server eth0 10.1.0.100 require-pap
capture first n1 ether proto 0x8863 or ether proto 0x8864
client pap r1 user tom password jerry defaultroute
ok "default route by the interface alone" sh -c \
	"bsdnetctl -n $rt route get 203.0.113.5 | grep -q 'r1.0'"
ok "discovery on the wire" poll 3 grep -qE 'PADI.*Service-Name' "$workdir/first"
for code in PADO PADR PADS; do
	ok "$code" poll 3 grep -q "$code" "$workdir/first"
done
kill -TERM "${pid[pap]}"
ends "ends in order" 0 pap
ok "the peer is told to terminate" poll 3 grep -q 'LCP, Term-Request' "$workdir/first"
ok "and that the session is over" poll 3 grep -q 'PADT' "$workdir/first"
is "no interface is left" 0 "$(ifls_on r1)"
is "no route is left" 0 "$(ctl -j route show | jq '[.[] | select(.prefix == "default")] | length')"
stop_server

server eth0 10.1.0.120 require-chap
client chap r1 service internet ac nas user tom password jerry mtu 1492
stop_server
ends "the server's end ends the client" 0 chap
ok "which says so" said 1 chap 'the peer closed LCP|ended the session'
is "and clears up" 0 "$(ifls_on r1)"

server eth0 10.1.0.140 require-chap
ppp wrong client r1 user tom password wrong
ends "a wrong password" 4 wrong
ok "is reported" said 1 wrong 'rejected name and password'
ppp noauth client r1
ends "no password at all" 5 noauth
stop_server

ip -n "$h1" link add link eth0 name eth0.10 type vlan id 10
ip -n "$h1" link set eth0.10 up
server eth0.10 10.1.0.160 require-pap
capture tagged n1 vlan 10
client tagged r1.10 user tom password jerry
ok "tag and PPPoE on the wire" poll 3 grep -qE 'vlan 10.*PPPoE S.*10\.1\.0\.1' "$workdir/tagged"
kill -TERM "${pid[tagged]}"
ends "ends in order" 0 tagged
stop_server

# ---- access concentrator -------------------------------------------------------

# guest NAME LINK OPTION...: pppd in h2
guest()
{
	local name=$1 link=$2

	shift 2
	ip netns exec "$h2" pppd nodetach noauth noipdefault noccp novj noipv6 debug linkname "$link" \
		unit "${link#ppp}" ipparam "$name" "$@" >"$workdir/$name" 2>&1 &
	pid[$name]=$!
	background+=($!)
}
kernel() { guest "$1" "$2" user "$3" password "$4" plugin rp-pppoe.so nic-eth0; }
process() { guest "$1" "$2" user "$3" password "$4" pty "pppoe -I eth0 -T 60 -U -m 1412"; }
guest_address() { ip -n "$h2" -j addr show "$1" | jq -r '.[0].addr_info[0].local'; }
# the first client gets the pool's first address
from_pool() { guest_address "$1" | grep -qx '10\.2\.0\.1[0-9]'; }
has_address() { [ "$(guest_address "$1")" = "$2" ]; }

for auth in pap chap; do
	ppp "ac_$auth" server r2 local 10.2.0.1 pool 10.2.0.10-10.2.0.19 ac bsd service internet \
		auth "$auth" secrets "$workdir/secrets"
	said 5 "ac_$auth" 'access concentrator'
	kernel "kernel_$auth" ppp3 tom jerry
	process "process_$auth" ppp4 ann 'a long word'
	ok "$auth: the kernel's PPPoE has an address" poll 30 from_pool ppp3
	kernels=$(guest_address ppp3)
	ok "$auth: rp-pppoe has its own" poll 30 has_address ppp4 10.2.0.77
	ok "$auth: ping from the kernel's" n2 ping -I ppp3 -c 2 -W 3 10.2.0.1
	ok "$auth: and from rp-pppoe" n2 ping -I ppp4 -c 2 -W 3 10.2.0.1
	ok "$auth: ping to the kernel's" nr icmp_ping -n 2 "$kernels"
	ok "$auth: and to rp-pppoe" nr icmp_ping -n 2 10.2.0.77
	ok "$auth: a packet of 1492 bytes" n2 ping -I ppp3 -c 1 -W 3 -M "do" -s 1464 10.2.0.1
	ok "$auth: fragments" n2 ping -I ppp3 -c 1 -W 3 -s 4000 10.2.0.1
	ok "$auth: UDP" n2 python3 "$ask" 10.2.0.1 7 20 1400
	is "$auth: two interfaces, one local address" 2 \
		"$(ctl -j ifa show | jq '[.[] | select(.local == "10.2.0.1")] | length')"
	kill -TERM "${pid[kernel_$auth]}"
	wait "${pid[kernel_$auth]}"
	ok "$auth: the kernel's has left" poll 10 sh -c \
		"! bsdnetctl -n $rt ifa show | grep -q $kernels"
	kill -TERM "${pid[ac_$auth]}"
	ends "$auth: the server ends in order" 0 "ac_$auth"
	ok "$auth: rp-pppoe is told" said 10 "process_$auth" 'LCP TermReq|Modem hangup|terminated'
	is "$auth: no interface is left" 0 "$(ifls_on r2)"
done

ppp ac_wrong server r2 local 10.2.0.1 pool 10.2.0.10-10.2.0.19 auth chap secrets "$workdir/secrets"
kernel intruder ppp3 tom wrong
ok "a wrong password is refused" said 30 intruder 'authentication failed'
ok "and told" said 5 ac_wrong 'wrong name or password for "tom"'
poll 10 no_sessions
is "its interface goes" 0 "$(ifls_on r2)"
kill -TERM "${pid[ac_wrong]}"
ends "the server ends" 0 ac_wrong

# ---- both ends ours: many sessions ------------------------------------------------

ppp many_ac server r1 local 10.3.0.1 pool 10.3.0.2-10.3.0.200 max 100 per-peer 50
said 5 many_ac 'access concentrator'
bsdnetctl -n "$h1" ifd add eth0
bsdnetctl -n "$h1" ifl add eth0
ip netns exec "$h1" bsdnet-ppp client eth0 count 60 2>"$workdir/many" &
pid[many]=$!
background+=($!)
up() { [ "$(grep -c 'local address' "$workdir/many")" = 50 ]; }
ok "50 sessions with one peer" poll 60 up
ok "and no more" said 20 many 'no more sessions'
ok "ping through one" ip netns exec "$h1" icmp_ping -n 2 10.3.0.1
kill -TERM "${pid[many]}"
ends "the refused tell" 3 many
poll 10 no_sessions
is "all are gone" 0 "$(ifls_on r1)"
kill -TERM "${pid[many_ac]}"
ends "the server ends" 0 many_ac

ends "nobody answered the first" 3 nobody
# a pppd may still be about to end
ok "nothing uses the secrets" poll 10 umount /etc/ppp
