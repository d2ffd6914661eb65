#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Device queues: one for each receive queue of a network device, pinned to CPUs, or with
# frames spread over CPUs by flow. Numbered packets of many flows pass the router while
# queues, addresses, neighbours and links change; none may be reordered. ORDER_COUNT packets
# from each CPU: 40,000, or 4,000 on slow kernels, unless the environment says otherwise.
# With one CPU only the control and the changes are tested; order between CPUs needs uml-smp.
#
# Shows: Q-2, Q-9, Q-12

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need flow_order
case ${BSDNET_LAB-} in
*debug* | *kcsan* | stock*) count=${ORDER_COUNT:-4000} ;;
*) count=${ORDER_COUNT:-40000} ;;
esac
cpus=$(nproc)
last=$((cpus - 1))

# the wires of lib.sh, and on one side a device with two receive queues
queued_wires()
{
	wires
	ip -n "$h1" link del eth0
	ip link add eth0 netns "$h1" address 02:00:00:00:00:02 numtxqueues 2 numrxqueues 2 type veth \
		peer name r1 netns "$rt" address 02:00:00:00:00:01 numtxqueues 2 numrxqueues 2
	ip -n "$rt" link set r1 up
	host "$h1" eth0 192.0.2.2/24 192.0.2.1
}

# a field of each queue of r1
names()
{
	ctl -j queue show kind device |
		jq -r "[.[] | select(.name | startswith(\"r1\")) | $1] | join(\" \")"
}

queued_wires
router
is "a queue for each receive queue" "r1/0 r1/1" "$(names .name)"
is "the other device has one" 1 "$(ctl -j queue show | jq '[.[] | select(.name == "r2")] | length')"
is "no CPU is chosen" "null null" "$(names '.cpu | tostring')"
ok "ping" n1 ping -c 1 -W 5 198.51.100.2

ok "pin a queue" ctl queue set r1/1 cpu "$last"
is "it is pinned" "null $last" "$(names '.cpu | tostring')"
ok "ping through a pinned queue" n1 ping -c 3 -i 0.01 -W 5 198.51.100.2
ok "unpin it" ctl queue set r1/1 cpu any
is "it is not pinned" "null null" "$(names '.cpu | tostring')"
fails "pin to a CPU that does not exist" "cpu: CPU 70000 is not online" ctl queue set r1/1 cpu 70000
fails "pin what is no queue" "queue set r9: no such device queue" ctl queue set r9 cpu 0
fails "pin a service queue" "queue set arp: no such device queue" ctl queue set arp cpu 0

ok "spread over all CPUs" ctl queue spread r1 cpus "0-$last"
is "a queue for each CPU" "$(seq -s ' ' 0 "$last")" "$(names .cpu)"
is "they say that flows are spread" "$(yes true | head -n "$cpus" | xargs)" "$(names .by_flow)"
ok "ping through spread queues" n1 ping -c 3 -i 0.01 -W 5 198.51.100.2
fails "pin a queue of spread flows" "because flows are spread" \
	ctl queue set "$(names .name | cut -d ' ' -f 1)" cpu 0
fails "spread over CPUs that do not exist" 'cpus: "70000" has a CPU that does not exist' \
	ctl queue spread r1 cpus 70000
fails "spread over a bad list" 'cpus: "1-x" is not a list of CPUs' ctl queue spread r1 cpus 1-x
fails "spread without a device" 'no ifd "r9"' ctl queue spread r9 cpus 0
ok "a device in one queue" ctl queue spread r2 cpus "$last"
ok "no spreading" ctl queue spread r1 cpus off
is "the receive queues again" "r1/0 r1/1" "$(names .name)"
nr ethtool -L r1 rx 1 2>/dev/null
ip -n "$rt" link set r1 down
ip -n "$rt" link set r1 up
is "one queue" "r1" "$(names .name)"
nr ethtool -L r1 rx 2 2>/dev/null
ip -n "$rt" link set r1 down
ip -n "$rt" link set r1 up
is "two queues" "r1/0 r1/1" "$(names .name)"

# what changes while packets pass, until the senders have ended
changes()
{
	local i=0

	while [ ! -e "$workdir/over" ]; do
		ctl queue spread r1 cpus "0-$last"
		ctl ifa add r2 203.0.113.1/24
		ctl queue spread r1 cpus off
		ctl queue set "r1/$((i % 2))" cpu "$last"
		ctl neigh del 198.51.100.2 dev r2
		ctl ifa del r2 203.0.113.1/24
		ctl queue set "r1/$((i % 2))" cpu any
		i=$((i + 1))
	done >/dev/null 2>&1
	echo "$i" >"$workdir/rounds"
}

# the device queues are empty
drained() { ctl -j queue show kind device | jq -e 'all(.len == 0)' >/dev/null; }

# in_order TEXT ADDR RECEIVER...: packets from each CPU to ADDR
in_order()
{
	local text=$1 to=$2 cpu receiver senders=()

	shift 2
	# Linux reorders what it sends while it resolves the router
	ok "$text: ping before" n1 ping -c 1 -W 5 "$to"
	"$@" >"$workdir/received" 2>&1 &
	receiver=$!
	poll 5 grep -q ready "$workdir/received"
	for ((cpu = 0; cpu < cpus; cpu++)); do
		n1 flow_order -d "$to" -c "$cpu" -n "$count" >"$workdir/sent$cpu" 2>&1 &
		senders+=($!)
	done
	wait "${senders[@]}"
	touch "$workdir/over"
	poll 5 drained
	kill "$receiver"
	ok "$text: none reordered" wait "$receiver"
	tail -n 1 "$workdir/received" | sed 's/^/# /'
	ok "$text: every flow arrived" grep -q "^$((8 * cpus)) flows" "$workdir/received"
}

in_order "forwarded" 198.51.100.2 ip netns exec "$rt" flow_order -r -i r2
rm "$workdir/over"
changes &
changer=$!
in_order "forwarded while queues change" 198.51.100.2 ip netns exec "$rt" flow_order -r -i r2
wait "$changer"
ok "queues were changed meanwhile" [ "$(cat "$workdir/rounds")" -gt 0 ]
ok "delivered, spread" ctl queue spread r1 cpus "0-$last"
in_order "delivered" 192.0.2.1 ip netns exec "$rt" flow_order -b -r
ok "ping in the end" n1 ping -c 1 -W 5 198.51.100.2
