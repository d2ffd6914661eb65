#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every queue and pool that packets or objects fill is bounded: each is filled past its limit by
# packets from a host, and `queue show` tells limit, drops and high-water mark. Senders with
# real-time priority keep workers from their CPU, so that queues overflow that a worker empties.
# Device queues, which softirq empties before the sender goes on, and late packets of neighbours,
# which wait for an instant only, are filled by KUnit (devq, neigh_bounds).
#
# Shows: Q-8, NH-5, IN-3, IF-17, SK-8

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 chrt early_dump l2_dump udp_echo

[ "$(nproc)" = 1 ] || {
	echo "skipped - $test_name: workers have other CPUs"
	exit 4
}

pools=$(dirname "$0")/pools.py

# of NAME KIND FIELD: of the queue or pool
of()
{
	ctl -j queue show kind "$2" |
		jq -r --arg name "$1" "[.[] | select(.name == \$name)][0].$3"
}
fill() { n1 python3 "$pools" "$@"; }
# the same before workers
fill_first() { n1 chrt -f 50 python3 "$pools" "$@"; }
# drops NAME KIND: there were some
drops() { [ "$(of "$1" "$2" drops)" -gt 0 ]; }
empty() { [ "$(of "$1" "$2" len)" = 0 ]; }

# overflows TEXT NAME KIND LIMIT: drops are counted, the mark has reached the limit; that of bytes
# is less than an item away from it
overflows()
{
	local mark near=$4

	ok "$1: drops" poll 5 drops "$2" "$3"
	is "$1: limit" "$4" "$(of "$2" "$3" limit)"
	mark=$(of "$2" "$3" high_water)
	[ "$(of "$2" "$3" unit)" != bytes ] || near=$(($4 - 5000))
	ok "$1: high-water mark, $mark" [ $((mark >= near && mark <= $4 + 5000)) = 1 ]
}

wires
router
ok "all say what they count" sh -c "bsdnetctl -n $rt -j queue show | jq -e 'all(.unit != null)'"
ok "in words as well" sh -c "bsdnetctl -n $rt queue show | grep -q 'arp held .*limit 16 packets each'"

# neighbours of an instance
ctl ifa add r2 10.203.255.254/16
ok "few neighbours" ctl instance set 0 max-neighbours 16
ok "packets to many" fill flood 10.203.9.1+200 200 10
overflows "neighbours" "instance 0" pool 16
is "they are never more" 16 "$(of "instance 0" pool high_water)"
ok "more neighbours" ctl instance set 0 max-neighbours 1024

# neighbours that do not answer: packets that one of them holds, all bytes that wait
ok "packets to a neighbour that does not answer" fill flood 10.203.0.1 60 100
overflows "held packets" "arp held" pool 16
is "each neighbour has this limit" true "$(of "arp held" pool each)"
ok "packets to 300 of them" fill flood 10.203.1.1+300 12000 1400
overflows "bytes that wait" "arp waiting" pool $((4 << 20))
ok "they are dropped after three seconds" poll 20 empty "arp waiting" pool

# the queue of ARP: its worker does not get the CPU
ok "packets to a neighbour before the worker runs" fill_first flood 10.203.0.2 6000 10
overflows "the queue of ARP" arp service 4096
ok "it is emptied" poll 20 empty arp service
ok "long ARP packets before it runs" fill_first arp eth0 192.0.2.1 4000 1400
overflows "bytes of ARP packets" "arp received" pool $((4 << 20))

# reassembly: one of its queues, and the memory
ok "fragments before the workers run" fill_first fragments 192.0.2.1 1500 7
overflows "a queue of reassembly" "$(ctl -j queue show kind service |
	jq -r '[.[] | select(.name | startswith("reassembly"))] | max_by(.drops).name')" service 1024
ok "fragments of packets that never become whole" fill fragments 192.0.2.1 4000
overflows "memory of reassembly" reassembly pool $((4 << 20))

# sockets that do not receive: the buffer of each kind
buffer=$(cat /proc/sys/net/core/rmem_default)
# deaf NAME COMMAND...: the command makes a socket whose queue has this name, then stands still
deaf()
{
	local name=$1

	shift
	ip netns exec "$rt" "$@" >"$workdir/deaf" 2>&1 &
	socket=$!
	background+=("$socket")
	ok "the socket of $1" poll 5 empty "$name" receive
	kill -STOP "$socket"
}
# buffer_overflows TEXT NAME FLOOD...
buffer_overflows()
{
	local text=$1 name=$2

	shift 2
	ok "$text: a flood" fill "$@"
	overflows "$text: receive buffer" "$name" receive "$buffer"
	kill -CONT "$socket"
	ok "$text: all is received" poll 10 empty "$name" receive
	overflows "$text: receive buffer afterwards" "$name" receive "$buffer"
	kill -KILL "$socket"
	wait "$socket" 2>/dev/null
}
ifl=$(ctl -j ifl show r1 | jq '.[0].index')
deaf "udp 0.0.0.0:7000" udp_echo -p 7000
buffer_overflows UDP "udp 0.0.0.0:7000" flood 192.0.2.1 2000 1000
deaf "udp 0.0.0.0:7000" early_dump -i r1 7000
buffer_overflows "early demultiplexing" "udp 0.0.0.0:7000" flood 203.0.113.5 2000 1000
deaf "l2 ifl $ifl, 16 bits" l2_dump r1 0x88b5
buffer_overflows "layer 2" "l2 ifl $ifl, 16 bits" frames eth0 2000 1000

# the queue of a socket, if its packets are not left to workers
backlog=/sys/module/bsdnet/parameters/svcq_backlog
echo 5000 >$backlog
sysctl -qw net.core.rmem_default=$((16 << 20))
deaf "udp 0.0.0.0:7000" udp_echo -p 7000
ok "a flood" fill flood 192.0.2.1 2000 10
overflows "the queue of a socket" "udp 0.0.0.0:7000" service 1024
kill -CONT "$socket"
ok "it is emptied" poll 10 empty "udp 0.0.0.0:7000" service
sysctl -qw net.core.rmem_default="$buffer"
echo 512 >$backlog

# a descriptor that nobody reads
start python3 "$pools" deaf bsdnetctl -n "$rt" ifd add fd9 driver fd fd FD encap ip >"$workdir/ready"
has_fd() { [ "$(of "fd9 out" output len)" = 0 ]; }
ok "an ifd on a descriptor" poll 5 has_fd
ok "an address" ctl ifa add fd9 10.205.0.1 dest 10.205.0.2
ok "packets to it" fill flood 10.205.0.2 4000 100
overflows "output of a descriptor" "fd9 out" output 1024
ok "delete it" ctl ifd del fd9
is "its queue is gone" null "$(of "fd9 out" output len)"

# counters of interfaces: what has none of its own counts in shared ones
nested_ifls 1100 100 | sed 1,2d >"$workdir/batch"	# r1 is there
ok "more interfaces than sets of counters" ctl -batch "$workdir/batch"
overflows "counters of interfaces" "interface counters" pool 1024
