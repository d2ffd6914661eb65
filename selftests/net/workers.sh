#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who consumes service queues: readers that sleep, readers that come late, workers. Numbered
# datagrams of several flows all arrive, in order, without a stall; a flood to one socket
# does not keep another one waiting.
#
# usage: workers.sh [DATAGRAMS], of each flow
#
# Shows: Q-5, Q-6, Q-9, Q-11

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need udp_numbers udp_echo python3
datagrams=${1-1600}
parameters=/sys/module/bsdnet/parameters

wires
router
n1 ping -c 1 -W 2 192.0.2.1 >/dev/null

bound() { ctl -j socket show | jq -e --argjson p "$1" '.[] | select(.lport == $p)' >/dev/null; }
released() { ctl -j socket show | jq -e --argjson p "$1" 'all(.[]; .lport != $p)' >/dev/null; }

# turns NAME: of the sockets' queues
turns()
{
	ctl -j queue show kind service |
		jq "[.[] | select(.name | startswith(\"udp \")).$1] | add"
}

# numbers HOW FLOWS: sets worker_turns and caller_turns to what the queues have taken
numbers()
{
	local how=$1 flows=$2 pid

	# not behind a function, whose subshell would be what is killed
	ip netns exec "$rt" udp_numbers receive "$how" 4000 "$flows" >"$workdir/receive" 2>&1 &
	pid=$!
	poll 5 bound $((4000 + flows - 1))
	ok "$how, $flows flows: all datagrams, in order" \
		n1 udp_numbers send 192.0.2.1 4000 "$flows" "$datagrams"
	worker_turns=$(turns worker_turns)
	caller_turns=$(turns caller_turns)
	kill $pid
	wait $pid 2>/dev/null
	is "and the receiver saw nothing wrong" ready "$(cat "$workdir/receive")"
	poll 5 released 4000
}

for flows in 1 8; do
	for how in block level edge late; do
		numbers $how $flows
		ok "readers consumed" [ "$caller_turns" -gt 0 ]
		is "and no worker" 0 "$worker_turns"
	done
	numbers signal $flows
	ok "who waits for signals needs workers" [ "$worker_turns" -gt 0 ]
done
echo 4 >$parameters/svcq_backlog
numbers late 8
ok "a backlog needs workers, too" [ "$worker_turns" -gt 0 ]
echo 1 >$parameters/svcq_turn
numbers late 8
numbers block 8
echo 512 >$parameters/svcq_backlog
echo N >$parameters/svcq_callers
for spread in 0 1 4; do
	echo $spread >$parameters/svcq_spread
	numbers block 8
	ok "workers, if told so" [ "$worker_turns" -gt 0 ]
done
echo 64 >$parameters/svcq_turn
numbers edge 8
echo Y >$parameters/svcq_callers
echo N >$parameters/svcq_hold
numbers edge 8
echo Y >$parameters/svcq_hold

# what arrives before a filter is attached is for the user
filter_after_arrival()
{
	nr python3 - <<'PY'
import ctypes, socket, struct, time
AF_BSDNET, SO_ATTACH_FILTER = 18, 26
fd = socket.socket(AF_BSDNET, socket.SOCK_DGRAM).detach()
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, fileno=fd)
s.bind(("", 4500))
peer = socket.socket(AF_BSDNET, socket.SOCK_DGRAM).detach()
p = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, fileno=peer)
p.sendto(b"before", ("192.0.2.1", 4500))
time.sleep(0.1)
drop_all = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0))
program = struct.pack("HL", 1, ctypes.addressof(drop_all))
s.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
p.sendto(b"after", ("192.0.2.1", 4500))
s.settimeout(0.3)
assert s.recv(64) == b"before"
try:
    s.recv(64)
except TimeoutError:
    pass
else:
    raise SystemExit("received in spite of the filter")
PY
}
ok "a filter is for what arrives later, and recv() times out beside it" filter_after_arrival

# a request every millisecond, alone and beside a flood to another socket
start nr udp_numbers receive discard 4000 1
poll 5 bound 4000
start nr udp_echo -p 6000
poll 5 bound 6000
alone=$(n1 udp_numbers ask 192.0.2.1 6000 300)
ip netns exec "$h1" udp_numbers flood 192.0.2.1 4000 30 &
background+=($!)
flooder=$!
beside=$(n1 udp_numbers ask 192.0.2.1 6000 300)
kill $flooder
echo "# 99th percentile of a request: alone $alone us, beside a flood $beside us"
ok "a flood to another socket does not starve it" \
	[ "${beside:-999999999}" -lt $((2 * ${alone:-0} + 50000)) ]
