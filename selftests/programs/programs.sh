#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Programs of Debian at work on AF_BSDNET under bsdnet-run, each against a program on a Linux host.
#
#   +-----------+           +--------------+           +-----------+          +------------+
#   |    h1     | eth0   r1 |      rt      | r2   eth0 |    h2     | x1    x0 |     h3     |
#   | 192.0.2.2 |===========|   (bsdnet)   |===========|198.51.100.2|=========| 10.3.0.2   |
#   |           | c0     c1 |192.0.2.1     |           | 10.3.0.1  |          |            |
#   |           |- - - - - -|198.51.100.1  |           |           |          |            |
#   +-----------+  Linux    +--------------+           +-----------+          +------------+
#
# Programs with a control connection over TCP have it on the hosts' own stacks, over c0 and c1, with
# the same addresses.
#
# usage: programs.sh [NAME...]	the programs NAME, all without
#
# Shows: SK-1

words=("$@")
set --
# shellcheck source=../net/lib.sh
. "$(dirname "$0")/../net/lib.sh"
busybox=$(cd "$(dirname "$0")/../.." && pwd)/build/programs/bin/busybox
need bsdnet-run python3 busybox dnsmasq dig unbound chronyd iperf3 socat ping traceroute mtr fping \
	nmap nping nuttcp snmpd snmpget snmpwalk setpriv avahi-daemon keepalived bird birdc "$busybox"

h3=h3-$$
more_netns+=("$h3")
n3() { ip netns exec "$h3" "$@"; }
run() { nr bsdnet-run "$@"; }
# service NAME NETNS-COMMAND...: in the background until the program is tested; output to a file
running=()
service()
{
	local name=$1

	shift
	# without the words <&0 the standard input of what runs in the background is empty
	"$@" <&0 >"$workdir/$name" 2>&1 &
	running+=($!)
}

