#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The encapsulation of docs/template at work: asked for by its words, shown in them, its
# frames sent, received and refused. The peer speaks it in Python (nsh.py).
#
# Shows: CTL-3, L2-5

export PATH=$BSDNET_CTL:$PATH LD_LIBRARY_PATH=$BSDNET_LIB

# shellcheck source=../net/lib.sh
. "$(dirname "$0")/../net/lib.sh"
need python3

peer=02:00:00:00:00:02

nsh()
{
	n1 python3 -B "$(dirname "$0")/nsh.py" "$@"
}

wires
ok "the kernel knows it" sh -c "bsdnetctl -n $rt encap show nsh | grep -q 'RFC 8300'"
ok "and the tools" sh -c "bsdnetctl -n $rt encap show nsh | grep -qF 'ifl add NAME nsh PATH MAC'"
ctl ifd add r1
ok "an ifl to put it on" ctl ifl add r1
fails "a value that the user file refuses" 'nsh: service path must be 0..16777215' \
	ctl ifl add r1.0.1 nsh 16777216 $peer
fails "a value that the kernel file refuses" 'nsh: peer .* not a unicast' \
	ctl ifl add r1.0.1 nsh 42 ff:ff:ff:ff:ff:ff
fails "parameters that the kernel file refuses" 'nsh' ctl ifl add r1.0.1 encap nsh data 00
ok "by its words" ctl ifl add r1.0.1 nsh 42 $peer index 7
fails "not on itself" 'nsh requires a link of type ether' ctl ifl add r1.0.1.1 nsh 43 $peer
line=$(ctl ifl show r1.0.1 | head -n 1)
ok "shown in them" [ "${line#"r1.0.1 nsh 42 $peer index 7 "}" != "$line" ]
is "parameters in JSON" "{\"path\":42,\"index\":7,\"peer\":\"$peer\"}" \
	"$(ctl -j ifl show r1.0.1 | jq -c '.[0].parameters')"
ctl ifl del r1.0.1
# shellcheck disable=SC2086 # words
ok "what is shown is taken back" ctl ifl add $line
ok "address" ctl ifa add r1.0.1 10.9.0.1 dest 10.9.0.2
ok "its key in words" sh -c "bsdnetctl -n $rt l2 show | grep -q 'path 42 index 7 next 1'"
ok "on the tree" sh -c "bsdnetctl -n $rt show tree | grep -q 'ifl r1.0.1 nsh 42'"

ok "frames in and out" nsh answered 42 7
ok "with a context that is passed over" nsh answered 42 7 context
ok "another path is nobody's" nsh silent 43 7
ok "another index is nobody's" nsh silent 42 6
ok "frames that end too early, and what makes no sense" nsh hostile 42 7
ok "and it still works" nsh answered 42 7
before=$(live_objects)
ok "deleted" ctl ifl del r1.0.1
ok "with its objects" [ "$(live_objects)" -lt "$before" ]
