#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bsdnet-run: what programs see of interfaces, addresses and routes, by every way to ask; which
# sockets they get; what is kept over exec and fork; what is said of programs that cannot be changed.
# UDP and ping against a Linux host. Namespaces are those of lib.sh.
#
# usage: launcher.sh [-b]	-b: briefly, what concerns the module
#
# Shows: SK-1, SK-2

# shellcheck source=../net/lib.sh
. "$(dirname "$0")/../net/lib.sh"
need python3 bsdnet-run ping hostname objcopy

here=$(dirname "$0")
brief=${1-}
run() { nr bsdnet-run "$@"; }
sees() { run python3 "$here/launcher.py" "$@"; }

wires
router
ctl route add 203.0.113.0/24 via 192.0.2.2

# ---- sockets ------------------------------------------------------------------------

ok "sockets, names, ioctls, files of /proc, netlink" sees all
ok "ping" run ping -q -c 1 -W 5 192.0.2.2
start nr bsdnet-run python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 7))
while True:
    data, peer = s.recvfrom(2000)
    s.sendto(data, peer)
'
bound() { ctl -j socket show | jq -e '.[] | select(.lport == 7)'; }
ok "a server" poll 10 bound
ok "answers a Linux host" n1 python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(10)
s.sendto(b"hello", ("192.0.2.1", 7))
assert s.recvfrom(100) == (b"hello", ("192.0.2.1", 7))
'
is "the host has no such socket" "" "$(nr cat /proc/net/udp | grep ':0007 ')"

# ---- interfaces, addresses, routes ----------------------------------------------------

is "getifaddrs" "192.0.2.1 198.51.100.1 " "$(run hostname -I)"
is "ip route" "192.0.2.0/24 dev r1
198.51.100.0/24 dev r2
203.0.113.0/24 via 192.0.2.2 dev r1" "$(run ip route | grep -o '^[^ ]* \(via [^ ]* \)\?dev r.')"
[ "$brief" != -b ] || exit 0
is "ip address" "r1 192.0.2.1/24 r2 198.51.100.1/24" \
	"$(run ip -j -4 address | jq -r '[.[] | .ifname, (.addr_info[] | "\(.local)/\(.prefixlen)")] | join(" ")')"
is "ip link" "$(ctl -j ifl show | jq -r '.[] | select(.name == "r2").lladdr')" \
	"$(run ip -j link show r2 | jq -r '.[0].address')"
fails "an unknown interface" 'does not exist|Cannot find device' run ip link show r9
is "ip route get" "192.0.2.2 r1 192.0.2.1" \
	"$(run ip -j route get 203.0.113.9 | jq -r '.[0] | "\(.gateway) \(.dev) \(.prefsrc)"')"
fails "no route" 'unreachable' run ip route get 8.8.8.8
fails "a change is refused" 'bsdnet-run' run ip address add 192.0.2.77/24 dev r1
is "and has no effect on the host" "" "$(ip -n "$rt" -4 -br address show r1 | awk '{ print $3 }')"
ok "a forged answer is dropped" nr setpriv --reuid 65534 --regid 65534 --clear-groups \
	env PATH="$PATH" python3 "$here/launcher.py" forge \
	"bsdnet-run python3 $here/launcher.py victim"

# ---- streams, until bsdnet has them

ok "a stream" sees stream
fails "no stream of the host with --strict" 'not supported' \
	run --strict python3 "$here/launcher.py" stream

# ---- another instance; long names; a long list ------------------------------------------

ip link add averylongname0 netns "$rt" type dummy
ip -n "$rt" link set averylongname0 up
ctl instance add 5
ctl ifd add averylongname0
ctl ifl add averylongname0.1000 vlan 1000
ctl ifl add r2.6 vlan 6
ctl iff add averylongname0.1000 inet instance 5
ctl iff add r2.6 inet instance 5
ctl ifa add averylongname0.1000 10.5.0.1/24
ctl ifa add r2.6 10.6.0.1/24
is "two interfaces" 2 "$(ctl -j iff show instance 5 | jq length)"
is "another instance, without the long name" "r2.6 10.6.0.1" \
	"$(run -i 5 ip -j -4 address | jq -r '[.[] | .ifname, .addr_info[].local] | join(" ")')"
is "if_nameindex leaves it out, too" "r2.6" \
	"$(run -i 5 python3 -c 'import socket; print(*(n for _, n in socket.if_nameindex()))')"
is "and getifaddrs" "10.6.0.1 " "$(run -i 5 hostname -I)"
ok "its sockets" run -i 5 python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("10.6.0.1", 0))
'
fails "not those of instance 0" 'assign requested address' run -i 5 python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("192.0.2.1", 0))
'
seq 1 1500 | awk '{ print "ifa add r1 10." int(6 + $1 / 256) "." $1 % 256 ".9" }' >"$workdir/many"
ctl -batch "$workdir/many"
ok "answers larger than the receive buffer" sees netlink 1502
is "all addresses" 1502 "$(run ip -j -4 address | jq '[.[].addr_info[]] | length')"

# ---- programs and their environment -------------------------------------------------------

ok "kept over fork and exec" run sh -c 'sh -c "exec ip -br address show r1" | grep -q 192.0.2.1'
ok "with an empty environment" sees executes "/bin/ip -br address show r1 | /bin/grep -q 192.0.2.1"
ok "env -i" run env -i sh -c 'ip -br address show r1 | grep -q 192.0.2.1'
is "an empty LD_PRELOAD ends it" "" "$(run env LD_PRELOAD= ip -4 -br address show r1 | grep 192.0.2.1)"
ok "another library is kept" nr env LD_PRELOAD=libm.so.6 bsdnet-run python3 "$here/launcher.py" \
	preloads libm.so.6 libbsdnet-run.so
# shellcheck disable=SC2016 # for the shell under bsdnet-run
is "the library is there once" 1 \
	"$(run bsdnet-run sh -c 'echo $LD_PRELOAD' | grep -o libbsdnet-run.so | wc -l)"
run -v ping -q -c 1 192.0.2.2 >/dev/null 2>"$workdir/said"
ok "--verbose" grep -q 'socket(AF_INET, 2, 1): AF_BSDNET' "$workdir/said"
run -v sh -c 'exec 2>/dev/null; exec ip address' >"$workdir/out" 2>"$workdir/said"
is "not to another standard error" 0 "$(grep -c 'bsdnet-run' "$workdir/said")"
run busybox true 2>"$workdir/said"
ok "warning: static" grep -q 'warning: .*busybox is statically linked' "$workdir/said"
fails "with --strict an error" 'statically linked' run --strict busybox true
objcopy --add-section .go.buildinfo=/etc/hostname /usr/bin/true "$workdir/go"
run "$workdir/go" 2>"$workdir/said"
ok "warning: Go" grep -q 'written in Go' "$workdir/said"
share_tree 65534
nr "${as_user[@]}" bsdnet-run mount >/dev/null 2>"$workdir/said"
ok "warning: set-user-ID" grep -q 'mount gains privileges' "$workdir/said"

status() { "$@" >/dev/null 2>&1; echo $?; }
is "the program's status" 7 "$(status run sh -c 'exit 7')"
is "not found" 127 "$(status run no-such-program)"
is "not executable" 126 "$(status run "$workdir")"
is "no such instance" 125 "$(status run -i 9 true)"
fails "and it says so" 'instance 9' run -i 9 true
is "wrong usage" 125 "$(status run --instance)"