# the processes of the services in all namespaces, which may have forked
end_services()
{
	local netns

	for netns in "$h1" "$rt" "$h2" "$h3"; do
		ip netns pids "$netns" | xargs -r kill -9 2>/dev/null
	done
	[ ${#running[@]} -eq 0 ] || wait "${running[@]}" 2>/dev/null
	running=()
}

joined()	# joined GROUP USERS
{
	ctl -j maddr show | jq -e --arg group "$1" --argjson users "$2" \
		'any(.[]; .addr == $group and .users == $users)'
}
bound() { ctl -j socket show | jq -e --argjson port "$1" 'any(.[]; .lport == $port)'; }
listens() { ip netns exec "$1" ss -Hlnt "sport = :$2" | grep -q .; }
host_bound() { ip netns exec "$1" ss -Hlnu "sport = :$2" | grep -q .; }

setup()
{
	wires
	router
	ip netns add "$h3"
	ip link add x1 netns "$h2" type veth peer name x0 netns "$h3"
	host "$h2" x1 10.3.0.1/24 ''
	host "$h3" x0 10.3.0.2/24 10.3.0.1
	n2 sysctl -qw net.ipv4.ip_forward=1
	ctl route add 10.3.0.0/24 via 198.51.100.2

	ip link add c0 netns "$h1" type veth peer name c1 netns "$rt"
	host "$h1" c0 192.0.2.2/32 ''
	host "$rt" c1 192.0.2.1/32 ''
	ip -n "$rt" route add 192.0.2.2 dev c1 src 192.0.2.1
	ip -n "$h1" route add 192.0.2.1 dev c0 src 192.0.2.2 table 7
	ip -n "$h1" rule add ipproto tcp table 7
}

# ---- names ------------------------------------------------------------------------------

test_dig()
{
	service dnsmasq n1 dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts \
		--port=53 --pid-file= --address=/name.test/203.0.113.5 --user=root
	poll 10 host_bound "$h1" 53
	is "dig" 203.0.113.5 "$(run dig +short +notcp +timeout=5 @192.0.2.2 name.test)"
}

test_dnsmasq()
{
	local lease

	service dnsmasq run dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv \
		--no-hosts --pid-file= --user=root --address=/name.test/203.0.113.6 --interface=r1 \
		--dhcp-range=192.0.2.100,192.0.2.110,1h --dhcp-broadcast --no-ping --log-dhcp \
		--dhcp-leasefile="$workdir/leases" --dhcp-authoritative
	ok "dnsmasq starts" poll 10 bound 67
	is "dnsmasq: DNS" 203.0.113.6 "$(n1 dig +short +notcp +timeout=5 @192.0.2.1 name.test)"
	# shellcheck disable=SC2016 # for the script
	printf '#!/bin/sh\n[ "$1" = bound ] && echo "$ip $router $mask" >%s\nexit 0\n' \
		"$workdir/lease" >"$workdir/script"
	chmod +x "$workdir/script"
	n1 busybox udhcpc -i eth0 -n -q -t 5 -T 1 -s "$workdir/script" >"$workdir/udhcpc" 2>&1
	lease=$(cat "$workdir/lease")
	ok "dnsmasq: a lease by DHCP" grep -qE '^192\.0\.2\.1(0[0-9]|10) 192\.0\.2\.1 24$' \
		"$workdir/lease"
	ok "dnsmasq: it is in the list" grep -q " ${lease%% *} " "$workdir/leases"
}

test_unbound()
{
	cat >"$workdir/unbound.conf" <<-CONF
		server:
		    interface: 192.0.2.1
		    access-control: 0.0.0.0/0 allow
		    do-tcp: no
		    do-ip6: no
		    do-daemonize: no
		    use-syslog: no
		    chroot: ""
		    username: ""
		    pidfile: ""
		    directory: "$workdir"
		    module-config: "iterator"
		    do-not-query-localhost: no
		    local-zone: "test." nodefault
		forward-zone:
		    name: "."
		    forward-addr: 198.51.100.2
		remote-control:
		    control-enable: no
	CONF
	service dnsmasq n2 dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts \
		--pid-file= --address=/name.test/203.0.113.7 --user=root
	poll 10 host_bound "$h2" 53
	service unbound run unbound -d -c "$workdir/unbound.conf"
	ok "unbound starts" poll 20 bound 53
	is "unbound asks a Linux host" 203.0.113.7 \
		"$(n1 dig +short +notcp +timeout=5 @192.0.2.1 name.test)"
	service load n1 python3 - <<-'PY'
		import socket, struct
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.settimeout(10)
		for n in range(500):
		    name = b"\x05n%04d\x04test\0" % n
		    s.sendto(struct.pack("!6H", n, 0x100, 1, 0, 0, 0) + name + b"\0\1\0\1", ("192.0.2.1", 53))
		    assert s.recv(512)[:2] == struct.pack("!H", n)
		print("500 answers")
	PY
	ok "unbound: 500 questions" poll 90 grep -q '500 answers' "$workdir/load"
}

# ---- time ---------------------------------------------------------------------------------

chrony_config()
{
	cat >"$workdir/chrony.conf" <<-CONF
		local stratum 3
		allow
		cmdport 0
		bindcmdaddress /
		pidfile $workdir/chronyd.pid
	CONF
}

test_chronyd()
{
	local query=(chronyd -x -Q -t 20 -u root -f /dev/null)

	chrony_config
	service server run chronyd -x -d -u root -f "$workdir/chrony.conf"
	ok "chronyd starts" poll 10 bound 123
	ok "chronyd serves" n1 "${query[@]}" "pidfile $workdir/1" 'cmdport 0' \
		'server 192.0.2.1 iburst maxsamples 3'
	end_services
	service server n1 chronyd -x -d -u root -f "$workdir/chrony.conf"
	poll 10 host_bound "$h1" 123
	ok "chronyd asks" run "${query[@]}" "pidfile $workdir/2" 'cmdport 0' \
		'server 192.0.2.2 iburst maxsamples 3'
}

# ---- traffic --------------------------------------------------------------------------------

# arrived FILE: whether most datagrams of a run of iperf3 did
arrived() { jq -e '.end.sum | .packets > 100 and .lost_percent < 50' "$1"; }

test_iperf3()
{
	service server n1 iperf3 -s
	poll 10 listens "$h1" 5201
	run iperf3 -u -c 192.0.2.2 -b 20M -l 1400 -n 2M -J >"$workdir/json"
	ok "iperf3 -u sends" arrived "$workdir/json"
	run iperf3 -u -c 192.0.2.2 -b 20M -l 1400 -n 2M -R -J >"$workdir/json"
	ok "iperf3 -u receives" arrived "$workdir/json"
	end_services
	service server run iperf3 -s
	poll 10 listens "$rt" 5201
	n1 iperf3 -u -c 192.0.2.1 -b 20M -l 1400 -n 2M -J >"$workdir/json"
	ok "iperf3 -u serves" arrived "$workdir/json"
}

test_nuttcp()
{
	service server n1 nuttcp -S --nofork
	poll 10 listens "$h1" 5000
	run nuttcp -u -R20M -l1400 -n1m 192.0.2.2 >"$workdir/sent" 2>&1
	ok "nuttcp -u sends" grep -qE ' / [1-9][0-9]* drop/pkt' "$workdir/sent"
	end_services
	service server run nuttcp -S --nofork
	poll 10 listens "$rt" 5000
	n1 nuttcp -u -R20M -l1400 -n1m 192.0.2.1 >"$workdir/sent" 2>&1
	ok "nuttcp -u serves" grep -qE ' / [1-9][0-9]* drop/pkt' "$workdir/sent"
}

test_socat()
{
	service server run socat -T 5 UDP4-RECVFROM:9,fork EXEC:rev
	ok "socat starts" poll 10 bound 9
	is "socat serves" olleh "$(echo hello | n1 socat -T 5 - UDP4:192.0.2.1:9,shut-none)"
	service peer n1 socat -T 5 UDP4-RECVFROM:10,fork EXEC:rev
	poll 10 host_bound "$h1" 10
	is "socat asks" olleh "$(echo hello | run socat -T 5 - UDP4:192.0.2.2:10,shut-none)"
	service one run socat -u UDP4-RECV:11,ip-add-membership=239.1.1.1:r1,reuseaddr STDOUT
	service two run socat -u UDP4-RECV:11,ip-add-membership=239.1.1.1:192.0.2.1,reuseaddr STDOUT
	ok "socat joins a group" poll 10 joined 239.1.1.1 2
	echo hello | n1 socat -u - UDP4-DATAGRAM:239.1.1.1:11
	ok "both members hear it" poll 10 grep -q hello "$workdir/one"
	ok "the other" poll 10 grep -q hello "$workdir/two"
}

test_python()
{
	service sockserver run python3 - <<-'PY'
		import socketserver
		class Upper(socketserver.BaseRequestHandler):
		    def handle(self):
		        data, sock = self.request
		        sock.sendto(data.upper(), self.client_address)
		socketserver.ThreadingUDPServer(("192.0.2.1", 4001), Upper).serve_forever()
	PY
	service asyncio run python3 - <<-'PY'
		import asyncio
		class Upper(asyncio.DatagramProtocol):
		    def connection_made(self, transport):
		        self.transport = transport
		    def datagram_received(self, data, addr):
		        self.transport.sendto(data.upper(), addr)
		async def main():
		    loop = asyncio.get_running_loop()
		    await loop.create_datagram_endpoint(Upper, local_addr=("192.0.2.1", 4002))
		    await asyncio.Event().wait()
		asyncio.run(main())
	PY
	ok "socketserver starts" poll 10 bound 4001
	ok "asyncio starts" poll 10 bound 4002
	cat >"$workdir/client.py" <<-'PY'
		import asyncio, sys
		class Client(asyncio.DatagramProtocol):
		    def __init__(self, done):
		        self.done, self.count = done, 0
		    def connection_made(self, transport):
		        self.transport = transport
		        transport.sendto(b"x0")
		    def error_received(self, error):
		        self.done.set_exception(error)
		    def datagram_received(self, data, addr):
		        assert data == b"X%d" % self.count, data
		        self.count += 1
		        if self.count == 200:
		            self.done.set_result(True)
		        else:
		            self.transport.sendto(b"x%d" % self.count)
		async def main():
		    loop = asyncio.get_running_loop()
		    done = loop.create_future()
		    address = (sys.argv[1], int(sys.argv[2]))
		    await loop.create_datagram_endpoint(lambda: Client(done), remote_addr=address)
		    await asyncio.wait_for(done, 20)
		asyncio.run(main())
	PY
	ok "socketserver: 200 requests" n1 python3 "$workdir/client.py" 192.0.2.1 4001
	ok "asyncio: 200 requests" n1 python3 "$workdir/client.py" 192.0.2.1 4002
	fails "asyncio: port unreachable" ConnectionRefused \
		run python3 "$workdir/client.py" 192.0.2.2 4003
}

# tftp_server NAME NETNS-COMMAND...: serves the files
tftp_server()
{
	service "$@" dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --pid-file= \
		--user=root --enable-tftp --tftp-root="$workdir/files"
}

test_tftp()
{
	mkdir "$workdir/files"
	head -c 200000 /dev/urandom >"$workdir/files/data"
	chmod -R a+rX "$workdir"
	tftp_server server n1
	poll 10 host_bound "$h1" 69
	ok "busybox tftp gets a file" run "$busybox" tftp -g -r data -l "$workdir/got" 192.0.2.2
	ok "it is the same" cmp "$workdir/files/data" "$workdir/got"
	end_services
	tftp_server server run
	ok "dnsmasq starts" poll 10 bound 69
	rm -f "$workdir/got"
	ok "dnsmasq serves a file" n1 busybox tftp -g -r data -l "$workdir/got" 192.0.2.1
	ok "the file is the same" cmp "$workdir/files/data" "$workdir/got"
}

# ---- management -------------------------------------------------------------------------------

test_snmpd()
{
	local asks=(-v2c -c public -t 5 192.0.2.1)

	echo "rocommunity public" >"$workdir/snmpd.conf"
	echo "sysname bsdnet-test" >>"$workdir/snmpd.conf"
	service snmpd run env SNMP_PERSISTENT_DIR="$workdir" snmpd -f -Lo -C -c "$workdir/snmpd.conf" \
		-I -smux udp:161
	ok "snmpd starts" poll 20 bound 161
	is "snmpd answers" '"bsdnet-test"' "$(n1 snmpget -Oqv "${asks[@]}" 1.3.6.1.2.1.1.5.0)"
	is "snmpd: interfaces of bsdnet" '"r1" "r2"' \
		"$(n1 snmpwalk -Oqv "${asks[@]}" 1.3.6.1.2.1.2.2.1.2 | xargs -d '\n' echo)"
	is "snmpd: addresses of bsdnet" "192.0.2.1 198.51.100.1" \
		"$(n1 snmpwalk -Oqv "${asks[@]}" 1.3.6.1.2.1.4.20.1.1 | xargs echo)"
	ok "snmpd: routes of bsdnet" sh -c "ip netns exec $h1 snmpwalk -On ${asks[*]} \
		1.3.6.1.2.1.4.24.4.1.1 | grep -q 10.3.0.0"
	end_services
	printf 'rocommunity public\nsysname bsdnet-peer\n' >"$workdir/peer.conf"
	service peer n1 env SNMP_PERSISTENT_DIR="$workdir" snmpd -f -Lo -C -c "$workdir/peer.conf" \
		-I -smux udp:161
	poll 20 host_bound "$h1" 161
	is "snmpget asks" '"bsdnet-peer"' \
		"$(run snmpget -Oqv -v2c -c public -t 5 192.0.2.2 1.3.6.1.2.1.1.5.0)"
}

# ---- paths ------------------------------------------------------------------------------------

test_ping()
{
	run ping -c 3 -i 0.2 -s 3000 -W 5 10.3.0.2 >"$workdir/ping" 2>&1
	ok "ping, with fragments" grep -q '3 received' "$workdir/ping"
	run ping -c 1 -t 1 -W 5 10.3.0.2 >"$workdir/ping" 2>&1
	ok "ping: time to live exceeded" grep -q '198.51.100.2 .*Time to live exceeded' "$workdir/ping"
	run ping -c 1 -W 5 192.0.2.77 >"$workdir/ping" 2>&1
	ok "ping: no such host" grep -qE 'Host Unreachable|100% packet loss' "$workdir/ping"
}

test_traceroute()
{
	is "traceroute" "198.51.100.2 10.3.0.2" \
		"$(run traceroute -n -q 1 -w 2 10.3.0.2 | awk 'NR > 1 { print $2 }' | xargs)"
	is "traceroute to a Linux host through bsdnet" "192.0.2.1 198.51.100.2" \
		"$(n1 traceroute -n -q 1 -w 2 198.51.100.2 | awk 'NR > 1 { print $2 }' | xargs)"
}

# ---- raw sockets ---------------------------------------------------------------------------------

# with a datagram socket it does not recognize replies, on Linux neither
test_fping()
{
	is "fping" "10.3.0.2
192.0.2.2" "$(run fping -a -t 1000 -r 1 192.0.2.2 10.3.0.2 192.0.2.77 2>/dev/null | sort)"
}

test_mtr()
{
	run mtr -n -r -c 2 -G 2 10.3.0.2 >"$workdir/mtr" 2>&1
	is "mtr" "198.51.100.2 10.3.0.2" "$(awk '/--/ { print $2 }' "$workdir/mtr" | xargs)"
	is "traceroute -I" "198.51.100.2 10.3.0.2" \
		"$(run traceroute -I -n -q 1 -w 2 10.3.0.2 | awk 'NR > 1 { print $2 }' | xargs)"
}

test_nmap()
{
	service peer n1 socat -T 5 UDP4-RECVFROM:10,fork EXEC:rev
	poll 10 host_bound "$h1" 10
	run nmap -sU -n -Pn -p 10,11 --max-retries 3 192.0.2.2 >"$workdir/nmap" 2>&1
	ok "nmap -sU: a port is closed" grep -qE '^11/udp +closed' "$workdir/nmap"
	ok "nmap -sU: one is not" grep -qE '^10/udp +open' "$workdir/nmap"
	run nmap -sO -n -Pn -p 1,99 --max-retries 3 192.0.2.2 >"$workdir/nmap" 2>&1
	ok "nmap -sO: a protocol is open" grep -qE '^1 +open +icmp' "$workdir/nmap"
	ok "nmap -sO: another one is closed" grep -qE '^99 +closed' "$workdir/nmap"
	run nping --icmp --ttl 9 -c 3 --delay 100ms 10.3.0.2 >"$workdir/nping" 2>&1
	ok "nping" grep -q 'Rcvd: 3 ' "$workdir/nping"
}

# ---- multicast and raw sockets: the same daemon on bsdnet and on a Linux host -----------------------

# avahi NAME HOST-NAME DEVICE NETNS-COMMAND...: without D-Bus; sets avahi_pid
avahi()
{
	cat >"$workdir/$1.conf" <<-CONF
		[server]
		host-name=$2
		use-ipv4=yes
		use-ipv6=no
		enable-dbus=no
		allow-interfaces=$3
		[publish]
		publish-hinfo=no
		publish-workstation=no
	CONF
	mkdir -p "$workdir/$1.run"
	# its paths are fixed
	service "$1" "${@:4}" unshare -m sh -c "mount --bind '$workdir/$1.run' /run/avahi-daemon &&
		echo \$\$ >'$workdir/$1.pid' &&
		exec avahi-daemon -f '$workdir/$1.conf' --no-drop-root --no-chroot --no-rlimits --debug"
}

# avahi_knows NAME HOST-NAME ADDRESS: the daemon NAME finds the address of another one
avahi_knows()
{
	echo "RESOLVE-HOSTNAME-IPV4 $2.local" |
		timeout 10 socat -t 6 - "UNIX-CONNECT:$workdir/$1.run/socket" | grep -q " $3\$"
}

test_avahi()
{
	mkdir -p /run/avahi-daemon
	avahi linux linux-host eth0 n1
	avahi bsdnet bsdnet-host r1 run
	ok "avahi-daemon starts" poll 20 test -S "$workdir/bsdnet.run/socket"
	ok "avahi-daemon joins the group" poll 10 joined 224.0.0.251 1
	ok "avahi-daemon finds a Linux host" poll 20 avahi_knows bsdnet linux-host 192.0.2.2
	ok "a Linux host finds it" poll 20 avahi_knows linux bsdnet-host 192.0.2.1
}

# keepalived_config NAME DEVICE PRIORITY
keepalived_config()
{
	cat >"$workdir/$1.conf" <<-CONF
		global_defs {
		    router_id $1
		    vrrp_garp_master_delay 0
		}
		vrrp_instance one {
		    interface $2
		    virtual_router_id 7
		    priority $3
		    advert_int 1
		    state BACKUP
		}
	CONF
}
keepalived_as()	# NAME NETNS-COMMAND...
{
	service "$1" "${@:2}" keepalived -n -l -D -P -f "$workdir/$1.conf" -p "$workdir/$1.pid" \
		-r "$workdir/$1.vrrp"
}
last_state() { grep -oE 'Entering [A-Z]+ STATE' "$workdir/$1" | tail -n 1 | grep -q "$2"; }

test_keepalived()
{
	keepalived_config linux eth0 50
	keepalived_config bsdnet r1 100
	keepalived_as linux n1
	ok "keepalived: the host is alone" poll 20 last_state linux MASTER
	keepalived_as bsdnet run
	ok "keepalived: bsdnet has the higher priority" poll 20 last_state bsdnet MASTER
	ok "keepalived: the host gives way" poll 20 last_state linux BACKUP
	pkill -F "$workdir/bsdnet.pid"
	ok "keepalived: it takes over" poll 20 last_state linux MASTER
	poll 10 test ! -e "$workdir/bsdnet.pid"
	keepalived_config bsdnet r1 20
	keepalived_as bsdnet run
	ok "keepalived: a lower priority waits" poll 20 last_state bsdnet BACKUP
}

# bird_as NAME DEVICE ROUTER-ID NETWORK NETNS-COMMAND...
bird_as()
{
	cat >"$workdir/$1.conf" <<-CONF
		router id $3;
		protocol device { scan time 2; }
		protocol static { ipv4; route $4 blackhole; }
		protocol ospf v2 {
		    ipv4 { export where source = RTS_STATIC; };
		    area 0 { interface "$2" { hello 1; dead count 4; }; };
		}
	CONF
	service "$1" "${@:5}" bird -f -c "$workdir/$1.conf" -s "$workdir/$1.sock" -P "$workdir/$1.birdpid"
}
bird_shows() { birdc -s "$workdir/$1.sock" "$2" | grep -qE "$3"; }	# NAME COMMAND PATTERN

test_bird()
{
	bird_as linux eth0 192.0.2.2 10.71.0.0/16 n1
	bird_as bsdnet r1 192.0.2.1 10.72.0.0/16 run
	ok "bird starts" poll 10 bird_shows bsdnet 'show status' up
	ok "bird: OSPF joins its group" poll 10 joined 224.0.0.5 1
	ok "bird: they become neighbours" poll 60 bird_shows bsdnet 'show ospf neighbors' 192.0.2.2.*Full
	ok "bird: it learns routes" poll 20 bird_shows bsdnet 'show route' 10.71.0.0/16
	ok "bird: the host learns its" poll 20 bird_shows linux 'show route' 10.72.0.0/16
}

programs=(dig dnsmasq unbound chronyd iperf3 nuttcp socat python tftp snmpd ping traceroute fping mtr
	nmap avahi keepalived bird)

setup
[ ${#words[@]} -gt 0 ] || words=("${programs[@]}")
for word in "${words[@]}"; do
	"test_$word"
	end_services
done
