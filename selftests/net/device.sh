#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What frames bring along from their device. Over veth: the sender's memory, which must not
# wait with them for a neighbour. Packets of many segments behind stacked tags: cut where the
# next link has a smaller MTU, and delivered one by one. What the host has configured for the
# device a frame leaves by: packet sockets, queueing disciplines and filters.
#
# Shows: IN-1, IN-2, IF-9, NH-3, NH-5

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 iperf3 udp_echo

program=$(dirname "$0")/device.py
n1_device() { n1 python3 -B "$program" "$@"; }
count() { ctl -j -s ifl show "$1" | jq "[.. | .$2? // empty] | first // 0"; }
rx_packets() { count "$1" rx_packets; }
tx_packets() { count "$1" tx_packets; }
dropped() { ctl -j drops show | jq '[.[].packets] | add // 0'; }

# arrive EXPECTED COMMAND...: datagrams of 1000 bytes that reach port 9000 of h2
arrive()
{
	local file=$workdir/sink

	n2 python3 -B "$program" sink 9000 1000 >"$file" &
	poll 5 sh -c "ip netns exec $h2 ss -Hlun sport = :9000 | grep -q ."
	"$@"
	wait $!
	cat "$file"
}

wires
router

# ---- a sender is not charged for what waits here ------------------------------

ctl ifa add r2 10.9.0.1/16
seconds=$(n1_device silent 10.9 9000)
is "what went to silent addresses is charged to nobody" 0 $?
ok "and held nobody up: ${seconds}s" [ "${seconds:-99}" -lt 20 ]
ctl ifa del r2 10.9.0.1/16

# ---- what the host has configured for a device is done ----------------------------

watched()
{
	local file=$workdir/watch

	nr python3 -B "$program" watch r2 20 >"$file" &
	poll 5 grep -q watching "$file"
	n1 ping -q -c 20 -i 0.01 -W 3 198.51.100.2 >/dev/null
	wait $!
}
ping_far() { n1 ping -q -c 20 -i 0.01 -W 1 198.51.100.2; }
queued() { tc -n "$rt" -j -s qdisc show dev r2 root | jq '[.[].packets // 0] | add'; }

ok "the device has no queueing discipline" [ "$(queued)" = 0 ]
ok "a packet socket sees forwarded frames" watched
ok "with a queueing discipline" tc -n "$rt" qdisc replace dev r2 root netem limit 1000
ok "frames are forwarded" ping_far
ok "through it: $(queued)" [ "$(queued)" -ge 20 ]
ok "without it again" tc -n "$rt" qdisc del dev r2 root
ok "frames are forwarded again" ping_far
ok "with a filter on output" tc -n "$rt" qdisc add dev r2 clsact
ok "that drops all" tc -n "$rt" filter add dev r2 egress matchall action drop
fails "nothing is forwarded" "100% packet loss" ping_far
ok "without it once more" tc -n "$rt" qdisc del dev r2 clsact
ok "frames are forwarded once more" ping_far

# ---- segments behind stacked tags ----------------------------------------------

ctl ifl add r1.10 svlan 10
ctl ifl add r1.10.20 vlan 20
ctl ifa add r1.10.20 10.7.0.1/24
ip -n "$h1" link add link eth0 name outer up type vlan proto 802.1ad id 10
ip -n "$h1" link add link outer name inner up type vlan id 20
ip -n "$h1" addr add 10.7.0.2/24 dev inner
ip -n "$h1" route add 198.51.100.2 via 10.7.0.1
ok "behind two tags" n1 ping -c 1 -W 3 198.51.100.2

before=$(rx_packets r1.10.20)
is "forwarded as they are" 20 "$(arrive n1_device segments 198.51.100.2 9000 1000 20)"
ok "in one packet" [ $(($(rx_packets r1.10.20) - before)) -lt 10 ]
ctl iff set r2 inet mtu 576
lost=$(dropped)
is "and to where each of them is fragmented" 20 \
	"$(arrive n1_device segments 198.51.100.2 9000 1000 20)"
is "nothing was dropped" "$lost" "$(dropped)"

n1 sysctl -qw net.ipv4.ip_no_pmtu_disc=1
start n2 iperf3 -s -1 -J --logfile "$workdir/server"
poll 5 sh -c "ip netns exec $h2 ss -Hltn sport = :5201 | grep -q ."
before=$(rx_packets r1.10.20)
lost=$(dropped)
ok "TCP with segments too large for the way" n1 iperf3 -c 198.51.100.2 -n 4M
ok "in packets of many segments" [ $(($(rx_packets r1.10.20) - before)) -lt 2000 ]
is "nothing of it was dropped" "$lost" "$(dropped)"

start nr udp_echo -p 7
poll 5 sh -c "bsdnetctl -n $rt -j pcb show | grep -q '\"lport\": *7'"
echoed=$(tx_packets r1.10.20)
ok "to this host" n1_device segments 10.7.0.1 7 1000 20
answered() { [ $(($(tx_packets r1.10.20) - echoed)) -ge 20 ]; }
ok "where each is a datagram" poll 5 answered
