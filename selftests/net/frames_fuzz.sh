#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: selftests/net/frames_fuzz.sh [-r ROUNDS] [SEED]
#
# Fuzzed frames of every encapsulation, on Ethernet and on every point-to-point
# medium: truncated, changed, nested, random; see frames_fuzz.py. A round is some
# 360 frames; 150 by default. A failure prints its seed.
#
# Shows: IF-9, IF-10, L2-1, L2-2, L2-5, L2-7

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
if ! /usr/bin/python3 -c 'import scapy' 2>/dev/null; then
	echo "skipped - frames_fuzz: python3-scapy is missing"
	exit 4
fi
rounds=150
while getopts r: opt; do
	case $opt in
	r) rounds=$OPTARG ;;
	*) exit 1 ;;
	esac
done
shift $((OPTIND - 1))

ip netns add "$rt"
ip -n "$rt" link set lo up
nr /usr/bin/python3 -B "$(dirname "$0")/frames_fuzz.py" "$rounds" "$@" >"$workdir/result"
cat "$workdir/result"
passed=$((passed + $(grep -c '^ok' "$workdir/result" || true)))
failed=$((failed + $(grep -c '^not ok' "$workdir/result" || true)))
is "every device was judged" 13 "$(grep -c -e '^ok' -e '^not ok' "$workdir/result")"
