#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Packets carry the tick of their arrival: it becomes a time stamp for a socket
# that asks, and feeds the latency histograms, recorded for a bounded time.
#
# Shows: SK-7

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping python3 udp_echo

wires
router

# the stamp is the time of arrival, however late it is read
stamps()
{
	n1 python3 - <<'PY' &
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
time.sleep(0.3)
s.sendto(b"%d" % time.time_ns(), ("192.0.2.1", 4000))
PY
	nr python3 - "$1" <<'PY'
import socket, struct, sys, time
AF_BSDNET, SO_TIMESTAMPNS, SO_TIMESTAMPING = 18, 35, 37
# addresses are those of AF_INET, but Python does not know the family
fd = socket.socket(AF_BSDNET, socket.SOCK_DGRAM).detach()
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, fileno=fd)
s.bind(("", 4000))
if sys.argv[1] == "timestampns":
    s.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
else:
    s.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPING, 1 << 3 | 1 << 4)
time.sleep(0.8)
data, control, flags, name = s.recvmsg(64, 256)
kinds = {SO_TIMESTAMPNS, SO_TIMESTAMPING}
stamp, = [c for level, kind, c in control if level == socket.SOL_SOCKET and kind in kinds]
seconds, ns = struct.unpack("@qq", stamp[:16])
late = seconds * 10**9 + ns - int(data)
print("stamped", late, "ns after sending")
assert 0 <= late < 200 * 10**6, late
PY
}
ok "SO_TIMESTAMPNS: the time of arrival" stamps timestampns
ok "SO_TIMESTAMPING: the time of arrival" stamps timestamping

# histograms
stage() { jq --arg stage "$1" '[.[] | select(.stage == $stage).packets] | add // 0' "$workdir/latency"; }
ok "nothing is recorded unasked" sh -c "bsdnetctl -n $rt -j stats latency for 0 | jq -e 'length == 0'"
start nr udp_echo -p 7
poll 5 sh -c "bsdnetctl -n $rt -j socket show | jq -e '.[] | select(.lport == 7)'"
counted() { ctl -j stats latency for 0 | jq '[.[].packets] | add // 0'; }
ip netns exec "$rt" bsdnetctl -j stats latency for 60 >"$workdir/latency" &
recording=$!
sends_are_counted()
{
	n1 ping -c 1 -W 1 198.51.100.2 >/dev/null
	[ "$(counted)" -gt 0 ]
}
ok "recording begins" poll 20 sends_are_counted
n1 ping -c 5 -i 0.1 -W 1 198.51.100.2 >/dev/null
n1 python3 "$(dirname "$0")/udp_ask.py" 192.0.2.1 7 10 64 >/dev/null
kill -TERM $recording
ok "and ends when interrupted" wait $recording
ok "each forwarded packet" [ "$(stage forward)" -ge 10 ]
ok "each delivered one" [ "$(stage deliver)" -ge 10 ]
ok "each that a process received" [ "$(stage receive)" -ge 10 ]
ok "each sent one" [ "$(stage send)" -ge 10 ]
ok "of the times that they took" jq -e \
	'all(.from_ns < .to_ns) and ([.[] | select(.stage == "forward").to_ns] | max) < 1e9' \
	"$workdir/latency"
ok "and draws them" sh -c "bsdnetctl -n $rt stats latency for 0 | grep -q '^forward: .*99% below'"
before=$(counted)
n1 ping -c 2 -i 0.1 -W 1 198.51.100.2 >/dev/null
is "nothing is counted after the end" "$before" "$(counted)"
# the process that started it was killed: it ends after its time
setsid ip netns exec "$rt" bsdnetctl stats latency for 1 >/dev/null &
recording=$!
zeroed() { [ "$(counted)" = 0 ]; }
ok "recording begins from zero" poll 20 zeroed
kill -9 $recording
wait $recording 2>/dev/null
# the time given and a second
sleep 3
before=$(counted)
n1 ping -c 2 -i 0.1 -W 1 198.51.100.2 >/dev/null
is "nor if nobody ends it" "$before" "$(counted)"
fails "more than an hour" 'must be' ctl stats latency for 3601
