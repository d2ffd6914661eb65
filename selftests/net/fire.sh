#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Deletion under fire: interfaces, addresses, routes, neighbours, instances,
# sockets, namespaces and netdevs come and go under iperf3 load. Nothing may
# leak or splat (the lab looks at the kernel log and at the live objects), and
# in the end everything still works. It lasts until each of the workers that change
# something has done so FIRE_ROUNDS times: 30, or 3 on slow kernels, unless the environment
# says otherwise; at most FIRE_SECONDS, 60, where the load leaves them little time.
#
# Shows: IF-7

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping iperf3 udp_echo

case ${BSDNET_LAB-} in
*debug* | *kcsan* | stock*) rounds=${FIRE_ROUNDS:-3} ;;
*) rounds=${FIRE_ROUNDS:-30} ;;
esac
burning() { [ ! -e "$workdir/over" ]; }

wires
router
ok "ping before" n1 ping -c 1 -W 5 198.51.100.2

load()
{
	local server

	while burning; do
		ip netns exec "$h2" iperf3 -s -1 >/dev/null 2>&1 &
		server=$!
		poll 5 sh -c "ip netns exec $h2 ss -Hltn sport = :5201 | grep -q ." || true
		n1 timeout 10 iperf3 -c 198.51.100.2 -t 5 --connect-timeout 2000 >/dev/null 2>&1
		# it still waits if the client never reached it
		kill "$server" 2>/dev/null
		wait "$server"
	done
}

flood()
{
	while burning; do
		n1 ping -f -w 2 -s 2000 "$1" >/dev/null 2>&1
	done
}

# A round of each worker: what it does, it undoes
addresses()
{
	ctl ifa add r1 10.1.0.1/16
	ctl ifa del r1 10.1.0.1/16
	ctl ifa del r2 198.51.100.1/24
	ctl ifa add r2 198.51.100.1/24
}

routes()
{
	local i

	for i in 1 2 3 4 5 6 7 8; do
		ctl route add "203.0.$i.0/24" via 198.51.100.2
		ctl route add "198.51.100.$i/32" discard
	done
	ctl route show
	for i in 1 2 3 4 5 6 7 8; do
		ctl route del "203.0.$i.0/24"
		ctl route del "198.51.100.$i/32"
	done
}

interfaces()
{
	ctl ifl add r1.9 vlan 9
	ctl ifa add r1.9 10.9.0.1/24
	ctl instance add 5
	ctl ifl add r2.9 vlan 9
	ctl iff add r2.9 inet instance 5
	ctl ifa add r2.9 10.9.0.1/24
	ctl ifl del r1.9
	ctl ifl del r2.9
	ctl instance del 5
	ctl ifd del r1
	ctl ifa add r1 192.0.2.1/24
}

neighbours()
{
	ctl neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev r1
	ctl neigh del 192.0.2.77 dev r1
	ctl neigh del 192.0.2.2 dev r1
	ctl neigh show
}

netdevs()
{
	ip -n "$rt" link add x1 type veth peer name x2
	ip -n "$rt" link set x1 up
	ip -n "$rt" link set x2 up
	ctl ifa add x1 10.20.0.1/24
	ctl ifa add x2 10.20.0.2/24
	ctl route add 10.21.0.0/16 via 10.20.0.9
	ip -n "$rt" link del x1
	ctl route del 10.21.0.0/16
}

namespaces()
{
	local ns=tmp-$$

	ip netns add "$ns"
	ip -n "$ns" link add y1 type veth peer name y2
	ip -n "$ns" link set y1 up
	ip -n "$ns" link set y2 up
	bsdnetctl -n "$ns" ifa add y1 10.30.0.1/24
	bsdnetctl -n "$ns" ifa add lo0 10.30.1.1
	bsdnetctl -n "$ns" route add 10.31.0.0/16 via 10.30.0.2
	ip netns exec "$ns" ping -c 1 -W 1 -I y2 10.30.0.1
	ip netns del "$ns"
}

sockets()
{
	ip netns exec "$rt" timeout -k 1 1 udp_echo -p 7 &
	n1 ping -c 1 -W 1 192.0.2.1
	ctl socket show
	ctl pcb show
	wait
}

# changer NAME: does it again and again; a file says that it was often enough
changer()
{
	local done_so_far=0

	while burning; do
		"$1"
		done_so_far=$((done_so_far + 1))
		[ "$done_so_far" -ne "$rounds" ] || : >"$workdir/enough-$1"
	done
}

changers="addresses routes interfaces neighbours netdevs namespaces sockets"
all_enough()
{
	local changer

	for changer in $changers; do
		[ -e "$workdir/enough-$changer" ] || return 1
	done
}

{
	load &
	flood 192.0.2.1 &
	flood 198.51.100.2 &
	for name in $changers; do
		changer "$name" &
	done
} >/dev/null 2>&1
deadline=$((SECONDS + ${FIRE_SECONDS:-60}))
until all_enough || [ $SECONDS -ge $deadline ]; do
	sleep 0.2
done
: >"$workdir/over"
wait

# all is as it was
ctl ifa add r1 192.0.2.1/24 >/dev/null 2>&1
ctl ifa add r2 198.51.100.1/24 >/dev/null 2>&1
ok "ping after" n1 ping -c 5 -W 5 198.51.100.2
ok "queues are empty" sh -c "bsdnetctl -n $rt -j queue show | jq -e 'all(.[] | select(.kind != \"pool\"); .len == 0)'"
ok "show everything" sh -c "for o in ifd ifl iff ifa route nexthop neigh l2 pcb queue socket drops; do bsdnetctl -n $rt \$o show || exit 1; done"
id=$(nr readlink /proc/self/ns/net)
ok "live objects are counted by namespace" grep -qF "$id" /sys/kernel/debug/bsdnet/objects
ctl ifd del r1 >/dev/null 2>&1
ctl ifd del r2 >/dev/null 2>&1
ip netns del "$h1"
ip netns del "$h2"
ip netns del "$rt"
gone() { ! grep -qF "$id" /sys/kernel/debug/bsdnet/objects; }
ok "and with the namespace all of them" poll 20 gone
