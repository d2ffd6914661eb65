#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A long change of configuration does not delay packets, resolutions or ARP answers: an
# interface with very many others on it is deleted by one request, while h1 asks h2, hosts
# behind h2 that the router does not know yet, and the router itself.
#
# Shows: CTL-5, IN-7

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3

# the delete must take long enough to show what waits for it
case ${BSDNET_LAB-} in
*debug* | *kcsan* | stock*) count=3000 longest=400 shortest=300 ;;
*) count=200000 longest=20 shortest=500 ;;
esac
inner=4000	# ifls on each outer one

# An ifl, its family and an address each, two levels deep on r3
make_batch()
{
	awk -v count=$count -v inner=$inner 'BEGIN {
		print "ifd add r3\nifl add r3"
		for (i = 0; i < count; i++) {
			name = "r3." int(i / inner) + 1
			if (i % inner == 0)
				print "ifl add " name " svlan " int(i / inner) + 1
			name = name "." i % inner + 1
			print "ifl add " name " vlan " i % inner + 1 "\niff add " name " inet"
			if (i % 4 == 0)
				print "ifa add " name " 10." int(i / 65536) "." int(i / 256) % 256 \
					"." i % 256 + 1 "/30"
		}
	}'
}

latency() { jq -r ".$1.$2" "$workdir/latency"; }

# Makes the ifls, deletes them by one request while h1 asks; what it found is in
# $workdir/latency, how long the request took in $took
attempt()
{
	local pid begin

	ctl -batch "$workdir/add" || return
	rm -f "$workdir/stop"
	n1 python3 "$(dirname "$0")/neigh_latency.py" eth0 192.0.2.1 198.51.100.2 10.201 \
		"$workdir/stop" >"$workdir/latency" &
	pid=$!
	sleep 0.3
	begin=$(date +%s%N)
	ctl ifd del r3 || return
	took=$((($(date +%s%N) - begin) / 1000000))
	touch "$workdir/stop"
	wait "$pid"
}

within() { jq -e ".$1 | .lost == 0 and .n > 20 and .p99 <= $longest" "$workdir/latency"; }
all_within() { within flow && within resolve && within arp; }

wires
router
ip link add r3 netns "$rt" type veth peer name x3 netns "$h2"
ip -n "$rt" link set r3 up
ip -n "$h2" link set x3 up
# hosts without number behind h2: it answers for all of them
ok "a large subnet" ctl ifa add r2 10.201.255.254/16
ip -n "$h2" route add local 10.201.0.0/17 dev lo
ok "the way there" n1 ping -c 3 -i 0.2 -W 5 198.51.100.2
ok "and to the hosts" n1 ping -c 1 -W 5 10.201.127.1
make_batch | grep -v '^ifa add .* 10\.201\.' >"$workdir/add"

# a machine that is busy otherwise can be slow once; a waiter for a lock is slow each time
for try in 1 2 3; do
	ok "delete $count interfaces by one request ($try)" attempt
	echo "# it took $took ms; latencies: $(cat "$workdir/latency")"
	all_within >/dev/null && break
done
ok "the request took long ($took ms)" [ "$took" -ge $shortest ]
for kind in flow resolve arp; do
	ok "$kind: p99 $(latency $kind p99) ms is at most $longest ms" within $kind
	is "$kind: none was lost" 0 "$(latency $kind lost)"
done
is "the interfaces are gone" 0 "$(ctl -j ifd show | jq '[.[] | select(.name == "r3")] | length')"
ok "as many neighbours as there may be, at most" \
	[ "$(ctl -j instance show 0 | jq '.[0].neighbours')" -le 1024 ]
