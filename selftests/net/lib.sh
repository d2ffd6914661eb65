#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the selftests in this folder share. Source it first; it loads the
# module, and at the end unloads it, takes the namespaces away and gives the
# verdict.
#
#   +-----------+            +-----------------------+            +-----------+
#   |    h1     | eth0   r1  |           rt          |  r2   eth0 |    h2     |
#   | 192.0.2.2 |============| 192.0.2.1 198.51.100.1|============|198.51.100.2
#   |  (Linux)  |    veth    |       (bsdnet)        |    veth    |  (Linux)  |
#   +-----------+            +-----------------------+            +-----------+
#
# Namespaces are named after the test's process, so that tests can run side
# by side. Nothing here sleeps for a fixed time: what takes time is polled.
#
# exit status: 0 all passed, 1 something failed, 4 skipped: a tool is missing

set -u


test_name=$(basename "$0" .sh)

h1=h1-$$
rt=rt-$$
h2=h2-$$
passed=0
failed=0
workdir=$(mktemp -d)
background=()
more_netns=()	# what a test makes besides
tree=		# see share_tree
as_user=()

n1() { ip netns exec "$h1" "$@"; }
n2() { ip netns exec "$h2" "$@"; }
nr() { ip netns exec "$rt" "$@"; }
ctl() { bsdnetctl -n "$rt" "$@"; }

# ok DESCRIPTION COMMAND...: the command must succeed
ok()
{
	local text=$1

	shift
	if "$@" >"$workdir/out" 2>&1; then
		passed=$((passed + 1))
		echo "ok - $text"
	else
		failed=$((failed + 1))
		echo "not ok - $text: $*"
		sed 's/^/#   /' "$workdir/out"
	fi
}

# fails DESCRIPTION PATTERN COMMAND...: it must fail, and say PATTERN
fails()
{
	local text=$1 pattern=$2

	shift 2
	if "$@" >"$workdir/out" 2>&1; then
		failed=$((failed + 1))
		echo "not ok - $text: succeeded: $*"
	elif grep -qE -- "$pattern" "$workdir/out"; then
		passed=$((passed + 1))
		echo "ok - $text"
	else
		failed=$((failed + 1))
		echo "not ok - $text: did not say \"$pattern\": $*"
		sed 's/^/#   /' "$workdir/out"
	fi
}

# is DESCRIPTION EXPECTED ACTUAL
is()
{
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
		echo "ok - $1"
	else
		failed=$((failed + 1))
		echo "not ok - $1: expected \"$2\", is \"$3\""
	fi
}

# poll SECONDS COMMAND...: until it succeeds
poll()
{
	local until=$((SECONDS + $1))

	shift
	while ! "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $until ] || return 1
		sleep 0.05
	done
}

# need TOOL...: skip the test where one is missing
need()
{
	local tool

	for tool; do
		command -v "$tool" >/dev/null && continue
		echo "skipped - $test_name: $tool is missing"
		exit 4
	done
}

# share_tree UID: mounts this tree, which may be in a private directory, where users without
# privilege can read it; sets tree, and as_user to the words that run a command as UID
share_tree()
{
	tree=$(mktemp -d)
	chmod 755 "$tree"
	mount --bind "$(dirname "$0")/../.." "$tree"
	mount -o remount,ro,bind "$tree"
	# shellcheck disable=SC2034
	as_user=(setpriv --reuid "$1" --regid "$1" --clear-groups env
		PATH="$tree/build/user/bin:$PATH" LD_LIBRARY_PATH="$tree/build/user/lib")
}

# run in the background until the end of the test
start()
{
	"$@" &
	background+=($!)
}

drop_count()
{
	ctl -j drops show | jq --arg name "$1" '[.[] | select(.name == $name)][0].packets // 0'
}

live_objects()
{
	awk '{ sum += $3 } END { print sum + 0 }' /sys/kernel/debug/bsdnet/objects
}

# host NETNS DEV ADDRESS/LEN GATEWAY
host()
{
	ip -n "$1" link set lo up
	ip -n "$1" addr add "$3" dev "$2"
	ip -n "$1" link set "$2" up
	[ -z "$4" ] || ip -n "$1" route add default via "$4"
}

# The hosts and wires of the picture above, without bsdnet's configuration
wires()
{
	ip netns add "$h1"
	ip netns add "$rt"
	ip netns add "$h2"
	ip link add eth0 netns "$h1" address 02:00:00:00:00:02 type veth \
		peer name r1 netns "$rt" address 02:00:00:00:00:01
	ip link add eth0 netns "$h2" address 02:00:00:00:01:02 type veth \
		peer name r2 netns "$rt" address 02:00:00:00:01:01
	ip -n "$rt" link set r1 up
	ip -n "$rt" link set r2 up
	nr sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	n1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	n2 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	host "$h1" eth0 192.0.2.2/24 192.0.2.1
	host "$h2" eth0 198.51.100.2/24 198.51.100.1
}

# bsdnet as the router of the picture
router()
{
	ctl ifa add r1 192.0.2.1/24
	ctl ifa add r2 198.51.100.1/24
	ctl instance set 0 forwarding on
}

# nested_ifls COUNT INNER: a batch that adds COUNT ifls to r1, INNER on each outer tag; a line for
# each outer tag, two for each ifl
nested_ifls()
{
	awk -v count="$1" -v inner="$2" 'BEGIN {
		print "ifd add r1\nifl add r1"
		for (i = 0; i < count; i++) {
			name = "r1." int(i / inner) + 1
			if (i % inner == 0)
				print "ifl add " name " svlan " int(i / inner) + 1
			name = name "." i % inner + 1
			print "ifl add " name " vlan " i % inner + 1 "\niff add " name " inet"
		}
	}'
}

# the ends of what was written to the working directory, to find the reason of a failure
show_logs()
{
	local file

	for file in "$workdir"/*; do
		if ! [ -f "$file" ] || ! grep -qI . "$file"; then
			continue
		fi
		echo "# $(basename "$file"):"
		tail -n 15 "$file" | cut -c 1-200 | sed 's/^/#   /'
	done
}

finish()
{
	local status=$? netns

	trap - EXIT
	[ ${#background[@]} -eq 0 ] || kill "${background[@]}" 2>/dev/null
	# what runs behind a function's subshell outlives it, with its sockets
	for netns in "$h1" "$rt" "$h2" "${more_netns[@]}"; do
		ip netns pids "$netns" 2>/dev/null | xargs -r kill 2>/dev/null
	done
	wait 2>/dev/null
	ip netns del "$h1" 2>/dev/null
	ip netns del "$h2" 2>/dev/null
	ip netns del "$rt" 2>/dev/null
	for netns in "${more_netns[@]}"; do
		ip netns del "$netns" 2>/dev/null
	done
	if grep -q '^bsdnet ' /proc/modules; then
		poll 10 rmmod bsdnet || {
			echo "not ok - unload the module"
			failed=$((failed + 1))
		}
	fi
	[ -z "$tree" ] || { umount "$tree" && rmdir "$tree"; }
	[ $status -eq 0 ] || [ $status -eq 4 ] || {
		echo "not ok - the script ends with status $status"
		failed=$((failed + 1))
	}
	[ $failed -eq 0 ] || show_logs
	rm -rf "$workdir"
	[ $status -eq 4 ] && exit 4
	echo "# $test_name: $passed passed, $failed failed"
	[ $failed -eq 0 ] && [ $passed -gt 0 ]
	exit $?
}

need ip jq bsdnetctl
trap finish EXIT
trap 'exit 1' INT TERM
insmod "$BSDNET_KO/bsdnet.ko" || exit 1
