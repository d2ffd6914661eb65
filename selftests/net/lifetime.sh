#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What must not live on: namespaces that keep each other through descriptors, sockets whose
# packets nobody takes, a module that is to be removed. rt and h1 each have bsdnet; h2 has
# what a third one needs.
#
# Shows: VM-1, IF-17, IF-7, L2-6, Q-8, CTL-6

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 setpriv unshare

program=$(dirname "$0")/lifetime.py
by() { ip netns exec "$1" /usr/bin/python3 -B "$program" "${@:2}"; }
# NETNS IFD KIND FROM: ifd in NETNS on a descriptor of namespace FROM
ifd_on() { by "$4" hand "$3" "$4" bsdnetctl -n "$1" ifd add "$2" driver fd fd 3 encap ip; }
netns_objects() { grep -c ' ifd ' /sys/kernel/debug/bsdnet/objects; }
is_count() { [ "$(netns_objects)" -eq "$1" ]; }
# in the script's own verdict: what a command of lifetime.py has found
count_results()
{
	cat "$workdir/result"
	passed=$((passed + $(grep -c '^ok' "$workdir/result" || true)))
	failed=$((failed + $(grep -c '^not ok' "$workdir/result" || true)))
}
# TEXT COMMAND...: of lifetime.py, which must come to its end
results()
{
	local text=$1

	shift
	"$@" >"$workdir/result" 2>"$workdir/errors"
	case $? in
	0) ;;
	1) grep -q '^not ok' "$workdir/result" || echo "not ok - $text" >>"$workdir/result" ;;
	4) echo "# left out - $text: this kernel has not what it needs" ;;
	*) echo "not ok - $text" >>"$workdir/result" ;;
	esac
	grep -q . "$workdir/result" || echo "not ok - $text: no result" >"$workdir/result"
	count_results
	sed 's/^/# /' "$workdir/errors"
}

before=$(netns_objects)
for netns in "$h1" "$rt" "$h2"; do
	ip netns add "$netns"
	ip netns exec "$netns" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
		net.ipv6.conf.default.disable_ipv6=1
done
is "a stack in each namespace" $((before + 3)) "$(netns_objects)"

# namespaces that would keep each other
ok "rt keeps h1, by a TUN descriptor" ifd_on "$rt" fd0 tun:t0 "$h1"
ok "and by another" ifd_on "$rt" fd1 tap:t1 "$h1"
ok "and by a third" ifd_on "$rt" fd2 tun:t2 "$h1"
fails "then h1 does not keep rt" 'references this one' ifd_on "$h1" fd0 tun:t0 "$rt"
fails "nor by a socket" 'references this one' ifd_on "$h1" fd0 pair "$rt"
fails "nor by one connected elsewhere" 'references this one' \
	by "$h1" listen "$rt" bsdnetctl -n "$h1" ifd add fd0 driver fd fd 3 encap ip
ok "h1 keeps h2" ifd_on "$h1" fd0 tun:t0 "$h2"
fails "h2 does not keep rt, around the corner" 'references this one' \
	ifd_on "$h2" fd0 tun:t0 "$rt"
fails "nobody keeps itself" 'opened in another' ifd_on "$rt" fd9 pair "$rt"
ok "rt lets go of h1, once" ctl ifd del fd0
ok "twice" ctl ifd del fd1
fails "h1 still does not keep rt" 'references this one' ifd_on "$h1" fd1 pair "$rt"
ok "three times" ctl ifd del fd2
ok "now it may" ifd_on "$h1" fd1 tun:t1 "$rt"
fails "but not rt h1 any more" 'references this one' ifd_on "$rt" fd0 tun:t0 "$h1"
ok "h2 keeps rt too" ifd_on "$h2" fd0 tun:t2 "$rt"
ok "the initial namespace is kept by h1" /usr/bin/python3 -B "$program" hand pair - \
	bsdnetctl -n "$h1" ifd add fd5 driver fd fd 3 encap ip
ok "descriptors of this namespace on the way to this namespace" \
	/usr/bin/python3 -B "$program" rights "$rt" own0 fd7
ok "the device is deleted with them" poll 5 sh -c "! ip -n $rt link show own0"
ip netns del "$h2"
ip netns del "$h1"
ip netns del "$rt"
ok "all three are gone" poll 10 is_count "$before"

# a peer that never reads
ip netns add "$h1"
ip netns add "$rt"
ip -n "$rt" link set lo up
n1 /usr/bin/python3 -B "$program" full "$rt" fd0 60 >"$workdir/full" 2>&1 &
background+=($!)
ok "a socket sends more than its peer takes" poll 30 grep -q full "$workdir/full"
is_freed() { [ "$(awk '$2 == "socket" { sum += $3 } END { print sum }' \
	/sys/kernel/debug/bsdnet/objects)" -eq 0 ]; }
ok "it is freed once it is closed" poll 5 is_freed

share_tree 1000
results "what a socket's peer receives" "${as_user[@]}" unshare --user --map-root-user \
	/usr/bin/python3 -B "$tree/selftests/net/lifetime.py" creds fd0
results "frames without contents" by "$h1" empty "$rt" fd1
results "line disciplines" by "$h1" ldisc "$rt" fd2

# the module is unloaded with all that: it waits for nothing, and leaves nothing
ctl ifa add lo0 192.0.2.7/32
ctl route add 203.0.113.0/24 discard
ok "the module can be removed" timeout 20 rmmod bsdnet

# "objects" has every stack, also while they are made and freed
reader() { while :; do cat /sys/kernel/debug/bsdnet/objects; done >/dev/null 2>&1; }
start reader
cycles()
{
	local round

	# shellcheck disable=SC2034 # it only counts
	for round in 1 2 3; do
		insmod "$BSDNET_KO/bsdnet.ko" && poll 10 rmmod bsdnet || return
	done
}
ok "loaded and removed while the objects are read" cycles
