#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The kernel's own tests of datagram sockets, as kernel-build built them, under bsdnet-run:
# kernel.list says which pass, and why others don't. Namespaces are those of lib.sh.
#
# usage: kernel.sh [PATTERN]	the lines of the list that match PATTERN
#
# Shows: SK-1

pattern=${1-.}
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../net/lib.sh
. "$here/../net/lib.sh"
programs=$here/../../build/kselftest
need bsdnet-run "$programs/nettest"

# some tests make a network namespace, and the loopback interface in it by this command
fake_ip()
{
	mkdir "$workdir/bin"
	cat >"$workdir/bin/ip" <<-'SH'
		#!/bin/sh
		[ "$*" = "link set lo up" ] || exec /bin/ip "$@"
		LD_PRELOAD= exec bsdnetctl ifa add lo0 127.0.0.1
	SH
	chmod +x "$workdir/bin/ip"
}

# attempt COMMAND: its exit status and output are in $workdir
attempt()
{
	run="ip netns exec $rt env PATH=$workdir/bin:$PATH bsdnet-run" \
		peer="ip netns exec $h1" timeout 60 bash -c "$1" >"$workdir/output" 2>&1
	echo $? >"$workdir/status"
	ip netns pids "$rt" | xargs -r kill 2>/dev/null
	ip netns pids "$h1" | xargs -r kill 2>/dev/null
}

stopped() { [ "$(cat "$workdir/status")" != 0 ] && grep -qE -- "$1" "$workdir/output"; }
passed_it() { tail -n 5 "$workdir/output"; [ "$(cat "$workdir/status")" = 0 ]; }

# trim TEXT
trim() { sed 's/^ *//; s/ *$//' <<<"$1"; }

wires
router
fake_ip
ctl ifa add lo0 127.0.0.1
# h1 drops what comes for this address
ctl route add 10.0.0.1/32 via 192.0.2.2
cd "$programs" || exit
count=0
while IFS= read -r line; do
	[[ -n $line && $line != \#* ]] || continue
	result=$(trim "${line%%|*}")
	case $result in
	pass)
		command=$(trim "${line#*|}")
		;;
	stops)
		reason=$(trim "${line##*|}")
		rest=${line#*|}
		rest=${rest%|*}
		command=$(trim "${rest%% | *}")
		expected=$(trim "${rest#* | }")
		;;
	*)
		echo "not ok - kernel.list: \"$line\""
		exit 1
		;;
	esac
	grep -qE -- "$pattern" <<<"$command" || continue
	count=$((count + 1))
	attempt "$command"
	if [ "$result" = pass ]; then
		ok "passes: $command" passed_it
	else
		ok "stops ($reason): $command" stopped "$expected"
	fi
done <"$here/kernel.list"
ok "some were run" [ $count -gt 0 ]
