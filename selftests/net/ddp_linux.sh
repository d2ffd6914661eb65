#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# AppleTalk of bsdnet against Linux's own: AARP, echo and datagrams both ways, broadcasts,
# conflicts. Linux has AppleTalk in the initial namespace only, so its end is there; a kernel
# without it skips this test, and ddp.sh shows the same with frames of its own.
#
# Shows: Q-10

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 modprobe
modprobe appletalk 2>/dev/null || {
	echo "skipped - ddp_linux: this kernel has no AppleTalk"
	exit 4
}

dev=at-$$
dev=${dev:0:15}
ip netns add "$rt"
ip link add "$dev" type veth peer name r1 netns "$rt" address 02:00:00:00:00:01
ip link set "$dev" up
ip -n "$rt" link set r1 up
ok "ifd add" ctl ifd add r1
ok "ifl add" ctl ifl add r1
python3 "$(dirname "$0")/ddp_linux.py" "$dev" "$rt" >"$workdir/result" 2>"$workdir/errors"
cat "$workdir/result"
passed=$((passed + $(grep -c '^ok' "$workdir/result")))
failed=$((failed + $(grep -c '^not ok' "$workdir/result")))
ok "both came to their end" grep -q "came to their end" "$workdir/result"
ip link del "$dev"
